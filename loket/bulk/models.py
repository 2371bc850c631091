"""What every uploaded file is: what the check found, who confirmed it, and how far it is applied. Abstract.

Files of any length have a table of their own: `loket.bulk.large.models`.
"""

import uuid

from django.db import models
from django.db.models import Q

from loket.bulk.large.models import Bestand, BestandRij

__all__ = ["Bestand", "BestandRij", "FileStatus", "UploadedFile"]


class FileStatus(models.TextChoices):
    """How far a file is."""

    CHECKED = "gecontroleerd", "Wacht op uw beslissing"
    RUNNING = "bezig", "Wordt verwerkt"
    DONE = "verwerkt", "Verwerkt"
    CANCELLED = "geannuleerd", "Geannuleerd"
    STOPPED = "gestopt", "Gestopt"
    EXPIRED = "vervallen", "Vervallen"


# What a list does not show.
HEAVY = ("plan", "rejected", "findings", "notices", "failures")
CONFIRMED_BY_SOMEBODY = ~Q(status="bezig") | Q(confirmed_by__isnull=False, plan__isnull=False)


class UploadedFile(models.Model):
    """An uploaded file. Whose it is, the room says.

    Rows may carry an INSZ: they are kept sealed, only for as long as they are needed. What stays is counts and
    findings.
    """

    Status = FileStatus

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("opgeladen op", auto_now_add=True)
    name = models.CharField("bestandsnaam", max_length=200)
    kind = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=20, choices=FileStatus, default=FileStatus.CHECKED)
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
    confirmed_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
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
        abstract = True

    def __str__(self) -> str:
        return self.name
