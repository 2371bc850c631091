"""What happens to every uploaded file: how rows are kept, confirming it, cancelling it, forgetting its rows.

A room adds what its files mean: who may, the columns, and the line in the journal, in the same transaction.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from loket.acting.context import ActingContext, Choice
from loket.bulk.columns import Cell
from loket.bulk.models import FileStatus, UploadedFile
from loket.bulk.reading import Finding, Row
from loket.bulk.sealing import seal, unseal

# How long rejected rows can be fetched, and how long a file waits for its confirmation.
KEEP_REJECTED = datetime.timedelta(days=30)
KEEP_UNCONFIRMED = datetime.timedelta(days=7)
UNDER_WAY = frozenset({FileStatus.CHECKED, FileStatus.RUNNING})


class AlreadyUploaded(Exception):
    """These very bytes were uploaded before; `earlier` says what came of it."""

    def __init__(self, earlier: UploadedFile) -> None:
        self.earlier = earlier
        super().__init__("This file was uploaded before.")


class CannotDo(Exception):
    """The file is not in the state for this; the message says in Dutch how it stands."""


def what_was_found(right: list[Row], wrong: list[Row], purpose: str) -> dict[str, Any]:
    """The columns of a file that say what the check found; its rows sealed."""
    rows = [*right, *wrong]
    return {
        "findings": _listed(finding for row in sorted(wrong, key=lambda row: row.number) for finding in row.findings),
        "notices": _listed(notice for row in sorted(rows, key=lambda row: row.number) for notice in row.notices),
        "right_rows": len(right),
        "wrong_rows": len(wrong),
        "plan": seal([_planned(row) for row in right], purpose),
        "rejected": seal([_given_back(row) for row in wrong], purpose),
    }


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


def rejected_rows(file: UploadedFile, purpose: str) -> list[tuple[list[Cell], str]]:
    """The rows that were not applied, with what is wrong; none when they were dropped already. Raises SealBroken."""
    if file.rejected is None:
        return []
    return [(unpacked(cells), message) for cells, message in unseal(file.rejected, purpose)]


def start_applying(acting: ActingContext, file: UploadedFile, *, only_right: bool) -> None:
    """Let the right rows be applied; when there are wrong ones, only on the explicit choice to leave those out.

    Raises CannotDo.
    """
    if not file.right_rows:
        raise CannotDo("Dit bestand heeft geen juiste rijen. Verbeter het en laad het opnieuw op.")
    if file.wrong_rows and not only_right:
        raise CannotDo(
            "Dit bestand heeft foute rijen. Kies “Dien alleen de juiste rijen in”, of verbeter het bestand."
        )
    now = timezone.now()
    choice = Choice(acting.doelgroep, acting.own.id, acting.represented.id, acting.mandate)
    waiting = type(file)._default_manager.filter(pk=file.pk, status=FileStatus.CHECKED, plan__isnull=False)
    moved = waiting.update(
        status=FileStatus.RUNNING,
        confirmed_by=acting.person.id,
        confirmed_at=now,
        moved_at=now,
        choice=choice.to_session(),
    )
    if not moved:
        raise CannotDo("Over dit bestand is al beslist.")


def stop_applying(file: UploadedFile) -> None:
    """Stop before the next chunk; what was applied stays. Raises CannotDo."""
    stopped = (
        type(file)
        ._default_manager.filter(pk=file.pk, status__in=UNDER_WAY)
        .update(status=FileStatus.CANCELLED, plan=None, finished_at=timezone.now())
    )
    if not stopped:
        raise CannotDo("Dit bestand is al afgewerkt. U kunt het niet meer annuleren.")
    file.refresh_from_db(fields=["done_rows"])


def forget_old_rows(model: type[UploadedFile]) -> None:
    """Drop what is kept for a while only: rows that nobody confirmed, rejected rows that nobody fetched."""
    now, files = timezone.now(), model._default_manager
    files.filter(status=FileStatus.CHECKED, uploaded_at__lt=now - KEEP_UNCONFIRMED).update(
        status=FileStatus.EXPIRED, plan=None, rejected=None, finished_at=now
    )
    files.filter(rejected__isnull=False, finished_at__lt=now - KEEP_REJECTED).update(rejected=None)
