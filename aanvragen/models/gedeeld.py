"""What many aanvragen have alike of what was frozen, kept once."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pgtrigger
from django.db import models


class GedeeldeParameters(models.Model):
    """The values of one judgement, as they were frozen. Found by what they are, and never changed."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    values = models.JSONField()

    class Meta:
        verbose_name = "gedeelde parameters"
        verbose_name_plural = "gedeelde parameters"
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.sha256

    @classmethod
    def keep(cls, values: list[dict[str, Any]]) -> str:
        """The key of these values, which are kept when they were not yet. Two at once is no error."""
        key = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
        cls.objects.bulk_create([cls(sha256=key, values=values)], ignore_conflicts=True)
        return key


class GedeeldeMomentopname(models.Model):
    """The snapshot of aanvragen of one file that are alike but for the werknemer; marks stand in the open places."""

    values = models.JSONField()
    marks = models.JSONField()
    # None for those that were made when each aanvraag still named its own.
    parameters = models.ForeignKey(
        GedeeldeParameters, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "gedeelde momentopname"
        verbose_name_plural = "gedeelde momentopnames"
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"momentopname {self.pk}"

    def filled(self, own: Sequence[str]) -> dict[str, Any]:
        """The snapshot of one aanvraag: what is its own, in the places of the marks."""
        text = json.dumps(self.values)
        for mark, value in zip(self.marks, own, strict=True):
            text = text.replace(mark, json.dumps(value)[1:-1])
        found: dict[str, Any] = json.loads(text)
        return found
