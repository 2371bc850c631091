"""How the aanvragen of a dienst stand in a list: what a row says, and what a search looks in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.html import escape

ROW = """<tr>
    <th scope="row"><a href="{}">{}</a></th>%s
    <td data-kop="Ingediend op">{}</td>
    <td data-kop="Status">{}</td>
  </tr>"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, the fields that it needs (from the aanvraag on), and how they read."""

    head: str
    fields: tuple[str, ...]
    words: Callable[..., str]
    # Nothing to show yet while it is a draft.
    filed_only: bool = False
    numeric: bool = False


@dataclass(frozen=True)
class Listing:
    """The first column says what the aanvraag is about; `unnamed` stands for it while that is not known."""

    columns: tuple[Column, ...]
    search: tuple[str, ...]
    search_label: str
    unnamed: str

    @cached_property
    def draft_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.filed_only)

    def fields(self, columns: Sequence[Column]) -> list[str]:
        return [field for column in columns for field in column.fields]

    def cells(self, columns: Sequence[Column], values: Sequence[Any]) -> list[str]:
        """What the columns say, from the values of `fields`, in that order."""
        read = iter(values)
        return [column.words(*(next(read) for _ in column.fields)) for column in columns]

    def cells_of(self, row: Model, columns: Sequence[Column] | None = None) -> list[str]:
        """What the columns say of an aanvraag that was read whole."""
        columns = self.columns if columns is None else columns
        return self.cells(columns, [_value(row, field) for field in self.fields(columns)])

    def about(self, row: Model) -> str:
        """The aanvraag in a few words; "" while nothing is known."""
        return " · ".join(cell for cell in self.cells_of(row, self.draft_columns) if cell)

    @cached_property
    def related(self) -> list[str]:
        """What to read along with rows that are read whole."""
        return list(dict.fromkeys(field.rpartition("__")[0] for field in self.fields(self.columns)))

    @cached_property
    def row(self) -> str:
        """A filed row as HTML: address, reference, the cells, day and status. A list draws 25 at a time."""
        cells = "".join(
            '\n    <td data-kop="{}"{}>{{}}</td>'.format(escape(column.head), ' class="num"' if column.numeric else "")
            for column in self.columns
        )
        return ROW % cells


def _value(row: Model, path: str) -> Any:
    """A value as a query gives it: None where nothing is related."""
    value: Any = row
    for name in path.split("__"):
        try:
            value = getattr(value, name)
        except ObjectDoesNotExist:
            return None
        if value is None:
            return None
    return value


@dataclass(frozen=True, slots=True)
class Export:
    """The file of all filed aanvragen of a dienst: the names of its columns, and its rows out of a query."""

    columns: tuple[str, ...]
    rows: Callable[[QuerySet], Iterator[tuple]]


def as_it_is(value: Any) -> str:
    """The words of a column that shows one field."""
    return str(value or "")
