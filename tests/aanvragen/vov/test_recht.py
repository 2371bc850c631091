"""The right and the personal maximum. Published examples carry their source in the id."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from aanvragen.vov.recht import Tewerkstelling, beoordeel_recht, fraction_from_hours, persoonlijk_maximum
from loket.parameters.values import Status, unverified
from tests.aanvragen.vov.cases import IN_2022_23, IN_2024_25, IN_2025_26, IN_2026_27, PARAMS, d, fractions, starts

FULL_TIME = Tewerkstelling(d("1"), d("38"))
FOUR_FIFTHS = Tewerkstelling(d("0.8"), d("30.4"))
HALF_TIME = Tewerkstelling(d("0.5"), d("19"))
TWO_FIFTHS = Tewerkstelling(d("0.4"), d("15.2"))


@pytest.mark.parametrize(
    ("fraction", "hours"),
    [
        pytest.param("0.8", "100", id="ucll.be/vlaamsopleidingsverlof"),
        pytest.param("0.75", "93.75", id="dienstbetoon.be-algemene-nota-2019-2020"),
        pytest.param("0.5", "62.5", id="pulsmagazine.be-2019-06-14"),
        pytest.param("1", "125", id="vlaanderen.be-aantal-uren-per-schooljaar"),
        pytest.param("1.2", "125", id="more-jobs-than-full-time"),
    ],
)
def test_personal_maximum_isnt_rounded(fraction: str, hours: str) -> None:
    assert persoonlijk_maximum(PARAMS, IN_2022_23, d(fraction)).hours == d(hours)


def test_fraction_from_hours_securex_deeltijdse_werknemers() -> None:
    assert fraction_from_hours(d("28.5"), d("38")) == d("0.75")


@pytest.mark.parametrize(("hours", "full_time"), [("20", "0"), ("20", "-38"), ("-1", "38")])
def test_fraction_refuses_impossible_weeks(hours: str, full_time: str) -> None:
    with pytest.raises(ValueError, match=r"uur|uren"):
        fraction_from_hours(d(hours), d(full_time))


def test_below_the_minimum_in_september_but_not_at_the_start_in_october() -> None:
    # Securex, deeltijdse werknemers (up to 2022-23): 40 % in September, 50 % in October, start in October.
    recht = beoordeel_recht(PARAMS, IN_2022_23, HALF_TIME, in_referentiemaand=TWO_FIFTHS)
    assert recht.ok
    assert recht.fraction == d("0.5")


def test_below_the_minimum_in_september_with_a_start_in_september() -> None:
    # vlaanderen.be, aantal uren per schooljaar (up to 2022-23).
    recht = beoordeel_recht(PARAMS, date(2022, 9, 12), TWO_FIFTHS, in_referentiemaand=TWO_FIFTHS)
    assert not recht.ok
    assert recht.fraction is None
    assert recht.reason == "Bij de start van de opleiding werkt de werknemer 40 %. Minstens 50 % is nodig."


def test_the_referentiemaand_counts_when_it_meets_the_minimum() -> None:
    assert beoordeel_recht(PARAMS, IN_2024_25, FULL_TIME, in_referentiemaand=FOUR_FIFTHS).fraction == d("0.8")


def test_the_first_opleiding_decides_when_this_one_is_a_later_one() -> None:
    recht = beoordeel_recht(
        PARAMS, IN_2024_25, FULL_TIME, in_referentiemaand=TWO_FIFTHS, in_first_start_month=TWO_FIFTHS
    )
    assert not recht.ok
    assert "In de referentiemaand" in recht.reason


@pytest.mark.parametrize(
    ("on", "work", "ok"),
    [
        (IN_2024_25, HALF_TIME, True),
        (IN_2024_25, Tewerkstelling(d("0.4999"), d("19")), False),
        (date(2025, 8, 31), HALF_TIME, True),
        (date(2025, 9, 1), HALF_TIME, False),
        (IN_2025_26, FOUR_FIFTHS, True),
        (IN_2025_26, Tewerkstelling(d("0.8"), d("28")), True),
        (IN_2025_26, Tewerkstelling(d("0.8"), d("27.99")), False),
        (IN_2025_26, Tewerkstelling(d("0.7999"), d("30")), False),
        (IN_2026_27, FOUR_FIFTHS, True),
    ],
)
def test_minimum_by_schooljaar(on: date, work: Tewerkstelling, ok: bool) -> None:
    assert beoordeel_recht(PARAMS, on, work).ok is ok


def test_a_right_in_2026_27_rests_on_carried_values() -> None:
    recht = beoordeel_recht(PARAMS, IN_2026_27, FOUR_FIFTHS)
    assert [(value.key, value.carried) for value in unverified(recht.parameters)] == [
        ("vov.minimum_tewerkstelling", True),
        ("vov.minimum_uren_per_week", True),
    ]


def test_a_right_in_2025_26_rests_on_the_law() -> None:
    statuses = {value.status for value in beoordeel_recht(PARAMS, IN_2025_26, FOUR_FIFTHS).parameters}
    assert statuses == {Status.WET}


def test_negative_work_is_refused() -> None:
    with pytest.raises(ValueError, match="negatief"):
        Tewerkstelling(d("-0.1"), d("38"))
    with pytest.raises(ValueError, match="negatief"):
        persoonlijk_maximum(PARAMS, IN_2025_26, d("-0.1"))


@given(on=starts, one=fractions, other=fractions)
def test_more_work_never_gives_fewer_hours(on: date, one: Decimal, other: Decimal) -> None:
    low, high = sorted([one, other])
    assert persoonlijk_maximum(PARAMS, on, low).hours <= persoonlijk_maximum(PARAMS, on, high).hours


@given(on=starts, one=fractions, other=fractions)
def test_more_work_never_loses_the_right(on: date, one: Decimal, other: Decimal) -> None:
    low, high = sorted([one, other])
    if beoordeel_recht(PARAMS, on, Tewerkstelling(low, low * 38)).ok:
        assert beoordeel_recht(PARAMS, on, Tewerkstelling(high, high * 38)).ok
