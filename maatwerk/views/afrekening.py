""" "Afrekening": an overview of its four parts, and the settlements."""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.prepared import Prepared
from loket.ui.paging import PreparedPages
from maatwerk import trail
from maatwerk.dienst import LEZER
from maatwerk.models import Afrekening, Berekening, Vordering
from maatwerk.models.berekening import Onderwerp
from maatwerk.toegang import toekenning_of
from mandates.quarters import Quarter

# Two years of quarters are drawn on the overview; every quarter is one click away.
QUARTERS_SHOWN = 8
PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class Kwartaal:
    """What a quarter came to, beside its advance; None where there is none (yet)."""

    quarter: Quarter
    berekening: Berekening | None
    voorschot: Decimal | None

    @property
    def subsidie(self) -> Decimal | None:
        return self.berekening.totaal if self.berekening else None

    @property
    def saldo(self) -> Decimal | None:
        """Subsidy minus advance."""
        if self.berekening is None:
            return None
        return self.berekening.totaal - (self.voorschot or Decimal(0))


def per_kwartaal(rows: list[Berekening]) -> list[Kwartaal]:
    """The most recent calculation and the advance of each quarter, the newest first."""
    found: dict[Quarter, dict[str, Berekening]] = {}
    for row in rows:
        if row.onderwerp != Onderwerp.JAAR:
            found.setdefault(Quarter.of(row.periode), {})[row.onderwerp] = row
    return [
        Kwartaal(
            quarter,
            found[quarter].get(Onderwerp.KWARTAAL),
            found[quarter][Onderwerp.VOORSCHOT].totaal if Onderwerp.VOORSCHOT in found[quarter] else None,
        )
        for quarter in sorted(found, reverse=True)
    ]


def _recent(toekenning: int) -> QuerySet[Berekening]:
    """The most recent ones of as many periods as are drawn, of every subject."""
    rows = Berekening.objects.filter(toekenning=toekenning).recent().defer("parameters")
    return rows.order_by("-periode")[: QUARTERS_SHOWN * len(Onderwerp)]


_recentste = Prepared(_recent, toekenning=int)
_laatste = Prepared(
    lambda toekenning: Afrekening.objects.filter(toekenning=toekenning).order_by("-afgerekend_op", "-pk")[:1],
    toekenning=int,
)
_openstaand = Prepared(
    lambda toekenning: (
        Vordering.objects.filter(toekenning=toekenning, openstaand__gt=0)
        .values("toekenning")
        .annotate(som=Sum("openstaand"))
        .values_list("som")
    ),
    toekenning=int,
)


def _alle(toekenning: int) -> QuerySet[Afrekening]:
    rows = Afrekening.objects.filter(toekenning=toekenning).select_related("berekening")
    return rows.only(
        *("soort", "periode", "afgerekend_op", "berekend", "voorschotten", "eerder", "saldo", "wijze"),
        *("te_betalen_op", "berekening__key", "berekening__periode", "berekening__onderwerp"),
    )


_bladen = PreparedPages(Afrekening, _alle, key="periode", per_page=PER_PAGE, at=datetime.date, toekenning=int)


@access(LEZER)
@require_safe
def overzicht(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The four parts, each with its last figure, and the subsidy beside the advance per quarter."""
    toekenning = toekenning_of(request, key)
    rows = _recentste(toekenning=toekenning.pk)
    quarters = per_kwartaal(rows)[:QUARTERS_SHOWN]
    context = {
        "toekenning": toekenning,
        "kwartalen": quarters,
        "kwartaal": next((item.berekening for item in quarters if item.berekening), None),
        "jaar": next((row for row in rows if row.onderwerp == Onderwerp.JAAR), None),
        "afrekening": next(iter(_laatste(toekenning=toekenning.pk)), None),
        "openstaand": sum((row.som for row in _openstaand(toekenning=toekenning.pk)), Decimal(0)),
        "trail": trail.here(trail.afrekening(toekenning)),
    }
    return render(request, "maatwerk/afrekening.html", context)


@access(LEZER)
@require_safe
def afrekeningen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every settlement, the newest period first."""
    toekenning = toekenning_of(request, key)
    context = {
        "toekenning": toekenning,
        "deel": "afrekeningen",
        "page": _bladen.page(request, toekenning=toekenning.pk),
        "trail": trail.here(trail.afrekening(toekenning), "Afrekening per periode"),
    }
    return render(request, "maatwerk/afrekeningen.html", context)
