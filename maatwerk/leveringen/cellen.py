"""How a cell of a delivery is read: amounts, shares, quarters, words of a list."""

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import cast

from loket.bulk.columns import UNKNOWN_SIGN, Cell, CellError, Parsed, as_text, header_key, parse_date
from loket.numbers import InvalidNumber, parse_kbo
from mandates.quarters import Quarter

# A comma before the decimals, with or without dots between thousands; or a point before the decimals and no commas.
DUTCH = re.compile(r"-?([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d+)?", re.ASCII)
POINT = re.compile(r"-?\d+\.\d+", re.ASCII)
AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)
QUARTER = re.compile(r"(\d{4})\s*[/\-]?\s*[KkQq]?\s*([1-4])", re.ASCII)
YES, NO = {"ja", "j", "true", "1"}, {"nee", "n", "false", "0"}


def number(places: int, whole: int, *, negative: bool = False) -> Callable[[Cell], Parsed]:
    """A number with at most so many decimals, and so many digits before them."""

    # As a machine writes it, which is nearly always.
    plain = re.compile(rf"\d{{1,{whole}}}(?:,\d{{1,{places}}})?", re.ASCII)

    def parse(cell: Cell) -> Parsed:
        if isinstance(cell, str) and plain.fullmatch(cell):
            return Decimal(cell.replace(",", ".")), ""
        text = as_text(cell).replace(" ", "").removesuffix("€").removeprefix("€")
        if AMBIGUOUS.fullmatch(text):
            raise CellError("Is dit duizend of een getal met drie decimalen? Schrijf het met een komma: 1234,000.")
        if DUTCH.fullmatch(text):
            text = text.replace(".", "").replace(",", ".")
        elif not POINT.fullmatch(text):
            raise CellError("Vul een getal in, bijvoorbeeld 1234,56.")
        value = Decimal(text)
        if value < 0 and not negative:
            raise CellError("Dit getal kan niet negatief zijn.")
        if abs(value) >= 10**whole:
            raise CellError("Dit getal is te groot.")
        if value != round(value, places):
            raise CellError(f"Dit getal heeft meer dan {places} decimalen.")
        return value, ""

    return parse


euro, euro_exact = number(2, 11), number(6, 10)
vte, aandeel, cumul = number(4, 5), number(10, 2), number(10, 6)
uren = number(2, 3)


def integer(most: int) -> Callable[[Cell], Parsed]:
    """A whole number from 0 on."""

    def parse(cell: Cell) -> Parsed:
        text = as_text(cell).replace(" ", "")
        text = re.sub(r"[.,]0+", "", text)
        if not re.fullmatch(r"\d{1,9}", text) or int(text) > most:
            raise CellError(f"Vul een geheel getal van 0 tot {most} in.")
        return int(text), ""

    return parse


def quarter(cell: Cell) -> Parsed:
    """The first day of a quarter: `2026 K1`, `2026/1`, or that day itself."""
    if isinstance(cell, datetime.date):
        day = cell
    else:
        text = as_text(cell)
        if found := QUARTER.fullmatch(text):
            year = int(found[1])
            if not 2000 <= year < 2100:
                raise CellError("Vul een kwartaal van deze eeuw in, bijvoorbeeld 2026 K1.")
            return Quarter(year, int(found[2])).first_day, ""
        try:
            day = cast(datetime.date, parse_date(text)[0])
        except CellError:
            raise CellError("Vul een kwartaal in, bijvoorbeeld 2026 K1.") from None
    if day != Quarter.of(day).first_day:
        raise CellError("Een kwartaal begint op 1 januari, 1 april, 1 juli of 1 oktober.")
    return day, ""


def one_of(words: Mapping[str, str]) -> Callable[[Cell], Parsed]:
    """A code of a list, or the words for it."""
    known = {header_key(code): code for code in words} | {header_key(label): code for code, label in words.items()}
    shown = ", ".join(words)

    def parse(cell: Cell) -> Parsed:
        found = known.get(header_key(as_text(cell)))
        if found is None:
            raise CellError(f"Vul een van deze woorden in: {shown}.")
        return found, ""

    return parse


def yes_no(cell: Cell) -> Parsed:
    """Yes or no."""
    text = as_text(cell).casefold()
    if text in YES | NO:
        return text in YES, ""
    raise CellError("Vul ja of nee in.")


def text_of(longest: int) -> Callable[[Cell], Parsed]:
    """A text of at most so many signs."""

    def parse(cell: Cell) -> Parsed:
        text = as_text(cell)
        if UNKNOWN_SIGN in text:
            raise CellError("De cel bevat tekens die niet kunnen. Typ de tekst opnieuw.")
        if len(text) > longest:
            raise CellError(f"Deze tekst heeft meer dan {longest} tekens. Kort hem in.")
        return text, ""

    return parse


def percentage(cell: Cell) -> Parsed:
    """The loonpremie of a WOP."""
    text = re.sub(r"([.,]0+)?\s*%?", "", as_text(cell))
    if not text.isascii() or not text.isdigit() or int(text) not in range(40, 76, 5):
        raise CellError("Vul een percentage van 40 tot 75 in, per 5.")
    return int(text), ""


def kbo(cell: Cell) -> Parsed:
    """An enterprise number; a lost leading zero comes back, and that is said."""
    text = as_text(cell)
    try:
        value = parse_kbo(text)
    except InvalidNumber as error:
        raise CellError(str(error)) from None
    lost = re.fullmatch(r"\d{9}", text) is not None
    return value, "De voorloopnul was weggevallen en is hersteld." if lost else ""
