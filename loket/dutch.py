"""Numbers and dates as they stand in Dutch messages."""

from datetime import date
from decimal import Decimal

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

# Units as a count of more than one names them, with the word for one.
SINGULAR = {
    "dagen": "dag",
    "kalenderdagen": "kalenderdag",
    "maanden": "maand",
    "jaren": "jaar",
    "uren": "uur",
    "contacturen": "contactuur",
    "lestijden": "lestijd",
    "studiepunten": "studiepunt",
    "examens": "examen",
}


def number(value: Decimal) -> str:
    """‘93,75’: a decimal comma, no needless zeros, at most four decimals."""
    text = format(round(value, 4), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def counted(value: Decimal, unit: str) -> str:
    """‘64 contacturen’, ‘1 contactuur’."""
    return f"{number(value)} {SINGULAR.get(unit, unit) if value == 1 else unit}"


def percentage(fraction: Decimal) -> str:
    """‘80 %’ for a fraction of 0.8."""
    return f"{number(round(fraction * 100, 2))} %"


def day(value: date) -> str:
    """‘30 november 2026’."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def amount(value: Decimal) -> str:
    """‘1.234,56 €’, a negative one ‘−1.234,56 €’ with a real minus sign; the parts never break apart."""
    text = f"{abs(value):,.2f}".translate(str.maketrans(",.", ".,"))
    sign = "\u2212" if value < 0 else ""
    return f"{sign}{text}\N{NO-BREAK SPACE}€"
