"""SSM mandates: one party lets another act in its name. Each party is an organisation or a natural person."""

import datetime
import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, Person
from accounts.models.periods import ValidOnQuerySet, code_range, ends_after_start, id_range, no_overlap
from loket.acting.context import ActingContext
from mandates.sides import Side
from mandates.ssm.states import UNSENT, Status
from mandates.ssm.types import ORGANISATIE, PERSOON

# Who can start a mandate.
STARTERS = (Side.GEVER, Side.NEMER, Side.VORIGE_NEMER)
PARTIES = ("giver_organisation", "giver_person", "taker_organisation", "taker_person")


class SsmMandaatQuerySet(ValidOnQuerySet):
    """A mandate opens something only when it is active and its period holds."""

    def in_force(self, day: datetime.date):
        return self.valid_on(day).filter(status=Status.ACTIEF)

    def of(self, acting: ActingContext):
        """What the acting person's own party may see: that it gave or got, and its own concepts.

        Nothing for who acts on somebody else's behalf: a mandate does not open the mandates of who gave it.
        """
        return self.none() if acting.on_behalf else self.filter(_seen(acting))

    def concepts_of(self, acting: ActingContext):
        """What the own party started and did not send yet; a transfer too, by who hands it over."""
        return self.none() if acting.on_behalf else self.filter(_concepts(acting))

    def reachable_by(self, acting: ActingContext):
        """What the own party can do something with: the above, and transfers that it started as the old taker."""
        return self.none() if acting.on_behalf else self.filter(_seen(acting) | _concepts(acting) | _handed(acting))

    def with_parties(self):
        """With both parties, and those of the mandate before it."""
        return self.select_related(*PARTIES, *(f"previous__{name}" for name in PARTIES))


def _own(acting: ActingContext, role: str) -> Q:
    """The own party has this role."""
    return Q(**{f"{role}_{'organisation' if acting.own.is_organisation else 'person'}": acting.own.id})


def _seen(acting: ActingContext) -> Q:
    seen = Q()
    for side, role in ((Side.GEVER, "giver"), (Side.NEMER, "taker")):
        seen |= _own(acting, role) & (Q(sent_at__isnull=False) | Q(status=Status.CONCEPT, started_side=side))
    return seen


def _concepts(acting: ActingContext) -> Q:
    started = _own(acting, "giver") & Q(started_side=Side.GEVER) | _own(acting, "taker") & Q(started_side=Side.NEMER)
    return Q(status=Status.CONCEPT) & (started | _handed(acting))


def _handed(acting: ActingContext) -> Q:
    return Q(started_side=Side.VORIGE_NEMER) & _own(acting, "previous__taker")


def one_of(organisation: str, person: str) -> Q:
    """A party is an organisation or a person, never both and never nobody."""
    return Q(**{f"{organisation}__isnull": False, f"{person}__isnull": True}) | Q(
        **{f"{organisation}__isnull": True, f"{person}__isnull": False}
    )


