""" "Debiteurenoverzicht": what the enterprise owes, what was set off, and the set-off that comes next."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.prepared import Prepared
from loket.ui.paging import PreparedPages
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


def _open(toekenning: int) -> QuerySet[Vordering]:
    """The claims that are not paid off, each with the amount of its last set-off."""
    last = Verrekening.objects.filter(vordering=OuterRef("pk")).order_by("-op", "-pk").values("bedrag")[:1]
    return (
        Vordering.objects.filter(toekenning=toekenning, openstaand__gt=0)
        .annotate(laatste=Subquery(last))
        .values_list("openstaand", "afbetalingsplan", "laatste")
    )


_open_claims = Prepared(_open, toekenning=int)


def _alle(toekenning: int) -> QuerySet[Vordering]:
    rows = Vordering.objects.filter(toekenning=toekenning).select_related("afrekening__berekening")
    return rows.only(
        *("toekenning", "nummer", "ontstaan_op", "verjaart_op", "bedrag", "openstaand", "afbetalingsplan"),
        *("afrekening__soort", "afrekening__berekening__key"),
        *("afrekening__berekening__periode", "afrekening__berekening__onderwerp"),
    )


_bladen = PreparedPages(Vordering, _alle, key="ontstaan_op", per_page=PER_PAGE, at=datetime.date, toekenning=int)


def _tussen(toekenning: int, eerste: int, laatste: int) -> QuerySet[Verrekening]:
    """The set-offs of the claims of a label between two ids."""
    rows = Verrekening.objects.filter(vordering__toekenning=toekenning, vordering__gte=eerste, vordering__lte=laatste)
    return rows.order_by("op", "pk").values_list("vordering", "op", "bedrag", "soort")


_verrekeningen = Prepared(_tussen, toekenning=int, eerste=int, laatste=int)


def _te_betalen(toekenning: int, today: datetime.date) -> QuerySet[Voorschotschijf]:
    """The first part of an advance that is to be paid."""
    rows = Voorschotschijf.objects.filter(
        voorschot__toekenning=toekenning, betaald_op__isnull=True, te_betalen_op__gte=today
    )
    return rows.order_by("te_betalen_op")[:1]


_komende = Prepared(_te_betalen, toekenning=int, today=datetime.date)


def verwacht(claims: Iterable[Any]) -> Decimal:
    """What the next part is expected to lose: all that is open, and of what is paid off in parts, as much again."""
    return sum(
        (
            min(claim.openstaand, claim.laatste) if claim.afbetalingsplan and claim.laatste else claim.openstaand
            for claim in claims
        ),
        Decimal(0),
    )


def volgende_verrekening(toekenning: Toekenning, claims: list[Any]) -> Volgende | None:
    """What is or will be kept back next; None without an open claim or without a part to come."""
    if not claims:
        return None
    coming = _komende(toekenning=toekenning.pk, today=timezone.localdate())
    if not coming:
        return None
    part = coming[0]
    planned = part.ingehouden > 0
    return Volgende(part, part.ingehouden if planned else min(verwacht(claims), part.bedrag), planned)


def _verrekend(claims: list[Vordering]) -> dict[int, list[Any]]:
    """The set-offs of these claims, by the claim's id. One query for a whole page, whichever claims stand on it."""
    found: dict[int, list[Any]] = defaultdict(list)
    if claims:
        ids = [claim.pk for claim in claims]
        for row in _verrekeningen(eerste=min(ids), laatste=max(ids), toekenning=claims[0].toekenning_id):
            found[row.vordering].append(row)
    return found


@access(LEZER)
@require_safe
def overzicht(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every claim with its set-offs, the newest first; what is open in all."""
    toekenning = toekenning_of(request, key)
    page = _bladen.page(request, toekenning=toekenning.pk)
    claims = _open_claims(toekenning=toekenning.pk)
    context = {
        "toekenning": toekenning,
        "deel": "debiteuren",
        "page": page,
        "verrekend": _verrekend(page.rows),
        "openstaand": sum((claim.openstaand for claim in claims), Decimal(0)),
        "aantal_open": len(claims),
        "volgende": volgende_verrekening(toekenning, claims),
        "trail": trail.here(trail.afrekening(toekenning), "Debiteurenoverzicht"),
    }
    return render(request, "maatwerk/debiteuren.html", context)
