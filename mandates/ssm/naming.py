"""What a first login means for mandates in which somebody else typed the name of that person."""

from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from accounts.login.naming import corrected
from accounts.models import Person
from mandates.models import SsmMandaat
from mandates.ssm.moving import drop_wrong_name
from mandates.ssm.states import WAITING, Status


@receiver(corrected, dispatch_uid="mandates.ssm.naming")
def follow(sender: type, person: Person, typed: tuple[str, str], **_signal: Any) -> None:
    """Nothing can be active yet: that takes a signature, and so a login."""
    open_ones = SsmMandaat.objects.filter(
        Q(giver_person=person.pk) | Q(taker_person=person.pk), status__in=[Status.CONCEPT, *WAITING.values()]
    )
    for pk in list(open_ones.order_by("pk").values_list("pk", flat=True)):
        drop_wrong_name(pk, person.pk, typed)
