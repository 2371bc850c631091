"""Dated values and the set that finds them. Pure: no Django, no clock."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Protocol

Value = Decimal | int | str | bool | date


class Status(StrEnum):
    """How sure we are of a value."""

    WET = "wet"
    BRON = "gepubliceerde bron"
    AFGELEID = "afgeleid"
    NIET_GEVERIFIEERD = "niet geverifieerd"


class Kind(StrEnum):
    """The type of a parameter's values."""

    DECIMAL = "decimal"
    INTEGER = "integer"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"


class ParameterMissing(LookupError):
    """No value is known on the date, nor before it. Its text is Dutch and may be shown to the user."""

    def __init__(self, key: str, on: date) -> None:
        super().__init__(f"Voor de parameter ‘{key}’ is op {on:%d/%m/%Y} geen waarde bekend.")
        self.key = key
        self.on = on


def parse_value(kind: Kind, text: str) -> Value:
    """Read the stored text of a value.

    The stored form has a decimal point, `true` or `false`, or an ISO date. Raises ValueError, with a Dutch text, for
    anything else.
    """
    match kind:
        case Kind.DECIMAL:
            try:
                number = Decimal(text)
            except InvalidOperation:
                raise ValueError("Vul een getal in, bijvoorbeeld 14,91.") from None
            # Beyond fifteen digits it is no amount, and writing it out would fill the memory.
            if not number.is_finite() or abs(number.adjusted()) > 15:
                raise ValueError("Vul een getal in, bijvoorbeeld 14,91.")
            return number
        case Kind.INTEGER:
            try:
                return int(text)
            except ValueError:
                raise ValueError("Vul een geheel getal in, bijvoorbeeld 3.") from None
        case Kind.BOOLEAN:
            if text not in ("true", "false"):
                raise ValueError("Vul ja of nee in.")
            return text == "true"
        case Kind.DATE:
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise ValueError("Vul een datum in, bijvoorbeeld 2026-09-01.") from None
        case Kind.TEXT:
            if not text.strip():
                raise ValueError("Vul een waarde in.")
            return text


def format_value(value: Value) -> str:
    """The text that `parse_value` reads back as the same value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value of one parameter in one period.

    `valid_until` is inclusive; None means without a known end. `carried` says that the period is over and that the
    value is only carried on because no later one is known.
    """

    key: str
    value: Value
    unit: str
    valid_from: date
    valid_until: date | None
    source: str
    status: Status
    carried: bool = False
    label: str = ""
    note: str = ""

    def __hash__(self) -> int:
        # Enough to tell the values of one set apart; all fields together take longer than looking a value up.
        return hash((self.key, self.valid_from))

    @property
    def decimal(self) -> Decimal:
        """The value as an exact number. Raises TypeError for a text or a yes/no."""
        if isinstance(self.value, bool) or not isinstance(self.value, Decimal | int):
            raise self._wrong("decimal")
        return Decimal(self.value)

    @property
    def integer(self) -> int:
        """The value as a whole number. Raises TypeError for every other kind."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self._wrong("integer")
        return self.value

    @property
    def text(self) -> str:
        """The value as text. Raises TypeError for every other kind."""
        if not isinstance(self.value, str):
            raise self._wrong("text")
        return self.value

    @property
    def boolean(self) -> bool:
        """The value as yes or no. Raises TypeError for every other kind."""
        if not isinstance(self.value, bool):
            raise self._wrong("boolean")
        return self.value

    @property
    def day(self) -> date:
        """The value as a date. Raises TypeError for every other kind."""
        if not isinstance(self.value, date):
            raise self._wrong("date")
        return self.value

    def _wrong(self, kind: str) -> TypeError:
        return TypeError(f"{self.key} is not of kind {kind}: {self.value!r}")


class ParameterSource(Protocol):
    """What a rule needs: a way to look a value up on a date."""

    def get(self, key: str, on: date) -> ParameterValue: ...

    def find(self, key: str, on: date) -> ParameterValue | None: ...


class ParameterSet:
    """All values of a group of parameters; immutable, so it may be shared between threads.

    Raises ValueError when two values of one key overlap.
    """

    def __init__(self, values: Iterable[ParameterValue]) -> None:
        by_key: dict[str, list[ParameterValue]] = {}
        for value in sorted(values, key=lambda item: (item.key, item.valid_from)):
            earlier = by_key.setdefault(value.key, [])
            previous = earlier[-1] if earlier else None
            if previous and (previous.valid_until is None or previous.valid_until >= value.valid_from):
                raise ValueError(f"{value.key}: the periods from {previous.valid_from} and {value.valid_from} overlap")
            earlier.append(value)
        self._by_key = {key: tuple(items) for key, items in by_key.items()}
        # Made once: a judgement asks a dozen of them, and they are compared and kept in sets.
        self._carried = {
            (value.key, value.valid_from): replace(value, carried=True, status=Status.NIET_GEVERIFIEERD)
            for value in self
            if value.valid_until is not None
        }

    def __iter__(self) -> Iterator[ParameterValue]:
        for items in self._by_key.values():
            yield from items

    def find(self, key: str, on: date) -> ParameterValue | None:
        """The value on a date, or None when nothing is known on that date or before it.

        A value whose period is over is carried on until the next one starts: `carried` is then True and the status
        NIET_GEVERIFIEERD.
        """
        items = self._by_key.get(key, ())
        position = bisect_right(items, on, key=lambda item: item.valid_from)
        if position == 0:
            return None
        value = items[position - 1]
        if value.valid_until is not None and value.valid_until < on:
            return self._carried[key, value.valid_from]
        return value

    def get(self, key: str, on: date) -> ParameterValue:
        """As `find`, but raises ParameterMissing when nothing is known."""
        value = self.find(key, on)
        if value is None:
            raise ParameterMissing(key, on)
        return value


class Recorder:
    """Looks values up in another source and remembers which ones a calculation consulted.

    Make one per calculation and don't share it; recorders may be stacked, then each one sees what was consulted
    through it.
    """

    def __init__(self, source: ParameterSource) -> None:
        self._source = source
        self._used: dict[ParameterValue, None] = {}

    def find(self, key: str, on: date) -> ParameterValue | None:
        """As `ParameterSet.find`, remembered."""
        value = self._source.find(key, on)
        if value is not None:
            self._used[value] = None
        return value

    def get(self, key: str, on: date) -> ParameterValue:
        """As `ParameterSet.get`, remembered."""
        value = self._source.get(key, on)
        self._used[value] = None
        return value

    @property
    def used(self) -> tuple[ParameterValue, ...]:
        """The consulted values, each once, in the order of their first use."""
        return tuple(self._used)


def unverified(parameters: Iterable[ParameterValue]) -> tuple[ParameterValue, ...]:
    """Those that a screen must label ‘niet geverifieerd’."""
    return tuple(value for value in parameters if value.status is Status.NIET_GEVERIFIEERD)
