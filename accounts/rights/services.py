"""Asking, granting and refusing a gebruikersrecht: each one transaction, one result, one line in the journal."""

import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Gebruikersrecht, Rechtaanvraag, RechtContext, Werkrelatie
from accounts.rights.errors import AlreadyDecided, NoBeheerder, RightsError
from accounts.rights.granting import give
from accounts.rights.selectors import reachable_beheerders
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.mail.services import queue_mail


def request_right(acting: ActingContext, recht_code: str, context_code: str, message: str) -> Rechtaanvraag:
    """Ask a right for oneself in the own organisation; its beheerders get a mail.

    Raises RightsError when the right does not exist, is there already, was asked before, or nobody can decide.
    """
    recht = Gebruikersrecht.objects.filter(code=recht_code).first()
    context = RechtContext.objects.filter(recht=recht, code=context_code).first() if context_code else None
    if recht is None or recht.has_contexts != (context is not None):
        raise RightsError("Dit gebruikersrecht bestaat niet.")
    if not acting.own.is_organisation or (recht.kinds and not acting.own.kinds & set(recht.kinds)):
        raise RightsError("Dit gebruikersrecht bestaat niet voor deze organisatie.")
    if acting.has_right(recht_code, frozenset({context_code} if context_code else ())):
        raise RightsError("U hebt dit recht al. U kunt de dienst meteen gebruiken.")
    beheerders = reachable_beheerders(acting.own.id, timezone.localdate())
    if not beheerders:
        raise NoBeheerder(
            "Uw organisatie heeft geen lokale beheerder met een e-mailadres. Uw aanvraag is niet verstuurd."
        )
    try:
        with transaction.atomic():
            aanvraag = Rechtaanvraag.objects.create(
                person_id=acting.person.id,
                organisation_id=acting.own.id,
                recht=recht,
                context=context,
                message=message,
            )
            write_journal(acting, "recht_aangevraagd", aanvraag, recht=recht_code, context=context_code)
            for beheerder in beheerders:
                queue_mail(
                    [beheerder.email],
                    "recht_aangevraagd",
                    {
                        "beheerder": beheerder.person,
                        "aanvraag": aanvraag,
                        "organisation": acting.own,
                        "path": reverse("rechtaanvraag_openen", args=[aanvraag.pk]),
                    },
                )
    except IntegrityError as error:
        if "one_pending_rechtaanvraag" not in str(error):
            raise
        raise RightsError("U hebt dit recht al aangevraagd. Uw lokale beheerder moet nog beslissen.") from None
    return aanvraag


def _lock(acting: ActingContext, pk: int) -> Rechtaanvraag:
    """The request inside the organisation of the beheerder, locked; raises AlreadyDecided when it is decided."""
    aanvraag = (
        Rechtaanvraag.objects.select_for_update(of=("self",), no_key=True)
        .select_related("recht", "context", "person", "organisation", "decided_by")
        .get(pk=pk, organisation=acting.own.id)
    )
    if aanvraag.status != Rechtaanvraag.Status.PENDING:
        raise AlreadyDecided(aanvraag)
    return aanvraag


def running_werkrelatie(aanvraag: Rechtaanvraag, day: datetime.date) -> Werkrelatie | None:
    """The requester's werkrelatie with the organisation, to which the right is hung."""
    found: Werkrelatie | None = (
        Werkrelatie.objects.valid_on(day)
        .filter(person=aanvraag.person_id, organisation=aanvraag.organisation_id)
        .first()
    )
    return found


def grant(acting: ActingContext, pk: int, start: datetime.date, end: datetime.date) -> Rechtaanvraag:
    """Grant the requested right from `start` to `end`, both included.

    Raises AlreadyDecided, or RightsError when the period is not possible; nothing is stored then.
    """
    with transaction.atomic():
        aanvraag = _lock(acting, pk)
        werkrelatie = running_werkrelatie(aanvraag, timezone.localdate())
        if werkrelatie is None:
            raise RightsError("Deze persoon heeft geen lopende werkrelatie meer met uw organisatie.")
        aanvraag.granted = give(acting, werkrelatie, aanvraag.recht, aanvraag.context, start, end)
        _decide(acting, aanvraag, Rechtaanvraag.Status.GRANTED)
        _mail_requester(aanvraag, werkrelatie, "recht_toegekend")
    return aanvraag


def refuse(acting: ActingContext, pk: int, reason: str) -> Rechtaanvraag:
    """Refuse the requested right with a reason, which the requester reads in the mail. Raises AlreadyDecided."""
    with transaction.atomic():
        aanvraag = _lock(acting, pk)
        aanvraag.reason = reason
        _decide(acting, aanvraag, Rechtaanvraag.Status.REFUSED)
        write_journal(acting, "recht_geweigerd", aanvraag, recht=aanvraag.recht.code)
        werkrelatie = running_werkrelatie(aanvraag, timezone.localdate())
        if werkrelatie is not None:
            _mail_requester(aanvraag, werkrelatie, "recht_geweigerd")
    return aanvraag


def _decide(acting: ActingContext, aanvraag: Rechtaanvraag, status: Rechtaanvraag.Status) -> None:
    aanvraag.status = status
    aanvraag.decided_at = timezone.now()
    aanvraag.decided_by_id = acting.person.id
    aanvraag.save(update_fields=["status", "decided_at", "decided_by", "reason", "granted"])


def _mail_requester(aanvraag: Rechtaanvraag, werkrelatie: Werkrelatie, template: str) -> None:
    if werkrelatie.email:
        queue_mail([werkrelatie.email], template, {"aanvraag": aanvraag, "path": reverse("overzicht")})
