"""A portion of rows as columns: what each cell means, what is wrong with it, and what became of each row.

Cells repeat: what one meant is remembered by its text, so that a hundred thousand times the same date is read once.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from loket.bulk.columns import LONGEST_CELL, Cell, CellError, Column, as_text, mask_numbers, shown
from loket.bulk.large.sources import Layout, Record
from loket.bulk.reading import Finding
from loket.ui.exports import FORMULA_STARTS

REMEMBERED = 20_000
PLAIN = 20
NO_HEADER = "Boven deze cel staat geen kolomnaam. Wis de cel."
NO_HEADERS = "Boven deze cel en {} cellen erna staat geen kolomnaam. Wis deze cellen."


@dataclass(frozen=True, slots=True)
class Wrong:
    """In the place of a value: the cell cannot be read."""

    message: str


@dataclass(frozen=True, slots=True)
class Mended:
    """In the place of a value: it was mended while reading, and that is said."""

    value: Any
    notice: str


class Memo(dict[Cell, Any]):
    """What the cells of one column mean: a value, None for an empty cell, Wrong, or Mended."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column
        # Whether something else than values and empty cells was ever found.
        self.odd = False

    def __missing__(self, cell: Cell) -> Any:
        value = self._read(cell)
        if type(value) in (Wrong, Mended):
            self.odd = True
        if value is None or not self.column.distinct:
            if len(self) >= REMEMBERED:
                self.clear()
            self[cell] = value
        return value

    def _read(self, cell: Cell) -> Any:
        # A number that is typed plainly needs no cleaning: most distinct cells are such.
        if isinstance(cell, str) and not (cell.isdecimal() and len(cell) <= PLAIN):
            # Our own files put a quote before what a spreadsheet could run.
            if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS):
                cell = cell[1:]
            text = as_text(cell)
            if not text:
                return Wrong(f"Vul de kolom “{self.column.title}” in.") if self.column.filled else None
            if len(text) > LONGEST_CELL:
                return Wrong(f"Deze tekst is {len(text)} tekens lang; hoogstens {LONGEST_CELL} kunnen. Kort hem in.")
        try:
            value, notice = self.column.parse(cell)
        except CellError as error:
            return Wrong(str(error))
        return Mended(value, notice) if notice else value


class Batch:
    """Some rows of a file."""

    def __init__(self, numbers: list[int], rows: list[Sequence[Cell]]) -> None:
        self.numbers, self.rows = numbers, rows
        # By the key of a column: a value per row, None where the cell is empty or wrong.
        self.values: dict[str, Sequence[Any]] = {}
        # By the place in the batch.
        self.findings: dict[int, list[Finding]] = {}
        self.doubles: dict[int, str] = {}
        # How often something was said of right rows, and of which the first time: (column, message).
        self.notices: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], int] = {}
        self.counts: Counter[str] = Counter()
        # The number of its last row; what `judge` found, for `keep` and `store`.
        self.last = 0
        self.judged: Any = None
        self._places: dict[str, tuple[int, Column]] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    def refuse(self, index: int, key: str, message: str) -> None:
        """The row is wrong, in this column ("" for the row as a whole)."""
        place, column = self._places.get(key, (None, None))
        row = self.rows[index]
        cell = row[place] if place is not None and place < len(row) else ""
        title = column.title if column else "rij"
        self.findings.setdefault(index, []).append(Finding(self.numbers[index], title, shown(column, cell), message))

    def double(self, index: int, message: str) -> None:
        """The row was there already; nothing is wrong with it, and nothing is done."""
        self.doubles[index] = message

    def notice(self, index: int, key: str, message: str) -> None:
        """Something to know about a row that is accepted. Of one kind there are few messages."""
        _, column = self._places.get(key, (None, None))
        item = (column.title if column else "rij", message)
        self.notices[item] += 1
        self.first.setdefault(item, self.numbers[index])

    def right(self) -> list[int]:
        """The places of the rows that are neither wrong nor double."""
        if not self.findings and not self.doubles:
            return list(range(len(self.numbers)))
        return [i for i in range(len(self.numbers)) if i not in self.findings and i not in self.doubles]


class Reader:
    """Makes batches of the rows of one file, by its layout."""

    def __init__(self, layout: Layout, columns: Sequence[Column]) -> None:
        self._layout = layout
        self._places = {column.key: (place, column) for place, column in layout.by_place.items()}
        self._absent = [column for column in columns if column.key not in self._places]
        self._memos = {column.key: Memo(column) for column in layout.by_place.values()}

    def batch(self, records: Iterable[Record], leave_out: frozenset[int] = frozenset()) -> Batch:
        """The rows that hold something, without those that were set aside before."""
        width = len(self._layout.header)
        numbers, rows = [], []
        for number, row in records:
            if number > self._layout.header_row and number not in leave_out and _holds_something(row):
                numbers.append(number)
                rows.append(row)
        batch = Batch(numbers, rows)
        batch._places = self._places
        even = rows if all(len(row) == width for row in rows) else self._even(batch, width)
        by_place = list(zip(*even, strict=True)) if rows else [()] * width
        for key, (place, column) in self._places.items():
            batch.values[key] = self._meanings(batch, column, by_place[place])
        for column in self._absent:
            batch.values[column.key] = [None] * len(rows)
            if column.filled:
                for index in range(len(rows)):
                    batch.refuse(index, "", f"De kolom “{column.title}” ontbreekt in het bestand. Voeg ze toe.")
        return batch

    def _meanings(self, batch: Batch, column: Column, cells: Sequence[Cell]) -> list[Any]:
        memo, plain = self._memos[column.key], column.plain
        if plain is None:
            values = list(map(memo.__getitem__, cells))
        else:
            values = [cell if type(cell) is str and plain(cell) else memo[cell] for cell in cells]
        if memo.odd:
            for index, value in enumerate(values):
                kind = type(value)
                if kind is Wrong:
                    batch.refuse(index, column.key, value.message)
                    values[index] = None
                elif kind is Mended:
                    batch.notice(index, column.key, value.notice)
                    values[index] = value.value
        return values

    @staticmethod
    def _even(batch: Batch, width: int) -> list[list[Cell]]:
        """Rows of one width; what stands beside the headers is said."""
        even = []
        for index, row in enumerate(batch.rows):
            beside = [(place, text) for place in range(width, len(row)) if (text := as_text(row[place]))]
            if beside:
                place, text = beside[0]
                message = NO_HEADERS.format(len(beside) - 1) if len(beside) > 1 else NO_HEADER
                found = Finding(batch.numbers[index], f"cel {place + 1}", mask_numbers(text)[:60], message)
                batch.findings.setdefault(index, []).append(found)
            even.append([*row[:width], *[""] * (width - len(row))])
        return even


def _holds_something(row: Sequence[Cell]) -> bool:
    # No `any`: asked of each row, and the first cell answers.
    for cell in row:  # noqa: SIM110
        if cell and (isinstance(cell, datetime.date) or not cell.isspace()):
            return True
    return False
