""" "Voorschot": the advances between two quarters, and how one was made."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.prepared import Prepared
from loket.ui.filtering import filters_of, without_position
from maatwerk import trail
from maatwerk.dienst import LEZER
from maatwerk.forms import KwartalenForm
from maatwerk.models import Toekenning, Verrekening, Voorschot, Voorschotschijf
from maatwerk.models.berekening import Onderwerp
from maatwerk.toegang import berekening_of, toekenning_of
from mandates.quarters import Quarter


def van_toekenning(toekenning: Toekenning) -> QuerySet[Voorschot]:
    """Every advance of a label, the newest first: four a year, so a table of one page."""
    rows = Voorschot.objects.filter(toekenning=toekenning).select_related("berekening")
    return rows.defer("berekening__parameters").order_by("-kwartaal")


def _met_ingehouden(toekenning: int) -> QuerySet[Voorschot]:
    """Their figures, and what was kept back of each."""
    rows = Voorschot.objects.filter(toekenning=toekenning).order_by("-kwartaal")
    return rows.annotate(ingehouden=Sum("schijven__ingehouden", default=Decimal(0))).values_list(
        *("kwartaal", "basis", "percentage", "bedrag", "ingehouden", "berekening__key", "berekening__berekend_op")
    )


_voorschotten = Prepared(_met_ingehouden, toekenning=int)


def tussen(rows: Sequence[Any], data: dict) -> list[Any]:
    """Those from the start quarter up to and including the end quarter."""
    first, last = data.get("van"), data.get("tot")
    return [
        row
        for row in rows
        if (first is None or Quarter.of(row.kwartaal) >= first) and (last is None or Quarter.of(row.kwartaal) <= last)
    ]


def kwartalen_form(request: HttpRequest, rows: Sequence[Any]) -> KwartalenForm:
    """The two quarters of the address, out of those that have an advance."""
    quarters = [Quarter.of(row.kwartaal) for row in rows]
    asked = set(request.GET) & {"van", "tot"}
    return KwartalenForm(request.GET if asked else None, quarters=quarters)


@access(LEZER)
@require_safe
def lijst(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The table; a quarter leads to its calculation."""
    toekenning = toekenning_of(request, key)
    rows = _voorschotten(toekenning=toekenning.pk)
    form = kwartalen_form(request, rows)
    data = filters_of(form)
    shown = tussen(rows, data)
    context = {
        "toekenning": toekenning,
        "form": form,
        "filtering": any(data.values()),
        "query": without_position(request),
        "any": bool(rows),
        "rows": shown,
        "som": sum((row.bedrag for row in shown), Decimal(0)),
        "ingehouden": sum((row.ingehouden for row in shown), Decimal(0)),
        "trail": trail.here(trail.voorschot(toekenning)),
    }
    context["netto"] = context["som"] - context["ingehouden"]
    return render(request, "maatwerk/voorschot.html", context)


def _van_berekening(berekening: int) -> QuerySet[Voorschot]:
    rows = Voorschot.objects.filter(berekening=berekening).select_related("basisberekening")
    return rows.defer("basisberekening__parameters")


def _per_maand(voorschot: int) -> QuerySet[Voorschotschijf]:
    rows = Voorschotschijf.objects.filter(voorschot=voorschot).order_by("maand")
    return rows.values_list("pk", "maand", "bedrag", "ingehouden", "te_betalen_op", "betaald_op")


def _ingehouden_op(voorschot: int) -> QuerySet[Verrekening]:
    rows = Verrekening.objects.filter(schijf__voorschot=voorschot).order_by("op", "pk")
    return rows.values_list("schijf", "bedrag", "vordering__nummer")


_voorschot = Prepared(_van_berekening, berekening=int)
_schijven, _verrekeningen = Prepared(_per_maand, voorschot=int), Prepared(_ingehouden_op, voorschot=int)


@access(LEZER)
@require_safe
def kwartaal(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """How the advance of a quarter was made, and its monthly parts."""
    found = berekening_of(request, key, Onderwerp.VOORSCHOT)
    advance = next(iter(_voorschot(berekening=found.pk)), None)
    kept_back: dict[int, list[Any]] = defaultdict(list)
    if advance is not None:
        for row in _verrekeningen(voorschot=advance.pk):
            kept_back[row.schijf].append(row)
    context = {
        "berekening": found,
        "toekenning": found.toekenning,
        "voorschot": advance,
        "schijven": _schijven(voorschot=advance.pk) if advance is not None else [],
        "verrekend": kept_back,
        "trail": trail.here(trail.voorschot(found.toekenning), found.periode_label),
    }
    return render(request, "maatwerk/voorschot_kwartaal.html", context)
