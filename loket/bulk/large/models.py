"""A large file: whose it is, what the check found, how far it is; and the rows that were set aside."""

import uuid

from django.db import models
from django.db.models import F, Q

from loket.acting.context import ActingContext


class FileState(models.TextChoices):
    """How far a file is."""

    CHECKING = "controle", "Wordt gecontroleerd"
    CHECKED = "gecontroleerd", "Wacht op uw beslissing"
    STORING = "bezig", "Wordt verwerkt"
    DONE = "verwerkt", "Verwerkt"
    CANCELLED = "geannuleerd", "Geannuleerd"
    STOPPED = "gestopt", "Gestopt"
    EXPIRED = "vervallen", "Vervallen"


BUSY = (FileState.CHECKING.value, FileState.STORING.value)
OPEN = (*BUSY, FileState.CHECKED.value)


def _random_name(folder: str) -> str:
    name = uuid.uuid4().hex
    return f"{folder}/{name[:2]}/{name}"


def content_name(bestand: "Bestand", filename: str) -> str:
    """A random name: what somebody called the file is no path."""
    return _random_name("bestanden")


def receipt_name(bestand: "Bestand", filename: str) -> str:
    return f"{_random_name('bestandsbewijzen')}.pdf"


def annex_name(bestand: "Bestand", filename: str) -> str:
    return _random_name("bestandsbijlagen")


class BestandQuerySet(models.QuerySet):
    """Always start here: a file of somebody else does not exist."""

    def visible_to(self, acting: ActingContext, kind: str):
        """The files of the own party for the represented one; and what others filed in the own name."""
        represented = acting.represented.id if acting.represented.is_organisation else None
        rows = self.filter(kind=kind, represented=represented)
        if represented is None:
            return rows.none()
        own = (
            Q(own_organisation=acting.own.id)
            if acting.own.is_organisation
            else Q(own_organisation__isnull=True, uploaded_by=acting.person.id)
        )
        return rows.filter(own if acting.on_behalf else own | Q(confirmed_at__isnull=False))


class Bestand(models.Model):
    """An uploaded file and what became of it. Its content is kept sealed, for as long as there is work in it."""

    State = FileState

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # What the rows are: `loket.bulk.large.kinds`.
    kind = models.SlugField(max_length=60)
    reference = models.CharField("referentie", max_length=30, null=True, unique=True)

    uploaded_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True, related_name="+")
    own_organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    represented = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=30, blank=True)
    mandate = models.CharField(max_length=40, blank=True)
    # For whom the one who uploaded or confirmed acts, and is asked again at every chunk.
    choice = models.JSONField(null=True)
    uploaded_at = models.DateTimeField("opgeladen op", auto_now_add=True)

    name = models.CharField("bestandsnaam", max_length=200)
    format = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=content_name, max_length=200, blank=True)
    # What was typed beside the file, and holds for every row.
    answers = models.JSONField(default=dict)

    status = models.CharField(max_length=20, choices=FileState, default=FileState.CHECKING)
    header = models.JSONField(default=list)
    unknown_columns = models.JSONField(default=list)
    # How many rows there are, roughly, and how many were looked at in this state, up to which row of the spreadsheet.
    lines = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    at = models.PositiveIntegerField(default=0)
    # How often a turn began at this place.
    attempts = models.PositiveSmallIntegerField(default=0)
    # What the check found, kept true while rows are stored: all rows together are those of the file.
    right_rows = models.PositiveIntegerField(default=0)
    wrong_rows = models.PositiveIntegerField(default=0)
    double_rows = models.PositiveIntegerField(default=0)
    stored_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    # [column, message, how often, first row]
    notices = models.JSONField(default=list)

    confirmed_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stop_reason = models.CharField(max_length=300, blank=True)

    # After the end: up to which row what follows is done (mails to those whom it is about); None: nothing is left.
    after_row = models.PositiveIntegerField(null=True)

    # The receipt, and the list of everything that was filed.
    receipt = models.FileField(upload_to=receipt_name, max_length=200, blank=True)
    receipt_sha256 = models.CharField(max_length=64, blank=True)
    annex = models.FileField(upload_to=annex_name, max_length=200, blank=True)
    annex_sha256 = models.CharField(max_length=64, blank=True)

    objects = BestandQuerySet.as_manager()

    class Meta:
        app_label = "bulk"
        verbose_name = "bestand"
        verbose_name_plural = "bestanden"
        constraints = [
            models.CheckConstraint(
                name="bestand_stored_by_somebody",
                condition=~Q(status__in=[FileState.STORING.value, FileState.DONE.value])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bestand_loses_no_row",
                condition=~Q(status=FileState.CHECKING.value)
                | Q(done_rows=F("right_rows") + F("wrong_rows") + F("double_rows")),
            ),
            models.CheckConstraint(
                name="bestand_done_is_all", condition=~Q(status=FileState.DONE.value) | Q(stored_rows=F("right_rows"))
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "represented", "-uploaded_at", "-id"], name="bestand_by_represented"),
            models.Index(fields=["moved_at"], name="bestand_busy", condition=Q(status__in=BUSY)),
        ]

    def __str__(self) -> str:
        return self.reference or self.name

    @property
    def busy(self) -> bool:
        return self.status in BUSY

    @property
    def rows(self) -> int:
        """How many rows the file has, as far as they were looked at."""
        return self.right_rows + self.wrong_rows + self.double_rows


class BestandRij(models.Model):
    """A row that was set aside: wrong, or double. Its cells are sealed until it can no longer be fetched."""

    bestand = models.ForeignKey(Bestand, on_delete=models.CASCADE, related_name="rijen")
    number = models.PositiveIntegerField()
    double = models.BooleanField(default=False)
    cells = models.BinaryField(null=True)
    # [column, value as a report may show it, what to do]
    findings = models.JSONField(default=list)

    class Meta:
        app_label = "bulk"
        verbose_name = "rij van een bestand"
        verbose_name_plural = "rijen van een bestand"
        constraints = [models.UniqueConstraint(fields=["bestand", "number"], name="one_row_per_number")]

    def __str__(self) -> str:
        return f"rij {self.number}"
