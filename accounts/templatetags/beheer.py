"""Template tags of gebruikersbeheer: rows drawn in Python, because as nodes of the template they cost the most."""

import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.beheer.selectors import EndingRow, PersonRow
from accounts.beheer.selectors_report import ReportRow, short_day
from loket import dutch
from loket.ui.templatetags.addresses import address
from loket.ui.templatetags.loket import dagen_nog

register = template.Library()

PERSON = """<tr>
    <th scope="row"><a href="{}">{}</a></th>
    <td data-kop="E-mailadres" class="breekbaar">{}</td>
    <td data-kop="Rechten" class="num">{}</td>
    <td data-kop="Eerste recht loopt af">{}</td>
  </tr>"""
REPORT = """<tr>
    <th scope="row"><a href="{}">{}</a></th>
    <td data-kop="Recht en context">{}</td>
    <td data-kop="Van">{}</td>
    <td data-kop="Tot en met">{}</td>
    <td data-kop="Toegekend door">{}</td>
    <td data-kop="Staat"><span class="pil{}">{}</span></td>
  </tr>"""
ENDING = (
    "<li><span>{person}: {right} <b>{day}, {left}</b></span>"
    '<a href="{address}">Verleng<span class="verborgen"> {right} van {person}</span></a></li>'
)
TONES = {"loopt": " pil--ok", "gestopt": " pil--let-op"}


@register.simple_tag
def persoon_rij(row: PersonRow) -> SafeString:
    """Somebody in the overview."""
    return format_html(
        PERSON,
        address("beheer_persoon", row.person_id),
        row.name,
        row.email or "geen",
        row.number,
        dutch.day(row.first_end) if row.first_end else "geen rechten",
    )


@register.simple_tag
def rapport_rij(row: ReportRow) -> SafeString:
    """A right in the report."""
    return format_html(
        REPORT,
        address("beheer_persoon", row.person_id),
        row.name,
        row.label,
        short_day(row.start),
        short_day(row.until),
        row.granter or "niet bekend",
        TONES.get(row.state, ""),
        row.state_label,
    )


@register.simple_tag
def aflopend_recht(row: EndingRow, today: datetime.date) -> SafeString:
    """A right that ends soon, with the link that extends it."""
    return format_html(
        ENDING,
        person=row.person,
        right=row.label,
        day=dutch.day(row.end),
        left=dagen_nog(row.end, today),
        address=address("beheer_verlengen_een", row.pk),
    )
