"""Results on their way in: calculations that a delivery announced, and lines that wait for a confirmation."""

from django.db import models
from django.db.models import F, Q

from loket.bulk.models import Bestand
from maatwerk.models.berekening import Berekening, BerekeningTotalen, LijnWaarden
from maatwerk.models.fields import first_of_quarter
from maatwerk.models.toekenning import Toekenning


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
