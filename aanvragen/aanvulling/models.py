"""What was asked more of an aanvraag, the draft of the answer, and what was declared before it."""

import datetime
import uuid

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from aanvragen.models import Aanvraag
from aanvragen.states import Status


class Aanvulling(models.Model):
    """One question of the department. It is open until it is answered, or lapses with its term."""

    aanvraag = models.ForeignKey(Aanvraag, on_delete=models.PROTECT, related_name="aanvullingen")
    asked_at = models.DateTimeField(auto_now_add=True)
    # The last day to answer.
    answer_by = models.DateField()
    reminded_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    # The answer while it is made: a draft that began as a copy of what was filed.
    concept = models.OneToOneField(Aanvraag, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "aanvulling"
        verbose_name_plural = "aanvullingen"
        constraints = [
            models.UniqueConstraint(
                fields=["aanvraag"], condition=Q(closed_at__isnull=True), name="aanvulling_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by"], name="aanvulling_due", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"aanvulling bij {self.aanvraag_id}"

    @property
    def asked(self) -> str:
        """What the department wrote last."""
        last = self.aanvraag.moves.filter(target=Status.AANVULLING_GEVRAAGD).last()
        return last.reason if last else ""

    @property
    def filed_on(self) -> datetime.date:
        """The day of the first filing: the day by which the rules judge the answer too."""
        return timezone.localdate(self.aanvraag.submitted_at)


def receipt_name(versie: "Versie", filename: str) -> str:
    name = uuid.uuid4().hex
    return f"ontvangstbewijzen/{name[:2]}/{name}.pdf"


class Versie(models.Model):
    """What an aanvraag said until it was corrected: as it was frozen, as it was typed in columns, and its receipt."""

    aanvraag = models.ForeignKey(Aanvraag, on_delete=models.PROTECT, related_name="versies", db_index=False)
    number = models.PositiveSmallIntegerField()
    frozen = models.JSONField()
    gegevens = models.JSONField(encoder=DjangoJSONEncoder)
    receipt = models.FileField(upload_to=receipt_name, max_length=200)
    receipt_sha256 = models.CharField(max_length=64)
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "versie van een aanvraag"
        verbose_name_plural = "versies van aanvragen"
        constraints = [models.UniqueConstraint(fields=["aanvraag", "number"], name="versie_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"versie {self.number} van {self.aanvraag_id}"
