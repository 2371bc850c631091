"""What a registration of an opleiding says, in typed columns; empty while it is a draft."""

import uuid

from django.db import models
from django.db.models import F, Q

from aanvragen.models import Aanvraag
from aanvragen.odb.soorten import Niveau, Vorm
from aanvragen.vov.opleiding import Soort


class OdbGegevens(models.Model):
    """One opleiding as its provider declares it, and the term within which an answer is due."""

    aanvraag = models.OneToOneField(Aanvraag, on_delete=models.PROTECT, primary_key=True, related_name="odb")

    contact_name = models.CharField("contactpersoon", max_length=200, blank=True)
    contact_email = models.EmailField("e-mailadres", blank=True)
    contact_phone = models.CharField("telefoonnummer", max_length=30, blank=True)

    title = models.CharField("titel", max_length=300, blank=True)
    kind = models.CharField(
        "soort", max_length=20, choices=[(soort.value, soort.value) for soort in Soort], blank=True
    )
    restriction = models.CharField(max_length=20, choices=[(item.value, item.label) for item in Niveau], blank=True)
    start = models.DateField("startdatum", null=True)
    end = models.DateField("einddatum", null=True)
    exam_date = models.DateField("examendatum", null=True)
    vorm = models.CharField(max_length=20, choices=[(item.value, item.label) for item in Vorm], blank=True)
    place = models.CharField("plaats", max_length=200, blank=True)
    size = models.DecimalField("omvang", max_digits=7, decimal_places=2, null=True)
    blended_hours = models.DecimalField("uren op afstand", max_digits=7, decimal_places=2, null=True)
    lms = models.CharField("leeromgeving", max_length=200, blank=True)
    follow_up = models.TextField("opvolging van de leerdoelen", blank=True)

    # The last day to give what the department asked for, and when that was reminded of.
    answer_by = models.DateField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        verbose_name = "gegevens van een registratie"
        verbose_name_plural = "gegevens van registraties"
        constraints = [
            models.CheckConstraint(
                name="odb_period", condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
            models.CheckConstraint(name="odb_size_positive", condition=Q(size__isnull=True) | Q(size__gt=0)),
        ]
        indexes = [
            models.Index(fields=["answer_by"], name="odb_answers_due", condition=Q(answer_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class Module(models.Model):
    """A part of an opleiding that has a size of its own; the inschrijvingsattest names it."""

    gegevens = models.ForeignKey(OdbGegevens, on_delete=models.PROTECT, related_name="modules")
    position = models.PositiveSmallIntegerField()
    title = models.CharField("titel", max_length=300)
    size = models.DecimalField("omvang", max_digits=7, decimal_places=2)

    class Meta:
        verbose_name = "module"
        verbose_name_plural = "modules"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["gegevens", "position"], name="one_module_per_position"),
            models.CheckConstraint(name="module_size_positive", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title


class Verlenging(models.Model):
    """A new end date that a provider asked, and what became of it."""

    gegevens = models.ForeignKey(OdbGegevens, on_delete=models.PROTECT, related_name="verlengingen")
    old_end = models.DateField("einddatum")
    new_end = models.DateField("nieuwe einddatum")
    asked_at = models.DateTimeField(auto_now_add=True)
    # None while nobody decided; by the rule of the parameter it is granted at once.
    granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "verlenging"
        verbose_name_plural = "verlengingen"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gegevens"], condition=Q(granted__isnull=True), name="one_open_verlenging"
            ),
            models.CheckConstraint(name="verlenging_is_later", condition=Q(new_end__gt=F("old_end"))),
            models.CheckConstraint(
                name="verlenging_decided", condition=Q(granted__isnull=True) | Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"tot en met {self.new_end:%d/%m/%Y}"


def list_name(bestand: "Lijstbestand", filename: str) -> str:
    return f"opleidingen/{uuid.uuid4().hex}"


class Lijstbestand(models.Model):
    """A whole file of the public list, made once for everybody."""

    # Its extension, and whether the opleidingen that are over are in it.
    extension = models.CharField(max_length=4)
    everything = models.BooleanField()
    # When its content changed last; and when it was last seen to be what the databank holds.
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=list_name, max_length=200)

    class Meta:
        verbose_name = "bestand van de lijst"
        verbose_name_plural = "bestanden van de lijst"
        constraints = [models.UniqueConstraint(fields=["extension", "everything"], name="one_lijstbestand_of_each")]

    def __str__(self) -> str:
        return f"opleidingen.{self.extension}"
