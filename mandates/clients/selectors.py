"""For whom the own party may act today, found by name or number, by use, or as a favourite."""

import datetime
from typing import NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.models import Organisation
from loket.acting.context import ActingContext, Choice
from loket.catalogue.registry import by_dimona
from loket.numbers import SEPARATORS, format_kbo
from mandates.acting import DIMONA, SSM
from mandates.clients.rules import may_use_dimona, may_use_ssm
from mandates.models import DimonaMandaat, Klant, SsmMandaat
from mandates.ssm.types import all_types, find_type


class ClientRow(NamedTuple):
    """A client as the lists show it."""

    pk: int
    name: str
    kbo: str | None
    instellingsnummer: str | None
    dimona: int | None
    ssm: int | None
    ssm_type: str | None
    favourite: bool

    @property
    def number(self) -> str:
        return format_kbo(self.kbo) if self.kbo else self.instellingsnummer or ""

    @property
    def mandate(self) -> str:
        return f"{DIMONA}:{self.dimona}" if self.dimona else f"{SSM}:{self.ssm}"

    @property
    def acts(self) -> frozenset[tuple[str, str]]:
        """What may be done for this client."""
        if self.dimona:
            return by_dimona()
        mandaattype = find_type(self.ssm_type or "")
        return mandaattype.acts if mandaattype else frozenset()

    @property
    def ground(self) -> str:
        return " en ".join(name for name, there in (("Dimona", self.dimona), ("SSM", self.ssm)) if there)


def clients_of(own: ActingContext, day: datetime.date) -> QuerySet[Organisation]:
    """Organisations that gave the own party a mandate that this person may use that day; ceased ones are left out."""
    dimona = DimonaMandaat.objects.none()
    if may_use_dimona(own):
        dimona = DimonaMandaat.objects.in_force(day).filter(taker=own.own.id)
    ssm = SsmMandaat.objects.none()
    if may_use_ssm(own):
        taker = {"taker_organisation" if own.own.is_organisation else "taker_person": own.own.id}
        ssm = SsmMandaat.objects.in_force(day).filter(giver_organisation__isnull=False, **taker)
    # Of several with one giver, the one that opens most.
    opening = [When(type=item.code, then=Value(len(item.acts))) for item in all_types()]
    widest = ssm.filter(giver_organisation=OuterRef("pk")).order_by(Case(*opening, default=Value(0)).desc(), "pk")
    givers = Q(pk__in=dimona.values("giver")) | Q(pk__in=ssm.values("giver_organisation"))
    kept = Klant.objects.filter(person=own.person.id, own=own.own.id, represented=OuterRef("pk"), favourite=True)
    return Organisation.objects.filter(givers, ceased_on__isnull=True).annotate(
        dimona=Subquery(dimona.filter(giver=OuterRef("pk")).order_by("pk").values("pk")[:1]),
        ssm=Subquery(widest.values("pk")[:1]),
        ssm_type=Subquery(widest.values("type")[:1]),
        favourite=Exists(kept),
    )


def as_rows(clients: QuerySet[Organisation]) -> QuerySet:
    """The columns of `ClientRow`."""
    return clients.values_list(*ClientRow._fields, named=True)


def search_clients(clients: QuerySet[Organisation], query: str) -> QuerySet[Organisation]:
    """Each word in the name; or, when there are only digits, the number."""
    digits = SEPARATORS.sub("", query)
    if digits.isascii() and digits.isdigit():
        return clients.filter(kbo__contains=digits)
    for word in query.split():
        clients = clients.filter(name__icontains=word)
    return clients


def remembered(own: ActingContext, day: datetime.date, most: int) -> tuple[list[ClientRow], list[ClientRow]]:
    """The favourites by name, and the clients that were used last; only those for whom one may still act."""
    if not own.own.is_organisation:
        return [], []
    mine = Klant.objects.filter(person=own.person.id, own=own.own.id)
    recent = list(
        mine.filter(last_used_at__isnull=False)
        .order_by("-last_used_at", "pk")
        .values_list("represented", flat=True)[:most]
    )
    kept = list(mine.filter(favourite=True).order_by("pk").values_list("represented", flat=True)[: 5 * most])
    rows = as_rows(clients_of(own, day).filter(pk__in={*recent, *kept}))
    found = {row.pk: ClientRow(*row) for row in rows}
    favourites = sorted((found[pk] for pk in kept if pk in found), key=lambda row: row.name.casefold())
    return favourites, [found[pk] for pk in recent if pk in found]


def choice_of(own: ActingContext, row: ClientRow) -> Choice:
    """The choice by which the own party acts for this client."""
    return Choice(own.doelgroep, own.own.id, row.pk, row.mandate)
