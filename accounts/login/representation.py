"""Legal representatives according to the login: the KBO's functions reach us only through Toegangsbeheer."""

import datetime
import logging
from collections.abc import Iterable

from django.db.models import Min

from accounts.models import Organisation, Person, WettelijkVertegenwoordiger
from loket.numbers import InvalidNumber, parse_kbo

SOURCE = "aanmelding"
ONE_DAY = datetime.timedelta(days=1)
logger = logging.getLogger(__name__)


def follow_claims(person: Person, numbers: Iterable[str], today: datetime.date) -> None:
    """Start the representations that the login names and end those that only an earlier login named.

    Numbers of organisations that are not known here are left aside. Runs in the caller's transaction.
    """
    claimed = set(_valid(numbers))
    running = WettelijkVertegenwoordiger.objects.filter(person=person).valid_on(today)
    _end(running.filter(source=SOURCE).exclude(organisation__kbo__in=claimed), today)
    known = running.filter(organisation__kbo__in=claimed).values("organisation")
    for organisation in Organisation.objects.filter(kbo__in=claimed).exclude(pk__in=known):
        _start(person, organisation, today)


def _valid(numbers: Iterable[str]) -> Iterable[str]:
    for number in numbers:
        try:
            yield parse_kbo(number)
        except InvalidNumber:
            logger.warning("A login named a legal representation with an invalid number; it is left aside.")


def _end(representations, today: datetime.date) -> None:
    # A row of today cannot end yesterday: it goes, so that the right goes with it.
    representations.filter(start=today).delete()
    representations.filter(start__lt=today).update(end=today - ONE_DAY)


def _start(person: Person, organisation: Organisation, today: datetime.date) -> None:
    rows = WettelijkVertegenwoordiger.objects.filter(person=person, organisation=organisation)
    next_start = rows.filter(start__gt=today).aggregate(first=Min("start"))["first"]
    rows.create(
        person=person,
        organisation=organisation,
        start=today,
        end=next_start - ONE_DAY if next_start else None,
        source=SOURCE,
    )
