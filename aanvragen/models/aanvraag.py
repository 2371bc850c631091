"""The aanvraag itself: whose it is, on what ground, where it stands. What it says is in a table per dienst."""

import datetime
import uuid

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q

from aanvragen.states import Status
from accounts.models import Organisation, Person, Werkrelatie, WettelijkVertegenwoordiger
from loket.acting.context import ActingContext, Ground


class AanvraagQuerySet(models.QuerySet):
    """Always start from one of these: what is not in the acting context's own query does not exist for it."""

    def visible_to(self, acting: ActingContext):
        """Of the represented party, as far as the own organisation made it or is that party itself."""
        if not acting.represented.is_organisation:
            # A person's id must never be taken for an organisation's.
            return self.none()
        rows = self.exclude(status=Status.VERWIJDERD).filter(represented=acting.represented.id)
        if acting.own != acting.represented:
            rows = rows.filter(own_organisation=acting.own.id)
        return rows.filter(~Q(status=Status.CONCEPT) | Q(created_by=acting.person.id, own_organisation=acting.own.id))

    def drafts_of(self, acting: ActingContext):
        """The drafts that this person may go on with in this context."""
        return self.drafts_for(acting.person.id, acting.own.id, acting.represented.id)

    def drafts_for(self, person: int, own: int, represented: int):
        """As `drafts_of`, of an acting context that is taken apart."""
        return self.filter(status=Status.CONCEPT, created_by=person, own_organisation=own, represented=represented)

    def left_behind(self, acting: ActingContext, day: datetime.date):
        """Drafts of colleagues who no longer work here: they may be read, and taken over."""
        return self.left_behind_at(acting.own.id, acting.represented.id, day)

    def left_behind_at(self, own: int, represented: int, day: datetime.date):
        """As `left_behind`, of an acting context that is taken apart."""
        still_here = Werkrelatie.objects.valid_on(day).filter(
            person=OuterRef("created_by"), organisation=OuterRef("own_organisation")
        )
        by_law = WettelijkVertegenwoordiger.objects.valid_on(day).filter(
            person=OuterRef("created_by"), organisation=OuterRef("own_organisation")
        )
        return self.filter(
            ~Exists(still_here),
            ~Exists(by_law),
            status=Status.CONCEPT,
            own_organisation=own,
            represented=represented,
        )


class Aanvraag(models.Model):
    """One request or report. A row from the first step on; bound to person, own organisation and represented party."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dienst = models.SlugField(max_length=60)
    status = models.CharField(max_length=20, choices=Status.choices(), default=Status.CONCEPT.value)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    own_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    represented = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="aanvragen")
    ground = models.CharField(max_length=30, choices=[(ground.value, ground.label) for ground in Ground])
    mandate = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # What was typed in each step, letter for letter, also when it was wrong: {step: {field: [values]}}.
    typed = models.JSONField(default=dict)
    # The steps whose last answers were valid.
    done = models.JSONField(default=list)

    reference = models.CharField(max_length=20, null=True, unique=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    # The last day to file, as the rules gave it when it was filed (or, for a draft, last saved).
    deadline = models.DateField(null=True)
    # Everything that was declared and by which rules it was judged, frozen at filing.
    snapshot = models.JSONField(null=True)

    objects = AanvraagQuerySet.as_manager()

    class Meta:
        verbose_name = "aanvraag"
        verbose_name_plural = "aanvragen"
        constraints = [
            models.CheckConstraint(
                name="filed_aanvraag_is_complete",
                condition=Q(status__in=[Status.CONCEPT.value, Status.VERWIJDERD.value])
                | Q(
                    reference__isnull=False,
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                    snapshot__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["represented", "-submitted_at", "-id"], name="aanvraag_by_represented"),
            models.Index(
                fields=["created_by", "represented", "-updated_at"],
                name="aanvraag_drafts",
                condition=Q(status=Status.CONCEPT.value),
            ),
            models.Index(fields=["dienst", "status", "-submitted_at", "-id"], name="aanvraag_by_status"),
        ]

    def __str__(self) -> str:
        return self.reference or f"concept {self.key}"

    @property
    def state(self) -> Status:
        return Status(self.status)


class StatusMove(models.Model):
    """One move on the timeline: from where to where, when, by whom, and why."""

    aanvraag = models.ForeignKey(Aanvraag, on_delete=models.PROTECT, related_name="moves")
    source = models.CharField(max_length=20, choices=Status.choices(), blank=True)
    target = models.CharField(max_length=20, choices=Status.choices())
    at = models.DateTimeField(auto_now_add=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    own_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "stap van een aanvraag"
        verbose_name_plural = "stappen van een aanvraag"
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"
