""" "Kwartaal subsidie": the calculations of a label, and the data of one."""

import datetime
import uuid

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.prepared import Prepared
from loket.ui.filtering import filter_form, filters_of
from loket.ui.paging import PreparedPages
from maatwerk import trail
from maatwerk.dienst import LEZER
from maatwerk.forms import RecentForm
from maatwerk.grenzen import grenzen_van_herverdeling
from maatwerk.invulling import Invulling, met_lopend_jaar
from maatwerk.models import Berekening
from maatwerk.models.berekening import Onderwerp
from maatwerk.toegang import berekening_of, toekenning_of, ziet_alles
from mandates.quarters import Quarter

PER_PAGE = 15
# Three years: the running year of the first eight quarters that are drawn needs the ones before.
QUARTERS_READ, QUARTERS_SHOWN = 11, 8


def _recent(toekenning: int) -> QuerySet[Berekening]:
    rows = Berekening.objects.filter(toekenning=toekenning, onderwerp=Onderwerp.KWARTAAL).recent()
    return rows.defer("parameters").order_by("-periode")[:QUARTERS_READ]


_recentste = Prepared(_recent, toekenning=int)


def _alle(toekenning: int) -> QuerySet[Berekening]:
    return Berekening.objects.filter(toekenning=toekenning, onderwerp=Onderwerp.KWARTAAL).defer("parameters")


def _enkel_recente(toekenning: int) -> QuerySet[Berekening]:
    return _alle(toekenning).recent()


# By whether only the most recent ones are asked for.
_bladen = {
    only_recent: PreparedPages(Berekening, rows, key="periode", per_page=PER_PAGE, at=datetime.date, toekenning=int)
    for only_recent, rows in ((False, _alle), (True, _enkel_recente))
}


def _van_kwartaal(toekenning: int, periode: datetime.date) -> QuerySet[Berekening]:
    rows = Berekening.objects.filter(toekenning=toekenning, onderwerp=Onderwerp.KWARTAAL, periode=periode)
    return rows.defer("parameters").order_by("-versie")


versies_van = Prepared(_van_kwartaal, toekenning=int, periode=datetime.date)


@access(LEZER)
@require_safe
def kwartalen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every calculation of a quarter, the newest first; how far the contingent is filled; the premiums by part."""
    toekenning = toekenning_of(request, key)
    form = filter_form(request, RecentForm)
    only_recent = bool(filters_of(form).get("recent"))
    recent = _recentste(toekenning=toekenning.pk)
    filled = met_lopend_jaar([Invulling(Quarter.of(row.periode), row.contingent, row.ingevuld) for row in recent])
    context = {
        "toekenning": toekenning,
        "deel": "kwartalen",
        "form": form,
        "filtering": only_recent,
        "page": _bladen[only_recent].page(request, toekenning=toekenning.pk),
        "recent": recent[:QUARTERS_SHOWN],
        "invulling": filled[::-1][:QUARTERS_SHOWN],
        "grenzen": grenzen_van_herverdeling(),
        "trail": trail.here(trail.kwartalen(toekenning)),
    }
    return render(request, "maatwerk/kwartalen.html", context)


@access(LEZER)
@require_safe
def berekening(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The data of the quarter in one calculation, and the versions beside it."""
    found = berekening_of(request, key, Onderwerp.KWARTAAL)
    context = {
        "berekening": found,
        "toekenning": found.toekenning,
        "versies": versies_van(toekenning=found.toekenning_id, periode=found.periode),
        "parts": _parts(found),
        "rekent_na": ziet_alles(request.acting),
        "trail": trail.here(trail.berekening(found)),
    }
    return render(request, "maatwerk/berekening.html", context)


def _parts(found: Berekening) -> list[tuple[str, object]]:
    """What the total is made of, in the order in which it adds up."""
    return [
        ("Loonpremies", found.loonpremie),
        ("Begeleidingspremies, vast deel", found.vast),
        ("Begeleidingspremies, variabel deel", found.variabel),
        ("Organisatieondersteuning", found.ondersteuning),
        ("Supplement organisatieondersteuning", found.supplement),
        ("Boven het toegekende maximumbedrag", -found.boven_maximum),
    ]
