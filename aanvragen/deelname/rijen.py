"""Several rows of the same fields on one page. All rows carry the same names: the first values are the first row.

So a page of rows is saved like any other step, and more rows can be added by a button, without scripts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from loket.ui.forms import LoketForm

# More trainees than this come in a file, or in a next registration.
MOST_ROWS = 60
ROWS_MORE = 5
Typed = Mapping[str, Sequence[str]]
# What is chosen, not typed: left behind in a row that was emptied, it makes no trainee.
CHOSEN = frozenset({"contract", "final_assessment", "completed"})
# The buttons that take a row out, each with the index of its row.
REMOVE = {f"weg-{index}": index for index in range(MOST_ROWS)}


class RowForm(LoketForm):
    """One row. Its fields have ids of their own; `number` counts from 1."""

    # "(niet verplicht)" sixty times is noise: the page says once what is needed.
    all_optional = True
    number = 1

    @property
    def empty(self) -> bool:
        """Nothing was typed in this row, or it is only shown: it counts for nothing."""
        return not self.is_bound

    @property
    def remove(self) -> str:
        """The button that takes this row out, one of `REMOVE`."""
        return f"weg-{self.number - 1}"

    @property
    def legend(self) -> str:
        """Whose row it is, as far as it says so."""
        value = self.data.get if self.is_bound else self.initial.get
        name = f"{value('first_name') or ''} {value('last_name') or ''}".strip()
        return f"Cursist {self.number}: {name}" if name else f"Cursist {self.number}"


def count_rows(typed: Typed, names: Sequence[str]) -> int:
    return max((len(typed.get(name, ())) for name in names), default=0)


def values_at(typed: Typed, names: Sequence[str], index: int) -> dict[str, str]:
    """What was typed in one row; a column that was not sent is empty."""
    return {name: column[index] if index < len(column := typed.get(name, ())) else "" for name in names}


def _filled(values: Mapping[str, str]) -> bool:
    """Something was typed in this row."""
    return any(value.strip() for name, value in values.items() if name not in CHOSEN)


def filled_rows(typed: Typed, names: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows in which something was typed."""
    for index in range(count_rows(typed, names)):
        values = values_at(typed, names, index)
        if _filled(values):
            yield values


def as_columns(rows: Sequence[Mapping[str, str]], names: Sequence[str]) -> dict[str, list[str]]:
    """Rows as a page sends them."""
    return {name: [row.get(name, "") for row in rows] for name in names}


def with_more(typed: Typed, names: Sequence[str]) -> dict[str, list[str]]:
    """The same with some empty rows at the end, up to the most that fit."""
    rows = [values_at(typed, names, index) for index in range(count_rows(typed, names))]
    return as_columns([*rows, *[{}] * ROWS_MORE][:MOST_ROWS], names)


def without(typed: Typed, names: Sequence[str], index: int) -> dict[str, list[str]]:
    """The same without one row."""
    rows = [values_at(typed, names, row) for row in range(count_rows(typed, names)) if row != index]
    return as_columns(rows, names)


def make_rows(
    kind: type[RowForm], typed: Typed, names: Sequence[str], *, bound: bool, least: int = 3, **extra: Any
) -> list[RowForm]:
    """A form for each row, to check (`bound`) or only to show."""
    rows = []
    for index in range(max(count_rows(typed, names), least)):
        values = values_at(typed, names, index)
        form = kind(values if bound and _filled(values) else None, initial=values, auto_id=f"id_{index}_%s", **extra)
        form.number = index + 1
        rows.append(form)
    return rows
