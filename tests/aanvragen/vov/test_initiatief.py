"""What is left of the hours, and the gemeenschappelijk initiatiefrecht."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from aanvragen.vov.initiatief import Aanvraaguren, Initiatief, resterend
from aanvragen.vov.odb import OdbNumberError
from tests.aanvragen.vov.cases import (
    IN_2022_23,
    IN_2025_26,
    IN_2026_27,
    PARAMS,
    d,
    fractions,
    initiatieven,
    odb_numbers,
    requests,
    starts,
)

WERKNEMER, WERKGEVER = Initiatief.WERKNEMER, Initiatief.WERKGEVER
LASSEN, BOEKHOUDEN = "ODB-0000001", "ODB-0000002"


def request(number: str, initiatief: Initiatief, hours: str) -> Aanvraaguren:
    return Aanvraaguren(number, initiatief, d(hours))


def test_without_other_requests_all_hours_are_left() -> None:
    left = resterend(PARAMS, IN_2025_26, d("1"), [], LASSEN, WERKNEMER)
    assert (left.hours, left.total, left.gemeenschappelijk) == (d("125"), d("125"), False)


def test_joint_initiative_doubles_the_personal_maximum_prato_2023() -> None:
    # Prato, June 2023: someone entitled to 80 h goes to 160 h, not to 250 h.
    left = resterend(PARAMS, IN_2022_23, d("0.64"), [request(LASSEN, WERKNEMER, "80")], BOEKHOUDEN, WERKGEVER)
    assert (left.hours, left.per_side, left.total, left.gemeenschappelijk) == (d("80"), d("80"), d("160"), True)


def test_joint_initiative_of_a_full_timer_is_250_hours() -> None:
    left = resterend(PARAMS, IN_2025_26, d("1"), [request(LASSEN, WERKNEMER, "125")], BOEKHOUDEN, WERKGEVER)
    assert (left.hours, left.total) == (d("125"), d("250"))


@pytest.mark.parametrize(
    ("existing", "number", "initiatief", "hours"),
    [
        pytest.param([(LASSEN, WERKNEMER, "100")], LASSEN, WERKGEVER, "25", id="same-odb-number"),
        pytest.param(
            [(LASSEN, WERKNEMER, "100")], "odb 0000001", WERKGEVER, "25", id="same-odb-number-otherwise-typed"
        ),
        pytest.param([(LASSEN, WERKNEMER, "100")], BOEKHOUDEN, WERKNEMER, "25", id="same-initiative"),
        pytest.param(
            [(LASSEN, WERKNEMER, "100"), (BOEKHOUDEN, WERKGEVER, "60")], "ODB-0000003", WERKNEMER, "25", id="own-side"
        ),
        pytest.param([(LASSEN, WERKNEMER, "200")], BOEKHOUDEN, WERKNEMER, "0", id="too-much-taken"),
        pytest.param([(LASSEN, WERKNEMER, "200")], BOEKHOUDEN, WERKGEVER, "50", id="total-bounds-the-side"),
    ],
)
def test_what_is_left(
    existing: list[tuple[str, Initiatief, str]], number: str, initiatief: Initiatief, hours: str
) -> None:
    left = resterend(PARAMS, IN_2025_26, d("1"), [request(*item) for item in existing], number, initiatief)
    assert left.hours == d(hours)


@pytest.mark.parametrize("side", Initiatief)
def test_two_opleidingen_on_one_side_arent_joint(side: Initiatief) -> None:
    left = resterend(PARAMS, IN_2025_26, d("1"), [request(LASSEN, side, "10")], BOEKHOUDEN, side)
    assert (left.total, left.gemeenschappelijk) == (d("125"), False)


@pytest.mark.parametrize(
    ("on", "joint"),
    [(date(2021, 8, 31), False), (date(2021, 9, 1), True), (IN_2026_27, True)],
)
def test_joint_initiative_exists_from_2021_22(on: date, joint: bool) -> None:
    left = resterend(PARAMS, on, d("1"), [request(LASSEN, WERKNEMER, "100")], BOEKHOUDEN, WERKGEVER)
    assert left.gemeenschappelijk is joint
    assert left.hours == (125 if joint else 25)


def test_joint_initiative_in_2026_27_is_only_carried_on() -> None:
    left = resterend(PARAMS, IN_2026_27, d("1"), [], LASSEN, WERKNEMER)
    assert [value.key for value in left.parameters if value.carried] == [
        "vov.uren_bij_voltijds",
        "vov.gemeenschappelijk_initiatief_factor",
    ]


def test_wrong_values_are_refused() -> None:
    with pytest.raises(OdbNumberError):
        request("ODB-12", WERKNEMER, "1")
    with pytest.raises(ValueError, match="negatief"):
        request(LASSEN, WERKNEMER, "-1")
    with pytest.raises(OdbNumberError):
        resterend(PARAMS, IN_2025_26, d("1"), [], "", WERKNEMER)


@given(on=starts, fraction=fractions, existing=requests, number=odb_numbers, initiatief=initiatieven)
def test_taking_what_is_left_never_passes_a_maximum(
    on: date, fraction: Decimal, existing: list[Aanvraaguren], number: str, initiatief: Initiatief
) -> None:
    left = resterend(PARAMS, on, fraction, existing, number, initiatief)
    assert left.hours >= 0
    if left.hours > 0:
        assert left.taken_side + left.hours <= left.per_side
        assert left.taken_total + left.hours <= left.total
    # And nothing more is left after taking it.
    taken = [*existing, Aanvraaguren(number, initiatief, left.hours)]
    assert resterend(PARAMS, on, fraction, taken, number, initiatief).hours == 0


@given(on=starts, one=fractions, other=fractions, existing=requests, number=odb_numbers, initiatief=initiatieven)
def test_more_work_never_leaves_less(
    on: date, one: Decimal, other: Decimal, existing: list[Aanvraaguren], number: str, initiatief: Initiatief
) -> None:
    low, high = sorted([one, other])
    least = resterend(PARAMS, on, low, existing, number, initiatief)
    most = resterend(PARAMS, on, high, existing, number, initiatief)
    assert least.hours <= most.hours
