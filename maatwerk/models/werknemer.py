"""Doelgroepwerknemers and their werkondersteuningspakketten (WOP)."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models.periods import ValidOnQuerySet, ends_after_start, id_range, no_overlap
from loket.bulk.models import Bestand
from maatwerk.models.toekenning import Toekenning


class Niveau(models.TextChoices):
    """How intensive the guidance is."""

    LAAG = "laag", "laag"
    MIDDEN = "midden", "midden"
    HOOG = "hoog", "hoog"


class Basis(models.TextChoices):
    """What a WOP rests on."""

    START = "start", "Startpakket"
    EVALUATIE = "evaluatie", "Evaluatie door VDAB"
    OVERGANG = "overgang", "Overgang 2019"
    DOORSTROOM = "doorstroom", "Na doorstroom"


class Groep(models.TextChoices):
    """The target group of the decree of 12 July 2013, art. 3, 2°."""

    A = "a", "Arbeidshandicap"
    B = "b", "Psychosociale arbeidsbeperking"
    C = "c", "Uiterst kwetsbaar"


PERCENTAGES = range(40, 76, 5)


class Werknemer(models.Model):
    """A person who works, or worked, in a maatwerkbedrijf.

    - `key`: how addresses name the person; the INSZ never stands in one.
    - `insz`: eleven digits as text, leading zeros kept.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    insz = models.CharField("INSZ", max_length=11, unique=True)
    voornaam = models.CharField("voornaam", max_length=100)
    naam = models.CharField("naam", max_length=100)

    class Meta:
        verbose_name = "werknemer"
        verbose_name_plural = "werknemers"
        indexes = [models.Index(fields=["naam", "voornaam", "id"], name="werknemer_by_name")]
        constraints = [
            models.CheckConstraint(name="werknemer_insz_digits", condition=Q(insz__regex=r"^[0-9]{11}$")),
        ]

    def __str__(self) -> str:
        return f"{self.voornaam} {self.naam}"


class Wop(models.Model):
    """A werkondersteuningspakket: what support a person gets at one label, in one period. "60 hoog" is
    percentage 60, niveau hoog.

    - `toekenning`: the label for which the person is registered (MVAC).
    - `percentage`: the loonpremie, 40 to 75 by 5. `niveau`: of the guidance.
    - `end`: the last day; None until an evaluation says otherwise.
    """

    werknemer = models.ForeignKey(Werknemer, on_delete=models.PROTECT, related_name="wops", db_index=False)
    toekenning = models.ForeignKey(Toekenning, on_delete=models.PROTECT, related_name="wops", db_index=False)
    percentage = models.PositiveSmallIntegerField("percentage van de loonpremie")
    niveau = models.CharField("niveau van de begeleiding", max_length=6, choices=Niveau)
    basis = models.CharField("basis", max_length=10, choices=Basis)
    groep = models.CharField("groep", max_length=1, choices=Groep)
    start = models.DateField("begindatum")
    end = models.DateField("einddatum", null=True, blank=True)

    # The file that brought it; None for what was there before.
    levering = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    objects = ValidOnQuerySet.as_manager()

    class Meta:
        verbose_name = "werkondersteuningspakket"
        verbose_name_plural = "werkondersteuningspakketten"
        constraints = [
            models.CheckConstraint(
                name="wop_percentage",
                condition=Q(percentage__in=list(PERCENTAGES)),
                violation_error_message="Een WOP heeft een percentage van 40 tot 75, per 5.",
            ),
            ends_after_start("wop_period"),
            no_overlap(
                "wop_one_at_a_time",
                id_range("werknemer"),
                message="Deze werknemer heeft in deze periode al een WOP.",
            ),
        ]
        indexes = [
            models.Index(fields=["werknemer", "start"], name="wop_by_werknemer"),
            # The list by name walks through the names, and asks of each whether it is of this label.
            models.Index(fields=["toekenning", "werknemer"], name="wop_of_label"),
            models.Index(fields=["toekenning", "end", "id"], name="wop_by_end"),
            models.Index(fields=["toekenning", "start", "id"], name="wop_by_start"),
            models.Index(fields=["levering"], name="wop_by_levering", condition=Q(levering__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.pakket

    @property
    def pakket(self) -> str:
        """As people write it: `60 hoog`."""
        return f"{self.percentage} {self.niveau}"
