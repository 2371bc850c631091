"""The answers. Who gave them is not kept: the department reads them without a name."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Gevonden(models.TextChoices):
    """Did one find what one looked for?"""

    JA = "ja", "Ja"
    DEELS = "deels", "Een deel ervan"
    NEE = "nee", "Nee"


class Duidelijk(models.IntegerChoices):
    """How clear the screens are."""

    ZEER = 5, "Zeer duidelijk"
    GOED = 4, "Duidelijk"
    NEUTRAAL = 3, "Gaat wel"
    WEINIG = 2, "Onduidelijk"
    NIET = 1, "Zeer onduidelijk"


class Rapport(models.TextChoices):
    """The reports of the measure Maatwerk."""

    AFREKENING = "afrekening", "Afrekening"
    VOORSCHOT = "voorschot", "Voorschot"
    WOP = "wop", "WOP"


class Antwoord(models.Model):
    """One filled in questionnaire."""

    # Made with the form, so that a second click does not count twice.
    key = models.UUIDField("sleutel", unique=True)
    on = models.DateField("ingevuld op", auto_now_add=True)
    gevonden = models.CharField("gevonden", max_length=10, choices=Gevonden)
    duidelijk = models.PositiveSmallIntegerField("duidelijk", choices=Duidelijk)
    rapporten = ArrayField(models.CharField(max_length=20, choices=Rapport), verbose_name="rapporten")
    opmerking = models.TextField("opmerking", blank=True)

    class Meta:
        verbose_name = "antwoord op de vragenlijst"
        verbose_name_plural = "antwoorden op de vragenlijst"
        indexes = [models.Index(fields=["id"], name="antwoord_with_remark", condition=~Q(opmerking=""))]
        constraints = [
            models.CheckConstraint(name="antwoord_duidelijk_1_to_5", condition=Q(duidelijk__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}: {self.get_gevonden_display()}"
