"""The journal: who did what, for whom, on which object, when. Append-only: a trigger refuses the rest."""

import pgtrigger
from django.db import models


class JournalEntry(models.Model):
    """One act. `own` and `represented` are apart, always: the represented party reads its own journal later."""

    at = models.DateTimeField(auto_now_add=True)
    # No person: the portal itself (a task, a deadline).
    person = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    own = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    represented = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    # A natural person in whose name somebody else acted, or who acted in his own.
    represented_person = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=30, blank=True)
    mandate = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    # Plain facts about the act (a reference, a status); never an INSZ, never what somebody typed.
    details = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "journaalregel"
        verbose_name_plural = "journaal"
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="journal_by_object"),
            models.Index(fields=["represented", "id"], name="journal_by_represented"),
            models.Index(fields=["own", "id"], name="journal_by_own"),
            models.Index(fields=["represented", "id"], name="journal_in_name_of", condition=models.Q(mandate__gt="")),
            models.Index(
                fields=["represented_person", "id"],
                name="journal_in_name_of_person",
                condition=models.Q(mandate__gt=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
