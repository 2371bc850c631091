"""Reading rights, requests and beheerders."""

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Rechtaanvraag, ToegekendRecht, Werkrelatie, WettelijkVertegenwoordiger
from loket.access.rechten import BEHEERDERS
from loket.acting.context import ActingContext
from loket.prepared import Prepared


def beheerders_of(
    organisation_id: int, day: datetime.date, rights: Collection[str] = BEHEERDERS
) -> QuerySet[Werkrelatie]:
    """Werkrelaties of who has one of these rights, granted or by law; as it is, of who may decide on rights."""
    granted = ToegekendRecht.objects.valid_on(day).filter(werkrelatie=OuterRef("pk"), recht__code__in=rights)
    by_law = WettelijkVertegenwoordiger.objects.valid_on(day).filter(
        person=OuterRef("person"), organisation=OuterRef("organisation")
    )
    return (
        Werkrelatie.objects.valid_on(day)
        .filter(Exists(granted) | Exists(by_law), organisation=organisation_id)
        .select_related("person")
        .order_by("person__last_name", "person__first_name")
    )


def reachable_beheerders(organisation_id: int, day: datetime.date) -> list[Werkrelatie]:
    """The beheerders to whom a mail can be sent."""
    return list(beheerders_of(organisation_id, day).exclude(email=""))


def beheerders_of_person(person_id: int, day: datetime.date) -> QuerySet[Werkrelatie]:
    """The beheerders of every organisation where this person ever worked: whom to ask when no tile shows."""
    organisations = Werkrelatie.objects.filter(person=person_id).values("organisation")
    granted = ToegekendRecht.objects.valid_on(day).filter(werkrelatie=OuterRef("pk"), recht__code__in=BEHEERDERS)
    return (
        Werkrelatie.objects.valid_on(day)
        .filter(Exists(granted), organisation__in=organisations)
        .exclude(person=person_id)
        .select_related("person", "organisation")
        .order_by("organisation__name", "person__last_name")
    )


def pending_requests_of(acting: ActingContext) -> dict[tuple[str, str], datetime.datetime]:
    """(right, context) -> when this person asked for it in this organisation, still undecided."""
    rows = Rechtaanvraag.objects.filter(
        person=acting.person.id, organisation=acting.own.id, status=Rechtaanvraag.Status.PENDING
    ).values_list("recht__code", "context__code", "requested_at")
    return {(recht, context or ""): at for recht, context, at in rows}


def requests_to_decide(acting: ActingContext) -> QuerySet[Rechtaanvraag]:
    """All requests in the organisation in which the beheerder acts."""
    return Rechtaanvraag.objects.filter(organisation=acting.own.id).select_related(
        "person", "recht", "context", "decided_by", "granted"
    )


def _ending(person: int, organisation: int, day: datetime.date, horizon: datetime.date) -> QuerySet[ToegekendRecht]:
    followed = ToegekendRecht.objects.filter(
        Q(context=OuterRef("context")) | Q(context__isnull=True, recht__has_contexts=False),
        werkrelatie=OuterRef("werkrelatie"),
        recht=OuterRef("recht"),
        end__gt=OuterRef("end"),
    )
    return (
        ToegekendRecht.objects.valid_on(day)
        .filter(
            ~Exists(followed), werkrelatie__person=person, werkrelatie__organisation=organisation, end__lte=horizon
        )
        .order_by("end")
        .values_list("recht__name", "context__label", "end")
    )


_ending_rights = Prepared(_ending, person=int, organisation=int, day=datetime.date, horizon=datetime.date)


def ending_rights_of(acting: ActingContext, day: datetime.date, within_days: int) -> list[tuple[str, datetime.date]]:
    """Rights of the acting person in the own organisation that end soon and are not followed by another, and when."""
    rows = _ending_rights(
        person=acting.person.id,
        organisation=acting.own.id,
        day=day,
        horizon=day + datetime.timedelta(days=within_days),
    )
    return [(f"{recht} ({context})" if context else recht, end) for recht, context, end in rows]
