"""Windows and deadlines. Published examples carry their source in the id."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aanvragen.vov.termijnen import (
    Indiening,
    antwoordtermijn,
    beoordeel_indiening,
    beoordeel_loopbaanattest,
    indieningsvenster,
    may_employer_refuse,
    opnamevenster,
    werknemerstermijn,
)
from loket.parameters.values import ParameterMissing, unverified
from tests.aanvragen.vov.cases import PARAMS, starts


@pytest.mark.parametrize(
    ("start", "last"),
    [
        pytest.param(date(2022, 9, 1), date(2022, 11, 30), id="liantis.be"),
        pytest.param(date(2023, 9, 1), date(2023, 11, 30), id="securex.be"),
        pytest.param(date(2020, 6, 1), date(2020, 8, 31), id="covid-pair"),
        pytest.param(date(2025, 11, 30), date(2026, 2, 27), id="month-end"),
        pytest.param(date(2023, 11, 30), date(2024, 2, 28), id="month-end-in-a-leap-year"),
    ],
)
def test_last_filing_day(start: date, last: date) -> None:
    assert indieningsvenster(PARAMS, start).last == last


@pytest.mark.parametrize(
    ("start", "first"),
    [
        (date(2024, 9, 1), date(2024, 6, 1)),
        (date(2024, 5, 31), date(2024, 2, 29)),
        # Brussels Times: courses starting from 1 September 2025 could only be filed from 3 September 2025.
        (date(2025, 8, 31), date(2025, 5, 31)),
        (date(2025, 9, 1), date(2025, 9, 3)),
        (date(2025, 12, 3), date(2025, 9, 3)),
        (date(2025, 12, 4), date(2025, 9, 4)),
        (date(2026, 12, 4), date(2026, 9, 4)),
    ],
)
def test_first_filing_day(start: date, first: date) -> None:
    assert indieningsvenster(PARAMS, start).first == first


@pytest.mark.parametrize(
    ("hire", "last"),
    [
        pytest.param(date(2026, 1, 15), date(2026, 4, 14), id="hired-after-the-start"),
        pytest.param(date(2025, 3, 1), date(2026, 1, 31), id="hired-before-the-start"),
        pytest.param(None, date(2026, 1, 31), id="same-employer"),
    ],
)
def test_last_filing_day_after_a_change_of_employer(hire: date | None, last: date) -> None:
    assert indieningsvenster(PARAMS, date(2025, 11, 1), hire).last == last


@pytest.mark.parametrize(
    ("today", "outcome", "message"),
    [
        (
            date(2026, 7, 31),
            Indiening.TE_VROEG,
            "U kunt deze aanvraag nog niet indienen. Dat kan vanaf 1 augustus 2026.",
        ),
        (date(2026, 8, 1), Indiening.OPEN, "U kunt deze aanvraag indienen tot en met 31 januari 2027."),
        (date(2027, 1, 31), Indiening.OPEN, "U kunt deze aanvraag indienen tot en met 31 januari 2027."),
        (
            date(2027, 2, 1),
            Indiening.TE_LAAT,
            "U kunt deze aanvraag niet meer indienen. De laatste dag was 31 januari 2027.",
        ),
    ],
)
def test_filing_verdict(today: date, outcome: Indiening, message: str) -> None:
    verdict = beoordeel_indiening(PARAMS, today, date(2026, 11, 1))
    assert (verdict.outcome, verdict.message) == (outcome, message)
    assert (verdict.first, verdict.last) == (date(2026, 8, 1), date(2027, 1, 31))


def test_counting_the_last_day_is_marked_as_not_verified() -> None:
    marked = unverified(indieningsvenster(PARAMS, date(2026, 11, 1)).parameters)
    assert [value.key for value in marked] == ["vov.indiening_dagen_afgetrokken"]


def test_a_start_before_the_rules_says_so() -> None:
    with pytest.raises(ParameterMissing, match="geen waarde bekend"):
        indieningsvenster(PARAMS, date(2015, 1, 1))


def test_the_last_dates_that_exist_dont_break_the_window() -> None:
    assert indieningsvenster(PARAMS, date.max).last == date.max - timedelta(days=1)


def test_taking_window() -> None:
    window = opnamevenster(PARAMS, date(2026, 9, 14), date(2027, 1, 29))
    assert (window.first, window.last) == (date(2026, 9, 13), date(2027, 1, 31))
    assert opnamevenster(PARAMS, date(2026, 9, 14), date(2027, 1, 29), date(2027, 2, 10)).last == date(2027, 2, 12)
    assert opnamevenster(PARAMS, date(2026, 9, 14), date(2027, 1, 29), date(2027, 1, 10)).last == date(2027, 1, 31)
    with pytest.raises(ValueError, match="einddatum"):
        opnamevenster(PARAMS, date(2026, 9, 14), date(2026, 9, 13))


def test_answer_within_a_month() -> None:
    assert antwoordtermijn(PARAMS, date(2026, 11, 22)).last == date(2026, 12, 22)
    assert antwoordtermijn(PARAMS, date(2026, 1, 31)).last == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("enrolled_on", "per_schooljaar", "hire", "last"),
    [
        (date(2026, 9, 1), True, None, date(2026, 10, 31)),
        (date(2026, 10, 25), True, None, date(2026, 11, 9)),
        (date(2026, 9, 1), False, None, date(2026, 9, 16)),
        (date(2026, 9, 1), False, date(2026, 12, 1), date(2026, 12, 16)),
    ],
)
def test_attest_to_the_employer(enrolled_on: date, per_schooljaar: bool, hire: date | None, last: date) -> None:
    deadline = werknemerstermijn(PARAMS, date(2026, 9, 14), enrolled_on, per_schooljaar=per_schooljaar, hire=hire)
    assert deadline.last == last


def test_employer_may_refuse_in_the_last_two_weeks() -> None:
    start = date(2026, 9, 1)
    assert not may_employer_refuse(PARAMS, date(2026, 11, 16), start).ok
    assert may_employer_refuse(PARAMS, date(2026, 11, 17), start).ok


def test_attest_of_career_guidance() -> None:
    assert beoordeel_loopbaanattest(PARAMS, date(2026, 9, 1), date(2020, 9, 1)).ok
    assert not beoordeel_loopbaanattest(PARAMS, date(2026, 9, 1), date(2020, 8, 31)).ok


@given(start=starts, hire=st.none() | starts)
def test_the_window_holds_the_start_or_opens_after_it(start: date, hire: date | None) -> None:
    window = indieningsvenster(PARAMS, start, hire)
    assert window.first <= window.last
    # Only in the first days of September 2025 did filing open after the start.
    assert start in window or date(2025, 9, 1) <= start < window.first == date(2025, 9, 3)


@given(start=starts, days=st.integers(1, 400))
def test_a_later_start_never_has_an_earlier_window(start: date, days: int) -> None:
    earlier, later = indieningsvenster(PARAMS, start), indieningsvenster(PARAMS, start + timedelta(days=days))
    assert earlier.first <= later.first
    assert earlier.last <= later.last


@given(start=starts, hire=starts, today=starts)
def test_exactly_one_verdict(start: date, hire: date, today: date) -> None:
    verdict = beoordeel_indiening(PARAMS, today, start, hire)
    assert (verdict.outcome is Indiening.OPEN) == (verdict.first <= today <= verdict.last)
    assert (verdict.outcome is Indiening.TE_VROEG) == (today < verdict.first)
