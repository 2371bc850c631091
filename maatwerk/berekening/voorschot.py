"""Advances: a share of the last settled quarter, paid in monthly parts on the tenth working day.

That advances are monthly and on which day balances are paid:
https://herwin.be/question/wanneer-is-de-maatwerksubsidie-definitief/ . Share and basis were not found: parameters.
"""

from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from maatwerk.berekening.afronding import CENT, cents
from mandates.quarters import Quarter

AANDEEL = "maatwerk.voorschot_aandeel"
BETALING_WERKDAG = "maatwerk.betaling_werkdag"
# The legal holidays with a fixed day, and those that count from Easter.
VASTE_FEESTDAGEN = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
NA_PASEN = (1, 39, 50)


def voorschot(basis: Decimal, aandeel: Decimal) -> Decimal:
    """The advance of a quarter."""
    return cents(basis * aandeel)


def schijven(bedrag: Decimal, kwartaal: Quarter) -> list[tuple[date, Decimal]]:
    """The first day and the part of each month; the last part takes the cents that do not divide."""
    part = (bedrag / 3).quantize(CENT, ROUND_DOWN)
    first = kwartaal.first_day
    months = [first.replace(month=first.month + number) for number in range(3)]
    return list(zip(months, (part, part, bedrag - 2 * part), strict=True))


def werkdag(month: date, number: int) -> date:
    """The so-manieth working day of a month: Monday to Friday, without the legal holidays."""
    holidays = feestdagen(month.year)
    day, left = month.replace(day=1) - timedelta(days=1), number
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in holidays
    return day


def feestdagen(year: int) -> frozenset[date]:
    """The legal holidays of a year."""
    easter = pasen(year)
    return frozenset(
        [date(year, month, day) for month, day in VASTE_FEESTDAGEN]
        + [easter + timedelta(days=days) for days in NA_PASEN]
    )


def pasen(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)
