"""Reading one's own werkrelaties, rights and beheerders."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from accounts.models import EmailChange, ToegekendRecht, Werkrelatie, WettelijkVertegenwoordiger
from loket.access.rechten import BEHEERDERS


@dataclass(slots=True)
class Place:
    """A werkrelatie of the person with its rights that are not over, and who decides there."""

    relation: Werkrelatie
    beheerders: list[Werkrelatie] = field(default_factory=list)


def places_of(person_id: int, today: datetime.date, link_valid_since: datetime.datetime) -> list[Place]:
    """Every werkrelatie that is not over, by organisation; three queries whatever their number."""
    rights = ToegekendRecht.objects.not_over(today).select_related("recht", "context").order_by("recht__name", "start")
    waiting = EmailChange.objects.filter(
        werkrelatie=OuterRef("pk"),
        confirmed_at__isnull=True,
        replaced_at__isnull=True,
        requested_at__gt=link_valid_since,
    )
    relations = (
        Werkrelatie.objects.not_over(today)
        .filter(person=person_id)
        .select_related("organisation")
        .prefetch_related(Prefetch("rechten", queryset=rights))
        .annotate(waiting_email=Subquery(waiting.values("email")[:1]))
        .order_by("organisation__name", "start")
    )
    places = [Place(relation) for relation in relations]
    by_organisation: dict[int, list[Werkrelatie]] = {}
    for beheerder in _beheerders([place.relation.organisation_id for place in places], today):
        by_organisation.setdefault(beheerder.organisation_id, []).append(beheerder)
    for place in places:
        place.beheerders = by_organisation.get(place.relation.organisation_id, [])
    return places


def _beheerders(organisations: list[int], today: datetime.date):
    granted = ToegekendRecht.objects.valid_on(today).filter(werkrelatie=OuterRef("pk"), recht__code__in=BEHEERDERS)
    by_law = WettelijkVertegenwoordiger.objects.valid_on(today).filter(
        person=OuterRef("person"), organisation=OuterRef("organisation")
    )
    return (
        Werkrelatie.objects.valid_on(today)
        .filter(Q(Exists(granted)) | Q(Exists(by_law)), organisation__in=organisations)
        .select_related("person")
        .order_by("person__last_name", "person__first_name")
    )


def represented_by(person_id: int, today: datetime.date) -> list[WettelijkVertegenwoordiger]:
    """The organisations for which this person stands by law."""
    return list(
        WettelijkVertegenwoordiger.objects.valid_on(today)
        .filter(person=person_id)
        .select_related("organisation")
        .order_by("organisation__name")
    )
