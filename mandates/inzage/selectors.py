"""What others did in a party's name: every act and every look under a mandate, from the journal."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from loket.acting.context import Party
from loket.acting.looks import ACTION as LOOK
from loket.dates import begin_of, end_of
from loket.journal.labels import action_label, screen_label
from loket.journal.models import JournalEntry
from mandates.acting import DIMONA, SSM
from mandates.models import DimonaMandaat, SsmMandaat

COLUMNS = ("Dag", "Uur", "Wie", "Via", "Mandaat", "Wat", "Waarover")
CHUNK = 2000
KINDS = {DIMONA: ("Dimona-mandaat", DimonaMandaat), SSM: ("SSM-mandaat", SsmMandaat)}
PAGES = {DIMONA: "dimona_mandaat", SSM: "ssm_mandaat"}


@dataclass(frozen=True, slots=True)
class Line:
    """One act or look as people read it."""

    at: datetime.datetime
    who: str
    via: str
    mandate: str
    # The name and the argument of the address of the mandate's page; "" when the mandate is not found.
    page: str
    key: str
    what: str
    about: str


def in_name_of(party: Party) -> QuerySet[JournalEntry]:
    """What was done in the name of this party with a mandate."""
    of = "represented" if party.is_organisation else "represented_person"
    return JournalEntry.objects.filter(**{of: party.id}, mandate__gt="").select_related("person", "own")


def filtered(rows: QuerySet[JournalEntry], data: dict[str, Any]) -> QuerySet[JournalEntry]:
    """The lines that fit the filters of `InzageForm`."""
    for word in data.get("q", "").split():
        rows = rows.filter(
            Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word) | Q(own__name__icontains=word)
        )
    if data.get("wat") == "handelingen":
        rows = rows.exclude(action=LOOK)
    if data.get("wat") == "bekeken":
        rows = rows.filter(action=LOOK)
    if data.get("van"):
        rows = rows.filter(at__gte=begin_of(data["van"]))
    if data.get("tot"):
        rows = rows.filter(at__lt=end_of(data["tot"]))
    return rows


def _keys(entries: list[JournalEntry]) -> dict[str, str]:
    """The mandate as the journal names it -> the key of its page; a query per kind."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        kind, _, number = entry.mandate.partition(":")
        if number.isdigit():
            wanted.setdefault(kind, set()).add(int(number))
    return {
        f"{kind}:{pk}": str(key)
        for kind, numbers in wanted.items()
        if kind in KINDS
        for pk, key in KINDS[kind][1].objects.filter(pk__in=numbers).values_list("pk", "key")
    }


def in_words(entries: list[JournalEntry]) -> list[Line]:
    """The entries as lines, in two queries however many there are."""
    keys = _keys(entries)
    return [_line(entry, keys.get(entry.mandate, "")) for entry in entries]


def _line(entry: JournalEntry, key: str) -> Line:
    kind = entry.mandate.partition(":")[0]
    screen = screen_label(entry.details["scherm"]) if entry.details.get("scherm") else ""
    about = [screen, *(str(entry.details.get(key) or "") for key in ("stap", "reference"))]
    return Line(
        at=timezone.localtime(entry.at),
        who=str(entry.person or "Het loket zelf"),
        # Without an organisation, a natural person used his own mandate.
        via=str(entry.own or "in eigen naam"),
        mandate=KINDS[kind][0] if kind in KINDS else entry.mandate,
        page=PAGES.get(kind, "") if key else "",
        key=key,
        what=action_label(entry.action),
        about=" ".join(part for part in about if part),
    )


def export_rows(rows: QuerySet[JournalEntry]) -> Iterator[tuple]:
    """The rows of the export, newest first, in chunks."""
    entries = rows.order_by("-pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(entries, CHUNK)):
        for line in in_words(chunk):
            yield (line.at.date(), f"{line.at:%H:%M}", line.who, line.via, line.mandate, line.what, line.about)
