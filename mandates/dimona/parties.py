"""Which organisations can be a party to a Dimona mandate, and finding them."""

import datetime
import re

from django.db.models import QuerySet

from accounts.kbo.organisations import known, organisation_for
from accounts.models import Organisation
from accounts.models.organisation import Kind
from loket.acting.context import Party
from loket.numbers import InvalidNumber, parse_kbo
from mandates.dimona.errors import DimonaError
from mandates.dimona.rules import ENTERPRISES

NUMBER_LIKE = re.compile(r"[\s.BE/-]*(?:[0-9][\s./-]*){8,}", re.IGNORECASE)


def is_taker(organisation: Organisation) -> bool:
    """Type organisatie "Dimona Mandaatnemer", which the department sets."""
    return Kind.DIMONA_MANDAATNEMER in organisation.kinds


def giver_error(organisation: Organisation, day: datetime.date) -> str:
    """Why this organisation cannot give a mandate on that day; "" when it can."""
    if organisation.doelgroep not in ENTERPRISES or not organisation.kbo:
        if Kind.SCHOOL in organisation.kinds:
            return "Dit is het nummer van een school. Vul het KBO-nummer van een onderneming in."
        return f"{organisation} is geen onderneming met een KBO-nummer. Vul een ander nummer in."
    if organisation.ceased_on is not None and organisation.ceased_on <= day:
        return f"{organisation} is stopgezet op {organisation.ceased_on:%d/%m/%Y}. Vul een ander nummer in."
    return ""


def find_giver(kbo: str, day: datetime.date) -> Organisation:
    """The enterprise with this number, made from the KBO register when the portal does not have it yet.

    Raises DimonaError when there is none, or when it cannot give a mandate.
    """
    found = organisation_for(kbo)
    if found is None:
        there = known(kbo)
        if there is not None and there.ceased_on is not None:
            raise DimonaError(f"{there.name} is stopgezet op {there.ceased_on:%d/%m/%Y}. Vul een ander nummer in.")
        raise DimonaError("We vinden geen onderneming met dit KBO-nummer. Kijk het nummer na.", "kbo")
    if message := giver_error(found, day):
        raise DimonaError(message, "kbo")
    return found


def find_takers(typed: str) -> QuerySet[Organisation]:
    """Secretariats with this KBO number, or with all these words in their name; by name."""
    rows = Organisation.objects.filter(kinds__contains=[Kind.DIMONA_MANDAATNEMER], ceased_on__isnull=True).order_by(
        "name", "pk"
    )
    if NUMBER_LIKE.fullmatch(typed):
        try:
            return rows.filter(kbo=parse_kbo(typed))
        except InvalidNumber as error:
            raise DimonaError(str(error), "zoek") from None
    for word in typed.split():
        rows = rows.filter(name__icontains=word)
    return rows


def is_taker_party(party: Party) -> bool:
    """The same, of the own organisation as the acting context knows it."""
    return Kind.DIMONA_MANDAATNEMER in party.kinds
