"""Looking up organisations, and the catalogue with how much it is used."""

import datetime
import re

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Gebruikersrecht, Organisation, RechtContext, ToegekendRecht
from loket.access.rechten import BEHEERDERS
from loket.journal.models import JournalEntry
from loket.numbers import SEPARATORS

NUMBER = re.compile(r"(OVO)?[0-9\s.\-/]+", re.IGNORECASE)


def beheerder_grants(organisation_id: int, day: datetime.date) -> QuerySet[ToegekendRecht]:
    """Rights of beheerder that are valid on that day or begin later, in a werkrelatie that is not over."""
    return (
        ToegekendRecht.objects.not_over(day)
        .filter(
            Q(werkrelatie__end__isnull=True) | Q(werkrelatie__end__gte=day),
            werkrelatie__organisation=organisation_id,
            werkrelatie__stopped_at__isnull=True,
            recht__code__in=BEHEERDERS,
        )
        .select_related("werkrelatie__person", "recht")
        .order_by("werkrelatie__person__last_name", "recht__name", "start")
    )


def search_organisations(query: str, day: datetime.date) -> QuerySet[Organisation]:
    """By words of the name, or by (a part of) a number; each with whether it has a beheerder."""
    rows = Organisation.objects.annotate(has_beheerder=Exists(beheerder_grants(OuterRef("pk"), day)))
    query = query.replace("\0", "").strip()
    if not query:
        return rows
    if NUMBER.fullmatch(query):
        number = SEPARATORS.sub("", query).upper()
        return rows.filter(Q(kbo__contains=number) | Q(instellingsnummer__contains=number) | Q(ovo__contains=number))
    for word in query.split():
        rows = rows.filter(name__icontains=word)
    return rows


def rights_outside(organisation: Organisation, kinds: list[str], day: datetime.date) -> int:
    """How many running rights of this organisation are only for kinds that it would no longer be."""
    return (
        ToegekendRecht.objects.not_over(day)
        .filter(werkrelatie__organisation=organisation)
        .exclude(recht__kinds=[])
        .exclude(recht__kinds__overlap=kinds)
        .count()
    )


def history_of(organisation_id: int, limit: int = 20) -> list[JournalEntry]:
    """What the journal says about this organisation, the newest first."""
    return list(
        JournalEntry.objects.filter(object_type="accounts.organisation", object_id=organisation_id)
        .select_related("person")
        .order_by("-pk")[:limit]
    )


def catalogue(day: datetime.date) -> QuerySet[Gebruikersrecht]:
    """All rights with their contexts and the number of people who have them."""
    running = Q(toekenningen__stopped_at__isnull=True, toekenningen__start__lte=day, toekenningen__end__gte=day)
    return (
        Gebruikersrecht.objects.annotate(granted=Count("toekenningen", filter=running))
        .prefetch_related(Prefetch("contexts", queryset=RechtContext.objects.order_by("label")))
        .order_by("name")
    )
