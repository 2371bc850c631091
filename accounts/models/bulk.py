"""Files with people and rights that a beheerder uploads."""

from django.db import models

from accounts.models.organisation import Organisation
from loket.bulk.models import CONFIRMED_BY_SOMEBODY, UploadedFile


class BulkFile(UploadedFile):
    """A file with people and rights of one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bulk_files")

    class Meta:
        verbose_name = "opgeladen bestand"
        verbose_name_plural = "opgeladen bestanden"
        indexes = [
            models.Index(fields=["organisation", "-uploaded_at"], name="bulk_file_by_organisation"),
            models.Index(fields=["organisation", "sha256"], name="bulk_file_by_hash"),
            models.Index(fields=["status", "moved_at"], name="bulk_file_by_status"),
        ]
        constraints = [
            models.CheckConstraint(name="bulk_file_confirmed_by_somebody", condition=CONFIRMED_BY_SOMEBODY),
        ]
