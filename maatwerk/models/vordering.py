"""Claims on an enterprise, and what was set off against them (debiteurenoverzicht)."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from loket.bulk.models import Bestand
from maatwerk.models.afrekening import Afrekening
from maatwerk.models.fields import append_only, euro
from maatwerk.models.toekenning import Toekenning
from maatwerk.models.voorschot import Voorschotschijf

# The balance follows the set-offs in the database; one that would go below zero is refused there.
SETS_OFF = pgtrigger.Trigger(
    name="sets_off",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="""
        UPDATE maatwerk_vordering SET openstaand = openstaand - NEW.bedrag WHERE id = NEW.vordering_id;
        RETURN NEW;
    """,
)


class Vordering(models.Model):
    """An amount that the enterprise owes after a settlement with a negative saldo.

    - `nummer`: how letters name it. `bedrag`: at its start; `openstaand`: what is left, kept by the database.
    - `verjaart_op`: the day on which the claim lapses.
    - `afbetalingsplan`: what was agreed, in words; empty when it is simply set off against advances.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    toekenning = models.ForeignKey(Toekenning, on_delete=models.PROTECT, related_name="vorderingen", db_index=False)
    afrekening = models.OneToOneField(Afrekening, on_delete=models.PROTECT, related_name="vordering")
    nummer = models.CharField("nummer", max_length=30, unique=True)
    ontstaan_op = models.DateField("ontstaan op")
    verjaart_op = models.DateField("verjaart op")
    bedrag = euro("bedrag")
    openstaand = euro("openstaand saldo")
    afbetalingsplan = models.TextField("afbetalingsplan", blank=True)

    class Meta:
        verbose_name = "vordering"
        verbose_name_plural = "vorderingen"
        constraints = [
            models.CheckConstraint(name="vordering_positive", condition=Q(bedrag__gt=0)),
            models.CheckConstraint(
                name="vordering_open_balance",
                condition=Q(openstaand__gte=0, openstaand__lte=F("bedrag")),
                violation_error_message="Er kan niet meer verrekend worden dan er openstaat.",
            ),
        ]
        indexes = [
            models.Index(fields=["toekenning", "ontstaan_op", "id"], name="vordering_by_toekenning"),
            models.Index(fields=["toekenning"], name="vordering_open", condition=Q(openstaand__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.nummer}: {self.openstaand} van {self.bedrag}"


class VerrekeningSoort(models.TextChoices):
    """How a claim shrinks."""

    INHOUDING = "inhouding", "Ingehouden op een voorschot"
    TERUGBETALING = "terugbetaling", "Terugbetaald"


class Verrekening(models.Model):
    """One set-off. `schijf`: the monthly part of an advance from which it was kept back; None for a repayment."""

    vordering = models.ForeignKey(Vordering, on_delete=models.PROTECT, related_name="verrekeningen")
    soort = models.CharField("soort", max_length=13, choices=VerrekeningSoort)
    schijf = models.ForeignKey(Voorschotschijf, on_delete=models.PROTECT, related_name="verrekeningen", null=True)
    op = models.DateField("verrekend op")
    bedrag = euro("bedrag")
    # The file that brought it; None for what was there before.
    levering = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        verbose_name = "verrekening"
        verbose_name_plural = "verrekeningen"
        ordering = ["op", "id"]
        indexes = [
            models.Index(fields=["levering"], name="verrekening_by_levering", condition=Q(levering__isnull=False))
        ]
        constraints = [
            # Without it a delivery that comes twice would pay twice.
            models.UniqueConstraint(
                fields=["vordering", "soort", "op", "schijf"], name="verrekening_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="verrekening_positive", condition=Q(bedrag__gt=0)),
            models.CheckConstraint(
                name="verrekening_on_a_part",
                condition=Q(soort="inhouding", schijf__isnull=False) | Q(soort="terugbetaling", schijf__isnull=True),
            ),
        ]
        triggers = [SETS_OFF, append_only()]

    def __str__(self) -> str:
        return f"{self.op}: {self.bedrag}"
