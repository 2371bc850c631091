"""Rows of the tables of amounts, drawn in Python: a template takes a page's worth of them several times as long."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from loket import dutch
from loket.ui.templatetags.addresses import address
from loket.ui.templatetags.loket import bron, getal, iso_datum, waarde
from maatwerk.grenzen import Grenzen
from maatwerk.invulling import Invulling
from maatwerk.models import Berekening, Jaarkwartaal
from maatwerk.models.afrekening import AfrekeningSoort, Wijze
from maatwerk.models.berekening import Soort, Status
from maatwerk.models.vordering import VerrekeningSoort
from maatwerk.templatetags.maatwerk import (
    bedrag,
    honderdste,
    oordeel_pil,
    procent,
    remembered,
    verschil,
    vte,
    waarde_van,
)
from maatwerk.templatetags.rijen import dag, pil
from mandates.quarters import Quarter

register = template.Library()

RECENTSTE, VOORLOPIG, AFGELOST = pil("ok", "recentste"), pil("let-op", "voorlopig"), pil("ok", "afgelost")
LEEG = SafeString("")


SOORTEN, AFREKENINGEN = dict(Soort.choices), dict(AfrekeningSoort.choices)
WIJZEN, VERREKENINGEN = dict(Wijze.choices), dict(VerrekeningSoort.choices)


def _met_pillen(words: str, *pills: SafeString) -> SafeString:
    return format_html("{}{}", words, format_html_join("", " {}", ((pill,) for pill in pills if pill)))


def _periode(quarter: Quarter) -> str:
    return f"{quarter.year} K{quarter.number}"


def _bedragen(*values: Decimal | None) -> SafeString:
    return SafeString("".join(map(_cel, values)))


@remembered
def _cel(value: Decimal | None) -> SafeString:
    return format_html('<td class="num">{}</td>', bedrag(value))


def _getekend(*values: Decimal | None) -> SafeString:
    """Cells of which the chart takes the number."""
    return SafeString("".join(_getekende_cel(waarde_van(value), value) for value in values))


@remembered
def _getekende_cel(waarde: str, value: Decimal | None) -> SafeString:
    return format_html('<td class="num" data-waarde="{}">{}</td>', waarde, bedrag(value))


@register.simple_tag
def kwartaal_rijen(rows: Iterable[Berekening]) -> SafeString:
    """The calculations of "Kwartaal subsidie"."""
    return format_html_join(
        "",
        '<tr>\n<th scope="row" class="periode"><a href="{}">{}<span class="verborgen">, versie {}</span></a></th>\n'
        '<td>{}</td>\n<td>{}</td>\n<td class="num">{}</td>\n<td class="num">{}</td>\n<td class="num">{}</td>\n{}'
        "\n</tr>",
        (
            (
                address("maatwerk_berekening", row.key),
                row.periode_label,
                row.versie,
                _met_pillen(
                    f"{SOORTEN[row.soort]}, versie {row.versie}",
                    RECENTSTE if row.recentste else LEEG,
                    VOORLOPIG if row.recentste and row.status == Status.VOORLOPIG else LEEG,
                ),
                dag(row.berekend_op),
                vte(row.contingent),
                vte(row.ingevuld),
                row.werknemers,
                _bedragen(row.totaal),
            )
            for row in rows
        ),
    )


@register.simple_tag
def invulling_rijen(items: Iterable[Invulling], grenzen: Grenzen) -> SafeString:
    """How far the contingent is filled, a quarter per row."""
    return format_html_join(
        "",
        '<tr data-punt="{0}">\n<th scope="row" class="periode">{0}</th>\n<td class="num">{1}</td>\n'
        '<td class="num">{2}</td>\n<td class="num" data-waarde="{3}">{4}</td>\n'
        '<td class="num" data-waarde="{5}">{6}</td>\n<td>{7}</td>\n</tr>',
        (
            (
                _periode(item.quarter),
                vte(item.contingent),
                vte(item.ingevuld),
                honderdste(graad := item.graad),
                procent(graad),
                honderdste(item.lopend),
                procent(item.lopend),
                oordeel_pil(item.lopend, grenzen),
            )
            for item in items
        ),
    )


@register.simple_tag
def onderdeel_rijen(rows: Iterable[Berekening]) -> SafeString:
    """The premiums by part, a quarter per row."""
    return format_html_join(
        "",
        '<tr data-punt="{0}">\n<th scope="row" class="periode">{0}</th>\n{1}\n{2}\n</tr>',
        (
            (
                row.periode_label,
                _getekend(row.loonpremie, row.vast, row.variabel, row.ondersteuning + row.supplement),
                _bedragen(-row.boven_maximum, row.totaal),
            )
            for row in rows
        ),
    )


@register.simple_tag
def versie_rijen(rows: Iterable[Berekening], deze: Berekening) -> SafeString:
    """The versions of a quarter, beside the one that is shown."""
    return format_html_join("", '<tr>\n<th scope="row">{}</th>\n<td>{}</td>\n<td>{}</td>\n{}\n{}\n</tr>', (
        (
            format_html('<a href="{}">Versie {}</a>', address("maatwerk_berekening", row.key), row.versie)
            if row.pk != deze.pk
            else f"Versie {row.versie} (deze)",
            _met_pillen(SOORTEN[row.soort], RECENTSTE if row.recentste else LEEG),
            dag(row.berekend_op),
            _bedragen(row.totaal),
            _naast(row, deze),
        )
        for row in rows
    ))  # fmt: skip


def _naast(row: Berekening, deze: Berekening) -> SafeString:
    if row.pk == deze.pk:
        return SafeString('<td class="num">–</td>\n<td>–</td>')
    return format_html(
        '<td class="num">{}</td>\n<td><a href="{}verschillen/{}/">Verschillen met versie {}</a></td>',
        verschil(row.totaal - deze.totaal),
        address("maatwerk_berekening", deze.key),
        row.versie,
        row.versie,
    )


@register.simple_tag
def overzicht_rijen(items: Iterable[Any]) -> SafeString:
    """The subsidy beside the advance, a quarter per row."""
    return format_html_join(
        "",
        '<tr data-punt="{0}">\n<th scope="row" class="periode">{1}</th>\n{2}\n'
        '<td class="num" data-waarde="{3}">{4}</td>\n<td class="num">{5}</td>\n</tr>',
        (
            (
                period := _periode(item.quarter),
                format_html('<a href="{}">{}</a>', address("maatwerk_berekening", item.berekening.key), period)
                if item.berekening
                else period,
                _getekend(item.voorschot),
                waarde_van(item.subsidie),
                bedrag(item.subsidie) if item.berekening else "nog niet berekend",
                verschil(item.saldo),
            )
            for item in items
        ),
    )


def _van_afrekening(soort: str, key: Any) -> str:
    """Where the calculation stands that was settled."""
    return address("maatwerk_jaar" if soort == AfrekeningSoort.JAAR else "maatwerk_berekening", key)


@register.simple_tag
def afrekening_rijen(rows: Iterable[Any]) -> SafeString:
    """The settlements."""
    return format_html_join(
        "",
        '<tr data-punt="{}">\n<th scope="row" class="periode"><a href="{}">{}<span class="verborgen">, {}</span></a>'
        "</th>\n<td>{}</td>\n<td>{}</td>\n{}\n{}\n<td>{}</td>\n</tr>",
        (
            (
                period if row.soort == AfrekeningSoort.KWARTAAL else f"{period} ({row.soort})",
                _van_afrekening(row.soort, row.berekening.key),
                period,
                AFREKENINGEN[row.soort],
                AFREKENINGEN[row.soort],
                dag(row.afgerekend_op),
                _bedragen(row.berekend, row.voorschotten, row.eerder),
                _getekend(row.saldo),
                WIJZEN[row.wijze] + (f" op {dag(row.te_betalen_op)}" if row.wijze == Wijze.BETALING else ""),
            )
            for row in rows
            for period in [row.berekening.periode_label]
        ),
    )


def _verrekend(items: Iterable[Any]) -> SafeString | str:
    lines = format_html_join(
        "",
        "<li>{}: {}, {}</li>",
        ((dag(item.op), bedrag(item.bedrag), VERREKENINGEN[item.soort].lower()) for item in items),
    )
    return format_html('<ul class="kaal">{}</ul>', lines) if lines else "nog niets"


@register.simple_tag
def vordering_rijen(rows: Iterable[Any], verrekend: Mapping[int, Iterable[Any]]) -> SafeString:
    """The claims, each with its set-offs by its id."""
    return format_html_join(
        "",
        '<tr>\n<th scope="row">{}</th>\n<td><a href="{}">{} {}</a></td>\n<td>{}</td>\n<td>{}</td>\n{}\n'
        '<td class="num">{}{}</td>\n<td>{}{}</td>\n</tr>',
        (
            (
                row.nummer,
                _van_afrekening(row.afrekening.soort, row.afrekening.berekening.key),
                AFREKENINGEN[row.afrekening.soort],
                row.afrekening.berekening.periode_label,
                dag(row.ontstaan_op),
                dag(row.verjaart_op),
                _bedragen(row.bedrag),
                bedrag(row.openstaand),
                LEEG if row.openstaand else format_html("<br>{}", AFGELOST),
                _verrekend(verrekend.get(row.pk, ())),
                format_html("<p>Afbetalingsplan: {}</p>", row.afbetalingsplan) if row.afbetalingsplan else LEEG,
            )
            for row in rows
        ),
    )


@register.simple_tag
def voorschot_rijen(rows: Iterable[Any]) -> SafeString:
    """The advances, each with what was kept back of it."""
    return format_html_join(
        "",
        '<tr data-punt="{0}">\n<th scope="row" class="periode"><a href="{1}">{0}</a></th>\n<td>{2}</td>\n{3}\n'
        '<td class="num">{4} %</td>\n{5}\n{6}\n</tr>',
        (
            (
                _periode(Quarter.of(row.kwartaal)),
                address("maatwerk_voorschot_kwartaal", row.berekening__key),
                dag(row.berekening__berekend_op),
                _bedragen(row.basis),
                getal(row.percentage),
                _getekend(row.bedrag, row.ingehouden),
                _bedragen(row.bedrag - row.ingehouden),
            )
            for row in rows
        ),
    )


@register.simple_tag
def label_rijen(labels: Iterable[Any]) -> SafeString:
    """Year settlement: the labels of the enterprise beside each other."""
    return format_html_join(
        "",
        '<tr>\n<th scope="row">{}{}</th>\n{}<td class="num">{}</td>{}\n</tr>',
        (
            (
                label.naam,
                " (dit label)" if label.eigen else "",
                _bedragen(label.eerste, label.herberekend),
                verschil(label.herberekend - label.eerste),
                _bedragen(label.bijkomend, label.totaal),
            )
            for label in labels
        ),
    )


@register.simple_tag
def jaarkwartaal_rijen(rows: Iterable[Jaarkwartaal]) -> SafeString:
    """Year settlement: the quarters of one label."""
    return format_html_join(
        "",
        '<tr>\n<th scope="row" class="periode"><a href="{}">{}</a></th>\n'
        '<td class="num">{}</td><td class="num">{}</td><td class="num">{}</td>\n{}<td class="num">{}</td>{}\n</tr>',
        (
            (
                address("maatwerk_berekening", row.herberekend.key),
                row.herberekend.periode_label,
                vte(row.contingent),
                vte(row.ingevuld),
                vte(row.bijkomende_vte),
                _bedragen(row.eerste_totaal, row.herberekend_totaal),
                verschil(row.verschil),
                _bedragen(row.bijkomend, row.jaar_totaal),
            )
            for row in rows
        ),
    )


@register.simple_tag
def individuele_rijen(rows: Iterable[Any], jaar: Berekening) -> SafeString:
    """Year settlement: the premiums of the workers, a quarter per row."""
    lijst = address("maatwerk_jaar", jaar.key)
    return format_html_join(
        "",
        '<tr>\n<th scope="row" class="periode"><a href="{}kwartalen/{}/">{}</a></th>\n'
        '<td class="num">{}</td><td class="num">{}</td>{}\n</tr>',
        (
            (
                lijst,
                quarter.number,
                _periode(quarter),
                row.aantal,
                row.gewijzigd,
                _bedragen(row.som_eerste, row.som_herberekend, row.som_bijkomend, row.som_premie),
            )
            for row in rows
            for quarter in [Quarter.of(row.kwartaal)]
        ),
    )


BETAALD, GEPLAND = pil("ok", "betaald"), pil("", "gepland")


@register.simple_tag
def schijf_rijen(rows: Iterable[Any], verrekend: Mapping[int, Iterable[Any]]) -> SafeString:
    """The monthly parts of an advance, each with what was kept back of it by its id."""
    return format_html_join(
        "",
        '<tr>\n<th scope="row" class="periode">{} {}</th>\n{}\n<td>{} op {}</td>\n<td>{}</td>\n</tr>',
        (
            (
                dutch.MONTHS[row.maand.month - 1],
                row.maand.year,
                _bedragen(row.bedrag, row.ingehouden, row.bedrag - row.ingehouden),
                BETAALD if row.betaald_op else GEPLAND,
                dag(row.betaald_op or row.te_betalen_op),
                format_html_join(
                    ", ",
                    "{} ({})",
                    ((item.vordering__nummer, bedrag(item.bedrag)) for item in verrekend.get(row.pk, ())),
                )
                or "–",
            )
            for row in rows
        ),
    )


@register.simple_tag
def parameter_rijen(parameters: Iterable[Mapping[str, Any]]) -> SafeString:
    """The dated values that a calculation used. Many calculations used the same ones."""
    return format_html_join("", "{}", ((_parameter(*map(item.get, PARAMETER)),) for item in parameters))


PARAMETER = ("label", "value", "unit", "valid_from", "valid_until", "status", "carried", "source")


@lru_cache(maxsize=1000)
def _parameter(
    label: str,
    value: str,
    unit: str,
    valid_from: str,
    valid_until: str | None,
    status: str,
    carried: bool | None,
    source: str,
) -> SafeString:
    return format_html(
        '<tr>\n<th scope="row">{}</th>\n<td data-kop="Waarde">{}{}</td>\n<td data-kop="Geldig">vanaf {}{}</td>\n'
        '<td data-kop="Status">{}{}</td>\n<td data-kop="Bron" class="breekbaar">{}</td>\n</tr>',
        label,
        waarde(value),
        f" {unit}" if unit != "ja of nee" else "",
        iso_datum(valid_from),
        f" tot en met {iso_datum(valid_until)}" if valid_until else "",
        pil("let-op" if status == "niet geverifieerd" else "ok", status),
        SafeString(' <span class="stil">laatst bekende waarde</span>') if carried else LEEG,
        bron(source),
    )
