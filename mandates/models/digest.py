"""Who wants a mail about what others did in a party's name."""

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Person


class DigestVoorkeur(models.Model):
    """A wish for the digest: of an organisation, or of the person himself (no organisation)."""

    class Ritme(models.TextChoices):
        DAGELIJKS = "dagelijks", "Elke dag waarop er iets gebeurde"
        WEKELIJKS = "wekelijks", "Elke maandag"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField("e-mailadres")
    ritme = models.CharField(max_length=10, choices=Ritme)
    # Up to and with this line of the journal the digest was sent.
    sent_until = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "overzicht per mail"
        verbose_name_plural = "overzichten per mail"
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="digest_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.get_ritme_display()})"


class DigestAdres(models.Model):
    """An address for the digest that somebody typed: it counts once it is confirmed from there."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField("e-mailadres")
    ritme = models.CharField(max_length=10, choices=DigestVoorkeur.Ritme)
    # The link in the mail holds the token itself; who reads the database cannot make the link.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    requested_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "adres voor het overzicht per mail"
        verbose_name_plural = "adressen voor het overzicht per mail"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                name="digest_one_open_address",
                condition=Q(confirmed_at__isnull=True, replaced_at__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.requested_at:%d/%m/%Y})"
