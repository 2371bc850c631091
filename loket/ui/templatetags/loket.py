"""Template tags of the portal's look."""

import datetime
import re
from decimal import Decimal
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from loket import dutch
from loket.acting.middleware import CONTEXT_FIELD
from loket.journal.labels import action_label
from loket.numbers import format_establishment, format_insz, format_kbo, mask_insz

register = template.Library()

register.filter("kbo", format_kbo)
register.filter("vestiging", format_establishment)
register.filter("insz", format_insz)
register.filter("insz_gemaskeerd", mask_insz)


@register.simple_tag(takes_context=True)
def namens_veld(context: template.Context) -> SafeString | str:
    """The hidden field that binds a form to the context it was opened in."""
    acting = context.get("acting")
    if acting is None:
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', CONTEXT_FIELD, acting.token)


@register.filter(expects_localtime=True)
def datum(value: datetime.date | datetime.datetime | None) -> str:
    """`22 november 2026`."""
    if value is None:
        return ""
    return dutch.day(value)


@register.filter
def getal(value: Decimal | int | None) -> str:
    """A number as it is written in Dutch, without needless zeros: `93,75`."""
    if value is None:
        return ""
    return dutch.number(Decimal(value))


@register.filter
def dagen_nog(last_day: datetime.date | None, today: datetime.date) -> str:
    """A deadline in words: `nog 8 dagen`, `vandaag de laatste dag`, `3 dagen te laat`."""
    if last_day is None:
        return ""
    left = (last_day - today).days
    if left == 0:
        return "vandaag de laatste dag"
    unit = "dag" if abs(left) == 1 else "dagen"
    return f"nog {left} {unit}" if left > 0 else f"{-left} {unit} te laat"


@register.filter
def iso_datum(text: str | None) -> str:
    """A stored ISO date as `31/8/2026`."""
    if not text:
        return ""
    day = datetime.date.fromisoformat(text)
    return f"{day.day}/{day.month}/{day.year}"


# Longer text may be broken: it would not fit beside the other columns of a document.
LONGEST_NUMMER = 20


@register.filter
def waarde(text: str) -> str:
    """A parameter's stored value as people write it: `0,8`, `31/8/2026`, `ja`; anything else as it is."""
    if text in ("true", "false"):
        return "ja" if text == "true" else "nee"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return iso_datum(text)
    return getal(Decimal(text)) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


@register.filter
def met_eenheid(text: str, unit: str) -> str:
    """A parameter's stored value with its unit: `1 dag`, `0,8 procent`; without it where the value says all itself."""
    shown = waarde(text)
    if unit in ("datum", "eerst, dan") or " of " in unit:
        return shown
    first, _, rest = unit.partition(" ")
    if shown == "1":
        first = dutch.SINGULAR.get(first, first)
    return f"{shown} {first} {rest}".rstrip()


@register.filter
def bron(text: str) -> SafeString:
    """A source with its web addresses as links that show only the site."""
    parts = re.split(r"(https?://[^\s;,]+)", text)
    return format_html_join(
        "",
        "{}",
        ((_source_link(part) if part.startswith("http") else part,) for part in parts),
    )


def _source_link(url: str) -> SafeString:
    return format_html('<a href="{}" rel="noreferrer">{}</a>', url, urlsplit(url).hostname or url)


@register.filter
def actie(name: str) -> str:
    """The name of an act in the journal, in words."""
    return action_label(name)


@register.filter
def is_nummer(text: object) -> bool:
    """A number, a day or a reference: in a narrow column of a document it stays on one line."""
    written = str(text)
    return len(written) <= LONGEST_NUMMER and " " not in written and any(map(str.isdigit, written))


@register.filter
def bytes_leesbaar(size: int) -> str:
    """A file's size in words."""
    return f"{size / 1_048_576:.1f} MB".replace(".", ",") if size >= 1_048_576 else f"{max(1, round(size / 1024))} kB"
