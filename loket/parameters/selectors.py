"""Reads parameters from the database."""

from datetime import date

from django.db.models import Q, QuerySet

from loket.parameters.models import Parameter, ParameterKey
from loket.parameters.values import ParameterSet


def load_parameters(prefix: str) -> ParameterSet:
    """All values of the parameters whose code begins with `prefix` (‘vov.’), in one query."""
    rows = Parameter.objects.filter(key__code__startswith=prefix).select_related("key").order_by("pk")
    return ParameterSet(row.as_value() for row in rows)


def overlapping(key: ParameterKey, valid_from: date, valid_until: date | None) -> QuerySet[Parameter]:
    """The values of a parameter whose period shares a day with the given one, earliest first."""
    rows = key.values.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from))
    if valid_until is not None:
        rows = rows.filter(valid_from__lte=valid_until)
    return rows.order_by("valid_from")
