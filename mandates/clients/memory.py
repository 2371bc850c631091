"""Remembering for whom somebody acted last, and which clients are kept at hand."""

from django.db.models import F
from django.utils import timezone

from loket.acting.context import ActingContext, Choice
from mandates.models import Klant


def remember(own: ActingContext, choice: Choice) -> None:
    """Put the represented organisation at the top of the clients of this person."""
    if not own.own.is_organisation or choice.represented_id == choice.own_id:
        return
    Klant.objects.update_or_create(
        person_id=own.person.id,
        own_id=own.own.id,
        represented_id=choice.represented_id,
        defaults={"last_used_at": timezone.now()},
    )


def switch_favourite(own: ActingContext, represented_id: int) -> bool:
    """Keep a client at hand, or no longer; says which it has become."""
    klant, created = Klant.objects.get_or_create(
        person_id=own.person.id, own_id=own.own.id, represented_id=represented_id, defaults={"favourite": True}
    )
    if not created:
        Klant.objects.filter(pk=klant.pk).update(favourite=~F("favourite"))
        klant.refresh_from_db(fields=["favourite"])
    return bool(klant.favourite)
