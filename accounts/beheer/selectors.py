"""Reading the people of an organisation, their werkrelaties and rights."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Person, ToegekendRecht, Werkrelatie, WettelijkVertegenwoordiger
from loket.journal.models import JournalEntry

ENDING_WITHIN_DAYS = 90


def running_rights(organisation_id: int, day: datetime.date) -> QuerySet[ToegekendRecht]:
    """Rights that are valid that day, in a werkrelatie that is."""
    return ToegekendRecht.objects.valid_on(day).filter(
        Q(werkrelatie__end__isnull=True) | Q(werkrelatie__end__gte=day),
        werkrelatie__organisation=organisation_id,
        werkrelatie__stopped_at__isnull=True,
        werkrelatie__start__lte=day,
    )


def followed(day: datetime.date) -> Exists:
    """The same right goes on after this grant."""
    return Exists(
        ToegekendRecht.objects.filter(
            Q(context=OuterRef("context")) | Q(context__isnull=True, recht__has_contexts=False),
            werkrelatie=OuterRef("werkrelatie"),
            recht=OuterRef("recht"),
            stopped_at__isnull=True,
            end__gt=OuterRef("end"),
        )
    )


def ending_rights(organisation_id: int, day: datetime.date, within_days: int = ENDING_WITHIN_DAYS):
    """Rights that end soon and are not extended yet, the nearest end first."""
    return (
        running_rights(organisation_id, day)
        .filter(~followed(day), end__lte=day + datetime.timedelta(days=within_days))
        .select_related("werkrelatie__person", "recht", "context")
        .order_by("end", "pk")
    )


def people_of(organisation_id: int, day: datetime.date) -> QuerySet[Werkrelatie]:
    """Running werkrelaties with the number of rights and the nearest end of one."""
    valid = Q(rechten__stopped_at__isnull=True, rechten__start__lte=day, rechten__end__gte=day)
    return (
        Werkrelatie.objects.valid_on(day)
        .filter(organisation=organisation_id)
        .select_related("person")
        .annotate(rights_count=Count("rechten", filter=valid), first_end=Min("rechten__end", filter=valid))
    )


def search_people(rows: QuerySet[Werkrelatie], query: str) -> QuerySet[Werkrelatie]:
    """Each word in the name or the mail address."""
    for word in query.split():
        rows = rows.filter(
            Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word) | Q(email__icontains=word)
        )
    return rows


@dataclass(frozen=True, slots=True)
class Counts:
    """What the overview says at a glance."""

    people: int
    without_rights: int
    ending: int


def counts(organisation_id: int, day: datetime.date) -> Counts:
    """In two queries, whatever the number of people."""
    relations = Werkrelatie.objects.valid_on(day).filter(organisation=organisation_id)
    valid = ToegekendRecht.objects.valid_on(day).filter(werkrelatie=OuterRef("pk"))
    totals = relations.aggregate(people=Count("pk"), without=Count("pk", filter=~Exists(valid)))
    return Counts(totals["people"], totals["without"], ending_rights(organisation_id, day).count())


def person_in(organisation_id: int, pk: int) -> Person | None:
    """A person who works or worked here, or stands for it by law; nobody else exists for this organisation."""
    return (
        Person.objects.filter(
            Exists(Werkrelatie.objects.filter(person=OuterRef("pk"), organisation=organisation_id))
            | Exists(WettelijkVertegenwoordiger.objects.filter(person=OuterRef("pk"), organisation=organisation_id))
        )
        .filter(pk=pk)
        .first()
    )


def relations_with_rights(organisation_id: int, person_id: int) -> list[Werkrelatie]:
    """All werkrelaties with this organisation, the newest first, each with all its rights."""
    rights = ToegekendRecht.objects.select_related("recht", "context", "granted_by", "stopped_by").order_by(
        "stopped_at", "-end", "pk"
    )
    return list(
        Werkrelatie.objects.filter(organisation=organisation_id, person=person_id)
        .select_related("stopped_by")
        .prefetch_related(Prefetch("rechten", queryset=rights))
        .order_by("-start")
    )


def history_of(organisation_id: int, person_id: int, limit: int = 50) -> list[JournalEntry]:
    """What the journal says of this person's rights in this organisation, the newest first."""
    return list(
        JournalEntry.objects.filter(own=organisation_id, details__persoon=person_id)
        .select_related("person")
        .order_by("-pk")[:limit]
    )
