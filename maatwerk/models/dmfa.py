"""What a calculation starts from: the wages of the DmfA, and allowances that must be deducted."""

from django.db import models
from django.db.models import Q

from loket.bulk.models import Bestand
from maatwerk.models.fields import euro, first_of_quarter, kwartaal_field
from maatwerk.models.toekenning import Toekenning
from maatwerk.models.werknemer import Werknemer


class Loonlijn(models.Model):
    """The wage of one worker at one label in one quarter, as the DmfA declared it.

    An employer may change a declaration: then a line with the next `versie` comes beside the older one. A calculation
    uses the highest one that was there on its day.

    - `aangegeven_op`: when this version came in; None when the delivery did not tell, and then it always counts.
    - `brutoloon` (B): gross pay subject to RSZ, the `eindejaarspremie` included.
    - `bijdragen` (P): compulsory contributions of the employer.
    - `structureel`, `doelgroep` (V): the structural reduction and the target-group reduction, both positive.
    - `q`, `s`: hours a week in the contract, and of the full-time reference person; Q/S is the contractual fraction.
    - `q_effectief`: hours a week really worked in a progressive return to work; None when there is none.
    - `dagen_betaald`, `dagen_ziekte`: days of the quarter with pay, and ill without pay.
    - `in_dienst_van`, `in_dienst_tot`: the contract, when it begins or ends inside the quarter; else None.
    """

    werknemer = models.ForeignKey(Werknemer, on_delete=models.PROTECT, related_name="loonlijnen")
    toekenning = models.ForeignKey(Toekenning, on_delete=models.PROTECT, related_name="loonlijnen", db_index=False)
    kwartaal = kwartaal_field()
    versie = models.PositiveSmallIntegerField("versie van de aangifte", default=1)
    aangegeven_op = models.DateField("aangegeven op", null=True, blank=True)
    brutoloon = euro("brutoloon")
    eindejaarspremie = euro("waarvan eindejaarspremie", default=0)
    bijdragen = euro("werkgeversbijdragen")
    structureel = euro("structurele vermindering")
    doelgroep = euro("doelgroepvermindering")
    q = models.DecimalField("Q: uren per week", max_digits=5, decimal_places=2)
    s = models.DecimalField("S: uren per week, voltijds", max_digits=5, decimal_places=2)
    q_effectief = models.DecimalField(
        "uren per week bij progressieve werkhervatting", max_digits=5, decimal_places=2, null=True, blank=True
    )
    dagen_betaald = models.PositiveSmallIntegerField("betaalde dagen")
    dagen_ziekte = models.PositiveSmallIntegerField("dagen ziekte zonder loon", default=0)
    in_dienst_van = models.DateField("in dienst vanaf", null=True, blank=True)
    in_dienst_tot = models.DateField("in dienst tot en met", null=True, blank=True)
    # The file that brought it; None for what was there before.
    levering = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        verbose_name = "loonlijn"
        verbose_name_plural = "loonlijnen"
        indexes = [models.Index(fields=["levering"], name="loonlijn_by_levering", condition=Q(levering__isnull=False))]
        constraints = [
            models.UniqueConstraint(
                fields=["toekenning", "kwartaal", "werknemer", "versie"], name="loonlijn_one_per_version"
            ),
            first_of_quarter("loonlijn_quarter"),
            models.CheckConstraint(
                name="loonlijn_not_negative",
                condition=Q(
                    brutoloon__gte=0, eindejaarspremie__gte=0, bijdragen__gte=0, structureel__gte=0, doelgroep__gte=0
                ),
            ),
            models.CheckConstraint(name="loonlijn_hours", condition=Q(q__gte=0, s__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.werknemer_id} {self.kwartaal:%Y-%m} ({self.versie})"


class Activeringsuitkering(models.Model):
    """An allowance (SINE) that is deducted from the loonpremie of a quarter.

    - `bedrag` (A): of the whole quarter.
    - `herkomst`: who told it, as RVA or a correction by the department.
    """

    werknemer = models.ForeignKey(Werknemer, on_delete=models.PROTECT, related_name="activeringsuitkeringen")
    toekenning = models.ForeignKey(
        Toekenning, on_delete=models.PROTECT, related_name="activeringsuitkeringen", db_index=False
    )
    kwartaal = kwartaal_field()
    bedrag = euro("bedrag")
    herkomst = models.CharField("herkomst", max_length=100)
    # The file that brought it; None for what was there before.
    levering = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        verbose_name = "activeringsuitkering"
        verbose_name_plural = "activeringsuitkeringen"
        indexes = [
            models.Index(fields=["levering"], name="activering_by_levering", condition=Q(levering__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(fields=["toekenning", "kwartaal", "werknemer"], name="activering_one_per_quarter"),
            first_of_quarter("activering_quarter"),
            models.CheckConstraint(name="activering_not_negative", condition=Q(bedrag__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.werknemer_id} {self.kwartaal:%Y-%m}: {self.bedrag}"
