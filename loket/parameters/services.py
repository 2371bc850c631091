"""Adds values to parameters."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from loket.parameters.models import Parameter, ParameterKey
from loket.parameters.selectors import overlapping
from loket.parameters.values import Kind, Status, parse_value


@dataclass(frozen=True, slots=True)
class Added:
    """The new value, and the previous one when it was closed."""

    parameter: Parameter
    closed: Parameter | None


def closable(key: ParameterKey, valid_from: date) -> Parameter | None:
    """The value without an end that began before `valid_from`, if there is one."""
    return key.values.filter(valid_until__isnull=True, valid_from__lt=valid_from).first()


def check_value(key: ParameterKey, value: str) -> None:
    """Refuses a stored text that isn't of the parameter's kind or doesn't match its pattern.

    Raises ValidationError on the field `value`, in Dutch.
    """
    try:
        parse_value(Kind(key.kind), value)
    except ValueError as error:
        raise ValidationError({"value": str(error)}) from error
    if key.pattern and not re.fullmatch(key.pattern, value):
        raise ValidationError({"value": f"Vul een waarde in die past bij de eenheid ‘{key.unit}’."})


def check_overlap(key: ParameterKey, valid_from: date, valid_until: date | None, *, close_previous: bool) -> None:
    """Refuses a period that another value has, but for the one that would be closed.

    Raises ValidationError on the field `valid_from`, in Dutch, with the period that it overlaps.
    """
    previous = closable(key, valid_from)
    others = overlapping(key, valid_from, valid_until)
    if close_previous and previous:
        others = others.exclude(pk=previous.pk)
    other = others.first()
    if other is None:
        return
    message = f"Deze periode overlapt met de waarde {other.value}, die geldt {other.period}."
    if other == previous:
        message += " Sluit de vorige waarde af of kies een andere periode."
    raise ValidationError({"valid_from": message})


@transaction.atomic
def add_parameter(
    *,
    key: ParameterKey,
    value: str,
    valid_from: date,
    valid_until: date | None,
    source: str,
    status: Status,
    note: str,
    close_previous: bool,
    by: AbstractBaseUser,
) -> Added:
    """Add a value, given in its stored text form, on behalf of an administrator.

    With `close_previous` the previous value, when it has no end, ends on the day before. Two administrators wait for
    each other on the row of the parameter. Raises ValidationError when the value doesn't fit the parameter, the period
    overlaps another value, or the row isn't valid; then nothing has changed.
    """
    locked = ParameterKey.objects.select_for_update().get(pk=key.pk)
    check_value(locked, value)
    check_overlap(locked, valid_from, valid_until, close_previous=close_previous)
    closed = closable(locked, valid_from) if close_previous else None
    if closed:
        closed.valid_until = valid_from - timedelta(days=1)
        closed.save(update_fields=["valid_until"])
    parameter = Parameter(
        key=locked,
        value=value,
        valid_from=valid_from,
        valid_until=valid_until,
        source=source,
        status=status,
        note=note,
        created_by_id=by.pk,
    )
    parameter.full_clean()
    parameter.save()
    return Added(parameter, closed)
