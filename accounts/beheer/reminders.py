"""Reminders of rights that end and of requests that wait: one mail a day, each line once.

A mail, the rows that say what was in it and the journal line are one transaction per recipient: a run that is killed
has sent some mails entirely and others not at all, and the next run goes on with those.
"""

import datetime
import logging
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.beheer.selectors_reminders import due_requests, due_rights, reachable_relations, recipients
from accounts.models import Organisation, Person, Rechtaanvraag, Reminder, ReminderDigest, ToegekendRecht
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.mail.services import queue_mail

# A mail names so many rights, and so many requests, of one organisation; the others stand on the page it links to.
MOST_LISTED = 100
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """What a mail says about one organisation, to somebody who works there and perhaps is beheerder."""

    organisation: Organisation
    manages: bool
    own: list[ToegekendRecht]
    others: list[ToegekendRecht]
    requests: list[Rechtaanvraag]

    @property
    def rights(self) -> list[ToegekendRecht]:
        return [*self.own, *self.others]

    @property
    def listed(self) -> list[ToegekendRecht]:
        """Those of others, the nearest end first."""
        return self.others[:MOST_LISTED]

    @property
    def listed_requests(self) -> list[Rechtaanvraag]:
        """The longest waiting first."""
        return self.requests[:MOST_LISTED]


def send_reminders(day: datetime.date) -> int:
    """Send everything that is due on that day and was not sent; the number of mails. May run as often as one likes."""
    sent = 0
    for person, email in recipients(day):
        try:
            sent += _send(person, email, day)
        except ValidationError:
            # An address that is none (from an import) must not keep the others from their mail.
            logger.warning("The address of person %s cannot be mailed.", person)
    return sent


def _send(person: int, email: str, day: datetime.date) -> bool:
    """The mail of today to one recipient. False when there is nothing (more) to say, or today's mail has left."""
    with transaction.atomic():
        # Of two runs at the same moment, the second one waits here and then sees what the first one sent.
        hold_until_commit(f"herinnering {person}")
        if ReminderDigest.objects.filter(person=person, email=email, day=day).exists():
            return False
        parts = _parts(person, email, day)
        if not parts:
            return False
        digest = ReminderDigest.objects.create(person_id=person, email=email, day=day)
        rows = [
            *(Reminder(toegekend_recht=right, threshold=right.threshold) for part in parts for right in part.rights),
            *(Reminder(rechtaanvraag=asked, threshold=asked.threshold) for part in parts for asked in part.requests),
        ]
        for row in rows:
            row.digest, row.person_id = digest, person
        Reminder.objects.bulk_create(rows)
        queue_mail(
            [email],
            "herinnering_rechten",
            {
                "person": Person.objects.get(pk=person),
                "parts": parts,
                "ending": sum(len(part.rights) for part in parts),
                "waiting": sum(len(part.requests) for part in parts),
                "today": day,
                "beheer_path": reverse("beheer_verlengen"),
            },
        )
        write_journal(None, "herinneringen_verstuurd", digest, aantal=len(rows))
    return True


def _parts(person: int, email: str, day: datetime.date) -> list[Part]:
    """What is due for a person at an address, by organisation: own rights, and as beheerder those of others."""
    parts = []
    relations = reachable_relations(day).filter(person=person, email=email).select_related("organisation")
    for relation in relations.order_by("organisation__name", "pk"):
        rights = (
            due_rights(day, person).select_related("werkrelatie__person", "recht", "context").order_by("end", "pk")
        )
        here = rights.filter(werkrelatie__organisation=relation.organisation_id).exclude(werkrelatie=relation)
        part = Part(
            organisation=relation.organisation,
            manages=relation.manages,
            own=list(rights.filter(werkrelatie=relation)),
            others=list(here) if relation.manages else [],
            requests=_requests(person, relation.organisation_id, day) if relation.manages else [],
        )
        if part.rights or part.requests:
            parts.append(part)
    return parts


def _requests(person: int, organisation: int, day: datetime.date) -> list[Rechtaanvraag]:
    found = due_requests(day, person).filter(organisation=organisation)
    return list(found.select_related("person", "recht", "context").order_by("requested_at", "pk"))
