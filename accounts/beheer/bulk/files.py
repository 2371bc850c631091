"""Uploading a file, confirming and cancelling it. Each is one transaction with its line in the journal."""

import hashlib

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.beheer.bulk.checking import check
from accounts.beheer.bulk.parsing import COLUMNS, LIMITS
from accounts.models import BulkFile
from accounts.rights.people import check_may_link
from loket.acting.context import ActingContext
from loket.bulk import files as shared
from loket.bulk.columns import Cell, mask_numbers
from loket.bulk.files import UNDER_WAY, AlreadyUploaded
from loket.bulk.models import HEAVY
from loket.bulk.reading import read_table
from loket.bulk.sealing import unseal
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.numbers import mask_insz

PURPOSE = "accounts.beheer.bulk"


def files_of(organisation_id: int) -> QuerySet[BulkFile]:
    """Files of one organisation, without the large columns that a list does not show."""
    return (
        BulkFile.objects.filter(organisation=organisation_id)
        .defer(*HEAVY)
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
        waits = earlier is not None and earlier.status in UNDER_WAY
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
            **shared.what_was_found(checked.right, checked.wrong, PURPOSE),
        )
        write_journal(acting, "bestand_opgeladen", file, juiste_rijen=file.right_rows, foute_rijen=file.wrong_rows)
    return file


def planned_rows(file: BulkFile, most: int) -> list[dict[str, str]]:
    """The first right rows as they will be applied, with the INSZ masked. Raises SealBroken."""
    rows = unseal(file.plan, PURPOSE)[:most] if file.plan is not None else []
    return [{**values, "row": number, "insz": mask_insz(values["insz"])} for number, _cells, values in rows]


def rejected_rows(file: BulkFile) -> list[tuple[list[Cell], str]]:
    """The rows that were not applied, with what is wrong. Raises SealBroken."""
    return shared.rejected_rows(file, PURPOSE)


def confirm(acting: ActingContext, file: BulkFile, *, only_right: bool) -> None:
    """Let the right rows be applied; leaving out wrong ones is an explicit choice. Raises NotAllowed or CannotDo."""
    check_may_link(acting)
    with transaction.atomic():
        shared.start_applying(acting, file, only_right=only_right)
        write_journal(acting, "bestand_ingediend", file, rijen=file.right_rows)


def cancel(acting: ActingContext, file: BulkFile) -> None:
    """Stop before the next chunk; what was applied stays. Raises NotAllowed or CannotDo."""
    check_may_link(acting)
    with transaction.atomic():
        shared.stop_applying(file)
        write_journal(acting, "bestand_geannuleerd", file, verwerkt=file.done_rows)


def forget_old_rows() -> None:
    """Drop what is kept for a while only."""
    shared.forget_old_rows(BulkFile)
