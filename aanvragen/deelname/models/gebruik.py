"""Attests that an employer used by their code, in place of uploading them."""

from django.db import models

from aanvragen.deelname.models.inschrijving import Inschrijving
from aanvragen.models import Aanvraag, Bijlage


class Attestgebruik(models.Model):
    """An aanvraag that was filled in by a code. The attest, as it was then, is its bijlage."""

    aanvraag = models.OneToOneField(Aanvraag, on_delete=models.PROTECT, primary_key=True, related_name="attestgebruik")
    inschrijving = models.ForeignKey(Inschrijving, on_delete=models.PROTECT, related_name="gebruik")
    bijlage = models.ForeignKey(Bijlage, on_delete=models.PROTECT, related_name="+", db_index=False)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "gebruik van een attest"
        verbose_name_plural = "gebruik van attesten"

    def __str__(self) -> str:
        return f"{self.inschrijving_id} in {self.aanvraag_id}"
