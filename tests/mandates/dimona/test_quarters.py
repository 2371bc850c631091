"""Quarters: reading, writing, neighbours, and the days that they hold."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandates.dimona.periods import end_before, quarters_from
from mandates.quarters import Quarter

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2998, 12, 31))
QUARTERS = st.builds(Quarter, st.integers(1901, 2998), st.integers(1, 4))


@given(QUARTERS)
def test_what_is_written_is_read_back(quarter):
    assert Quarter.parse(str(quarter)) == quarter
    assert Quarter.parse(f" {quarter.year} - K{quarter.number} ") == quarter


@given(QUARTERS)
def test_neighbours(quarter):
    assert quarter.next.previous == quarter == quarter.previous.next
    assert quarter.previous < quarter < quarter.next
    assert quarter.last_day + datetime.timedelta(days=1) == quarter.next.first_day
    assert end_before(quarter.first_day) == quarter.previous.last_day


@given(DAYS)
def test_a_day_stands_in_its_quarter_alone(day):
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert Quarter.of(quarter.first_day) == Quarter.of(quarter.last_day) == quarter
    assert 90 <= (quarter.last_day - quarter.first_day).days + 1 <= 92


@given(st.text(max_size=12))
def test_anything_else_is_refused(text):
    try:
        read = Quarter.parse(text)
    except ValueError:
        return
    assert 1900 <= read.year < 3000
    assert 1 <= read.number <= 4


@pytest.mark.parametrize("text", ["2026/5", "2026/0", "1899/1", "3000/1", "26/1", "2026", "2026/1/1", "²026/1"])
def test_these_are_no_quarters(text):
    with pytest.raises(ValueError, match="not a quarter"):
        Quarter.parse(text)


def test_leap_years():
    assert Quarter(2028, 1).last_day - Quarter(2028, 1).first_day == datetime.timedelta(days=90)
    assert Quarter(2027, 1).last_day - Quarter(2027, 1).first_day == datetime.timedelta(days=89)
    assert Quarter.of(datetime.date(2028, 2, 29)) == Quarter(2028, 1)
    assert end_before(datetime.date(2028, 4, 1)) == datetime.date(2028, 3, 31)


def test_the_quarters_to_choose_from():
    assert [str(item) for item in quarters_from(datetime.date(2026, 11, 22), 3)] == ["2026/4", "2027/1", "2027/2"]
