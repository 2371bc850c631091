"""Rows of the long lists of people, drawn in Python: a template takes a page's worth of them several times as long."""

import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from loket.numbers import mask_insz
from loket.ui.templatetags.loket import dagen_nog
from maatwerk.models import Berekeningslijn, Werknemer
from maatwerk.models.werknemer import Basis, Groep
from maatwerk.templatetags.maatwerk import bedrag, breuk, verschil
from maatwerk.verschillen import Verschil

register = template.Library()


def pil(tone: str, words: str) -> SafeString:
    return format_html('<span class="pil{}">{}</span>', f" pil--{tone}" if tone else "", words)


BINNEN, BUITEN = pil("ok", "binnen"), pil("fout", "buiten")
GEDEELTELIJK, DOOR_JAAR = pil("let-op", "gedeeltelijk"), pil("ok", "binnen door de jaarafrekening")
LATER, VOORBIJ, LOOPT = pil("", "begint later"), pil("", "voorbij"), pil("ok", "loopt")
NIET_OP_LIJST = "niet op de lijst"
BASISSEN, GROEPEN = dict(Basis.choices), dict(Groep.choices)


def dag(day: datetime.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


@register.simple_tag
def werknemer_rij(row: Berekeningslijn, lijst: str) -> SafeString:
    """A row of "Lijst werknemers"; `lijst` is the address of the list, below which each worker has a page."""
    inside = (GEDEELTELIJK if row.reden == "gedeeltelijk" else BINNEN) if row.binnen else BUITEN
    return format_html(
        '<tr>\n<th scope="row"><a href="{}{}/">{} {}</a></th>\n<td class="nowrap">{}</td><td class="nowrap">{}</td>'
        '<td class="num">{}</td><td class="num">{}</td><td>{}</td>'
        '<td class="num">{}</td><td class="num">{}</td><td class="num">{}</td>\n</tr>',
        lijst,
        row.werknemer.key,
        row.werknemer.naam,
        row.werknemer.voornaam,
        mask_insz(row.werknemer.insz),
        row.pakket,
        row.rang,
        breuk(row.fractie),
        inside,
        bedrag(row.loonpremie),
        bedrag(row.begeleidingspremie),
        bedrag(row.premie),
    )


@register.simple_tag
def jaar_rij(row: Any, lijst: str) -> SafeString:
    """A row of "Werknemers" of a year settlement; who was not recomputed has no page to lead to."""
    name = f"{row.naam} {row.voornaam}"
    linked = bool(lijst) and row.herberekend is not None
    return format_html(
        '<tr>\n<th scope="row">{}</th>\n<td class="nowrap">{}</td><td>{}</td>'
        '<td class="num">{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td>\n</tr>',
        format_html('<a href="{}{}/">{}</a>', lijst, row.key, name) if linked else name,
        mask_insz(row.insz),
        DOOR_JAAR if row.vte else BINNEN if row.binnen else BUITEN,
        NIET_OP_LIJST if row.eerste is None else bedrag(row.eerste),
        NIET_OP_LIJST if row.herberekend is None else bedrag(row.herberekend),
        bedrag(row.bijkomend),
        bedrag(row.premie),
    )


@register.simple_tag
def verschil_rij(item: Verschil, werknemer: Werknemer, lijst: str) -> SafeString:
    """A row of the differences between two versions."""
    return format_html(
        '<tr>\n<th scope="row"><a href="{}{}/">{} {}</a></th>\n<td>{}</td>'
        '<td class="num">{}</td><td class="num">{}</td><td class="num">{}</td>\n</tr>',
        lijst,
        werknemer.key,
        werknemer.naam,
        werknemer.voornaam,
        item.wat,
        bedrag(item.ouder),
        bedrag(item.nieuwer),
        verschil(item.bedrag),
    )


def _toestand(row: Any, today: datetime.date, soon: datetime.date) -> SafeString:
    if row.start > today:
        return LATER
    if row.end is None or row.end > soon:
        return LOOPT
    return VOORBIJ if row.end < today else pil("let-op", dagen_nog(row.end, today))


@register.simple_tag
def wop_rij(row: Any, today: datetime.date, soon: datetime.date) -> SafeString:
    """A row of "WOP"."""
    return format_html(
        '<tr>\n<th scope="row">{} {}</th>\n<td class="nowrap">{}</td><td class="nowrap">{}</td>'
        "<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\n</tr>",
        row.naam,
        row.voornaam,
        mask_insz(row.insz),
        f"{row.percentage} {row.niveau}",
        BASISSEN[row.basis],
        GROEPEN[row.groep],
        dag(row.start),
        dag(row.end) if row.end else "zonder einddatum",
        _toestand(row, today, soon),
    )
