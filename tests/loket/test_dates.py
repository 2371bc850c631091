"""Where a day begins and ends, also on the days on which the clock is changed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from loket.dates import begin_of, end_of


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 11, 25), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)]
)
def test_a_day_is_all_moments_from_its_begin_to_its_end(day, hours):
    assert (end_of(day).timestamp() - begin_of(day).timestamp()) / 3600 == hours
    moment = timedelta(microseconds=1)
    for at, expected in ((begin_of(day), day), (end_of(day) - moment, day), (end_of(day), day + timedelta(days=1))):
        assert timezone.localdate(at) == expected
    assert timezone.localdate(begin_of(day) - moment) == day - timedelta(days=1)
