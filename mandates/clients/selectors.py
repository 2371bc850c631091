"""For whom the own party may act today, found by name or number, by use, or as a favourite."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.http import HttpRequest

from accounts.models import Organisation
from loket.acting.context import ActingContext, Choice
from loket.catalogue.registry import by_dimona
from loket.numbers import SEPARATORS, format_kbo
from loket.prepared import Prepared
from loket.ui.paging import Page, PreparedPages, keyset_page
from mandates.acting import DIMONA, SSM
from mandates.clients.rules import may_use_dimona, may_use_ssm
from mandates.models import DimonaMandaat, Klant, SsmMandaat
from mandates.ssm.types import all_types, find_type

PER_PAGE = 25
RECENT = 10
FAVOURITES = 50
# More words in a search are rare.
MOST_PREPARED_WORDS = 4


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


@dataclass(frozen=True, slots=True)
class Means:
    """Which kinds of mandates somebody may use, and whether for an organisation: the queries differ by it."""

    dimona: bool
    ssm: bool
    organisation: bool


def means_of(own: ActingContext) -> Means:
    """What this person may use for the own party."""
    return Means(may_use_dimona(own), may_use_ssm(own), own.own.is_organisation)


def _in_force(means: Means, own: int, day: datetime.date) -> tuple[QuerySet[DimonaMandaat], QuerySet[SsmMandaat]]:
    """The mandates that the own party took and this person may use that day."""
    dimona, ssm = DimonaMandaat.objects.none(), SsmMandaat.objects.none()
    if means.dimona:
        dimona = DimonaMandaat.objects.in_force(day).filter(taker=own)
    if means.ssm:
        taker = {"taker_organisation" if means.organisation else "taker_person": own}
        ssm = SsmMandaat.objects.in_force(day).filter(giver_organisation__isnull=False, **taker)
    return dimona, ssm


def _with_mandates(rows: QuerySet, giver: str, means: Means, own: int, day: datetime.date) -> QuerySet:
    """Each row with the mandate of its `giver`; subqueries, asked for the rows of one page only."""
    dimona, ssm = _in_force(means, own, day)
    # Of several with one giver, the one that opens most.
    opening = [When(type=item.code, then=Value(len(item.acts))) for item in all_types()]
    widest = ssm.filter(giver_organisation=OuterRef(giver)).order_by(Case(*opening, default=Value(0)).desc(), "pk")
    # As text: a prepared query takes no column that Django converts.
    nothing = Value(None, output_field=CharField())
    return rows.annotate(
        dimona=Subquery(dimona.filter(giver=OuterRef(giver)).order_by("pk").values("pk")[:1])
        if means.dimona
        else nothing,
        ssm=Subquery(widest.values("pk")[:1]) if means.ssm else nothing,
        ssm_type=Subquery(widest.values("type")[:1]) if means.ssm else nothing,
    )


def _clients(means: Means, own: int, day: datetime.date, person: int | None = None) -> QuerySet[Organisation]:
    """`person`: whose favourites they may be; only an organisation's people have any."""
    dimona, ssm = _in_force(means, own, day)
    givers = Q(pk__in=dimona.values("giver")) | Q(pk__in=ssm.values("giver_organisation"))
    rows = _with_mandates(Organisation.objects.filter(givers, ceased_on__isnull=True), "pk", means, own, day)
    kept = Klant.objects.filter(person=person, own=own, represented=OuterRef("pk"), favourite=True)
    return rows.annotate(favourite=Exists(kept) if person is not None else Value(False))


def clients_of(own: ActingContext, day: datetime.date) -> QuerySet[Organisation]:
    """Organisations that gave the own party a mandate that this person may use that day; ceased ones are left out."""
    return _clients(means_of(own), own.own.id, day, own.person.id if own.own.is_organisation else None)


def as_rows(clients: QuerySet[Organisation]) -> QuerySet:
    """The columns of `ClientRow`."""
    return clients.values_list(*ClientRow._fields, named=True)


