"""What every model with a period shares: valid-on queries and the constraints that keep periods apart."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce


class ValidOnQuerySet(models.QuerySet):
    """Rows with `start` and `end`, both inclusive; no `end` means until further notice."""

    def valid_on(self, day: datetime.date):
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)


class StoppableQuerySet(ValidOnQuerySet):
    """Rows that can moreover be stopped at once, in the middle of a day or before they begin."""

    def valid_on(self, day: datetime.date):
        return super().valid_on(day).filter(stopped_at__isnull=True)

    def not_over(self, day: datetime.date):
        """Valid on that day or later."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), stopped_at__isnull=True)


class Stoppable(models.Model):
    """A planned end is the row's `end`; a stop works at once, also for a period that has yet to begin."""

    stopped_at = models.DateTimeField("gestopt op", null=True, blank=True, editable=False)
    stopped_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    stop_reason = models.CharField("reden van de stop", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True


NOT_STOPPED = Q(stopped_at__isnull=True)


def day_range() -> Func:
    """The period of a row as a daterange, both ends included."""
    return Func("start", "end", Value("[]"), function="daterange", output_field=DateRangeField())


def id_range(field: str, *, nullable: bool = False) -> Func:
    """An id as a range of one: equality in an exclusion constraint without a contrib extension."""
    value = Coalesce(F(field), Value(0)) if nullable else F(field)
    return Func(value, value, Value("[]"), function="int8range")


def code_range(field: str) -> Func:
    """A short text as a range of one: its hash. Two codes of a list that share one would only refuse too much."""
    code = Func(F(field), function="hashtext", output_field=models.IntegerField())
    return Func(code, code, Value("[]"), function="int4range")


def no_overlap(name: str, *same: Func, message: str, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows that agree in `same` may have a day in common."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((expression, RangeOperators.OVERLAPS) for expression in same),
            (day_range(), RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )


def ends_after_start(name: str) -> models.CheckConstraint:
    """The end is not before the start."""
    return models.CheckConstraint(
        name=name,
        condition=Q(end__isnull=True) | Q(end__gte=F("start")),
        violation_error_message="De einddatum ligt voor de begindatum.",
    )
