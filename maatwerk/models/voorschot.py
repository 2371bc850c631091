"""Advances: computed per quarter, paid per month."""

from django.db import models
from django.db.models import F, Q

from loket.bulk.models import Bestand
from maatwerk.models.berekening import Berekening
from maatwerk.models.fields import euro, first_of_quarter, kwartaal_field
from maatwerk.models.toekenning import Toekenning


class Voorschot(models.Model):
    """The advance of a label for one quarter.

    - `berekening`: of kind voorschot, with its date, version and parameters.
    - `basis`: the amount it is a share of; `basisberekening`: where that comes from (None: an estimate).
    - `percentage`: which share; `bedrag`: the outcome, paid in `schijven` (monthly parts).
    """

    berekening = models.OneToOneField(Berekening, on_delete=models.PROTECT, related_name="voorschot")
    toekenning = models.ForeignKey(Toekenning, on_delete=models.PROTECT, related_name="voorschotten", db_index=False)
    kwartaal = kwartaal_field()
    basis = euro("basis")
    basisberekening = models.ForeignKey(
        Berekening, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    percentage = models.DecimalField("percentage", max_digits=5, decimal_places=2)
    bedrag = euro("voorschot")

    class Meta:
        verbose_name = "voorschot"
        verbose_name_plural = "voorschotten"
        ordering = ["kwartaal"]
        constraints = [
            models.UniqueConstraint(fields=["toekenning", "kwartaal"], name="voorschot_one_per_quarter"),
            first_of_quarter("voorschot_quarter"),
            models.CheckConstraint(name="voorschot_not_negative", condition=Q(basis__gte=0, bedrag__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.toekenning_id} {self.kwartaal:%Y-%m}: {self.bedrag}"


class Voorschotschijf(models.Model):
    """The part of one month.

    - `maand`: its first day. `bedrag`: before, `ingehouden`: what is kept back for claims.
    - `te_betalen_op`: the planned day. `betaald_op`: the day it was paid; None while it is to come.
    """

    voorschot = models.ForeignKey(Voorschot, on_delete=models.PROTECT, related_name="schijven", db_index=False)
    maand = models.DateField("eerste dag van de maand")
    bedrag = euro("bedrag")
    ingehouden = euro("ingehouden", default=0)
    te_betalen_op = models.DateField("te betalen op")
    betaald_op = models.DateField("betaald op", null=True, blank=True)
    # The file that brought it; None for what was there before.
    levering = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        verbose_name = "schijf van een voorschot"
        verbose_name_plural = "schijven van een voorschot"
        ordering = ["maand"]
        indexes = [models.Index(fields=["levering"], name="schijf_by_levering", condition=Q(levering__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["voorschot", "maand"], name="schijf_one_per_month"),
            models.CheckConstraint(name="schijf_first_of_month", condition=Q(maand__day=1)),
            models.CheckConstraint(
                name="schijf_keeps_back_no_more_than_it_is",
                condition=Q(ingehouden__gte=0, ingehouden__lte=F("bedrag")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.maand:%Y-%m}: {self.bedrag}"

    @property
    def netto(self):
        """What is paid in the end."""
        return self.bedrag - self.ingehouden
