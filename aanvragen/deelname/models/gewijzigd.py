"""Corrections of what was used already: a dossierbehandelaar must look at the dossier again."""

from django.db import models
from django.db.models import Q

from aanvragen.deelname.models.deelname import Deelname
from aanvragen.models import Aanvraag
from accounts.models import Person


class GewijzigdeDeelname(models.Model):
    """A later version of a line, beside the dossier in which an earlier one was used."""

    # The new version.
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="gebruikt_in")
    aanvraag = models.ForeignKey(Aanvraag, on_delete=models.PROTECT, related_name="gewijzigde_deelnames")
    changed_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "gewijzigde deelname"
        verbose_name_plural = "gewijzigde deelnames"
        constraints = [
            models.UniqueConstraint(fields=["deelname", "aanvraag"], name="gewijzigd_once"),
            models.CheckConstraint(
                name="gewijzigd_seen_by_somebody",
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="gewijzigd_unseen", condition=Q(seen_at__isnull=True)),
            models.Index(fields=["-changed_at", "-id"], name="gewijzigd_all"),
        ]

    def __str__(self) -> str:
        return f"{self.deelname_id} in {self.aanvraag_id}"
