"""Which registraties a file opened, and its right rows while it is being checked."""

from django.db import models

from aanvragen.deelname.models import Registratie


class BestandRegistratie(models.Model):
    """A file opens one registratie per opleiding and period; changes of lines are registraties of their own."""

    bestand = models.ForeignKey("bulk.Bestand", on_delete=models.PROTECT, related_name="+")
    registratie = models.OneToOneField(Registratie, on_delete=models.PROTECT, related_name="uit_bestand")

    class Meta:
        verbose_name = "registratie uit een bestand"
        verbose_name_plural = "registraties uit bestanden"

    def __str__(self) -> str:
        return str(self.registratie)


class DeelnameBestandRij(models.Model):
    """A right row: later rows of the same trainee are held against it. The columns of `deelname.Deelname`."""

    # Without a constraint: it would cost more than the row, which goes when the file is done.
    bestand = models.ForeignKey(
        "bulk.Bestand", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    opleiding_id = models.BigIntegerField()
    period_from = models.DateField()
    insz = models.CharField("INSZ", max_length=11)
    first_name = models.CharField("voornaam", max_length=100)
    last_name = models.CharField("naam", max_length=100)
    contract = models.CharField(max_length=10, blank=True)
    hours_present = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    unjustified = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    final_assessment = models.BooleanField(null=True)
    completed = models.BooleanField(null=True)
    real_end = models.DateField(null=True)
    # "": a new line. Else what becomes of the one that is registered; of which this was the last version.
    change = models.CharField("wijziging", max_length=10, blank=True)
    replaces = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "rij van een bestand met deelnames"
        verbose_name_plural = "rijen van bestanden met deelnames"
        indexes = [models.Index(fields=["bestand", "insz"], name="deelname_rij_by_trainee")]

    def __str__(self) -> str:
        return f"rij van bestand {self.bestand_id}"
