"""Reading a CSV file as Belgian spreadsheets and other programs write it: encodings, separators, quotes."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from loket.bulk.columns import Cell
from loket.bulk.errors import FileRefused
from loket.ui.exports import FORMULA_STARTS

Score = Callable[[list[Cell]], int]
SEPARATORS = (";", ",", "\t")
UNREADABLE = "De tekens in dit bestand zijn niet leesbaar. Bewaar het in uw rekenblad als “CSV UTF-8” of als .xlsx."


def decode(content: bytes) -> str:
    """The text. UTF-8 with or without BOM, UTF-16 with one, and else Windows-1252. Raises FileRefused."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        # What is valid UTF-8 is never meant as anything else, but for texts of a few signs.
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused(UNREADABLE)


def records(text: str | Iterable[str], separator: str, first: int | None = None) -> Iterator[tuple[int, list[Cell]]]:
    """Row number as the spreadsheet counts, and cells; of a text, or of lines with their ends.

    Raises FileRefused at a row with wrong quotes.
    """
    # An empty line is a row as well; a line break inside quotes is not.
    lines = io.StringIO(text, newline="") if isinstance(text, str) else text
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    try:
        for cells in islice(reader, first):
            number += 1
            yield number, [_unquoted(cell) for cell in cells]
    except csv.Error as error:
        raise FileRefused(
            f"Rij {number + 1}: {_reason(error)} Verbeter die rij en bewaar het bestand opnieuw."
        ) from None


def _reason(error: csv.Error) -> str:
    if "field limit" in str(error):
        return "een cel is veel te lang. Misschien is een aanhalingsteken niet gesloten."
    return 'een aanhalingsteken (") is niet gesloten, of staat op een plaats waar het niet kan.'


def _unquoted(cell: str) -> str:
    """Our own files put a quote before what a spreadsheet could run; it belongs to the file, not to the text."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def read_csv(content: bytes, score: Score) -> list[tuple[int, list[Cell]]]:
    """All rows, with the separator under which most headers are found (`score` counts those of a row)."""
    text = decode(content)
    first, _, rest = text.partition("\n")
    if names_separator(first):
        text = rest
    return list(records(text, best_separator(text, score)))


def names_separator(line: str) -> bool:
    """A first line `sep=;` is for the spreadsheet alone, which does not count it as a row."""
    named = line.strip().casefold().removeprefix('"').removesuffix('"')
    return named.startswith("sep=") and len(named) <= 5


def best_separator(text: str, score: Score) -> str:
    """The separator under which most headers are found."""
    return max(SEPARATORS, key=lambda separator: _headers(text, separator, score))


def _headers(text: str, separator: str, score: Score) -> int:
    """How many known headers the best of the first rows has with this separator."""
    best = 0
    try:
        for _number, cells in records(text, separator, first=20):
            best = max(best, score(cells))
    except FileRefused:
        # Under another separator quotes may well be wrong; what was found so far still counts.
        return best
    return best
