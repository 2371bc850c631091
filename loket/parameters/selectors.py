"""Reads parameters from the database."""

from datetime import date
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Q, QuerySet

from loket.parameters.models import Parameter, ParameterKey
from loket.parameters.values import Kind, ParameterSet, ParameterValue, Status, parse_value
from loket.prepared import Prepared

COLUMNS = (
    *("key__code", "key__label", "key__unit", "key__kind", "value"),
    *("valid_from", "valid_until", "source", "status", "note"),
)


def load_parameters(*prefixes: str) -> ParameterSet:
    """All values of the parameters whose code begins with one of these (‘vov.’), in one query."""
    return _parsed(tuple(_rows_of(prefixes)()))


@lru_cache(maxsize=16)
def _rows_of(prefixes: tuple[str, ...]) -> Prepared:
    begins = reduce(or_, (Q(key__code__startswith=prefix) for prefix in prefixes))
    rows = Parameter.objects.filter(begins).order_by("pk")
    return Prepared(lambda: rows.values_list(*COLUMNS))


@lru_cache(maxsize=16)
def _parsed(rows: tuple[tuple[str, str, str, str, str, date, date | None, str, str, str], ...]) -> ParameterSet:
    """Read afresh each time, so that a change works at once; only the parsing of the same rows is remembered."""
    return ParameterSet(
        ParameterValue(
            key=code,
            value=parse_value(Kind(kind), value),
            unit=unit,
            valid_from=valid_from,
            valid_until=valid_until,
            source=source,
            status=Status(status),
            label=label,
            note=note,
        )
        for code, label, unit, kind, value, valid_from, valid_until, source, status, note in rows
    )


def overlapping(key: ParameterKey, valid_from: date, valid_until: date | None) -> QuerySet[Parameter]:
    """The values of a parameter whose period shares a day with the given one, earliest first."""
    rows = key.values.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from))
    if valid_until is not None:
        rows = rows.filter(valid_from__lte=valid_until)
    return rows.order_by("valid_from")
