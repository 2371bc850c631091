"""Which reminders were sent: what stands here is never sent again."""

from django.db import models
from django.db.models import Q

from accounts.models.person import Person
from accounts.models.rights import Rechtaanvraag, ToegekendRecht


class ReminderDigest(models.Model):
    """One mail with reminders: at most one a day for a person at an address."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField("e-mailadres")
    day = models.DateField("dag")

    class Meta:
        verbose_name = "herinneringsmail"
        verbose_name_plural = "herinneringsmails"
        constraints = [models.UniqueConstraint(fields=["person", "email", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.day:%d/%m/%Y}"


class Reminder(models.Model):
    """One line of such a mail: once per right (or request), threshold in days, and recipient."""

    digest = models.ForeignKey(ReminderDigest, on_delete=models.PROTECT, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    toegekend_recht = models.ForeignKey(ToegekendRecht, on_delete=models.PROTECT, null=True, related_name="+")
    rechtaanvraag = models.ForeignKey(Rechtaanvraag, on_delete=models.PROTECT, null=True, related_name="+")
    threshold = models.PositiveSmallIntegerField("drempel in dagen")

    class Meta:
        verbose_name = "herinnering"
        verbose_name_plural = "herinneringen"
        constraints = [
            # A row that is about a right has no request and the other way round: NULLs are distinct.
            models.UniqueConstraint(fields=["toegekend_recht", "threshold", "person"], name="one_reminder_per_right"),
            models.UniqueConstraint(
                fields=["rechtaanvraag", "threshold", "person"], name="one_reminder_per_rechtaanvraag"
            ),
            models.CheckConstraint(
                name="reminder_is_about_one_thing",
                condition=Q(toegekend_recht__isnull=False, rechtaanvraag__isnull=True)
                | Q(toegekend_recht__isnull=True, rechtaanvraag__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.toegekend_recht_id or self.rechtaanvraag_id}: {self.threshold}"
