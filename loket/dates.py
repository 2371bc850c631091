"""Counting in months; where a day begins and ends."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.utils import timezone


def add_months(day: date, months: int) -> date:
    """The same day of the month, so many months later, or earlier when `months` is negative.

    Where that month is too short its last day is taken: 30 November + 3 months is 28 (or 29) February. So a later day
    never gives an earlier result. Beyond what a date can hold the result is `date.min` or `date.max`.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def begin_of(day: date) -> datetime:
    """The moment at which a day begins here. An index on moments finds it; the day of each row it does not."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The moment at which a day is over here."""
    return begin_of(day + timedelta(days=1))
