"""The parameters by which aanvragen were judged, kept once for all that were judged by the same."""

import hashlib
import json
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
