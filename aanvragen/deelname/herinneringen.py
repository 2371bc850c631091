"""Reminders of periods of which the last day is near: per verstrekker and address one mail, each period once."""

import datetime
from collections import defaultdict

from django.db import transaction
from django.urls import reverse

from aanvragen.deelname.models import Deelnameherinnering
from aanvragen.deelname.openstaand import Work, of_all
from aanvragen.deelname.parameters import load_rules
from accounts.models import Organisation, ToegekendRecht
from loket.access.rechten import DWSE_ORGANISATIEVERANTWOORDELIJKE
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.mail.services import queue_mail

CONTEXTS = ("opleidingsdatabank", "opleidingsverlof")
# A mail names so many; the others stand on the page it links to.
MOST_LISTED = 50


def send_reminders(day: datetime.date) -> int:
    """Send everything that is due on that day and was not sent; the number of mails. May run as often as one likes."""
    found: dict[int, list[Work]] = defaultdict(list)
    for work in of_all(load_rules(), day):
        found[work.provider].append(work)
    names = dict(Organisation.objects.filter(pk__in=found).values_list("pk", "name"))
    sent = 0
    for provider, work in sorted(found.items()):
        for email in holders_of(provider, day):
            sent += _send(email, names[provider], work, day)
    return sent


def holders_of(provider: int, day: datetime.date) -> list[str]:
    """The addresses of those who may register for this verstrekker."""
    rights = ToegekendRecht.objects.valid_on(day).filter(
        werkrelatie__organisation=provider,
        recht__code=DWSE_ORGANISATIEVERANTWOORDELIJKE,
        context__code__in=CONTEXTS,
    )
    rights = rights.exclude(werkrelatie__email="").order_by("werkrelatie__email")
    return list(rights.values_list("werkrelatie__email", flat=True).distinct())


def _send(email: str, provider: str, work: list[Work], day: datetime.date) -> bool:
    """One mail, or none when there is nothing that this address did not get already."""
    with transaction.atomic():
        # Of two runs at the same moment, the second one waits here and then sees what the first one sent.
        hold_until_commit(f"deelname herinnering {email}")
        known = Deelnameherinnering.objects.filter(email=email, opleiding__in=[item.opleiding for item in work])
        done = set(known.values_list("opleiding", "period_from"))
        fresh = [item for item in work if (item.opleiding, item.periode.first) not in done]
        if not fresh:
            return False
        Deelnameherinnering.objects.bulk_create(
            Deelnameherinnering(opleiding_id=item.opleiding, period_from=item.periode.first, email=email, sent_on=day)
            for item in fresh
        )
        fresh.sort(key=lambda item: (item.last_day, item.odb_number))
        queue_mail(
            [email],
            "deelname_herinnering",
            {
                "provider": provider,
                "work": fresh[:MOST_LISTED],
                "total": len(fresh),
                "more": len(fresh) > MOST_LISTED,
                "today": day,
                "path": reverse("mijn_opleidingen"),
            },
        )
        write_journal(None, "deelname_herinneringen_verstuurd", None, aantal=len(fresh))
    return True
