"""From the register to the portal: the organisation with a KBO number, made when the portal does not have it yet.

A number that belongs to a school, a local authority or another entity that the portal has already keeps that
organisation, with its own doelgroep: what the register adds are employers.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction

from accounts.kbo import following
from accounts.kbo.fields import dotted
from accounts.kbo.models import Enterprise
from accounts.kbo.search import describe
from accounts.models import Organisation
from accounts.models.organisation import Kind
from loket.acting.context import Doelgroep
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.numbers import InvalidNumber, parse_kbo


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a number without making anything."""

    number: str
    name: str
    ceased_on: datetime.date | None


def known(number: str) -> Known | None:
    """Name and day of ceasing: from the portal's organisation, else from the register; None when neither knows it."""
    kbo = _digits(number)
    own = Organisation.objects.filter(kbo=kbo).first()
    if own is not None:
        return Known(kbo, own.name, own.ceased_on)
    hits = describe([dotted(kbo)])
    return Known(kbo, hits[0].name or kbo, hits[0].ceased_on) if hits else None


def organisation_for(number: str) -> Organisation | None:
    """The portal's organisation with this KBO number, made from the register when it is not there yet.

    Two at once give one organisation. One that ceased is returned with `ceased_on` when the portal has it, and is
    never made: then the answer is None, and `known` says since when. None too for a number that neither knows.
    """
    kbo = _digits(number)
    own = Organisation.objects.filter(kbo=kbo).first()
    if own is not None:
        return own
    with transaction.atomic():
        hold_until_commit(f"kbo organisatie {kbo}")
        own = Organisation.objects.filter(kbo=kbo).first()
        if own is not None:
            return own
        if not Enterprise.objects.filter(number=kbo, ceased_on__isnull=True).exists():
            return None
        made: Organisation = Organisation.objects.create(
            kbo=kbo,
            name=describe([dotted(kbo)])[0].name or kbo,
            doelgroep=Doelgroep.ONDERNEMING.value,
            kinds=[Kind.WERKGEVER.value],
        )
        following.follow(kbo)
        write_journal(None, "kbo_organisatie_gemaakt", made)
    made.refresh_from_db()
    return made


def _digits(number: str) -> str:
    """Ten digits; what is no number at all is looked for as it is, and not found."""
    try:
        return parse_kbo(number)
    except InvalidNumber:
        return ""
