from dataclasses import replace

import pytest

from aanvragen.vov.attest import Attest, beoordeel_attest
from tests.aanvragen.vov.cases import IN_2022_23, IN_2025_26, PARAMS, d

COMPLETE = Attest(
    hours_present=d("60"),
    contact_hours=d("64"),
    took_final_assessment=True,
    trajectory_completed=True,
    exam_contract=False,
)


def test_a_complete_attest_can_be_paid() -> None:
    verdict = beoordeel_attest(PARAMS, IN_2025_26, COMPLETE)
    assert (verdict.ok, verdict.remarks) == (True, ())


@pytest.mark.parametrize(
    "attest",
    [
        replace(COMPLETE, hours_present=d("0")),
        replace(COMPLETE, took_final_assessment=False),
        replace(COMPLETE, trajectory_completed=False),
        replace(COMPLETE, exam_contract=True),
    ],
)
def test_attests_that_can_never_be_paid(attest: Attest) -> None:
    # vlaanderen.be, betalingen voor Vlaams opleidingsverlof.
    verdict = beoordeel_attest(PARAMS, IN_2025_26, attest)
    assert not verdict.ok
    assert len(verdict.obstacles) == 1


def test_little_presence_is_a_remark_because_the_rule_is_a_draft() -> None:
    attest = replace(COMPLETE, hours_present=d("31.5"))
    verdict = beoordeel_attest(PARAMS, IN_2025_26, attest)
    assert verdict.ok
    assert verdict.remarks == ("De werknemer was 31,5 van de 64 contacturen aanwezig. Dat is minder dan 50 %.",)
    assert beoordeel_attest(PARAMS, IN_2022_23, attest).remarks == ()


def test_without_required_attendance_only_participation_counts() -> None:
    assert beoordeel_attest(PARAMS, IN_2025_26, replace(COMPLETE, hours_present=None, contact_hours=None)).ok
