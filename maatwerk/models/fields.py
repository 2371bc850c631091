"""Columns that many tables of this room have alike, and the constraints that go with them."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q

# Euro in cents, and euro with the six decimals that the steps before the premiums keep.
EURO = {"max_digits": 13, "decimal_places": 2}
EURO_EXACT = {"max_digits": 16, "decimal_places": 6}
# Places, in voltijdse equivalenten; contingents carry decimals.
VTE = {"max_digits": 9, "decimal_places": 4}
# A share, as Q/S or the correction factor: as many decimals as keep an amount right to the cent.
AANDEEL = {"max_digits": 12, "decimal_places": 10}


def euro(label: str, **options: Any) -> models.DecimalField:
    """An amount in euro, to the cent."""
    return models.DecimalField(label, **(EURO | options))


def kwartaal_field(label: str = "eerste dag van het kwartaal") -> models.DateField:
    """A quarter is its first day: sorts, compares and indexes as it should. `Quarter.of(day)` reads it."""
    return models.DateField(label)


def first_of_quarter(name: str, field: str = "kwartaal") -> models.CheckConstraint:
    """The day is the first one of a quarter."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__day": 1, f"{field}__month__in": [1, 4, 7, 10]}),
        violation_error_message="Een kwartaal begint op 1 januari, 1 april, 1 juli of 1 oktober.",
    )


def append_only() -> pgtrigger.Protect:
    """Rows are added and never changed or removed, as in the journal."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
