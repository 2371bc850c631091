"""Lines of attendance, as versions that never change: a correction is a new one that names the one it replaces."""

import pgtrigger
from django.db import models
from django.db.models import Q

from aanvragen.deelname.models.registratie import Registratie
from aanvragen.deelname.regels.lijn import Contract
from aanvragen.models import Opleiding
from loket.acting.context import ActingContext


class DeelnameQuerySet(models.QuerySet):
    """Lines that count are `current` and not withdrawn."""

    def of_provider(self, acting: ActingContext):
        """All versions that were filed for the represented opleidingsverstrekker."""
        if not acting.represented.is_organisation:
            return self.none()
        return self.filter(registratie__provider=acting.represented.id, registratie__filed_at__isnull=False)

    def counting(self):
        """What holds today: the last version of each line, unless that is a withdrawal."""
        return self.filter(current=True, withdrawn=False)

    def withdrawn(self):
        """What was withdrawn and not registered again since; the last version has the reason."""
        return self.filter(current=True, withdrawn=True)


class Deelname(models.Model):
    """One version of what a verstrekker says about one trainee in one opleiding and one period.

    `current` marks the last version; it is the only thing that may change, and only to False. The last version may be
    a withdrawal: the line then counts for nothing, and registering the trainee again makes a next version.
    """

    registratie = models.ForeignKey(Registratie, on_delete=models.PROTECT, related_name="lines", db_index=False)
    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, related_name="+", db_index=False)
    # First day of the period; the rest of it is in the registratie.
    period_from = models.DateField("periode van")
    insz = models.CharField("INSZ", max_length=11)
    first_name = models.CharField("voornaam", max_length=100)
    last_name = models.CharField("naam", max_length=100)
    contract = models.CharField(
        "soort contract",
        max_length=10,
        blank=True,
        choices=[(contract.value, contract.label) for contract in Contract],
    )
    hours_present = models.DecimalField("uren aanwezig", max_digits=6, decimal_places=2, null=True)
    unjustified = models.DecimalField("uren ongewettigd afwezig", max_digits=6, decimal_places=2, null=True)
    # None: not yet, the opleiding goes on after the period.
    final_assessment = models.BooleanField("deelname aan de eindbeoordeling", null=True)
    completed = models.BooleanField("traject volledig gevolgd", null=True)
    real_end = models.DateField("werkelijke einddatum", null=True)

    version = models.PositiveSmallIntegerField("versie", default=1)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", db_index=False
    )
    current = models.BooleanField(default=True)
    withdrawn = models.BooleanField("ingetrokken", default=False)

    objects = DeelnameQuerySet.as_manager()

    class Meta:
        verbose_name = "deelname"
        verbose_name_plural = "deelnames"
        constraints = [
            models.UniqueConstraint(
                fields=["insz", "opleiding", "period_from"], condition=Q(current=True), name="deelname_one_current"
            ),
            # Of two corrections at the same moment, one is first.
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="deelname_replaced_once"
            ),
            models.CheckConstraint(
                name="deelname_versions_follow",
                condition=Q(version=1, replaces__isnull=True, withdrawn=False)
                | Q(version__gt=1, replaces__isnull=False),
            ),
            models.CheckConstraint(name="deelname_insz_digits", condition=Q(insz__regex=r"^[0-9]{11}$")),
            models.CheckConstraint(
                name="deelname_hours_not_negative",
                condition=(Q(hours_present__isnull=True) | Q(hours_present__gte=0))
                & (Q(unjustified__isnull=True) | Q(unjustified__gte=0)),
            ),
        ]
        indexes = [
            models.Index(fields=["registratie", "id"], name="deelname_by_registratie"),
            # The lines of an opleiding, page by page.
            models.Index(fields=["opleiding", "id"], name="deelname_by_opleiding", condition=Q(current=True)),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="append_only", exclude=["current"]),
            pgtrigger.Protect(
                name="no_revival",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__current=False, new__current=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainee}, versie {self.version}"

    @property
    def trainee(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
