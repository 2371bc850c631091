"""Figures as the screens of maatwerk show them: an amount or a number of VTE that draws itself in a chart too."""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from loket import dutch
from maatwerk.grenzen import Grenzen
from maatwerk.invulling import oordeel

register = template.Library()

# The same figures stand on many pages, and in many rows of a page. Equal values are written alike.
remembered = lru_cache(maxsize=10_000)


@register.filter
@remembered
def bedrag(value: Decimal | None) -> SafeString | str:
    """`1.234,56 €`; a negative amount has a minus sign, is bold and dark red."""
    if value is None:
        return "–"
    if value < 0:
        return format_html('<span class="bedrag bedrag--min">{}</span>', dutch.amount(value))
    return format_html('<span class="bedrag">{}</span>', dutch.amount(value))


@register.filter
@remembered
def verschil(value: Decimal | None) -> SafeString | str:
    """A difference: always with its sign, `+12,00 €`."""
    if value is None:
        return "–"
    plus = "+" if value > 0 else ""
    kind = "min" if value < 0 else "plus" if value > 0 else "nul"
    return format_html('<span class="bedrag bedrag--{}">{}{}</span>', kind, plus, dutch.amount(value))


@register.filter
@remembered
def vte(value: Decimal | None) -> str:
    """Two decimals, always: columns of VTE stand under each other."""
    return "–" if value is None else f"{value:.2f}".replace(".", ",").replace("-", "\u2212")


@register.filter
@remembered
def breuk(value: Decimal | None) -> str:
    """A fraction with four decimals."""
    return "–" if value is None else f"{value:.4f}".replace(".", ",")


@register.filter
@remembered
def procent(value: Decimal | None) -> str:
    """`93,75 %` for a fraction of 0.9375."""
    return "–" if value is None else f"{value * 100:.2f}".replace(".", ",") + "\N{NO-BREAK SPACE}%"


def waarde_van(value: Decimal | int | None) -> str:
    """The plain number for `data-waarde`, from which the chart is drawn."""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def honderdste(value: Decimal | None) -> str:
    """A fraction as a percentage for `data-waarde`: `93.75` for 0.9375."""
    return "" if value is None else f"{value * 100:.2f}"


def oordeel_pil(graad: Decimal | None, grenzen: Grenzen) -> SafeString | str:
    """What a fill rate means beside the lines of the redistribution, as a pill."""
    words = oordeel(graad, grenzen.onder.waarde, grenzen.boven.waarde)
    tone = {"onder de ondergrens": " pil--fout", "boven de bovengrens": " pil--ok"}.get(words, "")
    return format_html('<span class="pil{}">{}</span>', tone, words)


@register.filter
def naam(names: dict[str, str], column: str) -> str:
    """What people read for a column."""
    return names.get(column, column)


@register.filter
def kort(value: object) -> str:
    """A value of any kind in a few signs: a number with at most six decimals, yes or no, a word."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        whole, _, rest = f"{value:,.6f}".rstrip("0").partition(".")
        return f"{whole.replace(',', '.')},{rest.ljust(2, '0')}".replace("-", "\u2212")
    return str(value)
