"""Attests of a whole group, made by a worker; and the reminders that were sent."""

import uuid

from django.db import models
from django.db.models import Q

from aanvragen.models import Opleiding
from accounts.models import Organisation, Person
from loket.acting.context import ActingContext


def bundle_name(bundel: "Attestbundel", filename: str) -> str:
    name = uuid.uuid4().hex
    return f"attesten/{name[:2]}/{name}.zip"


class AttestbundelQuerySet(models.QuerySet):
    def of_provider(self, acting: ActingContext):
        if not acting.represented.is_organisation:
            return self.none()
        return self.filter(provider=acting.represented.id)


class Attestbundel(models.Model):
    """The attests of all trainees of an opleiding in one zip, as they were asked for; one under way at a time."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # How many there are, and how many are made; one by one, so that a page can show how far it is.
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    file = models.FileField(upload_to=bundle_name, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    objects = AttestbundelQuerySet.as_manager()

    class Meta:
        verbose_name = "bundel met attesten"
        verbose_name_plural = "bundels met attesten"
        constraints = [
            models.UniqueConstraint(
                fields=["opleiding"], condition=Q(finished_at__isnull=True), name="attestbundel_one_under_way"
            ),
        ]
        indexes = [models.Index(fields=["provider", "-asked_at", "-id"], name="attestbundel_by_provider")]

    def __str__(self) -> str:
        return f"attesten van {self.opleiding_id}"


class Deelnameherinnering(models.Model):
    """This address was reminded of this period of this opleiding. Once."""

    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField("periode van")
    email = models.EmailField("e-mailadres")
    sent_on = models.DateField("verstuurd op")

    class Meta:
        verbose_name = "herinnering aan deelnames"
        verbose_name_plural = "herinneringen aan deelnames"
        constraints = [
            models.UniqueConstraint(fields=["email", "opleiding", "period_from"], name="deelnameherinnering_once"),
        ]

    def __str__(self) -> str:
        return f"{self.opleiding_id} {self.period_from}"
