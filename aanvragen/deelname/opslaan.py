"""Storing lines of attendance: COPY into a table of this connection, and from there in one statement.

The layout of a row, in this order (`row_of` makes one):

| column | type |
|---|---|
| registratie_id, opleiding_id | int |
| period_from | date, the first day of the period |
| insz | text, eleven digits |
| first_name, last_name | text |
| contract | text: "", "diploma", "credit", "examen" |
| hours_present, unjustified | Decimal or None |
| final_assessment, completed | bool or None (not yet) |
| real_end | date or None |

A trainee whose line in this opleiding and period counts already is not stored again and not overwritten: he comes back
in `Stored.existing`. One whose line was withdrawn gets a next version, and the dossiers that used it are flagged.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from aanvragen.deelname.hergebruik import flag_used
from aanvragen.deelname.models import Deelname
from aanvragen.deelname.regels.lijn import Line

COLUMNS = (
    *("registratie_id", "opleiding_id", "period_from", "insz", "first_name", "last_name"),
    *("contract", "hours_present", "unjustified", "final_assessment", "completed", "real_end"),
)
NAMES = ", ".join(COLUMNS)
TYPES = ("int8", "int8", "date", "text", "text", "text", "text", "numeric", "numeric", "bool", "bool", "date")
MAKE = """CREATE TEMPORARY TABLE IF NOT EXISTS deelname_lading (
    registratie_id bigint, opleiding_id bigint, period_from date, insz text, first_name text, last_name text,
    contract text, hours_present numeric, unjustified numeric, final_assessment boolean, completed boolean,
    real_end date, version smallint DEFAULT 1, replaces_id bigint
) ON COMMIT DELETE ROWS"""
# A withdrawn line is followed up, never revived.
FOLLOW = """UPDATE deelname_lading l SET replaces_id = d.id, version = d.version + 1
    FROM deelname_deelname d
    WHERE d.insz = l.insz AND d.opleiding_id = l.opleiding_id AND d.period_from = l.period_from
      AND d.current AND d.withdrawn"""
NO_LONGER_LAST = """UPDATE deelname_deelname d SET current = false FROM deelname_lading l
    WHERE d.id = l.replaces_id AND d.current"""
STORE = f"""INSERT INTO deelname_deelname ({NAMES}, version, replaces_id, current, withdrawn)
    SELECT {NAMES}, version, replaces_id, true, false FROM deelname_lading
    ON CONFLICT (insz, opleiding_id, period_from) WHERE current DO NOTHING
    RETURNING registratie_id, insz, id, replaces_id"""  # noqa: S608  (constants of our own)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many lines were stored for each registratie (by its id), and who was left out, as (registratie id, INSZ)."""

    counts: dict[int, int]
    existing: list[tuple[int, str]]


def row_of(registratie: int, opleiding: int, period_from: datetime.date, line: Line) -> tuple:
    """A line as it is copied."""
    return (registratie, opleiding, period_from, *line[:9])


def store_lines(rows: Iterable[tuple]) -> Stored:
    """Store the rows inside the caller's transaction. They were checked already; the database only guards."""
    given: list[tuple[int, str]] = []
    with connection.cursor() as cursor:
        cursor.execute(MAKE)
        cursor.execute("DELETE FROM deelname_lading")
        with cursor.copy(f"COPY deelname_lading ({NAMES}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(TYPES)
            for row in rows:
                given.append((row[0], row[3]))
                copy.write_row(row)
        cursor.execute(FOLLOW)
        if cursor.rowcount:
            cursor.execute(NO_LONGER_LAST)
        cursor.execute(STORE)
        made = cursor.fetchall()
    if following := [pk for _registratie, _insz, pk, replaces in made if replaces]:
        flag_used(Deelname.objects.filter(pk__in=following).select_related("replaces"))
    stored = [(registratie, insz) for registratie, insz, _pk, _replaces in made]
    counts: dict[int, int] = {}
    for registratie, _insz in stored:
        counts[registratie] = counts.get(registratie, 0) + 1
    existing = [] if len(stored) == len(given) else _left_out(given, stored)
    return Stored(counts, existing)


def _left_out(given: list[tuple[int, str]], stored: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Who was given and not stored; of a trainee who was given twice, the second."""
    left = set(stored)
    out = []
    for pair in given:
        if pair in left:
            left.discard(pair)
        else:
            out.append(pair)
    return out
