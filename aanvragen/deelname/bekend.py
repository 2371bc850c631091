"""What is registered already, for many trainees at once: one query per chunk of lines."""

import datetime
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db import connection

from aanvragen.deelname.models import Deelname
from aanvragen.deelname.regels.lijn import ZERO, Ernst, Finding, Line
from loket.arrays import number_array

ALREADY = "Deze cursist is voor deze opleiding en periode al geregistreerd. Wilt u wijzigen? Verbeter dan die lijn."
TWICE = "Deze cursist staat hier twee keer. Houd één lijn over."
# What is stored of a line, in the order of `Line`.
STORED = Line._fields[:9]
LINE = ", ".join(("opleiding_id", "period_from", *STORED))
# As `Deelname.objects.counting()`.
COUNTING = f"""SELECT {LINE} FROM {Deelname._meta.db_table}
    WHERE insz = ANY(%s::text[]) AND opleiding_id = ANY(%s) AND current AND NOT withdrawn"""  # noqa: S608


class Known:
    """The lines that count of some trainees in some opleidingen, in all periods."""

    def __init__(self, rows: Iterable[tuple]) -> None:
        self._lines: dict[tuple[int, str], dict[datetime.date, tuple]] = {}
        for opleiding, period_from, *stored in rows:
            self._lines.setdefault((opleiding, stored[0]), {})[period_from] = tuple(stored)

    def line(self, opleiding: int, insz: str, period_from: datetime.date) -> tuple | None:
        """The stored values (in the order of `Line`) that count today; None when there are none."""
        return self._lines.get((opleiding, insz), {}).get(period_from)

    def add(self, opleiding: int, period_from: datetime.date, line: Line) -> None:
        """A line that is about to be stored counts for the next ones."""
        self._lines.setdefault((opleiding, line.insz), {})[period_from] = tuple(line[:9])

    def drop(self, opleiding: int, insz: str, period_from: datetime.date) -> None:
        """A line that is about to be withdrawn counts no more."""
        self._lines.get((opleiding, insz), {}).pop(period_from, None)

    def earlier(self, opleiding: int, insz: str, period_from: datetime.date) -> tuple[Decimal, Decimal]:
        """Hours present and unjustified in the other periods, as `Line` wants them."""
        present = absent = ZERO
        for period, stored in self._lines.get((opleiding, insz), {}).items():
            if period != period_from:
                present += stored[4] or ZERO
                absent += stored[5] or ZERO
        return present, absent


def known_lines(opleidingen: Collection[int], inszs: Collection[str]) -> Known:
    """Look up these trainees in these opleidingen. One query, by index."""
    return Known(read_lines(COUNTING, opleidingen, inszs))


def read_lines(query: str, opleidingen: Collection[int], inszs: Collection[str], *more: object) -> list[tuple]:
    """The rows of a query on lines, in the columns of `LINE`. Its people go as one array: a thousand placeholders take
    longer to write and to read than the answer."""
    with connection.cursor() as cursor:
        cursor.execute(query, [number_array(filter(None, inszs)), list(opleidingen), *more])
        return cursor.fetchall()


def findings_over_lines(
    lines: list[Line], known: Known, opleiding: int, period_from: datetime.date
) -> list[tuple[int, Finding]]:
    """What only shows over lines: a trainee who is there twice, or was registered before. By index in `lines`."""
    seen: set[str] = set()
    found = []
    for index, line in enumerate(lines):
        if line.insz in seen:
            found.append((index, Finding("insz", Ernst.FOUT, TWICE)))
        elif known.line(opleiding, line.insz, period_from) is not None:
            found.append((index, Finding("insz", Ernst.FOUT, ALREADY)))
        seen.add(line.insz)
    return found
