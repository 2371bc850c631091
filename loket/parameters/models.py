"""Parameters with dated values. That periods of one parameter never overlap is a constraint of the database."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from loket.parameters.values import Kind, Status


class ParameterKey(models.Model):
    """A parameter: what its values mean, in which unit and of which kind."""

    code = models.CharField("code", max_length=100, unique=True)
    label = models.CharField("naam", max_length=200)
    unit = models.CharField("eenheid", max_length=100)
    kind = models.CharField("soort waarde", max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    pattern = models.CharField("patroon van een waarde", max_length=200, blank=True)
    description = models.TextField("toelichting", blank=True)

    class Meta:
        verbose_name = "parameter"
        verbose_name_plural = "parameters"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label


class Parameter(models.Model):
    """One value of a parameter, from `valid_from` up to and including `valid_until` (None: without a known end)."""

    key = models.ForeignKey(ParameterKey, models.PROTECT, related_name="values", verbose_name="parameter")
    value = models.CharField("waarde", max_length=200)
    valid_from = models.DateField("geldig vanaf")
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)
    source = models.TextField("bron")
    status = models.CharField("status", max_length=30, choices=[(status.value, status.value) for status in Status])
    note = models.TextField("opmerking", blank=True)
    created_at = models.DateTimeField("toegevoegd op", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="toegevoegd door",
    )

    class Meta:
        verbose_name = "waarde van een parameter"
        verbose_name_plural = "waarden van parameters"
        ordering = ["key", "valid_from"]
        constraints = [
            # An id as a range of one: without extensions PostgreSQL has no GiST equality for numbers.
            ExclusionConstraint(
                name="parameter_periods_dont_overlap",
                expressions=[
                    (
                        Func(
                            F("key"),
                            F("key"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Voor deze parameter bestaat al een waarde in die periode.",
            ),
            models.CheckConstraint(
                name="parameter_period_ends_after_start",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="De einddatum ligt vóór de begindatum.",
            ),
            models.CheckConstraint(
                name="parameter_has_a_source",
                condition=Q(source__regex=r"\S"),
                violation_error_message="Vul de bron van de waarde in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value} ({self.period})"

    @property
    def period(self) -> str:
        """The period in Dutch, for a message."""
        if self.valid_until is None:
            return f"vanaf {self.valid_from:%d/%m/%Y}"
        return f"van {self.valid_from:%d/%m/%Y} tot en met {self.valid_until:%d/%m/%Y}"
