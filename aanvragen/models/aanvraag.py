"""The aanvraag itself: whose it is, on what ground, where it stands. What it says is in a table per dienst."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from aanvragen.models.gedeeld import GedeeldeMomentopname, GedeeldeParameters
from aanvragen.states import Status
from accounts.models import Organisation, Person, Werkrelatie, WettelijkVertegenwoordiger
from loket.acting.context import ActingContext, Ground, Handeling
from loket.catalogue.registry import codes_allowed
from mandates.models import DimonaMandaat, SsmMandaat
from mandates.ssm.types import all_types

# An organisation made it in the name of another one.
FOR_OTHERS = ~Q(own_organisation=F("represented"))


class AanvraagQuerySet(models.QuerySet):
    """Always start from one of these: what is not in the acting context's own query does not exist for it."""

    def visible_to(self, acting: ActingContext):
        """What was filed in the represented party's name, and the own drafts of this person: in the diensten that a
        right or the mandate opens for reading.

        Whoever filed: the giver of a mandate lets its dossiers be read, and a new secretariat takes over the past.
        """
        if not acting.represented.is_organisation:
            # A person's id must never be taken for an organisation's.
            return self.none()
        codes = codes_allowed(acting, Handeling.RAADPLEGEN)
        return self.visible_at(codes, acting.person.id, own_organisation_id(acting), acting.represented.id)

    def visible_at(self, diensten: Iterable[str], person: int, own: int | None, represented: int):
        """As `visible_to`, of an acting context for an organisation that is taken apart."""
        rows = self.exclude(status=Status.VERWIJDERD).filter(represented=represented, dienst__in=diensten)
        return rows.filter(~Q(status=Status.CONCEPT) | Q(made_for(own), created_by=person))

    def drafts_of(self, acting: ActingContext):
        """The drafts that this person may go on with in this context."""
        return self.filter(
            made_by(acting),
            status=Status.CONCEPT,
            created_by=acting.person.id,
            represented=acting.represented.id if acting.represented.is_organisation else None,
        )

    def drafts_for(self, person: int, own: int, represented: int):
        """As `drafts_of`, of the acting context of an organisation that is taken apart."""
        return self.filter(status=Status.CONCEPT, created_by=person, own_organisation=own, represented=represented)

    def made_for_others(self, acting: ActingContext):
        """What the own party made in the name of others; of a natural person, what that person made."""
        rows = self.exclude(status=Status.VERWIJDERD).filter(made_by(acting))
        if acting.own.is_organisation:
            return rows.filter(FOR_OTHERS)
        return rows.filter(created_by=acting.person.id)

    def left_behind(self, acting: ActingContext, day: datetime.date):
        """Drafts in the represented party's name that nobody goes on with: they may be read, and taken over."""
        if not acting.represented.is_organisation:
            return self.none()
        # A natural person has no colleagues; no organisation has the id 0.
        own = acting.own.id if acting.own.is_organisation else 0
        rows = self.left_behind_at(own, acting.represented.id, day)
        return rows.filter(dienst__in=codes_allowed(acting, Handeling.INVULLEN))

    def left_behind_at(self, own: int, represented: int, day: datetime.date):
        """As `left_behind`, of an acting context that is taken apart.

        Either a colleague made the draft who no longer works for the own organisation, or another party did whose
        mandate is over.
        """
        still_here = Werkrelatie.objects.valid_on(day).filter(
            person=OuterRef("created_by"), organisation=OuterRef("own_organisation")
        )
        by_law = WettelijkVertegenwoordiger.objects.valid_on(day).filter(
            person=OuterRef("created_by"), organisation=OuterRef("own_organisation")
        )
        gone = Q(~Exists(still_here), ~Exists(by_law), own_organisation=own)
        return self.filter(gone | mandate_is_over(day), status=Status.CONCEPT, represented=represented)


def made_by(acting: ActingContext) -> Q:
    """Made for the own organisation of this context; a natural person acts for none."""
    return made_for(own_organisation_id(acting))


def made_for(own: int | None) -> Q:
    """Made for this organisation; None: by a natural person who acts for none."""
    return Q(own_organisation__isnull=True) if own is None else Q(own_organisation=own)


def own_organisation_id(acting: ActingContext) -> int | None:
    """The organisation for which an aanvraag is made; a natural person with a mandate makes it for none."""
    return acting.own.id if acting.own.is_organisation else None


def may_annul(acting: ActingContext, row: "Aanvraag") -> bool:
    """The represented party takes back anything; who acts by a mandate only what the own party filed."""
    if not acting.on_behalf:
        return True
    if acting.own.is_organisation:
        return bool(row.own_organisation_id == acting.own.id)
    return row.own_organisation_id is None and row.submitted_by_id == acting.person.id


