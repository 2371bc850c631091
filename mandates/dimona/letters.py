"""The mails about Dimona mandates, to who manages them on one side. No numbers of any kind in them."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import ToegekendRecht, Werkrelatie, WettelijkVertegenwoordiger
from loket.mail.services import queue_mail
from mandates.dimona.rules import MANAGERS
from mandates.models import DimonaMandaat
from mandates.sides import Side


def managers_of(organisation_id: int, day: datetime.date) -> QuerySet[Werkrelatie]:
    """Werkrelaties with an address of who manages mandates there: by right, or by law."""
    granted = ToegekendRecht.objects.valid_on(day).filter(werkrelatie=OuterRef("pk"), recht__code__in=MANAGERS)
    by_law = WettelijkVertegenwoordiger.objects.valid_on(day).filter(
        person=OuterRef("person"), organisation=OuterRef("organisation")
    )
    rows = Werkrelatie.objects.valid_on(day).filter(Exists(granted) | Exists(by_law), organisation=organisation_id)
    return rows.exclude(email="").order_by("pk")


def tell(mandaat: DimonaMandaat, side: Side, template: str, *, from_: Side, reason: str = "") -> None:
    """A mail to each manager on this side, about what the other side did."""
    parties = {Side.GEVER: mandaat.giver, Side.NEMER: mandaat.taker}
    to = parties[side]
    addresses = managers_of(to.pk, timezone.localdate()).values_list("email", flat=True)
    context = {
        "mandaat": mandaat,
        "to": to,
        "other": parties[from_],
        "giver_writes": from_ is Side.GEVER,
        "reason": reason,
        "path": reverse("dimona_mandaat", args=[mandaat.key]),
    }
    queue_mail(addresses, template, context)
