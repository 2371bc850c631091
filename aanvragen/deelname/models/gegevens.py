"""What a registration of attendance says while it goes through its steps: which opleiding, which period."""

from django.db import models

from aanvragen.deelname.regels.perioden import Periode
from aanvragen.models import Aanvraag, Opleiding


class DeelnameGegevens(models.Model):
    """The columns of the draft. Its lines stand in `typed` until they are filed; then each is a `Deelname`."""

    aanvraag = models.OneToOneField(Aanvraag, on_delete=models.PROTECT, primary_key=True, related_name="deelname")
    contact_name = models.CharField("contactpersoon", max_length=200, blank=True)
    contact_email = models.EmailField("e-mailadres", blank=True)
    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, null=True, related_name="+")
    period_from = models.DateField("periode van", null=True)
    period_until = models.DateField("periode tot en met", null=True)
    line_count = models.PositiveIntegerField("aantal cursisten", null=True)

    class Meta:
        verbose_name = "gegevens van een registratie van deelnames"
        verbose_name_plural = "gegevens van registraties van deelnames"
        constraints = [
            models.CheckConstraint(
                name="deelname_gegevens_period",
                condition=models.Q(period_from__isnull=True, period_until__isnull=True)
                | models.Q(period_until__gte=models.F("period_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opleiding_id} {self.period_from}"

    @property
    def periode(self) -> Periode | None:
        if self.period_from is None or self.period_until is None:
            return None
        return Periode(self.period_from, self.period_until)
