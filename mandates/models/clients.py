"""The clients of somebody who acts for many: which ones were used last, and which ones are kept at hand."""

from django.db import models

from accounts.models import Organisation, Person


class Klant(models.Model):
    """One person's memory of a represented organisation. It opens nothing: the mandate decides, at each request."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    own = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    represented = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)
    favourite = models.BooleanField("favoriet", default=False)

    class Meta:
        verbose_name = "klant"
        verbose_name_plural = "klanten"
        constraints = [
            models.UniqueConstraint(fields=["person", "own", "represented"], name="klant_once"),
        ]
        indexes = [models.Index(fields=["person", "own", "-last_used_at"], name="klant_last_used")]

    def __str__(self) -> str:
        return f"{self.represented} voor {self.person}"
