""" "Jaar subsidie": the year settlements, compared per label and per individual."""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.prepared import Prepared
from loket.ui.paging import PreparedPages
from maatwerk import trail
from maatwerk.dienst import LEZER
from maatwerk.models import Berekening, Jaarkwartaal, Jaarlijn
from maatwerk.models.berekening import Onderwerp
from maatwerk.toegang import berekening_of, note_personal_data, toekenning_of
from mandates.quarters import Quarter

PER_PAGE = 25
YEARS_PER_PAGE = 25


def _jaren(toekenning: int) -> QuerySet[Berekening]:
    return Berekening.objects.filter(toekenning=toekenning, onderwerp=Onderwerp.JAAR).defer("parameters")


_bladen = PreparedPages(Berekening, _jaren, key="periode", per_page=YEARS_PER_PAGE, at=datetime.date, toekenning=int)


@access(LEZER)
@require_safe
def jaren(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every year settlement, the newest first."""
    toekenning = toekenning_of(request, key)
    context = {
        "toekenning": toekenning,
        "deel": "jaren",
        "page": _bladen.page(request, toekenning=toekenning.pk),
        "trail": trail.here(trail.jaren(toekenning)),
    }
    return render(request, "maatwerk/jaren.html", context)


@dataclass(frozen=True, slots=True)
class Label:
    """One label of the enterprise in the year: the sums of its quarters."""

    naam: str
    nummer: str
    eigen: bool
    eerste: Decimal
    herberekend: Decimal
    bijkomend: Decimal

    @property
    def totaal(self) -> Decimal:
        return self.herberekend + self.bijkomend


def _naast_elkaar(berekening: int, organisation: int, periode: datetime.date) -> QuerySet[Jaarkwartaal]:
    """The quarters of this settlement, and of the most recent settlement of the same year per label."""
    same_year = Q(berekening__toekenning__organisation=organisation, berekening__recentste=True)
    rows = Jaarkwartaal.objects.filter(
        Q(berekening=berekening) | same_year, berekening__periode=periode, berekening__onderwerp=Onderwerp.JAAR
    )
    return rows.select_related("berekening__toekenning", "herberekend").only(
        *("kwartaal", "contingent", "ingevuld", "bijkomende_vte", "eerste_totaal", "herberekend_totaal", "bijkomend"),
        *("berekening__toekenning__label", "berekening__toekenning__nummer"),
        *("herberekend__key", "herberekend__periode", "herberekend__onderwerp"),
    )


_kwartalen = Prepared(_naast_elkaar, berekening=int, organisation=int, periode=datetime.date)


def _labels(found: Berekening) -> tuple[list[Jaarkwartaal], list[Label]]:
    """The quarters of this settlement, and the sums per label of the enterprise. One query."""
    rows = _kwartalen(berekening=found.pk, organisation=found.toekenning.organisation_id, periode=found.periode)
    own = [row for row in rows if row.berekening_id == found.pk]
    grouped: dict[int, list[Jaarkwartaal]] = {found.toekenning_id: own}
    for row in rows:
        if row.berekening.toekenning_id != found.toekenning_id:
            grouped.setdefault(row.berekening.toekenning_id, []).append(row)
    labels = []
    for pk, quarters in grouped.items():
        toekenning = quarters[0].berekening.toekenning if quarters else found.toekenning
        sums = {
            name: sum((getattr(quarter, name) for quarter in quarters), Decimal(0))
            for name in ("eerste_totaal", "herberekend_totaal", "bijkomend")
        }
        labels.append(Label(toekenning.label, toekenning.nummer, pk == found.toekenning_id, *sums.values()))
    return sorted(own, key=lambda row: row.kwartaal), sorted(labels, key=lambda label: label.nummer)


def _per_kwartaal(berekening: int) -> QuerySet[Jaarlijn]:
    """The sums over the workers, per quarter."""
    changed = Q(eerste__isnull=True) | Q(herberekend__isnull=True) | ~Q(premie=F("eerste"))
    rows = Jaarlijn.objects.filter(berekening=berekening).values("kwartaal").order_by("kwartaal")
    return rows.annotate(
        aantal=Count("pk"),
        gewijzigd=Count("pk", filter=changed),
        som_eerste=Sum("eerste", default=Decimal(0)),
        som_herberekend=Sum("herberekend", default=Decimal(0)),
        som_bijkomend=Sum("bijkomend"),
        som_premie=Sum("premie"),
    ).values_list("kwartaal", "aantal", "gewijzigd", "som_eerste", "som_herberekend", "som_bijkomend", "som_premie")


_individueel = Prepared(_per_kwartaal, berekening=int)


@access(LEZER)
@require_safe
def jaar(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Jaargegevens; vergelijking op labelniveau; vergelijking op individueel niveau, through to the quarter."""
    found = berekening_of(request, key, Onderwerp.JAAR)
    quarters, labels = _labels(found)
    context = {
        "berekening": found,
        "toekenning": found.toekenning,
        "kwartalen": quarters,
        "labels": labels,
        "individueel": _individueel(berekening=found.pk),
        "trail": trail.here(trail.jaar(found)),
    }
    return render(request, "maatwerk/jaar.html", context)


def _van_kwartaal(berekening: int, kwartaal: datetime.date) -> QuerySet:
    """Bare rows: a page of models takes much longer to make than to read."""
    worker = {name: F(f"werknemer__{name}") for name in ("key", "naam", "voornaam", "insz")}
    rows = Jaarlijn.objects.filter(berekening=berekening, kwartaal=kwartaal).annotate(**worker)
    return rows.values_list("pk", "vte", "binnen", "eerste", "herberekend", "bijkomend", "premie", *worker, named=True)


_lijnen = PreparedPages(
    Jaarlijn,
    _van_kwartaal,
    key="naam",
    per_page=PER_PAGE,
    newest_first=False,
    berekening=int,
    kwartaal=datetime.date,
)
_basis = Prepared(
    lambda berekening, kwartaal: Jaarkwartaal.objects.filter(berekening=berekening, kwartaal=kwartaal).values_list(
        "herberekend__key"
    ),
    berekening=int,
    kwartaal=datetime.date,
)


@access(LEZER)
@require_safe
def werknemers(request: HttpRequest, key: uuid.UUID, nummer: int) -> HttpResponse:
    """ "Werknemers": those within one quarter of the settlement."""
    found = berekening_of(request, key, Onderwerp.JAAR)
    if nummer not in range(1, 5):
        raise Http404
    quarter = Quarter(found.periode.year, nummer)
    note_personal_data(request, found)
    basis = _basis(berekening=found.pk, kwartaal=quarter.first_day)
    context = {
        "berekening": found,
        "toekenning": found.toekenning,
        "quarter": quarter,
        # The calculation that the settlement started from: there, each worker has his steps.
        "basis": basis[0].herberekend__key if basis else None,
        "page": _lijnen.page(request, berekening=found.pk, kwartaal=quarter.first_day),
        "trail": trail.here(trail.jaar(found), f"Werknemers {quarter.year} K{quarter.number}"),
    }
    return render(request, "maatwerk/jaar_werknemers.html", context)
