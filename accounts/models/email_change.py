"""A new mail address that waits for its owner's confirmation."""

from django.db import models
from django.db.models import Q

from accounts.models.werkrelatie import Werkrelatie


class EmailChange(models.Model):
    """Somebody wants another mail address in a werkrelatie. Counts only once confirmed from that new address."""

    werkrelatie = models.ForeignKey(Werkrelatie, on_delete=models.PROTECT, related_name="email_changes")
    email = models.EmailField("nieuw e-mailadres")
    # The link in the mail holds the token itself; who reads the database cannot make the link.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    requested_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "wijziging van een e-mailadres"
        verbose_name_plural = "wijzigingen van e-mailadressen"
        constraints = [
            models.UniqueConstraint(
                fields=["werkrelatie"],
                name="one_open_email_change",
                condition=Q(confirmed_at__isnull=True, replaced_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.werkrelatie} ({self.requested_at:%d/%m/%Y})"
