"""The catalogue of gebruikersrechten, the rights that were granted, and the requests for them."""

import datetime

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models.organisation import Kind, Organisation
from accounts.models.periods import NOT_STOPPED, Stoppable, StoppableQuerySet, ends_after_start, id_range, no_overlap
from accounts.models.person import Person
from accounts.models.werkrelatie import Werkrelatie


class Closable(models.Model):
    """What the catalogue no longer gives out from a day on; what was given before runs on until its end."""

    closed_on = models.DateField("afgesloten op", null=True, blank=True)

    class Meta:
        abstract = True

    def closed(self, day: datetime.date) -> bool:
        """No new grants on that day."""
        return self.closed_on is not None and self.closed_on <= day


class Gebruikersrecht(Closable):
    """A right as the catalogue knows it."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField("naam", max_length=120)
    max_months = models.PositiveSmallIntegerField("maximumduur in maanden", default=48)
    has_contexts = models.BooleanField("met context", default=False)
    # An empty list: every kind of organisation may have it.
    kinds = ArrayField(models.CharField(max_length=30, choices=Kind), default=list, blank=True)
    by_law = models.BooleanField("geldt zonder toekenning voor een wettelijk vertegenwoordiger", default=False)

    class Meta:
        verbose_name = "gebruikersrecht"
        verbose_name_plural = "gebruikersrechten"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RechtContext(Closable):
    """A finer choice inside a right ("maatregel"). An opaque code with a label."""

    recht = models.ForeignKey(Gebruikersrecht, on_delete=models.PROTECT, related_name="contexts")
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=120)

    class Meta:
        verbose_name = "context"
        verbose_name_plural = "contexten"
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["recht", "code"], name="context_once_per_recht")]

    def __str__(self) -> str:
        return self.label


class ToegekendRecht(Stoppable):
    """A right that a person has in an organisation during a period. Never deleted, only ended."""

    werkrelatie = models.ForeignKey(Werkrelatie, on_delete=models.PROTECT, related_name="rechten")
    recht = models.ForeignKey(Gebruikersrecht, on_delete=models.PROTECT, related_name="toekenningen")
    context = models.ForeignKey(
        RechtContext, on_delete=models.PROTECT, null=True, blank=True, related_name="toekenningen"
    )
    start = models.DateField("begindatum")
    end = models.DateField("einddatum")
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    objects = StoppableQuerySet.as_manager()

    class Meta:
        verbose_name = "toegekend recht"
        verbose_name_plural = "toegekende rechten"
        constraints = [
            ends_after_start("toegekend_recht_period"),
            no_overlap(
                "toegekend_recht_no_overlap",
                id_range("werkrelatie"),
                id_range("recht"),
                id_range("context", nullable=True),
                condition=NOT_STOPPED,
                message="Deze persoon heeft dit recht in deze periode al.",
            ),
        ]
        triggers = [
            # Any update of the werkrelatie notes the transaction. EXECUTE: as with the triggers there.
            pgtrigger.Trigger(
                name="changes_werkrelatie",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "EXECUTE 'UPDATE accounts_werkrelatie SET changed_in = 0 WHERE id IN ($1, $2)' "
                    "USING OLD.werkrelatie_id, NEW.werkrelatie_id; RETURN NULL;"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.recht} ({self.context})" if self.context_id else str(self.recht)


class Rechtaanvraag(models.Model):
    """A person asks the lokale beheerders of an organisation for a right."""

    class Status(models.TextChoices):
        PENDING = "aangevraagd", "Aangevraagd"
        GRANTED = "toegekend", "Toegekend"
        REFUSED = "geweigerd", "Geweigerd"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rechtaanvragen")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rechtaanvragen")
    recht = models.ForeignKey(Gebruikersrecht, on_delete=models.PROTECT, related_name="+")
    context = models.ForeignKey(RechtContext, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    message = models.TextField("bericht", max_length=1000, blank=True)
    # Of who has no werkrelatie with the organisation yet: granting makes one with these.
    email = models.EmailField("e-mailadres", blank=True)
    phone = models.CharField("telefoonnummer", max_length=30, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.PENDING)
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField("reden", max_length=1000, blank=True)
    granted = models.ForeignKey(ToegekendRecht, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "aanvraag van een gebruikersrecht"
        verbose_name_plural = "aanvragen van gebruikersrechten"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "recht", "context"],
                name="one_pending_rechtaanvraag",
                condition=Q(status="aangevraagd"),
                nulls_distinct=False,
                violation_error_message="U hebt dit recht al aangevraagd.",
            ),
            models.CheckConstraint(
                name="decided_rechtaanvraag_has_decider",
                condition=Q(status="aangevraagd", decided_at__isnull=True, decided_by__isnull=True)
                | Q(~Q(status="aangevraagd"), decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="refused_rechtaanvraag_has_reason", condition=~Q(status="geweigerd") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="granted_rechtaanvraag_has_grant", condition=~Q(status="toegekend") | Q(granted__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["organisation", "status"], name="rechtaanvraag_by_organisation")]

    def __str__(self) -> str:
        return f"{self.recht} voor {self.person}"
