""" "Debiteurenoverzicht": what the enterprise owes, what was set off, and the set-off that comes next."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.ui.paging import keyset_page
from maatwerk import trail
from maatwerk.dienst import LEZER
from maatwerk.models import Toekenning, Verrekening, Voorschotschijf, Vordering
from maatwerk.toegang import toekenning_of

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Volgende:
    """The next set-off: from the first monthly part that is to be paid. `gepland`: the part says so itself."""

    schijf: Voorschotschijf
    bedrag: Decimal
    gepland: bool


def _open_claims(toekenning: Toekenning) -> QuerySet[Vordering]:
    """The claims that are not paid off, each with the amount of its last set-off."""
    last = Verrekening.objects.filter(vordering=OuterRef("pk")).order_by("-op", "-pk").values("bedrag")[:1]
    return Vordering.objects.filter(toekenning=toekenning, openstaand__gt=0).annotate(laatste=Subquery(last))


def verwacht(claims: Iterable[Vordering]) -> Decimal:
    """What the next part is expected to lose: all that is open, and of what is paid off in parts, as much again."""
    return sum(
        (
            min(claim.openstaand, claim.laatste) if claim.afbetalingsplan and claim.laatste else claim.openstaand
            for claim in claims
        ),
        Decimal(0),
    )


def volgende_verrekening(toekenning: Toekenning, claims: list[Vordering]) -> Volgende | None:
    """What is or will be kept back next; None without an open claim or without a part to come."""
    if not claims:
        return None
    coming = Voorschotschijf.objects.filter(
        voorschot__toekenning=toekenning, betaald_op__isnull=True, te_betalen_op__gte=timezone.localdate()
    )
    part = coming.order_by("te_betalen_op").first()
    if part is None:
        return None
    planned = part.ingehouden > 0
    return Volgende(part, part.ingehouden if planned else min(verwacht(claims), part.bedrag), planned)


@access(LEZER)
@require_safe
def overzicht(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every claim with its set-offs, the newest first; what is open in all."""
    toekenning = toekenning_of(request, key)
    set_off = Verrekening.objects.select_related("schijf").order_by("op", "pk")
    rows = Vordering.objects.filter(toekenning=toekenning).select_related("afrekening__berekening")
    rows = rows.defer("afrekening__berekening__parameters").prefetch_related(Prefetch("verrekeningen", set_off))
    claims = list(_open_claims(toekenning))
    context = {
        "toekenning": toekenning,
        "deel": "debiteuren",
        "page": keyset_page(request, rows, key="ontstaan_op", per_page=PER_PAGE),
        "openstaand": sum((claim.openstaand for claim in claims), Decimal(0)),
        "aantal_open": len(claims),
        "volgende": volgende_verrekening(toekenning, claims),
        "trail": trail.here(trail.afrekening(toekenning), "Debiteurenoverzicht"),
    }
    return render(request, "maatwerk/debiteuren.html", context)
