"""How long a gebruikersrecht may run. Pure: the dates are arguments."""

import datetime

from loket.dates import add_months


def last_possible_day(start: datetime.date, max_months: int) -> datetime.date:
    """The last day of a right that starts on `start`: the maximum duration counts its first day."""
    return add_months(start, max_months) - datetime.timedelta(days=1)


def period_error(start: datetime.date, end: datetime.date, max_months: int) -> str:
    """What is wrong with a period, in Dutch, for at the end date; "" when nothing is."""
    if end < start:
        return "De einddatum ligt voor de begindatum."
    last = last_possible_day(start, max_months)
    if end > last:
        years, months = divmod(max_months, 12)
        longest = f"{max_months} maanden" if months else f"{years} jaar"
        return f"Dit gebruikersrecht loopt hoogstens {longest}. Kies een einddatum tot en met {last:%d/%m/%Y}."
    return ""
