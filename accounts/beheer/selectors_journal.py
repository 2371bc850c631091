"""Reading the journal of an organisation, in words."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Gebruikersrecht, Person, Rechtaanvraag
from loket.dates import begin_of, end_of
from loket.journal.labels import action_label, screen_label
from loket.journal.models import JournalEntry

COLUMNS = ("Dag", "Uur", "Wie", "Wat", "Over wie", "Bijzonderheden", "Namens")
CHUNK = 2000
# Details that say something to a beheerder, in this order; the others (a hash, an id) stay in the table.
FACTS = {
    "recht": "recht",
    "context": "context",
    "van": "van",
    "tot": "tot en met",
    "laatste_dag": "laatste dag",
    "reden": "reden",
    "reference": "referentie",
    "status": "status",
    "formaat": "formaat",
    "aantal": "aantal",
    "scherm": "scherm",
    "stap": "stap",
}
DAYS = {"van", "tot", "laatste_dag"}


@dataclass(frozen=True, slots=True)
class Line:
    """One act as people read it."""

    at: datetime.datetime
    who: str
    what: str
    about: str
    facts: str
    represented: str


def journal_of(organisation_id: int) -> QuerySet[JournalEntry]:
    """What was done by people who acted for this organisation, or with its mandates."""
    return JournalEntry.objects.filter(own=organisation_id).select_related("person", "represented")


def filtered(rows: QuerySet[JournalEntry], data: dict[str, Any]) -> QuerySet[JournalEntry]:
    """The lines that fit the filters of `JournalForm`."""
    for word in data.get("q", "").split():
        rows = rows.filter(Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word))
    if data.get("wat"):
        rows = rows.filter(action=data["wat"])
    if data.get("van"):
        rows = rows.filter(at__gte=begin_of(data["van"]))
    if data.get("tot"):
        rows = rows.filter(at__lt=end_of(data["tot"]))
    return rows


def _persons(entries: list[JournalEntry]) -> dict[int, str]:
    """pk of the entry -> whom the act was about, in two queries; an entry about nobody is left out."""
    about = {entry.pk: entry.details.get("persoon") or _object(entry, Person) for entry in entries}
    requests = {entry.pk: _object(entry, Rechtaanvraag) for entry in entries}
    asked = dict(Rechtaanvraag.objects.filter(pk__in=set(requests.values()) - {None}).values_list("pk", "person"))
    found = {pk: about[pk] or asked.get(request) for pk, request in requests.items()}
    people = Person.objects.in_bulk(set(found.values()) - {None})
    return {pk: people[person].full_name for pk, person in found.items() if person in people}


def _object(entry: JournalEntry, model: type) -> int | None:
    return entry.object_id if entry.object_type == model._meta.label_lower else None


def _facts(entry: JournalEntry, rights: dict[str, str]) -> str:
    """`recht Lokale Beheerder, van 1/9/2026`."""
    parts = []
    for key, label in FACTS.items():
        value = str(entry.details.get(key) or "")
        if key == "recht":
            value = rights.get(value, value)
        elif key in DAYS:
            value = _day(value)
        elif key == "scherm" and value:
            value = screen_label(value)
        if value:
            parts.append(f"{label} {value.replace('_', ' ') if key == 'status' else value}")
    return ", ".join(parts)


def _day(value: str) -> str:
    """A stored day as people write it; "meteen" and the like stay as they are."""
    try:
        day = datetime.date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day}/{day.month}/{day.year}"


def in_words(entries: list[JournalEntry]) -> list[Line]:
    """The entries as lines, in three queries however many there are."""
    rights = dict(Gebruikersrecht.objects.values_list("code", "name"))
    persons = _persons(entries)
    return [
        Line(
            at=timezone.localtime(entry.at),
            who=str(entry.person or "Het loket zelf"),
            what=action_label(entry.action),
            about=persons.get(entry.pk, ""),
            facts=_facts(entry, rights),
            # Without an organisation, a citizen was represented.
            represented=str(entry.represented or "een burger"),
        )
        for entry in entries
    ]


def journal_rows(rows: QuerySet[JournalEntry]) -> Iterator[tuple]:
    """The rows of the export, newest first, in chunks."""
    entries = rows.order_by("-pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(entries, CHUNK)):
        for line in in_words(chunk):
            yield (
                line.at.date(),
                f"{line.at:%H:%M}",
                line.who,
                line.what,
                line.about,
                line.facts,
                line.represented,
            )
