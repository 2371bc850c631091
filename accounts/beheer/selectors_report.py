"""Reading all rights of an organisation for the report: those that run, that ended, and that have yet to begin."""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Least, TruncDate
from django.utils import timezone

from accounts.models import Gebruikersrecht, Person, RechtContext, ToegekendRecht
from loket.numbers import mask_insz

STATES = {"loopt": "Loopt", "later": "Begint later", "afgelopen": "Afgelopen", "gestopt": "Gestopt"}

COLUMNS = (
    "Naam",
    "Voornaam",
    "Rijksregisternummer (deels)",
    "E-mailadres",
    "Gebruikersrecht",
    "Context",
    "Van",
    "Tot en met",
    "Staat",
    "Toegekend door",
    "Toegekend op",
    "Gestopt door",
)


def rights_report(organisation_id: int, day: datetime.date) -> QuerySet[ToegekendRecht]:
    """Every right with `until` (its last day in fact) and `state`, as on that day.

    A right ends with its werkrelatie, also when its own end is later; a stop works on the day itself.
    """
    # PostgreSQL's LEAST passes over a NULL: a werkrelatie without an end, a right that is not stopped.
    until = Least(
        "end",
        "werkrelatie__end",
        TruncDate("stopped_at"),
        TruncDate("werkrelatie__stopped_at"),
    )
    state = Case(
        When(Q(stopped_at__isnull=False) | Q(werkrelatie__stopped_at__isnull=False), then=Value("gestopt")),
        When(until__lt=day, then=Value("afgelopen")),
        When(start__gt=day, then=Value("later")),
        default=Value("loopt"),
        output_field=CharField(),
    )
    rows = ToegekendRecht.objects.filter(werkrelatie__organisation=organisation_id)
    return rows.annotate(until=until).annotate(state=state)


def filtered(rows: QuerySet[ToegekendRecht], data: dict[str, Any]) -> QuerySet[ToegekendRecht]:
    """The rows that fit the filters of `ReportForm`."""
    for word in data.get("q", "").split():
        rows = rows.filter(werkrelatie__sort_name__icontains=word)
    if data.get("recht"):
        rows = rows.filter(recht__code=data["recht"])
    if data.get("context"):
        rows = rows.filter(context__code=data["context"])
    if data.get("staat"):
        rows = rows.filter(state=data["staat"])
    if data.get("einde"):
        rows = rows.filter(until__lt=data["einde"])
    return rows


def short_day(day: datetime.date) -> str:
    """`22/11/2026`."""
    return f"{day.day}/{day.month}/{day.year}"


class ReportRow(NamedTuple):
    """A right as the page shows it."""

    pk: int
    person_id: int
    first_name: str
    last_name: str
    recht_name: str
    context_label: str | None
    start: datetime.date
    until: datetime.date
    granter: str | None
    state: str
    sort_name: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def label(self) -> str:
        return f"{self.recht_name} ({self.context_label})" if self.context_label else self.recht_name

    @property
    def state_label(self) -> str:
        return STATES[self.state]


def page_rows(rows: QuerySet[ToegekendRecht]) -> QuerySet:
    """The columns of `ReportRow`. What does not sort comes by subqueries, asked for the rows of one page only."""

    def related(name: str, found: QuerySet) -> Subquery:
        return Subquery(found.order_by().filter(pk=OuterRef(name)))

    granter = Person.objects.values(name=Concat("first_name", Value(" "), "last_name"))
    return rows.annotate(
        person_id=F("werkrelatie__person"),
        first_name=F("werkrelatie__person__first_name"),
        last_name=F("werkrelatie__person__last_name"),
        sort_name=F("werkrelatie__sort_name"),
        recht_name=related("recht", Gebruikersrecht.objects.values("name")),
        context_label=related("context", RechtContext.objects.values("label")),
        granter=related("granted_by", granter),
    ).values_list(*ReportRow._fields, named=True)


def report_rows(rows: QuerySet[ToegekendRecht]) -> Iterator[tuple]:
    """The rows of the export by name, read in chunks; of an INSZ only what tells namesakes apart."""
    ordered = rows.select_related(
        "werkrelatie__person", "werkrelatie__stopped_by", "recht", "context", "granted_by", "stopped_by"
    ).order_by("werkrelatie__person__last_name", "werkrelatie__person__first_name", "pk")
    for row in ordered.iterator(chunk_size=2000):
        person = row.werkrelatie.person
        yield (
            person.last_name,
            person.first_name,
            mask_insz(person.insz),
            row.werkrelatie.email,
            row.recht.name,
            row.context.label if row.context else "",
            row.start,
            row.until,
            STATES[row.state],
            str(row.granted_by or ""),
            timezone.localtime(row.granted_at).date(),
            str(row.stopped_by or row.werkrelatie.stopped_by or ""),
        )
