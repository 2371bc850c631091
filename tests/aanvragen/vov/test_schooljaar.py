from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aanvragen.vov.schooljaar import Schooljaar, referentiemaand
from loket.dates import add_months
from tests.aanvragen.vov.cases import PARAMS


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 8, 31), "2025-2026"),
        (date(2026, 9, 1), "2026-2027"),
        (date(2026, 12, 31), "2026-2027"),
        (date(2027, 1, 1), "2026-2027"),
    ],
)
def test_schooljaar_of_a_day(day: date, label: str) -> None:
    assert Schooljaar.of(day).label == label
    assert Schooljaar.from_label(label) == Schooljaar.of(day)


@pytest.mark.parametrize("label", ["", "2026", "2026-2028", "2027-2026", "26-27", "2026-2027 "])
def test_a_wrong_label_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="schooljaar"):
        Schooljaar.from_label(label)


@pytest.mark.parametrize(
    ("start_year", "month", "label"),
    [
        (2022, date(2022, 9, 1), "september 2022"),
        (2023, date(2023, 3, 1), "maart 2023"),
        (2026, date(2026, 3, 1), "maart 2026"),
    ],
)
def test_referentiemaand(start_year: int, month: date, label: str) -> None:
    reference = referentiemaand(PARAMS, Schooljaar(start_year))
    assert (reference.first_day, reference.label) == (month, label)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date.max, 1, date.max),
        (date.min, -1, date.min),
    ],
)
def test_add_months(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


@given(day=st.dates())
def test_every_day_lies_in_its_schooljaar(day: date) -> None:
    schooljaar = Schooljaar.of(day)
    if 1 <= schooljaar.start_year < date.max.year:
        assert schooljaar.first_day <= day <= schooljaar.last_day


@given(one=st.dates(), other=st.dates(), months=st.integers(-200, 200))
def test_adding_months_keeps_the_order(one: date, other: date, months: int) -> None:
    low, high = sorted([one, other])
    assert add_months(low, months) <= add_months(high, months)
