"""Enrolments: which trainee follows which opleiding, from when, and with what."""

from django.db import models
from django.db.models import F, Q

from aanvragen.deelname.regels.lijn import Contract
from aanvragen.models import Opleiding
from accounts.models import Organisation, Person
from loket.acting.context import ActingContext


class InschrijvingQuerySet(models.QuerySet):
    """Always start from `of_provider`: what is not in the acting context's own query does not exist for it."""

    def of_provider(self, acting: ActingContext):
        """The enrolments at the represented opleidingsverstrekker, withdrawn ones too."""
        if not acting.represented.is_organisation:
            # A person's id must never be taken for an organisation's.
            return self.none()
        return self.filter(provider=acting.represented.id)

    def active(self):
        return self.filter(withdrawn_at__isnull=True)


class Inschrijving(models.Model):
    """One trainee in one opleiding. Withdrawn ones stay: an attest that was given out must be recognised as void."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, related_name="inschrijvingen", db_index=False)
    insz = models.CharField("INSZ", max_length=11)
    first_name = models.CharField("voornaam", max_length=100)
    last_name = models.CharField("naam", max_length=100)
    contract = models.CharField(
        "soort contract",
        max_length=10,
        blank=True,
        choices=[(contract.value, contract.label) for contract in Contract],
    )
    enrolled_on = models.DateField("datum van inschrijving")
    # As it really is for this trainee; empty: as the opleidingsdatabank has it.
    start = models.DateField("startdatum", null=True, blank=True)
    end = models.DateField("einddatum", null=True, blank=True)
    exam_on = models.DateField("examendatum", null=True, blank=True)
    modules = models.TextField("modules", blank=True)
    # Contact hours, credits or lestijden of this trainee, in the unit of the opleiding.
    size = models.DecimalField("omvang", max_digits=7, decimal_places=2, null=True, blank=True)
    blended_hours = models.DecimalField("uren afstandsleren", max_digits=7, decimal_places=2, null=True, blank=True)
    own_reference = models.CharField("eigen referentie", max_length=60, blank=True)
    # By which the form of the employer fills itself in; null until an attest was made.
    attest_code = models.CharField(max_length=12, null=True, unique=True)
    attest_made_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.TextField(blank=True)

    objects = InschrijvingQuerySet.as_manager()

    class Meta:
        verbose_name = "inschrijving"
        verbose_name_plural = "inschrijvingen"
        constraints = [
            models.UniqueConstraint(
                fields=["opleiding", "insz"],
                condition=Q(withdrawn_at__isnull=True),
                name="inschrijving_once",
                violation_error_message="Deze cursist is voor deze opleiding al ingeschreven.",
            ),
            models.CheckConstraint(name="inschrijving_insz_digits", condition=Q(insz__regex=r"^[0-9]{11}$")),
            models.CheckConstraint(
                name="inschrijving_period",
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
            ),
            models.CheckConstraint(
                name="inschrijving_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason="")),
            ),
        ]
        indexes = [
            # The trainees of an opleiding by name; a page of the overview; the employer's form.
            models.Index(fields=["opleiding", "last_name", "id"], name="inschrijving_by_name"),
            models.Index(fields=["insz", "opleiding"], name="inschrijving_by_insz"),
        ]

    def __str__(self) -> str:
        return f"{self.trainee} · {self.opleiding_id}"

    @property
    def trainee(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
