"""Columns of a file that are read by the field of the form that asks the same."""

from collections.abc import Callable, Mapping

from django import forms

from loket.bulk.columns import Cell, CellError, Column, Parsed, as_text, parse_date, parse_insz_cell
from loket.numbers import is_plain_insz


def _cleaned(field: forms.Field, value: object) -> object:
    try:
        return field.clean(value)
    except forms.ValidationError as error:
        raise CellError(" ".join(error.messages)) from None


def by_field(field: forms.Field) -> Callable[[Cell], Parsed]:
    """What the field of the form makes of the text."""
    return lambda cell: (_cleaned(field, as_text(cell)), "")


def date_by_field(field: forms.Field) -> Callable[[Cell], Parsed]:
    """A date in one of the ways of a spreadsheet, within the bounds of the field."""

    def parse(cell: Cell) -> Parsed:
        day, _ = parse_date(cell)
        return _cleaned(field, f"{day:%d/%m/%Y}"), ""

    return parse


def one_of(words: Mapping[str, object], message: str) -> Callable[[Cell], Parsed]:
    def parse(cell: Cell) -> Parsed:
        text = as_text(cell).casefold()
        if text not in words:
            raise CellError(message)
        return words[text], ""

    return parse


def person_columns(who: str, fields: Mapping[str, forms.Field]) -> tuple[Column, ...]:
    """Number and name of somebody; `who` is what the page with the columns calls that person."""
    return (
        Column(
            "insz",
            "INSZ",
            parse_insz_cell,
            needed=True,
            filled=True,
            distinct=True,
            plain=is_plain_insz,
            also=("rijksregisternummer", "INSZ-nummer", "BIS-nummer"),
            help=f"Het rijksregisternummer of BIS-nummer van {who}.",
            example="90.01.20-990.16",
        ),
        Column(
            "first_name",
            "voornaam",
            by_field(fields["first_name"]),
            needed=True,
            filled=True,
            help=f"De voornaam van {who}.",
            example="Emma",
        ),
        Column(
            "last_name",
            "naam",
            by_field(fields["last_name"]),
            needed=True,
            filled=True,
            also=("familienaam", "achternaam"),
            help=f"De naam van {who}.",
            example="Lambert",
        ),
    )
