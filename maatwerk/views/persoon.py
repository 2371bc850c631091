""" "Persoon": the ten blocks of one worker in one calculation."""

import datetime
import uuid

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from loket.access.rules import access
from loket.acting.looks import looked_at
from loket.journal.services import write_journal
from loket.prepared import Prepared
from maatwerk import trail
from maatwerk.dienst import LEZER
from maatwerk.models import Berekening, Berekeningslijn, Wop
from maatwerk.models.berekening import Onderwerp
from maatwerk.toegang import Toegang, note_personal_data
from maatwerk.uitleg import naast_elkaar, stappen
from mandates.quarters import Quarter

_lijn_van = Toegang(
    lambda key, werknemer: Berekeningslijn.objects.filter(
        berekening__key=key, berekening__onderwerp=Onderwerp.KWARTAAL, werknemer__key=werknemer
    ).select_related("berekening__toekenning__organisation", "werknemer"),
    "berekening__toekenning__organisation",
    key=uuid.UUID,
    werknemer=uuid.UUID,
)


def _lijn(request: HttpRequest, key: uuid.UUID, werknemer: uuid.UUID) -> Berekeningslijn:
    """The line of this worker in this calculation, of what this context may see."""
    found: Berekeningslijn = _lijn_van.get(request.acting, key=key, werknemer=werknemer)
    looked_at(request, found.berekening, f"{found.berekening.toekenning.nummer} {found.berekening.periode_label}")
    return found


def _rond(werknemer: int, toekenning: int, nu: datetime.date, ervoor: datetime.date) -> QuerySet[Berekeningslijn]:
    """The lines of this worker in the quarter, and in the most recent calculation of the one before."""
    rows = Berekeningslijn.objects.filter(
        Q(berekening__periode=nu) | Q(berekening__periode=ervoor, berekening__recentste=True),
        werknemer=werknemer,
        berekening__toekenning=toekenning,
        berekening__onderwerp=Onderwerp.KWARTAAL,
    )
    return rows.select_related("berekening").defer("berekening__parameters").order_by("-berekening__versie")


_lijnen_rond = Prepared(_rond, werknemer=int, toekenning=int, nu=datetime.date, ervoor=datetime.date)


def _eerder(lijn: Berekeningslijn) -> tuple[Berekeningslijn | None, Berekeningslijn | None]:
    """The same worker in the quarter before (its most recent calculation), and in the version before."""
    of: Berekening = lijn.berekening
    before = Quarter.of(of.periode).previous.first_day
    found = _lijnen_rond(werknemer=lijn.werknemer_id, toekenning=of.toekenning_id, nu=of.periode, ervoor=before)
    quarter = next((item for item in found if item.berekening.periode == before), None)
    versions = (item for item in found if item.berekening.periode == of.periode)
    return quarter, next((item for item in versions if item.berekening.versie < of.versie), None)


def _page(request: HttpRequest, lijn: Berekeningslijn, *, open_insz: bool = False) -> HttpResponse:
    found: Berekening = lijn.berekening
    quarter, version = _eerder(lijn)
    columns = [item for item in (quarter, version) if item is not None]
    context = {
        "lijn": lijn,
        "berekening": found,
        "toekenning": found.toekenning,
        "toon_insz": open_insz,
        "wops": Wop.objects.filter(werknemer=lijn.werknemer_id, toekenning=found.toekenning_id).order_by("-start"),
        "stappen": stappen(lijn, found.parameters),
        "eerder": columns,
        "vergelijking": naast_elkaar([*columns, lijn]),
        "trail": trail.here(trail.werknemers(found), f"{lijn.werknemer.voornaam} {lijn.werknemer.naam}"),
    }
    return render(request, "maatwerk/persoon.html", context)


@access(LEZER)
@require_safe
def persoon(request: HttpRequest, key: uuid.UUID, werknemer: uuid.UUID) -> HttpResponse:
    """The page; the INSZ is masked."""
    lijn = _lijn(request, key, werknemer)
    note_personal_data(request, lijn.berekening)
    return _page(request, lijn)


@access(LEZER)
@require_POST
def insz(request: HttpRequest, key: uuid.UUID, werknemer: uuid.UUID) -> HttpResponse:
    """The page with the INSZ in full; that it was opened, and by whom, is in the journal."""
    lijn = _lijn(request, key, werknemer)
    write_journal(request.acting, "maatwerk_insz_getoond", lijn.werknemer, reference=lijn.berekening.toekenning.nummer)
    return _page(request, lijn, open_insz=True)
