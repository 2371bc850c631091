"""From a file and a list of columns to rows: what each cell means, and every cell that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from loket.bulk.columns import LONGEST_CELL, Cell, CellError, Column, as_text, header_key, shown
from loket.bulk.csv_file import read_csv
from loket.bulk.errors import FileRefused
from loket.bulk.xlsx_file import read_xlsx

# Above the headers may stand a title and some empty rows.
HEADER_WITHIN = 20
# The column in which rejected rows come back; never read.
ERROR_COLUMN = "fout"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read."""

    rows: int = 5000
    bytes: int = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a cell: row as the spreadsheet counts, column, value as a report may show it, what to do."""

    row: int
    column: str
    value: str
    message: str


@dataclass(slots=True)
class Row:
    """A row that holds something. `values` has the cells that are filled and right, by column key."""

    number: int
    cells: list[Cell]
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read. `unknown`: headers that mean nothing to us."""

    kind: str
    header: list[str]
    rows: list[Row]
    unknown: list[str]


def read_table(content: bytes, columns: Sequence[Column], limits: Limits) -> Table:
    """Read a CSV or XLSX file; which of the two is judged by its content.

    Raises FileRefused when nothing in it can be read as rows under the columns.
    """
    if not content:
        raise FileRefused("Het bestand is leeg. Kies een ander bestand.")
    if len(content) > limits.bytes:
        raise FileRefused(
            f"Het bestand is groter dan {limits.bytes // 1_048_576} MB. Verdeel de rijen over meer bestanden."
        )
    if content.startswith(OLD_EXCEL):
        raise FileRefused(
            "Dit is een oude Excel-werkmap (.xls), of ze heeft een wachtwoord. Bewaar ze als .xlsx, zonder wachtwoord."
        )
    known = by_title(columns)
    if content.startswith(b"PK\x03\x04"):
        kind, raw = "xlsx", read_xlsx(content)
    else:
        kind, raw = "csv", read_csv(content, lambda cells: sum(header_key(as_text(cell)) in known for cell in cells))
    at, header, by_place = find_header(raw, known, columns)
    filled = [(number, cells) for number, cells in raw[at + 1 :] if any(as_text(cell) for cell in cells)]
    if not filled:
        raise FileRefused("Het bestand heeft geen rijen onder de namen van de kolommen. Vul minstens één rij in.")
    if len(filled) > limits.rows:
        raise FileRefused(
            f"Het bestand heeft {len(filled)} rijen; hoogstens {limits.rows} kunnen in één keer. "
            "Verdeel de rijen over meer bestanden."
        )
    unknown = unknown_columns(header, by_place)
    return Table(kind, header, [read_row(number, cells, header, by_place) for number, cells in filled], unknown)


def by_title(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns by each of their titles, as headers are compared."""
    return {header_key(title): column for column in columns for title in (column.title, *column.also)}


def unknown_columns(header: list[str], by_place: dict[int, Column]) -> list[str]:
    """Headers that mean nothing to us."""
    return [title for place, title in enumerate(header) if title and place not in by_place and title != ERROR_COLUMN]


def find_header(
    raw: list[tuple[int, list[Cell]]], known: dict[str, Column], columns: Sequence[Column]
) -> tuple[int, list[str], dict[int, Column]]:
    """Where the headers stand, the headers, and which column stands in which place. Raises FileRefused."""
    best, at = 0, 0
    for index, (_number, cells) in enumerate(raw[:HEADER_WITHIN]):
        found = sum(header_key(as_text(cell)) in known for cell in cells)
        if found > best:
            best, at = found, index
    header = [as_text(cell)[:LONGEST_CELL] for cell in raw[at][1]] if raw else []
    while header and not header[-1]:
        header.pop()
    by_place: dict[int, Column] = {}
    for place, title in enumerate(header):
        column = known.get(header_key(title))
        if column is None:
            continue
        if column in by_place.values():
            raise FileRefused(f"De kolom “{column.title}” staat twee keer in het bestand. Laat er één weg.")
        by_place[place] = column
    missing = [column.title for column in columns if column.needed and column not in by_place.values()]
    if missing:
        names = ", ".join(f"“{title}”" for title in missing)
        raise FileRefused(
            f"De kolom {names} ontbreekt. Zet bovenaan een rij met de namen van de kolommen, zoals in het sjabloon."
        )
    return at, header, by_place


def read_row(number: int, cells: list[Cell], header: list[str], by_place: dict[int, Column]) -> Row:
    """What the cells of one row mean, and what is wrong in them."""
    row = Row(number, cells)
    for place, cell in enumerate(cells):
        text = as_text(cell)
        if not text:
            continue
        column = by_place.get(place)
        if place >= len(header):
            row.findings.append(
                Finding(
                    number, f"cel {place + 1}", shown(None, cell), "Boven deze cel staat geen kolomnaam. Wis de cel."
                )
            )
        elif column is not None:
            read_cell(row, column, cell, text)
    return row


def read_cell(row: Row, column: Column, cell: Cell, text: str) -> None:
    """Put in the row what a filled cell means, or what is wrong with it."""
    if len(text) > LONGEST_CELL:
        message = f"Deze tekst is {len(text)} tekens lang; hoogstens {LONGEST_CELL} kunnen. Kort hem in."
        row.findings.append(Finding(row.number, column.title, shown(column, cell), message))
        return
    try:
        value, notice = column.parse(cell)
    except CellError as error:
        row.findings.append(Finding(row.number, column.title, shown(column, cell), str(error)))
        return
    row.values[column.key] = value
    if notice:
        row.notices.append(Finding(row.number, column.title, shown(column, cell), notice))
