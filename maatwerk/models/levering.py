"""Results on their way in: calculations that a delivery announced, and lines that wait for a confirmation."""

from django.db import models
from django.db.models import F, Q

from loket.bulk.models import Bestand
from maatwerk.models.berekening import Berekening, BerekeningTotalen, LijnWaarden, Status
from maatwerk.models.fields import AANDEEL, euro, first_of_quarter, kwartaal_field
from maatwerk.models.toekenning import Toekenning
from maatwerk.models.werknemer import Werknemer


class Aankondiging(BerekeningTotalen):
    """The control figures of one delivered calculation. Its lines come in a file of their own, and must add up to it.

    - `bestand`: the file that announced it. `regels`: the file with its lines, once they came.
    - `berekening`: what became of it; None while the lines are to come.
    """

    toekenning = models.ForeignKey(Toekenning, on_delete=models.PROTECT, related_name="aankondigingen", db_index=False)
    bestand = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="+")
    regels = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="+", null=True)
    berekening = models.OneToOneField(Berekening, on_delete=models.PROTECT, related_name="aankondiging", null=True)

    class Meta:
        verbose_name = "aangekondigde berekening"
        verbose_name_plural = "aangekondigde berekeningen"
        constraints = [
            models.UniqueConstraint(
                fields=["toekenning", "onderwerp", "periode", "versie"], name="aankondiging_version_once"
            ),
            first_of_quarter("aankondiging_period", "periode"),
            models.CheckConstraint(
                name="aankondiging_total_adds_up",
                condition=Q(
                    premie=F("loonpremie") + F("vast") + F("variabel"),
                    totaal=F("premie") + F("ondersteuning") + F("supplement") - F("boven_maximum"),
                ),
            ),
        ]
        indexes = [models.Index(fields=["bestand"], name="aankondiging_waits", condition=Q(berekening__isnull=True))]


class Leveringslijn(LijnWaarden):
    """A line of a file that is checked and not confirmed yet; gone once it is stored or refused.

    `nummer`: the row in the spreadsheet. The person is known by `insz`, `naam` and `voornaam` as they were delivered.
    """

    bestand = models.ForeignKey(Bestand, on_delete=models.CASCADE, related_name="+", db_index=False)
    aankondiging = models.ForeignKey(Aankondiging, on_delete=models.CASCADE, related_name="+", db_index=False)
    nummer = models.PositiveIntegerField("rij")
    insz = models.CharField("INSZ", max_length=11)
    voornaam = models.CharField("voornaam", max_length=100)
    naam = models.CharField("naam", max_length=100)

    class Meta:
        verbose_name = "geleverde lijn"
        verbose_name_plural = "geleverde lijnen"
        constraints = [
            models.UniqueConstraint(fields=["bestand", "aankondiging", "insz"], name="leveringslijn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bestand_id}: rij {self.nummer}"


class Jaarrij(models.Model):
    """A row of a delivered year settlement that is checked and not confirmed yet; gone once it is stored or refused.

    `werknemer`: whom the settlement moved inside in this quarter; None for the quarter itself.
    `nummer`: the row in the spreadsheet. `vte`, `bijkomend`: what the settlement adds. `totaal`: what the year adds.
    """

    bestand = models.ForeignKey(Bestand, on_delete=models.CASCADE, related_name="+")
    nummer = models.PositiveIntegerField("rij")
    toekenning = models.ForeignKey(Toekenning, on_delete=models.CASCADE, related_name="+", db_index=False)
    kwartaal = kwartaal_field()
    versie = models.PositiveSmallIntegerField("versie")
    werknemer = models.ForeignKey(Werknemer, on_delete=models.CASCADE, related_name="+", null=True, db_index=False)
    eerste = models.ForeignKey(Berekening, on_delete=models.CASCADE, related_name="+", db_index=False)
    herberekend = models.ForeignKey(Berekening, on_delete=models.CASCADE, related_name="+", db_index=False)
    status = models.CharField("status", max_length=10, choices=Status)
    berekend_op = models.DateField("berekend op")
    bron = models.CharField("gemaakt door", max_length=40)
    vte = models.DecimalField("bijkomende VTE", **AANDEEL)
    bijkomend = euro("bijkomend")
    totaal = euro("bijkomende subsidie van het jaar")

    class Meta:
        verbose_name = "geleverde rij van een jaarberekening"
        verbose_name_plural = "geleverde rijen van een jaarberekening"
        constraints = [
            # Of all open files together: a settlement is in one of them.
            models.UniqueConstraint(
                fields=["toekenning", "kwartaal", "versie", "werknemer"], name="jaarrij_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bestand_id}: rij {self.nummer}"
