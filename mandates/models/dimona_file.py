"""Files of the register of Dimona mandates that the department puts in, and the rows of them that were refused."""

import uuid

from django.db import models

from accounts.models import Person


class DimonaBestand(models.Model):
    """An uploaded file: how far checking or applying it is, and what came of it. The rows stay in the file."""

    class Status(models.TextChoices):
        CHECKING = "controle", "Wordt gecontroleerd"
        CHECKED = "gecontroleerd", "Wacht op uw beslissing"
        RUNNING = "bezig", "Wordt verwerkt"
        DONE = "verwerkt", "Verwerkt"
        CANCELLED = "geannuleerd", "Geannuleerd"
        STOPPED = "gestopt", "Gestopt"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # No person: the command at a terminal.
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("opgeladen op", auto_now_add=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    name = models.CharField("bestandsnaam", max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    # Kept until it is applied or cancelled.
    file = models.FileField(upload_to="dimona/%Y/%m/", blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.CHECKING)
    header = models.JSONField(default=list)
    unknown_columns = models.JSONField(default=list)
    # Lines of the file: the most rows that there can be.
    lines = models.PositiveIntegerField(default=0)
    # Of the pass under way: rows that were looked at, and what came of them.
    done_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    right_rows = models.PositiveIntegerField(default=0)
    wrong_rows = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    stop_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "bestand van het Dimona-register"
        verbose_name_plural = "bestanden van het Dimona-register"
        indexes = [models.Index(fields=["status", "moved_at"], name="dimona_file_by_status")]

    def __str__(self) -> str:
        return self.name

    @property
    def busy(self) -> bool:
        """A worker is at it."""
        return self.status in {self.Status.CHECKING, self.Status.RUNNING}


class DimonaBestandRij(models.Model):
    """A refused row: where it stands in the file, its cells, and per finding the column, the value and what to do."""

    bestand = models.ForeignKey(DimonaBestand, on_delete=models.CASCADE, related_name="rijen")
    number = models.PositiveIntegerField("rij")
    cells = models.JSONField()
    findings = models.JSONField()

    class Meta:
        verbose_name = "geweigerde rij"
        verbose_name_plural = "geweigerde rijen"
        constraints = [models.UniqueConstraint(fields=["bestand", "number"], name="dimona_file_row_once")]

    def __str__(self) -> str:
        return f"rij {self.number}"
