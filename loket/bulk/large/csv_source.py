"""CSV of any length: the csv module reads, and memory holds one portion of rows."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from loket.bulk.csv_file import UNREADABLE, Score, best_separator, names_separator
from loket.bulk.errors import FileRefused
from loket.bulk.large.sources import COLUMNS_MAX, Opener, Record, too_wide
from loket.bulk.reading import HEADER_WITHIN

BLOCK = 256 * 1024
LONGEST_LINE = 128 * 1024
PORTION = 2000
TOO_LONG = "Een rij is veel te lang. Misschien is een aanhalingsteken niet gesloten, of is het geen CSV-bestand."
QUOTE = 'een aanhalingsteken (") is niet gesloten, of staat op een plaats waar het niet kan.'
HUGE_CELL = "een cel is veel te lang. Misschien is een aanhalingsteken niet gesloten."


class CsvSource:
    """One file. Making it looks at every byte once: is it text, in which encoding, how many lines, none too long?"""

    kind = "csv"

    def __init__(self, opener: Opener, score: Score) -> None:
        self._opener = opener
        self._encoding, self.lines = _look_through(opener)
        with self._text() as text:
            # A line of the spreadsheet may be more than one line of the file.
            head = list(islice(text, HEADER_WITHIN * 3 + 1))
        self._skip = 1 if head and names_separator(head[0]) else 0
        self.separator = best_separator("".join(head[self._skip :]), score)

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._opener(), encoding=self._encoding, newline="")

    def records(self, after: int = 0) -> Iterator[list[Record]]:
        number = 0
        with self._text() as text:
            reader = csv.reader(islice(text, self._skip, None), delimiter=self.separator, strict=True)
            while True:
                rows: list[list[str]] = []
                try:
                    # What was read before a row with wrong quotes stays in the list.
                    rows.extend(_narrow(islice(reader, PORTION), number))
                except csv.Error as error:
                    reason = HUGE_CELL if "field limit" in str(error) else QUOTE
                    raise FileRefused(
                        f"Rij {number + len(rows) + 1}: {reason} Verbeter die rij en bewaar het bestand opnieuw."
                    ) from None
                if not rows:
                    return
                if number + len(rows) > after:
                    first = max(0, after - number)
                    yield list(enumerate(rows[first:], start=number + first + 1))
                number += len(rows)


def _narrow(rows: Iterator[list[str]], before: int) -> Iterator[list[str]]:
    """The same rows, while none has too many cells."""
    for number, row in enumerate(rows, start=before + 1):
        if len(row) > COLUMNS_MAX:
            raise too_wide(number, len(row))
        yield row


def _look_through(opener: Opener) -> tuple[str, int]:
    """The encoding, and the number of lines. Raises FileRefused."""
    with opener() as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif start.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        # What is valid UTF-8 is never meant as anything else, but for texts of a few signs.
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            lines = _lines(opener, encoding)
        except UnicodeError:
            continue
        if lines:
            return encoding, lines
    raise FileRefused(UNREADABLE)


def _lines(opener: Opener, encoding: str) -> int:
    """How many lines in this encoding; 0 when it is no text. Raises UnicodeError, and FileRefused for a huge line."""
    lines, open_line = 1, 0
    with io.TextIOWrapper(opener(), encoding=encoding, newline="") as text:
        while part := text.read(BLOCK):
            if "\x00" in part:
                return 0
            # A lone CR ends a line as well.
            first, *rest = part.replace("\r", "\n").split("\n")
            open_line += len(first)
            longest = max(open_line, max(map(len, rest), default=0))
            if rest:
                open_line = len(rest[-1])
            if longest > LONGEST_LINE:
                raise FileRefused(TOO_LONG)
            lines += part.count("\n")
    return lines
