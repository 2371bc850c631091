"""Opleidingen in the opleidingsdatabank (ODB), as far as a request looks them up."""

from django.db import models
from django.db.models import F, Q

from aanvragen.vov.odb import is_pseudo_number
from aanvragen.vov.opleiding import Soort
from accounts.models import Organisation


class Opleiding(models.Model):
    """A registered opleiding, or a pseudo number that stands for opleidingen that need no registration."""

    odb_number = models.CharField("ODB-nummer", max_length=12, unique=True)
    title = models.CharField("titel", max_length=300)
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="opleidingen"
    )
    kind = models.CharField(
        "soort", max_length=20, choices=[(soort.value, soort.value) for soort in Soort], blank=True
    )
    # In the unit of the kind: hours, lestijden, studiepunten, exams.
    size = models.DecimalField("omvang", max_digits=7, decimal_places=2, null=True, blank=True)
    start = models.DateField("startdatum", null=True, blank=True)
    end = models.DateField("einddatum", null=True, blank=True)

    class Meta:
        verbose_name = "opleiding"
        verbose_name_plural = "opleidingen"
        constraints = [
            models.CheckConstraint(
                name="opleiding_period", condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.odb_number} {self.title}"

    @property
    def is_pseudo(self) -> bool:
        return is_pseudo_number(self.odb_number)