class SsmMandaat(models.Model):
    """A mandate of one type. Never deleted and, once signed, never rewritten but for its end."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # A code of `mandates/ssm/types.py`.
    type = models.SlugField(max_length=60)
    giver_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="ssm_gegeven"
    )
    giver_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ssm_gegeven"
    )
    taker_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="ssm_gekregen"
    )
    taker_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ssm_gekregen"
    )
    status = models.CharField(max_length=20, choices=Status.choices())
    start = models.DateField("begindatum")
    end = models.DateField("einddatum", null=True, blank=True)
    reference = models.CharField("referentie", max_length=255, blank=True)
    # Where the other side is told that it must sign, when its beheerders have no address in the portal.
    other_email = models.EmailField("e-mailadres van de andere partij", blank=True)
    # The mandate that this one extends, or takes over from another taker.
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="following")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_side = models.CharField(
        max_length=10, choices=[(side.value, side.value) for side in STARTERS], default=Side.GEVER
    )
    # The name that was typed for a natural person who, at the first login, turned out to have another one:
    # {"id", "first_name", "last_name"}. Whoever typed it does not learn the real name.
    typed_person = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Until then only the party that started it knows that it is there.
    sent_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    activated_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = SsmMandaatQuerySet.as_manager()

    class Meta:
        verbose_name = "SSM-mandaat"
        verbose_name_plural = "SSM-mandaten"
        constraints = [
            models.CheckConstraint(name="ssm_one_giver", condition=one_of("giver_organisation", "giver_person")),
            models.CheckConstraint(name="ssm_one_taker", condition=one_of("taker_organisation", "taker_person")),
            models.CheckConstraint(
                name="ssm_not_to_oneself",
                condition=~Q(giver_organisation=F("taker_organisation")) & ~Q(giver_person=F("taker_person")),
                violation_error_message="De gever en de nemer van een mandaat zijn verschillende partijen.",
            ),
            ends_after_start("ssm_period"),
            models.CheckConstraint(
                name="ssm_sent_before_signed",
                condition=Q(sent_at__isnull=False) | Q(status__in=[status.value for status in sorted(UNSENT)]),
            ),
            models.CheckConstraint(
                name="ssm_handed_over_by_a_taker",
                condition=~Q(started_side=Side.VORIGE_NEMER) | Q(previous__isnull=False),
            ),
            no_overlap(
                "ssm_no_overlap",
                code_range("type"),
                *(id_range(name, nullable=True) for name in PARTIES),
                condition=Q(status=Status.ACTIEF),
                message="Er loopt in deze periode al een mandaat van dit type tussen deze partijen.",
            ),
        ]
        indexes = [
            models.Index(fields=["taker_organisation", "status", "giver_organisation"], name="ssm_by_taker"),
            models.Index(fields=["giver_organisation", "status"], name="ssm_by_giver"),
            models.Index(fields=["taker_person", "status"], name="ssm_by_taker_person"),
            models.Index(fields=["giver_person", "status"], name="ssm_by_giver_person"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} -> {self.taker} ({self.type})"

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def giver(self) -> Organisation | Person:
        return self.giver_organisation or self._as_typed(self.giver_person)

    @property
    def taker(self) -> Organisation | Person:
        return self.taker_organisation or self._as_typed(self.taker_person)

    def _as_typed(self, person: Person) -> Person:
        typed = self.typed_person
        if typed is None or typed["id"] != person.pk:
            return person
        return Person(pk=person.pk, insz=person.insz, first_name=typed["first_name"], last_name=typed["last_name"])

    @property
    def giver_kind(self) -> str:
        return ORGANISATIE if self.giver_organisation_id else PERSOON

    @property
    def taker_kind(self) -> str:
        return ORGANISATIE if self.taker_organisation_id else PERSOON

    @property
    def is_transfer(self) -> bool:
        """It follows a mandate of another taker; reads the mandate before it."""
        before = self.previous
        return before is not None and (before.taker_organisation_id, before.taker_person_id) != (
            self.taker_organisation_id,
            self.taker_person_id,
        )

    @property
    def is_extension(self) -> bool:
        """It follows a mandate between the same parties."""
        return self.previous_id is not None and not self.is_transfer

    @property
    def ref(self) -> str:
        """How an acting context, an aanvraag and the journal name this mandate."""
        return f"ssm:{self.pk}"


class SsmStap(models.Model):
    """One move of a mandate: from where to where, when, by whom and for which side, and why."""

    mandaat = models.ForeignKey(SsmMandaat, on_delete=models.PROTECT, related_name="stappen")
    move = models.CharField(max_length=20)
    source = models.CharField(max_length=20, choices=Status.choices(), blank=True)
    target = models.CharField(max_length=20, choices=Status.choices())
    at = models.DateTimeField(default=timezone.now, editable=False)
    # No person: the portal itself (a period that is over).
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "stap van een SSM-mandaat"
        verbose_name_plural = "stappen van een SSM-mandaat"
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"


class SsmHerinnering(models.Model):
    """One line of a mail with reminders: once per mandate, subject, threshold and address."""

    class Waarover(models.TextChoices):
        WACHT = "wacht", "Wacht op ondertekening"
        EINDIGT = "eindigt", "Loopt af"

    mandaat = models.ForeignKey(SsmMandaat, on_delete=models.PROTECT, related_name="+")
    waarover = models.CharField(max_length=10, choices=Waarover)
    threshold = models.PositiveSmallIntegerField("drempel in dagen")
    email = models.EmailField("e-mailadres")
    sent_on = models.DateField("verstuurd op")

    class Meta:
        verbose_name = "herinnering aan een SSM-mandaat"
        verbose_name_plural = "herinneringen aan SSM-mandaten"
        constraints = [
            models.UniqueConstraint(
                fields=["mandaat", "waarover", "threshold", "email"], name="ssm_one_reminder_per_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandaat_id}: {self.waarover} {self.threshold}"
