"""The mail about what others did in a party's name: for who asked for it, when there is something to tell."""

import datetime

from django.db import transaction
from django.db.models import Count, Max, Q
from django.urls import reverse

from accounts.acting import resolve
from accounts.models import User
from loket.acting.context import ActingContext, Choice, Doelgroep, Party
from loket.acting.looks import ACTION as LOOK
from loket.journal.services import write_journal
from loket.mail.services import queue_mail
from mandates.inzage.rules import GIVER
from mandates.inzage.selectors import in_name_of
from mandates.models import DigestVoorkeur

MONDAY = 0


def wish_of(acting: ActingContext) -> DigestVoorkeur | None:
    """What this person asked for, for the party for which he acts."""
    return DigestVoorkeur.objects.filter(
        person=acting.person.id, organisation=acting.own.id if acting.own.is_organisation else None
    ).first()


def end_wish(acting: ActingContext) -> None:
    """No mail any more."""
    organisation = acting.own.id if acting.own.is_organisation else None
    with transaction.atomic():
        DigestVoorkeur.objects.filter(person=acting.person.id, organisation=organisation).delete()
        write_journal(acting, "digest_gekozen", None, ritme="nooit")


def set_wish(acting: ActingContext, ritme: str, email: str) -> None:
    """Store the wish for an address that is known to be the person's own (`address.py`).

    What happened before today is not mailed afterwards.
    """
    organisation = acting.own.id if acting.own.is_organisation else None
    with transaction.atomic():
        last = in_name_of(acting.own).aggregate(last=Max("pk", default=0))["last"]
        DigestVoorkeur.objects.update_or_create(
            person_id=acting.person.id,
            organisation_id=organisation,
            defaults={"ritme": ritme, "email": email},
            create_defaults={"ritme": ritme, "email": email, "sent_until": last},
        )
        write_journal(acting, "digest_gekozen", None, ritme=ritme)


def send_digests(day: datetime.date) -> int:
    """Send what is due on that day; the number of mails. Running it twice sends nothing twice."""
    due = DigestVoorkeur.objects.all()
    if day.weekday() != MONDAY:
        due = due.filter(ritme=DigestVoorkeur.Ritme.DAGELIJKS)
    return sum(_send(pk, day) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


def _still_entitled(wish: DigestVoorkeur, day: datetime.date) -> bool:
    """Who no longer has the right to see this page hears nothing more of it."""
    if wish.organisation is None:
        return True
    user = User.objects.filter(person=wish.person_id).select_related("person").first()
    organisation = wish.organisation
    choice = Choice(Doelgroep(organisation.doelgroep), organisation.pk, organisation.pk)
    acting = resolve(user, choice, day) if user else None
    return acting is not None and GIVER.allows(acting)


def _send(pk: int, day: datetime.date) -> bool:
    with transaction.atomic():
        wish = (
            DigestVoorkeur.objects.select_for_update(of=("self",))
            .select_related("person", "organisation")
            .filter(pk=pk)
            .first()
        )
        if wish is None or not _still_entitled(wish, day):
            return False
        party = (
            Party(wish.organisation_id, wish.organisation.name)
            if wish.organisation
            else Party(wish.person_id, wish.person.full_name, is_organisation=False)
        )
        rows = in_name_of(party).filter(pk__gt=wish.sent_until)
        found = list(
            rows.order_by()
            .values("own__name", "person__first_name", "person__last_name")
            .annotate(
                acts=Count("pk", filter=~Q(action=LOOK)), looks=Count("pk", filter=Q(action=LOOK)), last=Max("pk")
            )
            .order_by("own__name", "person__last_name", "person__first_name")
        )
        if not found:
            return False
        wish.sent_until = max(row["last"] for row in found)
        wish.save(update_fields=["sent_until"])
        lines = [
            (
                f"{row['person__first_name']} {row['person__last_name']}",
                row["own__name"] or "in eigen naam",
                row["acts"],
                row["looks"],
            )
            for row in found
        ]
        queue_mail(
            [wish.email],
            "in_uw_naam",
            {"person": wish.person, "party": party.name, "lines": lines, "path": reverse("in_uw_naam")},
        )
    return True
