"""To which address the digest goes: one that the portal knows as the own one, or one that was confirmed from there.

A mail about what happens in somebody's name must not go to whoever's address was typed.
"""

import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Werkrelatie
from accounts.profile.services import LINK_VALID, MOST_A_DAY, hash_of
from accounts.rights.errors import RightsError
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.mail.services import queue_mail
from mandates.inzage.digest import end_wish, set_wish, wish_of
from mandates.models import DigestAdres

TOO_OFTEN = "U vroeg vandaag al te vaak een link. Probeer het morgen opnieuw."


def own_address(acting: ActingContext) -> str:
    """The address of the werkrelatie; "" without one, or for who acts in his own name."""
    if not acting.own.is_organisation:
        return ""
    relations = Werkrelatie.objects.valid_on(timezone.localdate())
    found = relations.filter(person=acting.person.id, organisation=acting.own.id).exclude(email="")
    return found.values_list("email", flat=True).first() or ""


def _addresses(acting: ActingContext) -> QuerySet[DigestAdres]:
    organisation = acting.own.id if acting.own.is_organisation else None
    return DigestAdres.objects.filter(person=acting.person.id, organisation=organisation)


def _waiting(rows: QuerySet[DigestAdres]) -> QuerySet[DigestAdres]:
    return rows.filter(
        confirmed_at__isnull=True, replaced_at__isnull=True, requested_at__gt=timezone.now() - LINK_VALID
    )


def waiting_address(acting: ActingContext) -> DigestAdres | None:
    """The address that waits for its confirmation, if any."""
    return _waiting(_addresses(acting)).first()


def choose(acting: ActingContext, ritme: str, email: str) -> bool:
    """Store the wish; False when the address must first be confirmed: until then all stays as it was.

    Without `ritme` there is no mail any more. Raises RightsError when a link was asked too often.
    """
    with transaction.atomic():
        hold_until_commit(f"digest {acting.person.id}")
        now = timezone.now()
        _addresses(acting).filter(confirmed_at__isnull=True, replaced_at__isnull=True).update(replaced_at=now)
        if not ritme:
            end_wish(acting)
            return True
        wish = wish_of(acting)
        known = {own_address(acting).casefold(), wish.email.casefold() if wish else ""}
        if email.casefold() in known:
            set_wish(acting, ritme, email)
            return True
        # Over all parties together: the mail goes to an address that somebody typed.
        asked = DigestAdres.objects.filter(person=acting.person.id, requested_at__gt=now - LINK_VALID)
        if asked.count() >= MOST_A_DAY:
            raise RightsError(TOO_OFTEN, "email")
        token = secrets.token_urlsafe(32)
        DigestAdres.objects.create(
            person_id=acting.person.id,
            organisation_id=acting.own.id if acting.own.is_organisation else None,
            email=email,
            ritme=ritme,
            token_hash=hash_of(token),
        )
        write_journal(acting, "digest_adres_gevraagd")
        context = {
            "person": acting.person.name,
            "party": acting.own.name,
            "path": reverse("in_uw_naam_adres", args=[token]),
        }
        queue_mail([email], "digest_adres_bevestigen", context)
    return False


def open_address(person_id: int, token: str) -> DigestAdres | None:
    """What this link stands for, for who asked it; None when it was used, replaced, is too old or never was."""
    rows = DigestAdres.objects.filter(token_hash=hash_of(token), person=person_id)
    return _waiting(rows).select_related("organisation", "person").first()


def confirm(acting: ActingContext, token: str) -> DigestAdres | None:
    """The mail goes there from now on; a link works once. `acting` acts for the party that the mail is about."""
    with transaction.atomic():
        hold_until_commit(f"digest {acting.person.id}")
        found = open_address(acting.person.id, token)
        if found is not None:
            found.confirmed_at = timezone.now()
            found.save(update_fields=["confirmed_at"])
            set_wish(acting, found.ritme, found.email)
    return found
