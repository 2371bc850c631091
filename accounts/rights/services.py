"""Asking, granting and refusing a gebruikersrecht: each one transaction, one result, one line in the journal."""

import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Gebruikersrecht, Organisation, Rechtaanvraag, RechtContext, Werkrelatie
from accounts.rights.errors import AlreadyDecided, NoBeheerder, RightsError
from accounts.rights.granting import check_not_closed, give
from accounts.rights.people import link
from accounts.rights.selectors import reachable_beheerders
from loket.acting.context import ActingContext, Party
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.mail.services import queue_mail

# Requests that one person may have waiting at organisations where that person does not work: each one mails people.
MOST_AS_NEWCOMER = 10


def request_right(acting: ActingContext, recht_code: str, context_code: str, message: str) -> Rechtaanvraag:
    """Ask a right for oneself in the own organisation; its beheerders get a mail.

    Raises RightsError when the right does not exist, is there already, was asked before, or nobody can decide.
    """
    recht, context = _asked(recht_code, context_code, acting.own.kinds if acting.own.is_organisation else None)
    if acting.has_right(recht_code, frozenset({context_code} if context_code else ())):
        raise RightsError("U hebt dit recht al. U kunt de dienst meteen gebruiken.")
    aanvraag = Rechtaanvraag(
        person_id=acting.person.id, organisation_id=acting.own.id, recht=recht, context=context, message=message
    )
    return _store(acting, aanvraag, acting.own, "Uw organisatie")


def request_right_as_newcomer(
    acting: ActingContext,
    organisation: Organisation,
    recht_code: str,
    context_code: str,
    message: str,
    *,
    email: str,
    phone: str,
) -> Rechtaanvraag:
    """Ask a right, and with it a werkrelatie, in an organisation where one does not work yet (zelfregistratie).

    `acting` is the person in the own name. Raises RightsError as `request_right` does, and when this person waits
    for too many organisations already.
    """
    recht, context = _asked(recht_code, context_code, frozenset(organisation.kinds))
    hold = Rechtaanvraag.objects.filter(person=acting.person.id, status=Rechtaanvraag.Status.PENDING).exclude(email="")
    aanvraag = Rechtaanvraag(
        person_id=acting.person.id,
        organisation=organisation,
        recht=recht,
        context=context,
        message=message,
        email=email,
        phone=phone,
    )
    with transaction.atomic():
        hold_until_commit(f"zelfregistratie {acting.person.id}")
        if hold.count() >= MOST_AS_NEWCOMER:
            raise RightsError(
                f"U wacht al op {MOST_AS_NEWCOMER} beslissingen van organisaties waar u nog niet werkt. "
                "Wacht tot er beslist is."
            )
        party = Party(organisation.pk, organisation.name, organisation.number)
        return _store(acting, aanvraag, party, organisation.name)


def _asked(
    recht_code: str, context_code: str, kinds: frozenset[str] | None
) -> tuple[Gebruikersrecht, RechtContext | None]:
    """The right and the context that are asked. `kinds`: of the organisation, None when there is none."""
    recht = Gebruikersrecht.objects.filter(code=recht_code).first()
    context = RechtContext.objects.filter(recht=recht, code=context_code).first() if context_code else None
    if recht is None or recht.has_contexts != (context is not None):
        raise RightsError("Dit gebruikersrecht bestaat niet.")
    if kinds is None or (recht.kinds and not kinds & set(recht.kinds)):
        raise RightsError("Dit gebruikersrecht bestaat niet voor deze organisatie.")
    check_not_closed(recht, context)
    return recht, context


def _store(acting: ActingContext, aanvraag: Rechtaanvraag, organisation: Party, called: str) -> Rechtaanvraag:
    """Store the request and mail the beheerders. `called`: how the organisation is named to the requester."""
    beheerders = reachable_beheerders(organisation.id, timezone.localdate())
    if not beheerders:
        raise NoBeheerder(f"{called} heeft geen lokale beheerder met een e-mailadres. Uw aanvraag is niet verstuurd.")
    context = aanvraag.context.code if aanvraag.context is not None else ""
    try:
        with transaction.atomic():
            aanvraag.save()
            write_journal(acting, "recht_aangevraagd", aanvraag, recht=aanvraag.recht.code, context=context)
            for beheerder in beheerders:
                queue_mail(
                    [beheerder.email],
                    "recht_aangevraagd",
                    {
                        "beheerder": beheerder.person,
                        "aanvraag": aanvraag,
                        "organisation": organisation,
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
        werkrelatie = running_werkrelatie(aanvraag, timezone.localdate()) or _make_werkrelatie(acting, aanvraag)
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
        _mail_requester(aanvraag, running_werkrelatie(aanvraag, timezone.localdate()), "recht_geweigerd")
    return aanvraag


def _make_werkrelatie(acting: ActingContext, aanvraag: Rechtaanvraag) -> Werkrelatie:
    """For who asked as a newcomer: with the address and the number given then. Raises RightsError for anybody else."""
    if not aanvraag.email:
        raise RightsError("Deze persoon heeft geen lopende werkrelatie meer met uw organisatie.")
    return link(acting, aanvraag.person, aanvraag.email, aanvraag.phone)


def _decide(acting: ActingContext, aanvraag: Rechtaanvraag, status: Rechtaanvraag.Status) -> None:
    aanvraag.status = status
    aanvraag.decided_at = timezone.now()
    aanvraag.decided_by_id = acting.person.id
    aanvraag.save(update_fields=["status", "decided_at", "decided_by", "reason", "granted"])


def _mail_requester(aanvraag: Rechtaanvraag, werkrelatie: Werkrelatie | None, template: str) -> None:
    """To the address of the werkrelatie; a newcomer who got none reads it at the address that the request gave."""
    email = werkrelatie.email if werkrelatie is not None else aanvraag.email
    if email:
        queue_mail([email], template, {"aanvraag": aanvraag, "path": reverse("overzicht")})
