"""Reading a CSV file of any length from disk, row by row: memory does not grow with the file."""

import codecs
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from loket.bulk.columns import Column, as_text, header_key
from loket.bulk.csv_file import UNREADABLE, best_separator, names_separator, records
from loket.bulk.errors import FileRefused
from loket.bulk.reading import HEADER_WITHIN, Row, by_title, find_header, read_row, unknown_columns

BLOCK = 256 * 1024
# Enough lines to find the headers in; a line is never longer than this.
LONGEST_LINE = 64 * 1024


class CsvStream:
    """One file under its columns. Opening it looks at every byte once: is it text, and how many lines has it?

    Raises FileRefused when nothing in it can be read as rows under the columns.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._path = path
        self._encoding, self.lines = _look_through(path)
        head = list(islice(self._text(), HEADER_WITHIN + 1))
        if head and names_separator(head[0]):
            self._skip = 1
            head = head[1:]
        else:
            self._skip = 0
        known = by_title(columns)
        self._separator = best_separator(
            "".join(head), lambda cells: sum(header_key(as_text(cell)) in known for cell in cells)
        )
        first = list(records("".join(head), self._separator, first=HEADER_WITHIN))
        self._header_at, self.header, self._by_place = find_header(first, known, columns)
        self.unknown = unknown_columns(self.header, self._by_place)

    def rows(self, after: int = 0) -> Iterator[Row]:
        """The rows that hold something, after that row number. Raises FileRefused at a row with wrong quotes."""
        lines = islice(self._text(), self._skip, None)
        for number, cells in islice(records(lines, self._separator), self._header_at + 1, None):
            if number > after and any(as_text(cell) for cell in cells):
                yield read_row(number, cells, self.header, self._by_place)

    def chunks(self, size: int, after: int = 0) -> Iterator[list[Row]]:
        """The same rows, so many at a time."""
        rows = self.rows(after)
        for row in rows:
            yield list(chain([row], islice(rows, size - 1)))

    def _text(self) -> Iterator[str]:
        with self._path.open(encoding=self._encoding, newline="") as file:
            while line := file.readline(LONGEST_LINE):
                if len(line) == LONGEST_LINE:
                    raise FileRefused("Een rij is veel te lang. Misschien is een aanhalingsteken niet gesloten.")
                yield line


def _look_through(path: Path) -> tuple[str, int]:
    """The encoding, as `csv_file.decode` judges it, and the number of lines."""
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise FileRefused("Het bestand is leeg. Kies een ander bestand.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif start.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        lines = 1
        try:
            with path.open(encoding=encoding, newline="") as file:
                while part := file.read(BLOCK):
                    if "\x00" in part:
                        break
                    lines += part.count("\n")
                else:
                    return encoding, lines
        except UnicodeDecodeError:
            continue
    raise FileRefused(UNREADABLE)
