"""Legal representatives from a file of our own: the KBO's open data do not have them.

Rows of the source "bestand" alone are changed and ended here; those that a login brought (accounts/login/
representation.py) or that were there before are left alone, and cover what the file says of the same days.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.kbo.organisations import organisation_for
from accounts.models import Organisation, Person, WettelijkVertegenwoordiger
from loket.bulk.columns import (
    Cell,
    CellError,
    Column,
    Parsed,
    as_text,
    masked,
    parse_date,
    parse_insz_cell,
    parse_text,
)
from loket.bulk.reading import Finding, Limits, Row, read_table
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.numbers import InvalidNumber, parse_kbo

SOURCE = "bestand"
LIMITS = Limits(rows=200_000, bytes=50 * 1024 * 1024)
ONE_DAY = datetime.timedelta(days=1)


def parse_kbo_cell(cell: Cell) -> Parsed:
    """A KBO number; a leading zero that a spreadsheet dropped comes back when the check digits agree."""
    try:
        return parse_kbo(as_text(cell)), ""
    except InvalidNumber as error:
        raise CellError(str(error)) from None


COLUMNS = (
    Column("kbo", "kbo", parse_kbo_cell, needed=True, also=("KBO-nummer", "ondernemingsnummer"), show=str),
    Column("insz", "insz", parse_insz_cell, needed=True, also=("rijksregisternummer",), show=masked),
    Column("first_name", "voornaam", parse_text),
    Column("last_name", "naam", parse_text, also=("familienaam", "achternaam")),
    Column("start", "van", parse_date, needed=True, also=("begindatum",)),
    Column("end", "tot", parse_date, also=("einddatum", "tot en met")),
)


@dataclass(slots=True)
class Report:
    """What came of a file: how many rows did what, and every row that was refused."""

    made: int = 0
    changed: int = 0
    same: int = 0
    ended: int = 0
    people: int = 0
    findings: list[Finding] = field(default_factory=list)


def load_representatives(content: bytes, today: datetime.date, *, complete: bool = False) -> Report:
    """Take up a file; `complete`: end what came from an earlier file and is not in this one. One transaction.

    Raises FileRefused for a file of which not a single row can be read.
    """
    table = read_table(content, COLUMNS, LIMITS)
    report = Report()
    with transaction.atomic():
        hold_until_commit("vertegenwoordigers")
        seen = [pk for row in table.rows if (pk := _take_up(row, report)) is not None]
        if complete:
            # Refused rows name people too: those did not vanish.
            _end_others(seen, _named(table.rows), today, report)
        write_journal(
            None, "kbo_vertegenwoordigers_ingelezen", None, nieuw=report.made, beeindigd=report.ended,
            geweigerd=len({finding.row for finding in report.findings}),
        )  # fmt: skip
    return report


def _take_up(row: Row, report: Report) -> int | None:
    """One row; the representation that says so now, or None when the row was refused."""
    values = row.values
    for key, title in (("kbo", "kbo"), ("insz", "insz"), ("start", "van")):
        if key not in values and not any(finding.column == title for finding in row.findings):
            _find(row, title, "", "Deze cel is leeg. Vul ze in.")
    if not row.findings and values.get("end") and values["end"] < values["start"]:
        _find(row, "tot", f"{values['end']:%d/%m/%Y}", "De einddatum ligt voor de begindatum.")
    organisation = None if row.findings else organisation_for(values["kbo"])
    if not row.findings and organisation is None:
        _find(row, "kbo", values["kbo"], "Deze onderneming is niet bekend in het loket of het KBO-register.")
    person = None if row.findings else _person(row, report)
    if row.findings or organisation is None or person is None:
        report.findings += row.findings
        return None
    return _represent(person, organisation, row, report)


def _find(row: Row, column: str, value: str, message: str) -> None:
    row.findings.append(Finding(row.number, column, value, message))


def _person(row: Row, report: Report) -> Person | None:
    """The person with this INSZ, who keeps the own name; a new one needs a name."""
    values = row.values
    person: Person | None = Person.objects.filter(insz=values["insz"]).first()
    if person is not None:
        return person
    if not {"first_name", "last_name"} <= values.keys():
        _find(row, "naam", "", "Deze persoon is nieuw in het loket. Vul voornaam en naam in.")
        return None
    if max(len(values["first_name"]), len(values["last_name"])) > 100:
        _find(row, "naam", "", "Voornaam en naam hebben elk hoogstens 100 tekens.")
        return None
    report.people += 1
    person, _ = Person.objects.get_or_create(
        insz=values["insz"], defaults={"first_name": values["first_name"], "last_name": values["last_name"]}
    )
    return person


def _represent(person: Person, organisation: Organisation, row: Row, report: Report) -> int | None:
    start, end = row.values["start"], row.values.get("end")
    of_both = WettelijkVertegenwoordiger.objects.filter(person=person, organisation=organisation)
    same = of_both.filter(source=SOURCE, start=start).first()
    rest = of_both.exclude(pk=same.pk) if same else of_both
    overlapping = rest.filter(Q(end__isnull=True) | Q(end__gte=start))
    if end:
        overlapping = overlapping.filter(start__lte=end)
    other = overlapping.first()
    if other is not None:
        if other.source != SOURCE:
            # Known from elsewhere for these days: that stays, and its own source ends it.
            report.same += 1
            return other.pk
        _find(
            row,
            "van",
            f"{start:%d/%m/%Y}",
            f"Er is al een periode die hiermee overlapt, vanaf {other.start:%d/%m/%Y}.",
        )
        report.findings += row.findings
        return None
    if same is None:
        report.made += 1
        return of_both.create(person=person, organisation=organisation, start=start, end=end, source=SOURCE).pk
    if same.end == end:
        report.same += 1
    else:
        same.end = end
        same.save(update_fields=["end"])
        report.changed += 1
    return same.pk


def _named(rows: Sequence[Row]) -> set[tuple[Any, Any]]:
    return {(row.values.get("kbo"), row.values.get("insz")) for row in rows if row.findings}


def _end_others(seen: list[int], named: set[tuple[Any, Any]], today: datetime.date, report: Report) -> None:
    """End what runs, came from a file and is not in this one; what begins today or later goes, with its right."""
    running = (
        WettelijkVertegenwoordiger.objects.filter(Q(end__isnull=True) | Q(end__gte=today), source=SOURCE)
        .exclude(pk__in=seen)
        .select_related("person", "organisation")
    )
    for item in running:
        if (item.organisation.kbo, item.person.insz) in named:
            continue
        report.ended += 1
        if item.start >= today:
            item.delete()
        else:
            item.end = today - ONE_DAY
            item.save(update_fields=["end"])
