"""What a bulk file may hold: its columns by name, and how a cell of each is read."""

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from loket.numbers import InvalidNumber, mask_insz, parse_insz

# What a spreadsheet holds in a cell, as far as we look: text, or a real date. "" is an empty cell.
Cell = str | datetime.date
# What the cell means, and a remark for the report when it was mended while reading.
Parsed = tuple[object, str]

LONGEST_CELL = 1000
# What a wrong encoding leaves behind as well.
UNKNOWN_SIGN = "\ufffd"
SHOWN = 60
DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
INSZ_LIKE = re.compile(r"(?<![\d+])\d(?:[\s./-]{0,2}\d){10}(?!\d)")


class CellError(ValueError):
    """A cell that cannot be read; the message says in Dutch what to do."""


def masked(text: str) -> str:
    """Enough of a number to find it in one's own file."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11:
        return mask_insz(digits)
    return f"{text[:4]}***" if len(text) > 6 else text


def mask_numbers(text: str) -> str:
    """The text with every INSZ in it masked, also where it does not belong."""
    return INSZ_LIKE.sub(lambda found: masked(found[0]), text)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have, in any place. `needed`: without this column the file says nothing."""

    key: str
    title: str
    parse: Callable[[Cell], Parsed]
    needed: bool = False
    # Other words that people write above the same column.
    also: tuple[str, ...] = ()
    # For the page that explains the columns.
    help: str = ""
    example: str = ""
    # What is shown of a cell in a report: nobody's whole number.
    show: Callable[[str], str] = mask_numbers
    # A row in which this cell is empty is wrong.
    filled: bool = False
    # Nearly every row has another value here: remembering what a cell meant gains nothing.
    distinct: bool = False
    # Whether a text is right beyond doubt and means just what it says: then `parse` is not asked. False says nothing.
    plain: Callable[[str], bool] | None = None


def header_key(title: str) -> str:
    """A header as it is compared: without case, accents, spaces or signs."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    return re.sub(r"[\W_]+", "", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def as_text(cell: Cell) -> str:
    """The cell as people typed it, on one line, without signs that nobody sees; `UNKNOWN_SIGN` for what is no text."""
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    text = " ".join(cell.split())
    if text.isascii() and text.isprintable():
        return text
    return "".join(_sign(sign) for sign in unicodedata.normalize("NFC", text))


def _sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    return UNKNOWN_SIGN if category in {"Cc", "Cs", "Co", "Cn"} else sign


def shown(column: Column | None, cell: Cell) -> str:
    """The cell for a report: masked as its column wants, and short."""
    text = as_text(cell)
    text = column.show(text) if column else mask_numbers(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def parse_text(cell: Cell) -> Parsed:
    """Any text; the room judges its length and meaning."""
    text = as_text(cell)
    if UNKNOWN_SIGN in text:
        raise CellError("De cel bevat tekens die niet kunnen. Typ de tekst opnieuw.")
    return text, ""


def parse_date(cell: Cell) -> Parsed:
    """A real date, or a date as text: day first, or ISO. Never another order."""
    if isinstance(cell, datetime.date):
        return cell, ""
    text = as_text(cell)
    try:
        if match := DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in match.groups())
            return datetime.date(year, month, day), ""
        if match := ISO.fullmatch(text):
            year, month, day = (int(part) for part in match.groups())
            return datetime.date(year, month, day), ""
    except ValueError:
        raise CellError("Deze datum bestaat niet. Vul een bestaande datum in, bijvoorbeeld 01/09/2026.") from None
    if re.fullmatch(r"\d{5}([.,]\d+)?", text):
        raise CellError("Dit is een getal. Geef de cel in uw rekenblad het formaat “Datum”, of typ dd/mm/jjjj.")
    raise CellError("Vul een datum in als dd/mm/jjjj, bijvoorbeeld 01/09/2026.")


def parse_insz_cell(cell: Cell) -> Parsed:
    """An INSZ. A spreadsheet drops leading zeros: they come back when the check digits then agree."""
    text = as_text(cell)
    if re.fullmatch(r"\d[.,]\d+E\+?\d+", text, re.IGNORECASE):
        raise CellError(
            "Uw rekenblad heeft dit nummer afgerond. Geef de kolom het formaat “Tekst” en typ het opnieuw."
        )
    if re.fullmatch(r"\d{7,10}", text):
        try:
            return parse_insz(text.zfill(11)), "De voorloopnul was weggevallen en is hersteld."
        except InvalidNumber:
            raise CellError(
                f"Een INSZ heeft 11 cijfers; hier staan er {len(text)}. Kijk het nummer na, met de nullen vooraan."
            ) from None
    try:
        return parse_insz(text), ""
    except InvalidNumber as error:
        raise CellError(str(error)) from None
