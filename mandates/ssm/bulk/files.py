"""Uploading a file, confirming and cancelling it. Each is one transaction with its line in the journal."""

import hashlib

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from loket.acting.context import ActingContext
from loket.bulk import files as shared
from loket.bulk.columns import Cell, mask_numbers
from loket.bulk.files import UNDER_WAY, AlreadyUploaded
from loket.bulk.models import HEAVY
from loket.bulk.plain import read_plain
from loket.bulk.sealing import unseal
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from mandates.models import SsmBestand
from mandates.sides import Side
from mandates.ssm.bulk.checking import check
from mandates.ssm.bulk.columns import COLUMNS, LIMITS
from mandates.ssm.checks import check_type
from mandates.ssm.parties import own_party
from mandates.ssm.rules import check_manages
from mandates.ssm.types import ORGANISATIE

PURPOSE = "mandates.ssm.bulk"


def files_of(acting: ActingContext) -> QuerySet[SsmBestand]:
    """Files of the own party, without the large columns that a list does not show."""
    return SsmBestand.objects.of(acting).defer(*HEAVY).select_related("uploaded_by", "confirmed_by")


def upload(acting: ActingContext, type_code: str, side: Side, name: str, content: bytes, *, again: bool) -> SsmBestand:
    """Read and check a file; nothing in it is carried out.

    Raises FileRefused, NotAllowed, MandaatError for a type that is not possible, or AlreadyUploaded unless it is
    wanted `again`.
    """
    check_manages(acting)
    own = own_party(acting)
    kinds = (own.kind, ORGANISATIE) if side is Side.GEVER else (ORGANISATIE, own.kind)
    check_type(type_code, *kinds)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # Two clicks, or two beheerders with the same file: the second one finds the first one's.
        hold_until_commit(f"ssm bulk {own.kind} {own.id} {sha256}")
        same = files_of(acting).filter(sha256=sha256, type=type_code, role=side)
        earlier = same.order_by("-pk").first()
        waits = earlier is not None and earlier.status in UNDER_WAY
        if earlier is not None and (waits or not again):
            raise AlreadyUploaded(earlier)
        rows = read_plain(content, COLUMNS, LIMITS)
        checked = check(acting, type_code, side, rows, timezone.localdate())
        file = SsmBestand.objects.create(
            **{"organisation_id" if acting.own.is_organisation else "person_id": own.id},
            type=type_code,
            role=side,
            uploaded_by_id=acting.person.id,
            name=mask_numbers(name)[-200:],
            kind="csv",
            sha256=sha256,
            plan_counts={"mandaten": len(checked.right)},
            **shared.what_was_found(checked.right, checked.wrong, PURPOSE),
        )
        write_journal(acting, "ssm_bestand_opgeladen", file, juiste_rijen=file.right_rows, foute_rijen=file.wrong_rows)
    return file


def planned_rows(file: SsmBestand, most: int) -> list[dict[str, str]]:
    """The first right rows as they will be carried out. Raises SealBroken."""
    rows = unseal(file.plan, PURPOSE)[:most] if file.plan is not None else []
    return [{**values, "row": number} for number, _cells, values in rows]


def rejected_rows(file: SsmBestand) -> list[tuple[list[Cell], str]]:
    """The rows that were not carried out, with what is wrong. Raises SealBroken."""
    return shared.rejected_rows(file, PURPOSE)


def confirm(acting: ActingContext, file: SsmBestand, *, only_right: bool) -> None:
    """Let the right rows be carried out; leaving out wrong ones is an explicit choice. Raises NotAllowed, CannotDo."""
    check_manages(acting)
    with transaction.atomic():
        shared.start_applying(acting, file, only_right=only_right)
        write_journal(acting, "ssm_bestand_ingediend", file, rijen=file.right_rows)


def cancel(acting: ActingContext, file: SsmBestand) -> None:
    """Stop before the next chunk; what was started stays. Raises NotAllowed or CannotDo."""
    check_manages(acting)
    with transaction.atomic():
        shared.stop_applying(file)
        write_journal(acting, "ssm_bestand_geannuleerd", file, verwerkt=file.done_rows)