def mandate_is_over(day: datetime.date) -> Q:
    """Made by another party than the represented one, who by now has no mandate to file it.

    Who may only prepare leaves the draft to whoever may file: that is what such a mandate is for.
    """
    given = {"giver_organisation": OuterRef("represented")}
    filing = [item.code for item in all_types() if any(act == Handeling.INDIENEN for _dienst, act in item.acts)]
    ssm = SsmMandaat.objects.in_force(day).filter(type__in=filing)
    dimona = DimonaMandaat.objects.in_force(day).filter(
        giver=OuterRef("represented"), taker=OuterRef("own_organisation")
    )
    organisation = Q(
        ~Q(own_organisation=F("represented")),
        ~Exists(ssm.filter(taker_organisation=OuterRef("own_organisation"), **given)),
        ~Exists(dimona),
        own_organisation__isnull=False,
    )
    natural_person = Q(
        ~Exists(ssm.filter(taker_person=OuterRef("created_by"), **given)), own_organisation__isnull=True
    )
    return organisation | natural_person


class Aanvraag(models.Model):
    """One request or report. A row from the first step on; bound to person, own organisation and represented party."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Each index below begins where a list does; one on this column alone helps none of them.
    dienst = models.SlugField(max_length=60, db_index=False)
    status = models.CharField(max_length=20, choices=Status.choices(), default=Status.CONCEPT.value)
    # Without a constraint of their own, here and below: `loket.keys` looks them up once for all rows of a file.
    created_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    # None: a natural person with a mandate made it, and no organisation.
    own_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    # Its index begins `aanvraag_by_represented`.
    represented = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="aanvragen", db_index=False, db_constraint=False
    )
    ground = models.CharField(max_length=30, choices=[(ground.value, ground.label) for ground in Ground])
    mandate = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # What was typed in each step, letter for letter, also when it was wrong: {step: {field: [values]}}.
    typed = models.JSONField(default=dict)
    # The steps whose last answers were valid.
    done = models.JSONField(default=list)

    reference = models.CharField(max_length=20, null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    # The last day to file, as the rules gave it when it was filed (or, for a draft, last saved).
    deadline = models.DateField(null=True)
    # Everything that was declared and what the rules made of it, frozen at filing; by which values, stands apart.
    # Of a row of a file: only what differs from the others, in the order of the marks (`snapshot` gives the whole).
    kept = models.JSONField(null=True, db_column="snapshot")
    alike = models.ForeignKey(
        GedeeldeMomentopname, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # None for a row of a file of which `alike` names them.
    parameters = models.ForeignKey(
        GedeeldeParameters, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # The file that it came in, and the row of the spreadsheet.
    bestand = models.ForeignKey(
        "bulk.Bestand",
        on_delete=models.PROTECT,
        null=True,
        related_name="aanvragen",
        db_index=False,
        db_constraint=False,
    )
    bestand_rij = models.PositiveIntegerField(null=True)

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
                    kept__isnull=False,
                ),
            ),
            # As `unique` on the field, without the second index that it makes for LIKE.
            models.UniqueConstraint(name="aanvraag_reference_once", fields=["reference"]),
            # Whatever a worker that dies leaves behind: no row of a file is filed twice.
            models.UniqueConstraint(
                name="aanvraag_once_per_row",
                fields=["bestand", "bestand_rij"],
                condition=Q(bestand__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["represented", "-submitted_at", "-id"], name="aanvraag_by_represented"),
            models.Index(
                fields=["created_by", "represented", "-updated_at"],
                name="aanvraag_drafts",
                condition=Q(status=Status.CONCEPT.value),
            ),
            # What the own party filed for others. Most rows stand in neither of these two, and cost nothing there.
            models.Index(
                fields=["own_organisation", "-submitted_at", "-id"], name="aanvraag_for_others", condition=FOR_OTHERS
            ),
            models.Index(
                fields=["created_by", "-submitted_at", "-id"],
                name="aanvraag_by_natural_person",
                condition=Q(own_organisation__isnull=True),
            ),
            # The dossiers of a dienst; where nearly all are approved, those that are approved are found in it as well.
            models.Index(
                fields=["dienst", "-submitted_at", "-id"],
                name="aanvraag_by_dienst",
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["dienst", "status", "-submitted_at", "-id"],
                name="aanvraag_not_approved",
                condition=~Q(status=Status.GOEDGEKEURD.value),
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"concept {self.key}"

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def snapshot(self) -> dict[str, Any] | None:
        """Everything that was declared and what the rules made of it."""
        return self.kept if self.alike is None else self.alike.filled(self.kept)

    @snapshot.setter
    def snapshot(self, whole: dict[str, Any]) -> None:
        self.kept, self.alike = whole, None

    @property
    def frozen(self) -> dict[str, Any]:
        """The snapshot with the values of the parameters in it."""
        shared = self.parameters or (self.alike.parameters if self.alike is not None else None)
        values = {"parameters": shared.values} if shared is not None else {}
        return {"parameters": [], **(self.snapshot or {}), **values}


class StatusMove(models.Model):
    """One move on the timeline: from where to where, when, by whom, and why."""

    # Shared keys (`loket.keys`), as those of the aanvraag.
    aanvraag = models.ForeignKey(Aanvraag, on_delete=models.PROTECT, related_name="moves", db_constraint=False)
    source = models.CharField(max_length=20, choices=Status.choices(), blank=True)
    target = models.CharField(max_length=20, choices=Status.choices())
    at = models.DateTimeField(auto_now_add=True)
    # Nobody looks for moves by who made them.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    own_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "stap van een aanvraag"
        verbose_name_plural = "stappen van een aanvraag"
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"
