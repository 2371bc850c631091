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
from maatwerk.models import Verrekening, Voorschotschijf, Vordering
from maatwerk.toegang import toekenning_of

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Volgende:
    """The next set-off: from the first monthly part that is to be paid. `gepland`: the part says so itself."""

    te_betalen_op: datetime.date
    bedrag: Decimal
    gepland: bool


def _open(toekenning: int, today: datetime.date) -> QuerySet[Vordering]:
    """The claims that are not paid off, each with its last set-off, and with the first part that is to be paid.

    That part is the same for all of them; PostgreSQL looks it up once.
    """
    last = Verrekening.objects.filter(vordering=OuterRef("pk")).order_by("-op", "-pk").values("bedrag")[:1]
    coming = Voorschotschijf.objects.filter(
        voorschot__toekenning=toekenning, betaald_op__isnull=True, te_betalen_op__gte=today
    ).order_by("te_betalen_op", "pk")
    part = {f"schijf_{name}": Subquery(coming.values(name)[:1]) for name in ("te_betalen_op", "bedrag", "ingehouden")}
    return (
        Vordering.objects.filter(toekenning=toekenning, openstaand__gt=0)
        .annotate(laatste=Subquery(last), **part)
        .values_list("openstaand", "afbetalingsplan", "laatste", *part)
    )


_open_claims = Prepared(_open, toekenning=int, today=datetime.date)


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


def verwacht(claims: Iterable[Any]) -> Decimal:
    """What the next part is expected to lose: all that is open, and of what is paid off in parts, as much again."""
    return sum(
        (
            min(claim.openstaand, claim.laatste) if claim.afbetalingsplan and claim.laatste else claim.openstaand
            for claim in claims
        ),
        Decimal(0),
    )


def volgende_verrekening(claims: list[Any]) -> Volgende | None:
    """What is or will be kept back next; None without an open claim or without a part to come."""
    if not claims or claims[0].schijf_te_betalen_op is None:
        return None
    part = claims[0]
    planned = part.schijf_ingehouden > 0
    amount = part.schijf_ingehouden if planned else min(verwacht(claims), part.schijf_bedrag)
    return Volgende(part.schijf_te_betalen_op, amount, planned)


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
    claims = _open_claims(toekenning=toekenning.pk, today=timezone.localdate())
    context = {
        "toekenning": toekenning,
        "deel": "debiteuren",
        "page": page,
        "verrekend": _verrekend(page.rows),
        "openstaand": sum((claim.openstaand for claim in claims), Decimal(0)),
        "aantal_open": len(claims),
        "volgende": volgende_verrekening(claims),
        "trail": trail.here(trail.afrekening(toekenning), "Debiteurenoverzicht"),
    }
    return render(request, "maatwerk/debiteuren.html", context)
