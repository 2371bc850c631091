"""Reminders of mandates that wait for a signature and of those that end: per address one mail, each line once.

A mail, the rows that say what was in it and the journal line are one transaction per address: a run that is killed has
sent some mails entirely and others not at all, and the next run goes on with those.
"""

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, IntegerField, Max, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.urls import reverse

from accounts.models import Organisation
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.mail.services import queue_mail
from mandates.models import SsmHerinnering, SsmMandaat
from mandates.sides import Side
from mandates.ssm.attention import followed
from mandates.ssm.mails import managers_of, other_side, waiting_side
from mandates.ssm.parties import party_on
from mandates.ssm.states import WAITING
from mandates.ssm.types import type_name

# Days that a mandate waits, and days before it ends; the nearest one counts.
WAITING_THRESHOLDS = (7, 3)
END_THRESHOLDS = (7, 30, 90)
# A mail names so many; the others stand on the page it links to.
MOST_LISTED = 100
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One mandate in a mail."""

    mandaat: SsmMandaat
    waarover: str
    threshold: int
    days: int

    @property
    def type(self) -> str:
        return type_name(self.mandaat.type)

    @property
    def key(self) -> tuple[int, str, int]:
        return self.mandaat.pk, self.waarover, self.threshold


def _days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)


def waiting_too_long(day: datetime.date) -> QuerySet[SsmMandaat]:
    """What can still be signed and waits since `since`, with the threshold that it has passed."""
    passed = [When(since__lte=day - _days(days), then=Value(days)) for days in WAITING_THRESHOLDS]
    return (
        SsmMandaat.objects.filter(status__in=list(WAITING.values()))
        .exclude(end__lt=day)
        .annotate(since=TruncDate(Max("stappen__at")))
        .annotate(threshold=Case(*passed, default=None, output_field=IntegerField()))
        .filter(threshold__isnull=False)
        .with_parties()
        .order_by("since", "pk")
    )


def ending_soon(day: datetime.date) -> QuerySet[SsmMandaat]:
    """What ends and is not followed, with the nearest threshold; a shorter one was never that far from its end."""
    near = [
        When(end__lte=day + _days(days), start__lte=F("end") - Value(_days(days)), then=Value(days))
        for days in END_THRESHOLDS
    ]
    return (
        SsmMandaat.objects.in_force(day)
        .filter(~followed())
        .annotate(threshold=Case(*near, default=None, output_field=IntegerField()))
        .filter(threshold__isnull=False)
        .with_parties()
        .order_by("end", "pk")
    )


def _due(day: datetime.date) -> Iterator[tuple[Line, list[Side]]]:
    """Each line with the sides that should read it."""
    for mandaat in waiting_too_long(day):
        line = Line(mandaat, SsmHerinnering.Waarover.WACHT, mandaat.threshold, (day - mandaat.since).days)
        yield line, [waiting_side(mandaat)]
    for mandaat in ending_soon(day):
        line = Line(mandaat, SsmHerinnering.Waarover.EINDIGT, mandaat.threshold, (mandaat.end - day).days)
        yield line, [Side.GEVER, Side.NEMER]


def _by_address(day: datetime.date) -> dict[str, list[Line]]:
    """What everybody should read. The managers of an organisation are looked up once."""
    managers: dict[int, list[str]] = {}
    found = defaultdict(list)
    for line, sides in _due(day):
        for side in sides:
            party = party_on(line.mandaat, side)
            known: list[str] = []
            if isinstance(party, Organisation):
                if party.pk not in managers:
                    managers[party.pk] = managers_of(party.pk, day)
                known = managers[party.pk]
            if not known and line.mandaat.other_email and side == other_side(line.mandaat):
                known = [line.mandaat.other_email]
            for email in known:
                found[email].append(line)
    return found


def send_reminders(day: datetime.date) -> int:
    """Send everything that is due on that day and was not sent; the number of mails. May run as often as one likes."""
    sent = 0
    for email, lines in sorted(_by_address(day).items()):
        try:
            sent += _send(email, lines, day)
        except ValidationError:
            # An address that is none (from an import) must not keep the others from their mail.
            logger.warning("An address of mandate %s cannot be mailed.", lines[0].mandaat.pk)
    return sent


def _send(email: str, lines: list[Line], day: datetime.date) -> bool:
    """One mail, or none when there is nothing that this address did not get already."""
    with transaction.atomic():
        # Of two runs at the same moment, the second one waits here and then sees what the first one sent.
        hold_until_commit(f"ssm herinnering {email}")
        known = SsmHerinnering.objects.filter(email=email, mandaat__in=[line.mandaat.pk for line in lines])
        done = set(known.values_list("mandaat", "waarover", "threshold"))
        # Somebody may manage both parties.
        fresh = list({line.key: line for line in lines if line.key not in done}.values())
        if not fresh:
            return False
        SsmHerinnering.objects.bulk_create(
            SsmHerinnering(
                mandaat=line.mandaat, waarover=line.waarover, threshold=line.threshold, email=email, sent_on=day
            )
            for line in fresh
        )
        listed = fresh[:MOST_LISTED]
        queue_mail(
            [email],
            "ssm_herinnering",
            {
                "waiting": [line for line in listed if line.waarover == SsmHerinnering.Waarover.WACHT],
                "ending": [line for line in listed if line.waarover == SsmHerinnering.Waarover.EINDIGT],
                "more": len(fresh) > len(listed),
                "total": len(fresh),
                "today": day,
                "path": reverse("mandaten"),
            },
        )
        write_journal(None, "ssm_herinneringen_verstuurd", None, aantal=len(fresh))
    return True
