"""Uploading a file, confirming and cancelling it. Each is one transaction with its line in the journal."""

import datetime
import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.beheer.bulk.checking import check
from accounts.beheer.bulk.parsing import COLUMNS, LIMITS
from accounts.models import BulkFile
from accounts.rights.people import check_may_link
from loket.acting.context import ActingContext, Choice
from loket.bulk.columns import Cell, mask_numbers
from loket.bulk.reading import Finding, Row, read_table
from loket.bulk.sealing import seal, unseal
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.numbers import mask_insz

PURPOSE = "accounts.beheer.bulk"
# How long rejected rows can be fetched, and how long a file waits for its confirmation.
KEEP_REJECTED = datetime.timedelta(days=30)
KEEP_UNCONFIRMED = datetime.timedelta(days=7)


class AlreadyUploaded(Exception):
    """The organisation uploaded these very bytes before; `earlier` says what came of it."""

    def __init__(self, earlier: BulkFile) -> None:
        self.earlier = earlier
        super().__init__("This file was uploaded before.")


class CannotDo(Exception):
    """The file is not in the state for this; the message says in Dutch how it stands."""


def files_of(organisation_id: int) -> QuerySet[BulkFile]:
    """Files of one organisation, without the large columns that a list does not show."""
    heavy = ("plan", "rejected", "findings", "notices", "failures")
    return (
        BulkFile.objects.filter(organisation=organisation_id)
        .defer(*heavy)
        .select_related("uploaded_by", "confirmed_by")
    )


def upload(acting: ActingContext, name: str, content: bytes, *, again: bool) -> BulkFile:
    """Read and check a file; of its rows nothing is stored that can be read, and nothing is applied.

    Raises FileRefused, NotAllowed, or AlreadyUploaded unless it is wanted `again`.
    """
    check_may_link(acting)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # Two clicks, or two beheerders with the same file: the second one finds the first one's.
        hold_until_commit(f"bulk {acting.own.id} {sha256}")
        earlier = files_of(acting.own.id).filter(sha256=sha256).order_by("-pk").first()
        waits = earlier is not None and earlier.status in {BulkFile.Status.CHECKED, BulkFile.Status.RUNNING}
        if earlier is not None and (waits or not again):
            raise AlreadyUploaded(earlier)
        table = read_table(content, COLUMNS, LIMITS)
        checked = check(acting, table, timezone.localdate())
        file = BulkFile.objects.create(
            organisation_id=acting.own.id,
            uploaded_by_id=acting.person.id,
            name=mask_numbers(name)[-200:],
            kind=table.kind,
            sha256=sha256,
            header=table.header,
            unknown_columns=table.unknown,
            plan_counts=dict(checked.counts),
            findings=_listed(checked.findings),
            notices=_listed(notice for row in table.rows for notice in row.notices),
            right_rows=len(checked.right),
            wrong_rows=len(checked.wrong),
            plan=seal([_planned(row) for row in checked.right], PURPOSE),
            rejected=seal([_given_back(row) for row in checked.wrong], PURPOSE),
        )
        write_journal(acting, "bestand_opgeladen", file, juiste_rijen=file.right_rows, foute_rijen=file.wrong_rows)
    return file


def _listed(findings: Iterable[Finding]) -> list[list]:
    return [[finding.row, finding.column, finding.value, finding.message] for finding in findings]


def _planned(row: Row) -> list:
    """A right row: its number, its cells for when it fails after all, and what it means."""
    values = {
        key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in row.values.items()
    }
    return [row.number, packed(row.cells), values]


def _given_back(row: Row) -> list:
    return [packed(row.cells), " ".join(f"{finding.column}: {finding.message}" for finding in row.findings)]


def packed(cells: list[Cell]) -> list:
    """Cells as JSON knows them: a date is a list of one."""
    return [[cell.isoformat()] if isinstance(cell, datetime.date) else cell for cell in cells]


def unpacked(cells: list) -> list[Cell]:
    """What `packed` made."""
    return [datetime.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in cells]


def planned_rows(file: BulkFile, most: int) -> list[dict[str, str]]:
    """The first right rows as they will be applied, with the INSZ masked. Raises SealBroken."""
    rows = unseal(file.plan, PURPOSE)[:most] if file.plan is not None else []
    return [{**values, "row": number, "insz": mask_insz(values["insz"])} for number, _cells, values in rows]


def rejected_rows(file: BulkFile) -> list[tuple[list[Cell], str]]:
    """The rows that were not applied, with what is wrong; none when they were dropped already."""
    if file.rejected is None:
        return []
    return [(unpacked(cells), message) for cells, message in unseal(file.rejected, PURPOSE)]


def confirm(acting: ActingContext, file: BulkFile, *, only_right: bool) -> None:
    """Let the right rows be applied; when there are wrong ones, only on the explicit choice to leave those out.

    Raises NotAllowed or CannotDo.
    """
    check_may_link(acting)
    if not file.right_rows:
        raise CannotDo("Dit bestand heeft geen juiste rijen. Verbeter het en laad het opnieuw op.")
    if file.wrong_rows and not only_right:
        raise CannotDo(
            "Dit bestand heeft foute rijen. Kies “Dien alleen de juiste rijen in”, of verbeter het bestand."
        )
    now = timezone.now()
    choice = Choice(acting.doelgroep, acting.own.id, acting.represented.id, acting.mandate)
    with transaction.atomic():
        moved = BulkFile.objects.filter(pk=file.pk, status=BulkFile.Status.CHECKED, plan__isnull=False).update(
            status=BulkFile.Status.RUNNING,
            confirmed_by=acting.person.id,
            confirmed_at=now,
            moved_at=now,
            choice=choice.to_session(),
        )
        if not moved:
            raise CannotDo("Over dit bestand is al beslist.")
        write_journal(acting, "bestand_ingediend", file, rijen=file.right_rows)


def cancel(acting: ActingContext, file: BulkFile) -> None:
    """Stop before the next chunk; what was applied stays. Raises NotAllowed or CannotDo."""
    check_may_link(acting)
    with transaction.atomic():
        stopped = BulkFile.objects.filter(
            pk=file.pk, status__in=[BulkFile.Status.CHECKED, BulkFile.Status.RUNNING]
        ).update(status=BulkFile.Status.CANCELLED, plan=None, finished_at=timezone.now())
        if not stopped:
            raise CannotDo("Dit bestand is al afgewerkt. U kunt het niet meer annuleren.")
        file.refresh_from_db(fields=["done_rows"])
        write_journal(acting, "bestand_geannuleerd", file, verwerkt=file.done_rows)


def forget_old_rows() -> None:
    """Drop what is kept for a while only: rows that nobody confirmed, rejected rows that nobody fetched."""
    now = timezone.now()
    BulkFile.objects.filter(status=BulkFile.Status.CHECKED, uploaded_at__lt=now - KEEP_UNCONFIRMED).update(
        status=BulkFile.Status.EXPIRED, plan=None, rejected=None, finished_at=now
    )
    BulkFile.objects.filter(rejected__isnull=False, finished_at__lt=now - KEEP_REJECTED).update(rejected=None)
