"""The rules of one line: what is wrong, what can never be paid, and the absence rule of the time."""

from decimal import Decimal

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from aanvragen.deelname.regels.lijn import (
    Contract,
    Ernst,
    Line,
    LineContext,
    OpleidingFacts,
    check_line,
    check_period,
    line_context,
)
from aanvragen.deelname.regels.perioden import Periode, periode_of, perioden, uiterste_dag
from aanvragen.vov.opleiding import Soort
from loket.parameters.files import read_parameters
from loket.parameters.values import Status
from tests.aanvragen.deelname.lines import day, line

PARAMS = read_parameters(*settings.PARAMETER_FILES)
TODAY = day("2026-11-25")
LASSER = OpleidingFacts(Soort.UREN, Decimal(64), day("2026-07-06"), day("2026-09-15"))
Q3 = Periode(day("2026-07-01"), day("2026-09-30"))


def context(facts: OpleidingFacts = LASSER, periode: Periode = Q3, today=TODAY) -> LineContext:
    return line_context(PARAMS, facts, periode, today)


def found(item: Line, where: LineContext | None = None) -> list[tuple[str, str]]:
    return [(finding.field, finding.ernst.value) for finding in check_line(item, where or context())]


def test_a_line_in_order_says_nothing():
    assert check_line(line(hours_present=Decimal(60)), context()) == []


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"hours_present": Decimal(0)}, "de cursist geen enkel uur aanwezig was"),
        ({"final_assessment": False}, "de cursist niet deelnam aan de eindbeoordeling"),
        ({"completed": False}, "de cursist het traject niet volledig volgde"),
        ({"contract": "examen"}, "de cursist de opleiding met een examencontract volgt"),
    ],
)
def test_what_can_never_be_paid_is_said_and_accepted(change, because):
    said = check_line(line(hours_present=Decimal(60))._replace(**change), context())
    assert [(one.ernst, one.message) for one in said] == [
        (Ernst.NOOIT_BETAALD, f"Deze lijn kan nooit betaald worden omdat {because}.")
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first_name": ""}, "first_name"),
        ({"last_name": ""}, "last_name"),
        ({"hours_present": None}, "hours_present"),
        ({"hours_present": Decimal(-1)}, "hours_present"),
        ({"hours_present": Decimal("64.01")}, "hours_present"),
        ({"hours_present": Decimal(40), "earlier_present": Decimal(25)}, "hours_present"),
        ({"unjustified": Decimal(-1)}, "unjustified"),
        ({"final_assessment": None}, "final_assessment"),
        ({"completed": None}, "completed"),
        ({"real_end": day("2026-11-26")}, "real_end"),
        ({"real_end": day("2026-07-05")}, "real_end"),
    ],
)
def test_errors_stand_at_their_field(change, field):
    assert found(line()._replace(**change))[:1] == [(field, "fout")]


def test_not_yet_is_an_answer_while_the_opleiding_goes_on():
    long = context(OpleidingFacts(Soort.UREN, Decimal(64), day("2026-07-06"), day("2026-12-15")))
    assert found(line(hours_present=Decimal(0), final_assessment=None, completed=None), long) == []
    assert found(line(), long) == [("real_end", "fout")]
    assert found(line(hours_present=Decimal(60), real_end=day("2026-09-20")), long) == []


def test_higher_education_needs_a_contract_and_no_hours():
    graduaat = context(OpleidingFacts(Soort.STUDIEPUNTEN, Decimal(6), day("2026-07-06"), day("2026-09-15")))
    assert found(line(hours_present=None), graduaat) == [("contract", "fout")]
    assert found(line(hours_present=None, contract=Contract.CREDIT), graduaat) == []


def test_more_than_ten_percent_unjustified_until_the_reform():
    """10 % of 64 hours is 6,4: exactly that is still in order."""
    then = context(OpleidingFacts(Soort.UREN, Decimal(64), day("2023-07-03"), day("2023-09-15")))
    assert found(line(unjustified=None), then) == [("unjustified", "fout")]
    assert found(line(unjustified=Decimal("6.4")), then) == []
    assert found(line(unjustified=Decimal("6.41")), then) == [("unjustified", "opmerking")]
    assert found(line(unjustified=Decimal(3), earlier_unjustified=Decimal(4)), then) == [("unjustified", "opmerking")]
    # Half of the hours was no rule then.
    assert found(line(hours_present=Decimal(20), unjustified=Decimal(0)), then) == []


