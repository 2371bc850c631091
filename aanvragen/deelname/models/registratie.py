"""A filing of attendance: who gave it, for which opleiding and period, and the receipt."""

import uuid

from django.db import models
from django.db.models import F, Q

from aanvragen.deelname.regels.perioden import Periode
from aanvragen.models import Aanvraag, Opleiding
from accounts.models import Organisation, Person
from loket.acting.context import ActingContext, Ground


class RegistratieQuerySet(models.QuerySet):
    """Always start from `of_provider`: what is not in the acting context's own query does not exist for it."""

    def of_provider(self, acting: ActingContext):
        """What was filed for the represented opleidingsverstrekker; a filing that is under way does not count yet."""
        if not acting.represented.is_organisation:
            return self.none()
        return self.filter(provider=acting.represented.id, filed_at__isnull=False)


def receipt_name(registratie: "Registratie", filename: str) -> str:
    name = uuid.uuid4().hex
    return f"registraties/{name[:2]}/{name}.pdf"


class Registratie(models.Model):
    """One filing. `filed_at` is empty while a file is still being stored; then there is no receipt either."""

    class Kind(models.TextChoices):
        FORMULIER = "formulier", "Registratie met het formulier"
        BESTAND = "bestand", "Registratie met een bestand"
        VERBETERING = "verbetering", "Verbetering"
        INTREKKING = "intrekking", "Intrekking"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("soort", max_length=20, choices=Kind)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, related_name="registraties")
    period_from = models.DateField("periode van")
    period_until = models.DateField("periode tot en met")
    # The aanvraag of which this is what was filed; a file and a correction have none.
    aanvraag = models.OneToOneField(Aanvraag, on_delete=models.PROTECT, null=True, related_name="registratie")
    reference = models.CharField("referentie", max_length=20, null=True, unique=True)
    reason = models.TextField("reden", blank=True)
    line_count = models.PositiveIntegerField("aantal lijnen", default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    filed_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    own_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=30, choices=[(ground.value, ground.label) for ground in Ground])
    mandate = models.CharField(max_length=40, blank=True)
    # After the last day that the rules gave.
    late = models.BooleanField("te laat", default=False)
    receipt = models.FileField(upload_to=receipt_name, max_length=200, blank=True)
    receipt_sha256 = models.CharField(max_length=64, blank=True)

    objects = RegistratieQuerySet.as_manager()

    class Meta:
        verbose_name = "registratie van deelnames"
        verbose_name_plural = "registraties van deelnames"
        constraints = [
            models.CheckConstraint(name="registratie_period", condition=Q(period_until__gte=F("period_from"))),
            models.CheckConstraint(
                name="registratie_filed_is_complete", condition=Q(filed_at__isnull=True) | Q(reference__isnull=False)
            ),
            models.CheckConstraint(
                name="registratie_change_has_reason",
                condition=Q(kind__in=["formulier", "bestand"]) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["provider", "-filed_at", "-id"], name="registratie_by_provider")]

    def __str__(self) -> str:
        return self.reference or f"registratie {self.pk}"

    @property
    def periode(self) -> Periode:
        return Periode(self.period_from, self.period_until)