@lru_cache(maxsize=8)
def all_clients(means: Means) -> PreparedPages:
    """The pages of all clients by name, for `own`, `day` and, of an organisation's people, `person`."""

    def build(**values: Any) -> QuerySet:
        return as_rows(_clients(means, **values))

    person = {"person": int} if means.organisation else {}
    return PreparedPages(
        Organisation, build, key="name", per_page=PER_PAGE, newest_first=False, own=int, day=datetime.date, **person
    )


def page_of_all(request: HttpRequest, own: ActingContext, day: datetime.date) -> Page:
    """The page of all clients that the address asks for."""
    person = {"person": own.person.id} if own.own.is_organisation else {}
    return all_clients(means_of(own)).page(request, own=own.own.id, day=day, **person)


def search_clients(clients: QuerySet[Organisation], query: str) -> QuerySet[Organisation]:
    """Each word in the name; or, when there are only digits, the number."""
    digits = SEPARATORS.sub("", query)
    if digits.isascii() and digits.isdigit():
        return clients.filter(kbo__contains=digits)
    for word in query.split():
        clients = clients.filter(name__icontains=word)
    return clients


@lru_cache(maxsize=32)
def _with_words(means: Means, words: int) -> PreparedPages:
    """The pages of the clients with so many words in their names."""

    def build(own: int, day: datetime.date, person: int | None = None, **typed: str) -> QuerySet:
        rows = _clients(means, own, day, person)
        for word in typed.values():
            rows = rows.filter(name__icontains=word)
        return as_rows(rows)

    person = {"person": int} if means.organisation else {}
    typed = {f"word_{number}": str for number in range(words)}
    return PreparedPages(
        Organisation,
        build,
        key="name",
        per_page=PER_PAGE,
        newest_first=False,
        own=int,
        day=datetime.date,
        **person,
        **typed,
    )


def page_of_found(request: HttpRequest, own: ActingContext, day: datetime.date, query: str) -> Page:
    """The page of the clients that `search_clients` finds that the address asks for."""
    words = query.split()
    if SEPARATORS.sub("", query).isdigit() or len(words) > MOST_PREPARED_WORDS:
        rows = as_rows(search_clients(clients_of(own, day), query))
        return keyset_page(request, rows, key="name", per_page=PER_PAGE, newest_first=False)
    person = {"person": own.person.id} if own.own.is_organisation else {}
    typed = {f"word_{number}": word for number, word in enumerate(words)}
    return _with_words(means_of(own), len(words)).page(request, own=own.own.id, day=day, **person, **typed)


@lru_cache(maxsize=16)
def _of_memory(means: Means, favourites: bool) -> Prepared:
    """From what a person remembers: the favourites, or the clients that were used last."""

    def build(person: int, own: int, day: datetime.date) -> QuerySet:
        mine = Klant.objects.filter(person=person, own=own, represented__ceased_on__isnull=True)
        if favourites:
            mine = mine.filter(favourite=True).order_by("represented__name", "pk")[:FAVOURITES]
        else:
            mine = mine.filter(last_used_at__isnull=False).order_by("-last_used_at", "pk")[:RECENT]
        rows = _with_mandates(mine, "represented", means, own, day)
        columns = ("represented", *(f"represented__{name}" for name in ("name", "kbo", "instellingsnummer")))
        return rows.values_list(*columns, "dimona", "ssm", "ssm_type", "favourite")

    return Prepared(build, plan_anew=True, person=int, own=int, day=datetime.date)


def remembered(own: ActingContext, day: datetime.date) -> tuple[list[ClientRow], list[ClientRow]]:
    """The favourites by name, and the clients that were used last; only those for whom one may still act."""
    if not own.own.is_organisation:
        return [], []
    means = means_of(own)
    favourites, recent = (
        [
            row
            for found in _of_memory(means, kept)(person=own.person.id, own=own.own.id, day=day)
            if (row := ClientRow(*found)).dimona or row.ssm
        ]
        for kept in (True, False)
    )
    return favourites, recent


def choice_of(own: ActingContext, row: ClientRow) -> Choice:
    """The choice by which the own party acts for this client."""
    return Choice(own.doelgroep, own.own.id, row.pk, row.mandate)