def test_half_of_the_hours_since_the_reform():
    assert found(line(hours_present=Decimal(32))) == []
    assert found(line(hours_present=Decimal("31.99"))) == [("hours_present", "opmerking")]
    assert found(line(hours_present=Decimal(12), earlier_present=Decimal(20))) == []
    assert found(line(hours_present=Decimal(40), unjustified=Decimal(10))) == [("unjustified", "opmerking")]
    assert any(value.status is Status.NIET_GEVERIFIEERD for value in context().parameters)


def test_the_rule_is_that_of_the_day_on_which_the_opleiding_started():
    over_the_reform = OpleidingFacts(Soort.UREN, Decimal(64), day("2024-08-31"), day("2024-10-15"))
    periode = periode_of(PARAMS, day("2024-10-01"))
    assert context(over_the_reform, periode).asks_unjustified
    after = OpleidingFacts(Soort.UREN, Decimal(64), day("2024-09-01"), day("2024-10-15"))
    assert not context(after, periode).asks_unjustified


def test_periods_are_quarters_and_have_a_last_day():
    assert periode_of(PARAMS, TODAY) == Periode(day("2026-10-01"), day("2026-12-31"))
    assert [periode.label for periode in perioden(PARAMS, day("2026-03-31"), day("2026-07-01"))] == [
        "eerste kwartaal van 2026",
        "tweede kwartaal van 2026",
        "derde kwartaal van 2026",
    ]
    uiterste = uiterste_dag(PARAMS, Q3)
    assert (uiterste.last, uiterste.remind_from) == (day("2026-12-31"), day("2026-12-10"))
    assert Periode(day("2026-09-01"), day("2027-08-31")).label == "1 september 2026 tot en met 31 augustus 2027"


def test_a_period_must_have_begun_and_touch_the_opleiding():
    assert check_period(context()) == []
    assert [f.ernst for f in check_period(context(today=day("2027-01-01")))] == [Ernst.OPMERKING]
    assert [f.ernst for f in check_period(context(today=day("2026-06-30")))] == [Ernst.FOUT]
    later = OpleidingFacts(Soort.UREN, Decimal(64), day("2026-10-01"), None)
    assert [f.ernst for f in check_period(context(later))] == [Ernst.FOUT]
    # Ended before: perhaps the wrong period, perhaps an exam that came later.
    q4 = Periode(day("2026-10-01"), day("2026-12-31"))
    [after] = check_period(context(periode=q4))
    assert after.ernst is Ernst.OPMERKING
    assert "De opleiding eindigde op 15 september 2026, voor deze periode begon." in after.message


hours = st.none() | st.decimals(-10, 10_000, places=2)
yes_no = st.none() | st.booleans()
days = st.none() | st.dates(day("2019-01-01"), day("2028-01-01"))


@given(
    st.builds(
        OpleidingFacts,
        st.none() | st.sampled_from(Soort),
        st.none() | st.decimals(1, 400, places=2),
        st.none() | st.dates(day("2019-09-01"), day("2026-11-01")),
        days,
    ),
    st.tuples(
        st.just("90012099016"), st.sampled_from(["", "Emma"]), st.just("Lambert"),
        st.sampled_from(["", *Contract]), hours, hours, yes_no, yes_no, days,
    ).map(lambda values: Line(*values)),
)  # fmt: skip
def test_whatever_is_given_the_answer_is_a_finding_at_a_field(facts, item):
    """And a line without an error can be stored: the numbers fit, and what is needed is there."""
    where = line_context(PARAMS, facts, Q3, TODAY)
    said = check_line(item, where)
    assert {finding.field for finding in said} <= set(Line._fields)
    if not any(finding.ernst is Ernst.FOUT for finding in said):
        assert item.first_name
        assert item.hours_present is None or 0 <= item.hours_present < 10_000
        assert item.hours_present is not None or not where.attendance
        never = item.final_assessment is False or item.completed is False or item.contract == Contract.EXAMEN
        assert not never or any(finding.ernst is Ernst.NOOIT_BETAALD for finding in said)
