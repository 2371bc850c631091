"""Reads a TOML file with parameters. Pure but for reading the file: no Django, no database."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from loket.parameters.values import Kind, ParameterSet, ParameterValue, Status, Value, format_value

KEY_FIELDS = frozenset({"key", "label", "unit", "kind", "pattern", "description", "value"})
VALUE_FIELDS = frozenset({"value", "valid_from", "valid_until", "source", "status", "note"})
PYTHON_TYPES = {Kind.DECIMAL: Decimal, Kind.INTEGER: int, Kind.TEXT: str, Kind.BOOLEAN: bool, Kind.DATE: date}


class ParameterFileError(ValueError):
    """The file doesn't hold what a parameter file must hold; the text says where."""


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """A parameter and its dated values, as the file declares them.

    `label`, `unit` and `description` are Dutch. `pattern` is a regular expression for the stored text of a value;
    empty when the kind says enough.
    """

    code: str
    label: str
    unit: str
    kind: Kind
    pattern: str
    description: str
    values: tuple[ParameterValue, ...]


def read_definitions(path: Path) -> tuple[ParameterDefinition, ...]:
    """The parameters in a file.

    Raises ParameterFileError for a field that is unknown, missing or of the wrong type, a key that comes twice, and
    periods that overlap.
    """
    with path.open("rb") as stream:
        document = tomllib.load(stream, parse_float=Decimal)
    definitions = tuple(_definition(table) for table in document.get("parameter", []))
    codes = [definition.code for definition in definitions]
    for code in codes:
        if codes.count(code) > 1:
            raise ParameterFileError(f"{path.name}: {code} comes more than once")
    try:
        ParameterSet(value for definition in definitions for value in definition.values)
    except ValueError as error:
        raise ParameterFileError(f"{path.name}: {error}") from error
    return definitions


def read_parameters(*paths: Path) -> ParameterSet:
    """The ParameterSet that the files describe, without what administrators changed in the database."""
    return ParameterSet(
        value for path in paths for definition in read_definitions(path) for value in definition.values
    )


def _definition(table: Mapping[str, Any]) -> ParameterDefinition:
    code = table.get("key", "a parameter without key")
    _check_fields(code, table, KEY_FIELDS, optional={"description", "pattern"})
    try:
        kind = Kind(table["kind"])
    except ValueError:
        raise ParameterFileError(f"{code}: unknown kind {table['kind']!r}") from None
    pattern = table.get("pattern", "")
    values = tuple(_value(code, table["label"], table["unit"], kind, item) for item in table["value"])
    for value in values:
        if pattern and not re.fullmatch(pattern, format_value(value.value)):
            raise ParameterFileError(f"{code}: {value.value!r} doesn't match {pattern}")
    return ParameterDefinition(
        code=code,
        label=table["label"],
        unit=table["unit"],
        kind=kind,
        pattern=pattern,
        description=table.get("description", ""),
        values=values,
    )


def _value(code: str, label: str, unit: str, kind: Kind, table: Mapping[str, Any]) -> ParameterValue:
    _check_fields(code, table, VALUE_FIELDS, optional={"valid_until", "note"})
    value: Value = table["value"]
    if kind is Kind.DECIMAL and isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    # An exact type, because True is an int for isinstance.
    if type(value) is not PYTHON_TYPES[kind]:
        raise ParameterFileError(f"{code}: {value!r} is not of kind {kind}")
    valid_from, valid_until = table["valid_from"], table.get("valid_until")
    if not isinstance(valid_from, date) or not isinstance(valid_until, date | None):
        raise ParameterFileError(f"{code}: a period must consist of dates")
    if valid_until is not None and valid_until < valid_from:
        raise ParameterFileError(f"{code}: the period from {valid_from} ends before it begins")
    if not table["source"].strip():
        raise ParameterFileError(f"{code}: the value from {valid_from} has no source")
    try:
        status = Status(table["status"])
    except ValueError:
        raise ParameterFileError(f"{code}: unknown status {table['status']!r}") from None
    return ParameterValue(
        key=code,
        value=value,
        unit=unit,
        valid_from=valid_from,
        valid_until=valid_until,
        source=table["source"],
        status=status,
        label=label,
        note=table.get("note", ""),
    )


def _check_fields(code: str, table: Mapping[str, Any], known: frozenset[str], optional: set[str]) -> None:
    if unknown := set(table) - known:
        raise ParameterFileError(f"{code}: unknown fields {sorted(unknown)}")
    if missing := known - optional - set(table):
        raise ParameterFileError(f"{code}: missing fields {sorted(missing)}")
