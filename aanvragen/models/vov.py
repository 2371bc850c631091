"""What a terugbetalingsaanvraag Vlaams opleidingsverlof says, in typed columns. All empty while it is a draft."""

from django.db import models
from django.db.models import Q

from aanvragen.models.aanvraag import Aanvraag
from aanvragen.models.opleiding import Opleiding
from aanvragen.vov.initiatief import Initiatief
from aanvragen.vov.opleiding import Soort


class VovGegevens(models.Model):
    """One werknemer, one opleiding, the hours that are planned."""

    # A shared key (`loket.keys`), as `opleiding` below.
    aanvraag = models.OneToOneField(
        Aanvraag, on_delete=models.PROTECT, primary_key=True, related_name="vov", db_constraint=False
    )

    contact_name = models.CharField("contactpersoon", max_length=200, blank=True)
    contact_email = models.EmailField("e-mailadres", blank=True)
    contact_phone = models.CharField("telefoonnummer", max_length=30, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)

    insz = models.CharField("INSZ", max_length=11, blank=True)
    first_name = models.CharField("voornaam", max_length=100, blank=True)
    last_name = models.CharField("naam", max_length=100, blank=True)
    establishment = models.CharField("vestigingsnummer", max_length=10, blank=True)
    # A share of full time: 0.8 is 80 %.
    fraction = models.DecimalField("tewerkstellingsbreuk", max_digits=7, decimal_places=6, null=True)
    hours_per_week = models.DecimalField("uren per week", max_digits=5, decimal_places=2, null=True)
    hired_on = models.DateField("datum indiensttreding", null=True)
    worker_email = models.EmailField("e-mailadres van de werknemer", blank=True)

    odb_number = models.CharField("ODB-nummer", max_length=12, blank=True)
    opleiding = models.ForeignKey(
        Opleiding, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    title = models.CharField("opleiding", max_length=300, blank=True)
    provider_name = models.CharField("opleidingsverstrekker", max_length=320, blank=True)
    kind = models.CharField(
        "soort", max_length=20, choices=[(soort.value, soort.value) for soort in Soort], blank=True
    )
    size = models.DecimalField("omvang", max_digits=7, decimal_places=2, null=True)
    creditcontract = models.BooleanField(null=True)
    initiatief = models.CharField(max_length=20, choices=[(side.value, side.value) for side in Initiatief], blank=True)
    start = models.DateField("startdatum", null=True)
    end = models.DateField("einddatum", null=True)

    hours = models.DecimalField("uren opleidingsverlof", max_digits=6, decimal_places=2, null=True)
    # First year of the schooljaar of the start: 2026 is 2026-2027.
    schooljaar = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = "gegevens van een terugbetalingsaanvraag"
        verbose_name_plural = "gegevens van terugbetalingsaanvragen"
        constraints = [
            models.CheckConstraint(name="vov_hours_positive", condition=Q(hours__isnull=True) | Q(hours__gt=0)),
            models.CheckConstraint(name="vov_fraction_range", condition=Q(fraction__isnull=True) | Q(fraction__gte=0)),
            models.CheckConstraint(name="vov_insz_digits", condition=Q(insz="") | Q(insz__regex=r"^[0-9]{11}$")),
        ]
        indexes = [models.Index(fields=["insz", "schooljaar"], name="vov_by_worker_and_year")]

    def __str__(self) -> str:
        return f"{self.worker_name} · {self.title}"

    @property
    def worker_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class VovBestandRij(models.Model):
    """A right row of a file that is being checked: later rows of the same werknemer are held against it."""

    # Without a constraint: it would cost more than the row, which goes when the file is done.
    bestand = models.ForeignKey(
        "bulk.Bestand", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    insz = models.CharField("INSZ", max_length=11)
    schooljaar = models.PositiveSmallIntegerField()
    odb_number = models.CharField("ODB-nummer", max_length=12)
    initiatief = models.CharField(max_length=20)
    hours = models.DecimalField("uren", max_digits=6, decimal_places=2)
    start = models.DateField("startdatum")
    title = models.CharField("opleiding", max_length=300)

    class Meta:
        verbose_name = "rij van een bestand met terugbetalingsaanvragen"
        verbose_name_plural = "rijen van bestanden met terugbetalingsaanvragen"
        indexes = [models.Index(fields=["bestand", "insz"], name="vov_rij_by_worker")]

    def __str__(self) -> str:
        return f"rij van bestand {self.bestand_id}"
