"""Toekenningen: under which label an enterprise gets the subsidy, and for how many places."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from accounts.models.periods import ValidOnQuerySet, ends_after_start
from loket.acting.context import ActingContext
from loket.bulk.models import Bestand
from maatwerk.models.fields import VTE, euro, first_of_quarter, kwartaal_field


class ToekenningQuerySet(ValidOnQuerySet):
    """Whoever looks through an acting context sees the labels of the represented enterprise only."""

    def of(self, acting: ActingContext):
        """Those of whom somebody acts for; nothing for a citizen."""
        party = acting.represented
        return self.filter(organisation=party.id) if party.is_organisation else self.none()


class Toekenning(models.Model):
    """One label of one enterprise; an enterprise has one or more.

    - `nummer`: the toekenningsnummer, an opaque text: its format is not published and leading zeros count.
    - `label`: the name under which the enterprise knows this recognition.
    - `start`, `end`: when it runs; no `end` means until further notice.
    - `dossierbehandelaar`, `contact_email`: whom to contact when the data are wrong; may be empty.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="toekenningen")
    nummer = models.CharField("toekenningsnummer", max_length=30, unique=True)
    label = models.CharField("label", max_length=200)
    start = models.DateField("begindatum")
    end = models.DateField("einddatum", null=True, blank=True)
    dossierbehandelaar = models.CharField("dossierbehandelaar", max_length=200, blank=True)
    contact_email = models.EmailField("e-mailadres", blank=True)

    objects = ToekenningQuerySet.as_manager()

    class Meta:
        verbose_name = "toekenning"
        verbose_name_plural = "toekenningen"
        ordering = ["nummer"]
        constraints = [
            ends_after_start("toekenning_period"),
            models.CheckConstraint(name="toekenning_nummer_filled", condition=Q(nummer__regex=r"\S")),
        ]

    def __str__(self) -> str:
        return f"{self.nummer} {self.label}"


class Contingent(models.Model):
    """What was granted to a label for one quarter.

    - `vte`: the number of subsidised places, with decimals.
    - `maximum`: the granted maximum amount of the quarter in euro; None when no amount was granted.
    - `reden`: why it differs from the quarter before (uitbreiding, herverdeling); empty when it does not.
    """

    toekenning = models.ForeignKey(Toekenning, on_delete=models.PROTECT, related_name="contingenten", db_index=False)
    kwartaal = kwartaal_field()
    vte = models.DecimalField("toegekend contingent in VTE", **VTE)
    maximum = euro("toegekend maximumbedrag", null=True, blank=True)
    reden = models.CharField("reden van de wijziging", max_length=200, blank=True)
    # The file that brought it; None for what was there before.
    levering = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        verbose_name = "contingent"
        verbose_name_plural = "contingenten"
        ordering = ["kwartaal"]
        indexes = [
            models.Index(fields=["levering"], name="contingent_by_levering", condition=Q(levering__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["toekenning", "kwartaal"],
                name="contingent_one_per_quarter",
                violation_error_message="Voor dit kwartaal is er al een contingent.",
            ),
            first_of_quarter("contingent_quarter"),
            models.CheckConstraint(name="contingent_not_negative", condition=Q(vte__gte=0)),
            models.CheckConstraint(
                name="contingent_maximum_not_negative", condition=Q(maximum__isnull=True) | Q(maximum__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.toekenning_id} {self.kwartaal:%Y-%m}: {self.vte} VTE"
