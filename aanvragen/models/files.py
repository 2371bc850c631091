"""Files that hang on an aanvraag: what was uploaded, and the receipt. Never served without asking who you are."""

import uuid

from django.db import models
from django.db.models import Q

from aanvragen.models.aanvraag import Aanvraag
from accounts.models import Person


def _random_name(folder: str, extension: str) -> str:
    name = uuid.uuid4().hex
    return f"{folder}/{name[:2]}/{name}{extension}"


def upload_name(bijlage: "Bijlage", filename: str) -> str:
    """A random name: what the user called the file stays in the table."""
    return _random_name("bijlagen", "")


def receipt_name(bewijs: "Ontvangstbewijs", filename: str) -> str:
    return _random_name("ontvangstbewijzen", ".pdf")


class Bijlage(models.Model):
    """An uploaded file; `content_type` was judged from the content."""

    aanvraag = models.ForeignKey(Aanvraag, on_delete=models.PROTECT, related_name="bijlagen")
    # Which kinds there are, the steps of each dienst say.
    kind = models.CharField(max_length=30)
    name = models.CharField("bestandsnaam", max_length=255)
    content_type = models.CharField(max_length=50)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=upload_name, max_length=200)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # Replaced or taken away by the user while it was a draft; the row stays.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "bijlage"
        verbose_name_plural = "bijlagen"
        constraints = [
            models.UniqueConstraint(
                fields=["aanvraag", "kind"], condition=Q(removed_at__isnull=True), name="one_bijlage_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Ontvangstbewijs(models.Model):
    """The receipt as it was made, with the fingerprint by which a copy can be checked later."""

    aanvraag = models.OneToOneField(Aanvraag, on_delete=models.PROTECT, related_name="ontvangstbewijs")
    file = models.FileField(upload_to=receipt_name, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "ontvangstbewijs"
        verbose_name_plural = "ontvangstbewijzen"

    def __str__(self) -> str:
        return f"Ontvangstbewijs van {self.aanvraag}"
