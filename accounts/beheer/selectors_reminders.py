"""Which reminders are due on a day and were not sent yet, and to whom."""

import datetime

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from accounts.beheer.selectors import followed
from accounts.models import Rechtaanvraag, Reminder, ToegekendRecht, Werkrelatie, WettelijkVertegenwoordiger
from loket.access.rechten import BEHEERDERS

# Days before a right ends, and days that a request waits.
RIGHT_THRESHOLDS = (7, 30, 90)
REQUEST_THRESHOLDS = (7, 3)


def _days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)


def due_rights(day: datetime.date, person: object) -> QuerySet[ToegekendRecht]:
    """Rights that end within a threshold of which this person was not reminded; `threshold` is the nearest one.

    Whoever was not mailed on the day itself (a night without the portal, no address yet) is mailed later, once. A
    right that is shorter than a threshold was never that far from its end: nobody is warned the day after granting.
    """
    thresholds = [
        When(end__lte=day + _days(days), start__lte=F("end") - Value(_days(days)), then=Value(days))
        for days in RIGHT_THRESHOLDS
    ]
    sent = Reminder.objects.filter(toegekend_recht=OuterRef("pk"), threshold=OuterRef("threshold"), person=person)
    return (
        ToegekendRecht.objects.valid_on(day)
        .filter(
            ~followed(day),
            Q(werkrelatie__end__isnull=True) | Q(werkrelatie__end__gte=day),
            werkrelatie__stopped_at__isnull=True,
        )
        .annotate(threshold=Case(*thresholds, default=None, output_field=IntegerField()))
        .filter(~Exists(sent), threshold__isnull=False)
    )


def due_requests(day: datetime.date, person: object) -> QuerySet[Rechtaanvraag]:
    """Undecided requests that wait longer than a threshold of which this person was not reminded."""
    thresholds = [When(asked_on__lte=day - _days(days), then=Value(days)) for days in REQUEST_THRESHOLDS]
    sent = Reminder.objects.filter(rechtaanvraag=OuterRef("pk"), threshold=OuterRef("threshold"), person=person)
    return (
        Rechtaanvraag.objects.filter(status=Rechtaanvraag.Status.PENDING)
        .annotate(asked_on=TruncDate("requested_at"))
        .annotate(threshold=Case(*thresholds, default=None, output_field=IntegerField()))
        .filter(~Exists(sent), threshold__isnull=False)
    )


def reachable_relations(day: datetime.date) -> QuerySet[Werkrelatie]:
    """Running werkrelaties with an address; `manages` says whether the person is beheerder there."""
    granted = ToegekendRecht.objects.valid_on(day).filter(werkrelatie=OuterRef("pk"), recht__code__in=BEHEERDERS)
    by_law = WettelijkVertegenwoordiger.objects.valid_on(day).filter(
        person=OuterRef("person"), organisation=OuterRef("organisation")
    )
    return Werkrelatie.objects.valid_on(day).exclude(email="").annotate(manages=Q(Exists(granted)) | Q(Exists(by_law)))


def recipients(day: datetime.date) -> list[tuple[int, str]]:
    """(person, address) of everybody for whom something is due."""
    own = due_rights(day, OuterRef(OuterRef("person"))).filter(werkrelatie=OuterRef("pk"))
    rights = due_rights(day, OuterRef(OuterRef("person"))).filter(werkrelatie__organisation=OuterRef("organisation"))
    requests = due_requests(day, OuterRef(OuterRef("person"))).filter(organisation=OuterRef("organisation"))
    return list(
        reachable_relations(day)
        .filter(Q(Exists(own)) | (Q(manages=True) & (Q(Exists(rights)) | Q(Exists(requests)))))
        .values_list("person", "email")
        .distinct()
        .order_by("person", "email")
    )
