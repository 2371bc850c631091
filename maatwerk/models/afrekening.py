"""Settlements: what a calculation leaves to be paid, or to be kept back."""

from django.db import models
from django.db.models import F, Q

from loket.bulk.models import Bestand
from maatwerk.models.berekening import Berekening
from maatwerk.models.fields import append_only, euro, first_of_quarter
from maatwerk.models.toekenning import Toekenning


class AfrekeningSoort(models.TextChoices):
    """Which settlement it is, in the order in which they come."""

    KWARTAAL = "kwartaal", "Kwartaalafrekening"
    HERBEREKENING = "herberekening", "Herberekening van maart"
    JAAR = "jaar", "Jaarafrekening"
    CORRECTIE = "correctie", "Correctie"


class Wijze(models.TextChoices):
    """What happens with the saldo."""

    BETALING = "betaling", "Uitbetaald"
    INHOUDING = "inhouding", "Ingehouden op volgende voorschotten"
    GEEN = "geen", "Geen saldo"


class Afrekening(models.Model):
    """The settlement of one calculation; one each. Never changed: a correction is a calculation of its own.

    - `periode`: first day of the quarter, or 1 January for the year settlement.
    - `berekend`: the total of the calculation. `voorschotten`: advances of the period.
    - `eerder`: what earlier settlements of the same period paid (or kept back, when negative).
    - `saldo` = berekend - voorschotten - eerder; negative means kept back, and then there is a `Vordering`.
    - `te_betalen_op`: the planned day of payment.
    """

    toekenning = models.ForeignKey(Toekenning, on_delete=models.PROTECT, related_name="afrekeningen", db_index=False)
    berekening = models.OneToOneField(Berekening, on_delete=models.PROTECT, related_name="afrekening")
    soort = models.CharField("soort", max_length=13, choices=AfrekeningSoort)
    periode = models.DateField("eerste dag van de periode")
    afgerekend_op = models.DateField("afgerekend op")
    berekend = euro("berekend")
    voorschotten = euro("voorschotten", default=0)
    eerder = euro("eerder afgerekend", default=0)
    saldo = euro("saldo")
    wijze = models.CharField("wijze", max_length=9, choices=Wijze)
    te_betalen_op = models.DateField("te betalen op")
    # The file that brought it; None for what was there before.
    levering = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        verbose_name = "afrekening"
        verbose_name_plural = "afrekeningen"
        constraints = [
            first_of_quarter("afrekening_period", "periode"),
            models.CheckConstraint(
                name="afrekening_saldo", condition=Q(saldo=F("berekend") - F("voorschotten") - F("eerder"))
            ),
            models.CheckConstraint(
                name="afrekening_wijze",
                condition=Q(saldo__gt=0, wijze="betaling")
                | Q(saldo__lt=0, wijze="inhouding")
                | Q(saldo=0, wijze="geen"),
            ),
            models.CheckConstraint(name="afrekening_year_only_pays", condition=~Q(soort="jaar") | Q(saldo__gte=0)),
        ]
        indexes = [
            models.Index(fields=["toekenning", "periode", "id"], name="afrekening_by_period"),
            models.Index(fields=["levering"], name="afrekening_by_levering", condition=Q(levering__isnull=False)),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.periode:%Y-%m}: {self.saldo}"
