"""Organisations and their establishments."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from loket.acting.context import Doelgroep
from loket.numbers import format_establishment, format_kbo


class Kind(models.TextChoices):
    """What an organisation is, as far as diensten and rights depend on it."""

    WERKGEVER = "werkgever", "Werkgever"
    DIMONA_MANDAATNEMER = "dimona_mandaatnemer", "Dimona Mandaatnemer"
    OPLEIDINGSVERSTREKKER = "opleidingsverstrekker", "Opleidingsverstrekker"
    SCHOOL = "school", "Onderwijs- of vormingsinstelling"
    MAATWERKBEDRIJF = "maatwerkbedrijf", "Maatwerkbedrijf"
    LOKAAL_BESTUUR = "lokaal_bestuur", "Lokaal of provinciaal bestuur"
    DEPARTEMENT = "departement", "Departement"


class Organisation(models.Model):
    """A party known by a KBO number, an institution number (schools) or an OVO code (Flemish entities)."""

    name = models.CharField("naam", max_length=320)
    kbo = models.CharField("KBO-nummer", max_length=10, null=True, blank=True, unique=True)
    instellingsnummer = models.CharField("instellingsnummer", max_length=6, null=True, blank=True, unique=True)
    ovo = models.CharField("OVO-code", max_length=9, null=True, blank=True, unique=True)
    doelgroep = models.CharField(
        "hoedanigheid", max_length=3, choices=[(d.value, d.label) for d in Doelgroep if d is not Doelgroep.BURGER]
    )
    kinds = ArrayField(models.CharField(max_length=30, choices=Kind), default=list, blank=True, verbose_name="soorten")
    ceased_on = models.DateField("stopgezet op", null=True, blank=True)

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        # Lists of organisations go by name: of thousands of clients, a page reads its own few.
        indexes = [models.Index(fields=["name", "id"], name="organisation_by_name")]
        constraints = [
            models.CheckConstraint(
                name="organisation_has_a_number",
                condition=Q(kbo__isnull=False) | Q(instellingsnummer__isnull=False) | Q(ovo__isnull=False),
            ),
            models.CheckConstraint(
                name="organisation_kbo_digits", condition=Q(kbo__isnull=True) | Q(kbo__regex=r"^[01][0-9]{9}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """The number under which this organisation logs in, as people read it."""
        if self.doelgroep == Doelgroep.SCHOOL and self.instellingsnummer:
            return self.instellingsnummer
        return format_kbo(self.kbo) if self.kbo else self.ovo or self.instellingsnummer or ""


class Establishment(models.Model):
    """A vestigingseenheid. Its place decides whether a worker falls under the Flemish rules."""

    number = models.CharField("vestigingsnummer", max_length=10, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="establishments")
    name = models.CharField("naam", max_length=320, blank=True)
    municipality = models.CharField("gemeente", max_length=100, blank=True)
    in_flanders = models.BooleanField("in het Vlaamse Gewest", default=True)

    class Meta:
        verbose_name = "vestiging"
        verbose_name_plural = "vestigingen"
        constraints = [
            models.CheckConstraint(name="establishment_digits", condition=Q(number__regex=r"^[2-8][0-9]{9}$")),
        ]

    def __str__(self) -> str:
        parts = [format_establishment(self.number), self.name, self.municipality]
        return " · ".join(part for part in parts if part)
