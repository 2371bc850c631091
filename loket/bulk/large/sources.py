"""What a file of any format is to the rest: its rows from any place on, as the spreadsheet numbers them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from loket.bulk.columns import Cell, Column, as_text, header_key
from loket.bulk.errors import FileRefused
from loket.bulk.reading import HEADER_WITHIN, OLD_EXCEL, by_title, find_header, unknown_columns

ZIP = b"PK\x03\x04"
# More is no list of people: it is a mistake, or meant to keep a worker busy.
COLUMNS_MAX = 500
TOO_WIDE = "Rij {} loopt tot kolom {}; hoogstens {} kolommen kunnen. Kopieer uw rijen naar een nieuw bestand."
NO_ROWS = "Het bestand heeft geen rijen onder de namen van de kolommen. Vul minstens één rij in."
OLD_OR_LOCKED = (
    "Dit is een oude Excel-werkmap (.xls), of ze heeft een wachtwoord. Bewaar ze als .xlsx, zonder wachtwoord."
)

# Opens the plain content, from its beginning; each call anew.
Opener = Callable[[], BinaryIO]
# Number of a row, and its cells. Empty rows may be among them.
Record = tuple[int, Sequence[Cell]]


class Source(Protocol):
    """A file of one format. Making one looks the file through once, and raises FileRefused."""

    kind: str
    # How many rows there are, roughly: for the progress.
    lines: int

    def records(self, after: int = 0) -> Iterator[list[Record]]:
        """The rows after that number, some at a time. Raises FileRefused at a row that cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column stands in which place, below which row."""

    header: list[str]
    by_place: dict[int, Column]
    header_row: int
    unknown: list[str]


def too_wide(row: int, columns: int) -> FileRefused:
    """The refusal of a row with more columns than any file has."""
    return FileRefused(TOO_WIDE.format(row, columns, COLUMNS_MAX))


def find_layout(first: list[Record], columns: Sequence[Column]) -> Layout:
    """The headers among the first rows. Raises FileRefused."""
    rows = [(number, list(cells)) for number, cells in first[:HEADER_WITHIN]]
    if not rows:
        raise FileRefused("Het bestand is leeg. Kies een ander bestand.")
    at, header, by_place = find_header(rows, by_title(columns), columns)
    return Layout(header, by_place, rows[at][0], unknown_columns(header, by_place))


def open_source(opener: Opener, columns: Sequence[Column]) -> Source:
    """The file by what its content is. Raises FileRefused."""
    # Here, so that the web process does not load what only a worker needs.
    from loket.bulk.large.csv_source import CsvSource
    from loket.bulk.large.xlsx_source import XlsxSource

    with opener() as file:
        start = file.read(8)
    if not start:
        raise FileRefused("Het bestand is leeg. Kies een ander bestand.")
    if start.startswith(OLD_EXCEL):
        raise FileRefused(OLD_OR_LOCKED)
    if start.startswith(ZIP):
        return XlsxSource(opener)
    known = by_title(columns)
    return CsvSource(opener, lambda cells: sum(header_key(as_text(cell)) in known for cell in cells))


def kind_of(start: bytes) -> str:
    """What the first bytes say that a file is."""
    return "xlsx" if start.startswith(ZIP) else "csv"
