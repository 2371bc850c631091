"""Files with people and rights that a beheerder uploads."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models.organisation import Organisation
from accounts.models.person import Person


class BulkFile(models.Model):
    """An uploaded file: what was found in it, and how far it is applied.

    Rows carry an INSZ: they are kept sealed, only for as long as they are needed. What stays is counts and findings.
    """

    class Status(models.TextChoices):
        CHECKED = "gecontroleerd", "Wacht op uw beslissing"
        RUNNING = "bezig", "Wordt verwerkt"
        DONE = "verwerkt", "Verwerkt"
        CANCELLED = "geannuleerd", "Geannuleerd"
        STOPPED = "gestopt", "Gestopt"
        EXPIRED = "vervallen", "Vervallen"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bulk_files")
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("opgeladen op", auto_now_add=True)
    name = models.CharField("bestandsnaam", max_length=200)
    kind = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=20, choices=Status, default=Status.CHECKED)
    header = models.JSONField(default=list)
    unknown_columns = models.JSONField(default=list)
    # What the check found: how much there is to do, wrong cells, cells that were mended.
    plan_counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    right_rows = models.PositiveIntegerField(default=0)
    wrong_rows = models.PositiveIntegerField(default=0)
    # Sealed: the right rows until they are applied, the rejected ones for as long as they can be fetched.
    plan = models.BinaryField(null=True)
    rejected = models.BinaryField(null=True)
    # Who confirmed, and for whom that person acted: asked again at every chunk.
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    choice = models.JSONField(null=True)
    # How far applying is, and what came of it.
    done_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    failures = models.JSONField(default=list)
    moved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "opgeladen bestand"
        verbose_name_plural = "opgeladen bestanden"
        indexes = [
            models.Index(fields=["organisation", "-uploaded_at"], name="bulk_file_by_organisation"),
            models.Index(fields=["organisation", "sha256"], name="bulk_file_by_hash"),
            models.Index(fields=["status", "moved_at"], name="bulk_file_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                name="bulk_file_confirmed_by_somebody",
                condition=~Q(status="bezig") | Q(confirmed_by__isnull=False, plan__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
