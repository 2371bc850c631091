"""The seven fields of a row, in their order. The file has no headers."""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError

from loket.bulk.columns import Cell, CellError, Column, Parsed, as_text, parse_text
from loket.bulk.reading import Limits
from loket.numbers import InvalidNumber, parse_kbo

LIMITS = Limits(rows=5000, bytes=2 * 1024 * 1024)
LONGEST_REFERENCE = 255
_email = forms.EmailField(max_length=254)


def parse_number(cell: Cell) -> Parsed:
    """A KBO number. A spreadsheet drops the leading zero, and `parse_kbo` puts it back."""
    try:
        return parse_kbo(as_text(cell)), ""
    except InvalidNumber as error:
        raise CellError(str(error)) from None


def parse_email(cell: Cell) -> Parsed:
    try:
        return _email.clean(as_text(cell)), ""
    except ValidationError as error:
        raise CellError(error.messages[0]) from None


def parse_capacity(cell: Cell) -> Parsed:
    """The capacity belongs to e-health mandates, which are not given here."""
    raise CellError("De hoedanigheid is enkel voor mandaten van e-health. Laat dit veld leeg.")


def parse_language(cell: Cell) -> Parsed:
    if as_text(cell).casefold() != "nl":
        raise CellError("Vul nl in, of laat dit veld leeg.")
    return "nl", ""


def parse_reference(cell: Cell) -> Parsed:
    text, notice = parse_text(cell)
    if len(text) > LONGEST_REFERENCE:
        raise CellError(f"De referentie heeft {len(text)} tekens; hoogstens {LONGEST_REFERENCE} kunnen.")
    return text, notice


def parse_day(cell: Cell) -> Parsed:
    """A day as `20260901`."""
    text = as_text(cell)
    found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    try:
        if found is None:
            raise ValueError(text)
        return datetime.date(*(int(part) for part in found.groups())), ""
    except ValueError:
        raise CellError("Vul een bestaande datum in als jjjjmmdd, bijvoorbeeld 20260901.") from None


COLUMNS = (
    Column(
        "kbo",
        "nummer van de andere partij",
        parse_number,
        needed=True,
        help="KBO-nummer. Verplicht in elke rij. Met of zonder punten.",
        example="0999000129",
    ),
    Column(
        "email",
        "e-mailadres",
        parse_email,
        help="Van de andere partij. Mag leeg zijn.",
        example="mandaten@korenbloem.example",
    ),
    Column("capacity", "hoedanigheid", parse_capacity, help="Laat leeg: enkel voor e-health.", example=""),
    Column("language", "taal", parse_language, help="nl, of leeg.", example="nl"),
    Column(
        "reference",
        "referentie",
        parse_reference,
        help=f"Hoogstens {LONGEST_REFERENCE} tekens. Mag leeg zijn. Beide partijen zien deze tekst.",
        example="Dossier 17",
    ),
    Column("start", "begindatum", parse_day, help="jjjjmmdd, vandaag of later. Leeg: vandaag.", example="20270101"),
    Column(
        "end",
        "einddatum",
        parse_day,
        help="jjjjmmdd. Leeg: het mandaat loopt tot een partij het stopzet.",
        example="20281231",
    ),
)
TITLES = {column.key: column.title for column in COLUMNS}
BY_KEY = {column.key: column for column in COLUMNS}
