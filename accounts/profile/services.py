"""Changing one's own mail address: asked here, in force once confirmed from the new address."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailChange, Werkrelatie
from accounts.rights.errors import RightsError
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.mail.services import queue_mail

LINK_VALID = datetime.timedelta(hours=24)
# The link goes to an address that somebody typed: nobody may fill another one's mailbox with it.
MOST_A_DAY = 5


class LinkExpired(RightsError):
    """The link was used, replaced, is older than a day, or was never made."""

    def __init__(self) -> None:
        super().__init__("Deze link is niet (meer) geldig. Vraag de wijziging opnieuw aan in uw profiel.")


def hash_of(token: str) -> str:
    """What is kept of the token in a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def _own_relation(person_id: int, pk: int) -> Werkrelatie:
    """A running werkrelatie of this person, locked; DoesNotExist for any other."""
    found: Werkrelatie = (
        Werkrelatie.objects.not_over(timezone.localdate())
        .select_for_update(of=("self",), no_key=True)
        .select_related("person", "organisation")
        .get(pk=pk, person=person_id)
    )
    return found


def request_email_change(acting: ActingContext, pk: int, email: str) -> EmailChange:
    """Mail a link to the new address and a notice to the old one; the old one stays in force.

    `acting` is the person in the organisation of the werkrelatie, for the journal. Raises RightsError when the
    address is the present one or was asked too often, DoesNotExist for a werkrelatie of somebody else.
    """
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        relation = _own_relation(acting.person.id, pk)
        if email.casefold() == relation.email.casefold():
            raise RightsError("Dit is uw huidige e-mailadres.", "email")
        earlier = EmailChange.objects.filter(werkrelatie=relation)
        if earlier.filter(requested_at__gt=now - LINK_VALID).count() >= MOST_A_DAY:
            raise RightsError("U vroeg vandaag al te vaak een wijziging. Probeer het morgen opnieuw.", "email")
        earlier.filter(confirmed_at__isnull=True, replaced_at__isnull=True).update(replaced_at=now)
        change = EmailChange.objects.create(werkrelatie=relation, email=email, token_hash=hash_of(token))
        write_journal(acting, "email_wijziging_gevraagd", relation, persoon=relation.person_id)
        context: dict[str, object] = {
            "relation": relation,
            "path": reverse("profiel_email_bevestigen", args=[token]),
        }
        queue_mail([email], "email_bevestigen", context)
        if relation.email:
            notice = {"relation": relation, "path": reverse("sessies"), "helpdesk_phone": settings.HELPDESK_PHONE}
            queue_mail([relation.email], "email_wijziging", notice)
    return change


def open_change(person_id: int, token: str) -> EmailChange:
    """The change that this link stands for, for its owner. Raises LinkExpired."""
    return _open_change(person_id, token, lock=False)


def _open_change(person_id: int, token: str, *, lock: bool) -> EmailChange:
    rows = EmailChange.objects.select_related("werkrelatie__organisation")
    found: EmailChange | None = (
        (rows.select_for_update(of=("self",)) if lock else rows)
        .filter(
            token_hash=hash_of(token),
            werkrelatie__person=person_id,
            confirmed_at__isnull=True,
            replaced_at__isnull=True,
            requested_at__gt=timezone.now() - LINK_VALID,
        )
        .first()
    )
    if found is None:
        raise LinkExpired
    return found


def confirm_email_change(acting: ActingContext, token: str) -> EmailChange:
    """Put the new address in force; the link works once. Raises LinkExpired."""
    with transaction.atomic():
        change = _open_change(acting.person.id, token, lock=True)
        try:
            relation = _own_relation(acting.person.id, change.werkrelatie_id)
        except Werkrelatie.DoesNotExist:
            raise LinkExpired from None
        relation.email = change.email
        relation.save(update_fields=["email"])
        change.confirmed_at = timezone.now()
        change.save(update_fields=["confirmed_at"])
        write_journal(acting, "email_gewijzigd", relation, persoon=relation.person_id)
    return change
