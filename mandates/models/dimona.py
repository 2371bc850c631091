"""Dimona mandates: an enterprise lets a social secretariat act for it, from quarter to quarter."""

import datetime
import enum
import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, Person
from accounts.models.periods import ValidOnQuerySet, code_range, ends_after_start, id_range, no_overlap
from mandates.dimona.states import Status


class Groep(models.TextChoices):
    """The group of applications that a mandate is given for; one mandate per enterprise and group at a time.

    Source: Mahis (RSZ), "wat is een mandaat".
    """

    DMFA_DIMONA = "dmfa_dimona", "DmfA - Dimona"
    DMFAPPL_DIMONA = "dmfappl_dimona", "DmfAPPL - Dimona"


class Bron(enum.StrEnum):
    """Where the register got a mandate from."""

    IMPORT = "import"
    PROCEDURE = "procedure"
    REGISTER = "register"


HOLDING = [Status.ACTIEF, Status.AFGESLOTEN]
AWAITING = [Status.WACHT_OP_GEVER, Status.WACHT_OP_NEMER]


class DimonaMandaatQuerySet(ValidOnQuerySet):
    """A mandate opens something only when it is active and its quarters hold."""

    def in_force(self, day: datetime.date):
        return self.valid_on(day).filter(status=Status.ACTIEF)

    def holding_quarters(self) -> Self:
        """Those that keep others of the same giver and group out of their quarters: as `dimona_no_overlap`."""
        return self.filter(status__in=HOLDING)

    def not_over(self, day: datetime.date) -> Self:
        """Whose last quarter ends on that day or later."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day))

    def involving(self, organisation_id: int) -> Self:
        """Those in which this organisation is a party: nobody else knows of them."""
        return self.filter(Q(giver=organisation_id) | Q(taker=organisation_id))


class DimonaMandaat(models.Model):
    """One mandate. `start` is the first day of a quarter and `end`, when there is one, the last day of one."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dimona_gegeven")
    taker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dimona_gekregen")
    groep = models.CharField("groep van toepassingen", max_length=20, choices=Groep, default=Groep.DMFA_DIMONA)
    start = models.DateField("eerste dag van het beginkwartaal")
    end = models.DateField("laatste dag van het eindkwartaal", null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices())
    bron = models.CharField(max_length=20, choices=[(bron.value, bron.value) for bron in Bron])
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # When the register last said that it is so.
    seen_at = models.DateTimeField(auto_now_add=True)

    objects = DimonaMandaatQuerySet.as_manager()

    class Meta:
        verbose_name = "Dimona-mandaat"
        verbose_name_plural = "Dimona-mandaten"
        constraints = [
            models.CheckConstraint(name="dimona_not_to_oneself", condition=~Q(giver=F("taker"))),
            ends_after_start("dimona_period"),
            models.CheckConstraint(
                name="dimona_whole_quarters",
                condition=Q(start__day=1, start__month__in=[1, 4, 7, 10])
                & (
                    Q(end__isnull=True)
                    | Q(end__month__in=[3, 12], end__day=31)
                    | Q(end__month__in=[6, 9], end__day=30)
                ),
                violation_error_message="Een Dimona-mandaat begint en eindigt met een kwartaal.",
            ),
            no_overlap(
                "dimona_no_overlap",
                id_range("giver"),
                code_range("groep"),
                condition=Q(status__in=HOLDING),
                message="Voor dit kwartaal is er al een mandaat voor deze groep van toepassingen.",
            ),
            models.UniqueConstraint(
                name="dimona_one_waiting",
                fields=["giver", "taker", "groep"],
                condition=Q(status__in=AWAITING),
                violation_error_message="Er wacht al een mandaat tussen deze partijen voor deze groep.",
            ),
        ]
        indexes = [
            models.Index(fields=["taker", "status", "giver"], name="dimona_by_taker"),
            models.Index(fields=["giver", "status"], name="dimona_by_giver"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} -> {self.taker} ({self.get_groep_display()})"

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def ref(self) -> str:
        """How an acting context, an aanvraag and the journal name this mandate."""
        return f"dimona:{self.pk}"


class DimonaStap(models.Model):
    """One move of a mandate: from where to where, when, by whom and for which side, and why."""

    mandaat = models.ForeignKey(DimonaMandaat, on_delete=models.PROTECT, related_name="stappen")
    move = models.CharField(max_length=20)
    source = models.CharField(max_length=20, choices=Status.choices(), blank=True)
    target = models.CharField(max_length=20, choices=Status.choices())
    at = models.DateTimeField(auto_now_add=True)
    # No person: an import, the register, a change of secretariat.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "stap van een Dimona-mandaat"
        verbose_name_plural = "stappen van een Dimona-mandaat"
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"
