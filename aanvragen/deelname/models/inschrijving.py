"""Enrolments: which trainee follows which opleiding, from when, and with what."""

import datetime
import uuid
from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

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


def attest_name(inschrijving: "Inschrijving", filename: str) -> str:
    name = uuid.uuid4().hex
    return f"attesten/{name[:2]}/{name}.pdf"


class Opgave(models.Model):
    """What a verstrekker declares of one trainee in one opleiding."""

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
    # The credits may still change: higher education gives a definitive attest later.
    provisional = models.BooleanField("voorlopig", default=False)

    class Meta:
        abstract = True

    @property
    def trainee(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


DECLARED = tuple(field.name for field in Opgave._meta.local_fields)


class Inschrijving(Opgave):
    """One trainee in one opleiding. Withdrawn ones stay: an attest that was given out must be recognised as void."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, related_name="inschrijvingen", db_index=False)
    # By which the form of the employer fills itself in; null until an attest was made. It stays when one is made anew.
    attest_code = models.CharField(max_length=10, null=True, unique=True)
    attest_made_at = models.DateTimeField(null=True)
    # Which state of the enrolment the file shows: its `changed_at` then. Another one: the file is out of date.
    attest_of = models.DateTimeField(null=True)
    attest_file = models.FileField(upload_to=attest_name, max_length=200, blank=True)
    attest_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # When what is declared changed last; set by the services, because making an attest is no change.
    changed_at = models.DateTimeField(default=timezone.now)
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
            models.CheckConstraint(
                name="inschrijving_attest_is_complete",
                condition=Q(attest_made_at__isnull=True)
                | (Q(attest_code__isnull=False, attest_of__isnull=False) & ~Q(attest_file="")),
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
    def real_start(self) -> datetime.date | None:
        """When it starts for this trainee; who enrolled late starts on the day of enrolment."""
        if self.start is not None:
            return self.start
        start: datetime.date | None = self.opleiding.start
        return max(start, self.enrolled_on) if start else None

    @property
    def real_end(self) -> datetime.date | None:
        return self.end or self.opleiding.end

    @property
    def real_size(self) -> Decimal | None:
        return self.size if self.size is not None else self.opleiding.size

    @property
    def real_blended_hours(self) -> Decimal | None:
        return self.blended_hours if self.blended_hours is not None else self.opleiding.blended_hours

    @property
    def real_exam(self) -> datetime.date | None:
        """Only when it is after the end: an attest says it then."""
        exam, end = self.exam_on or self.opleiding.exam_date, self.real_end
        return exam if exam and (end is None or exam > end) else None

    @property
    def has_attest(self) -> bool:
        """An attest that shows the enrolment as it is now, and that counts."""
        return self.attest_of is not None and self.attest_of == self.changed_at and self.withdrawn_at is None


class InschrijvingVersie(Opgave):
    """What an enrolment said before a change, and the attest that showed it then: that one is replaced."""

    inschrijving = models.ForeignKey(
        Inschrijving, on_delete=models.PROTECT, related_name="versies", db_index=False, verbose_name="inschrijving"
    )
    # Until when it said so, and who declared something else then.
    changed_at = models.DateTimeField("gewijzigd op")
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attest_made_at = models.DateTimeField(null=True)
    attest_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "eerdere versie van een inschrijving"
        verbose_name_plural = "eerdere versies van inschrijvingen"
        indexes = [models.Index(fields=["inschrijving", "-id"], name="inschrijving_versies")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.trainee}, tot {self.changed_at:%d/%m/%Y}"
