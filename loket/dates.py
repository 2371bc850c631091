"""Counting in months."""

from calendar import monthrange
from datetime import date


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
