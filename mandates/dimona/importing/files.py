"""Uploading a file of the register, confirming and cancelling it."""

import hashlib
from typing import BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from loket.acting.context import ActingContext
from loket.bulk.columns import mask_numbers
from loket.bulk.errors import FileRefused
from loket.bulk.files import KEEP_REJECTED, KEEP_UNCONFIRMED, AlreadyUploaded, CannotDo
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from mandates.dimona.importing.running import drop_file
from mandates.dimona.register import register
from mandates.dimona.services import ELSEWHERE
from mandates.models import DimonaBestand, DimonaBestandRij

# Of 200,000 rows, each as long as they come.
MOST_BYTES = 20 * 1024 * 1024
ZIP = b"PK\x03\x04"
Status = DimonaBestand.Status


def upload(
    acting: ActingContext | None, name: str, content: BinaryIO | File, size: int, *, again: bool = False
) -> DimonaBestand:
    """Keep a file to be checked by a worker. `acting` is None for the command at a terminal.

    Raises FileRefused, or AlreadyUploaded unless it is wanted `again`.
    """
    if not register().ours:
        raise FileRefused(ELSEWHERE)
    if size > MOST_BYTES:
        raise FileRefused(f"Het bestand is groter dan {MOST_BYTES // 1_048_576} MB. Verdeel de rijen.")
    start = content.read(len(ZIP))
    if start == ZIP:
        raise FileRefused("Dit is een XLSX-bestand. Bewaar het in uw rekenblad als CSV en kies dat bestand.")
    content.seek(0)
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    content.seek(0)
    with transaction.atomic():
        hold_until_commit(f"dimona file {sha256}")
        earlier = DimonaBestand.objects.filter(sha256=sha256).exclude(status=Status.CANCELLED).order_by("-pk").first()
        if earlier is not None and (earlier.busy or earlier.status == Status.CHECKED or not again):
            raise AlreadyUploaded(earlier)
        file = DimonaBestand(
            name=mask_numbers(name)[-200:], sha256=sha256, uploaded_by_id=acting.person.id if acting else None
        )
        # Under a name of our own: what somebody called it is no path.
        file.file.save(f"{file.key}.csv", File(content), save=False)
        file.save()
        write_journal(acting, "dimona_bestand_opgeladen", file)
    return file


def confirm(acting: ActingContext | None, file: DimonaBestand, *, only_right: bool) -> None:
    """Let the right rows be applied; leaving out wrong ones is an explicit choice. Raises CannotDo."""
    if not register().ours:
        raise CannotDo(ELSEWHERE)
    if not file.right_rows:
        raise CannotDo("Dit bestand heeft geen juiste rijen. Verbeter het en laad het opnieuw op.")
    if file.wrong_rows and not only_right:
        raise CannotDo(
            "Dit bestand heeft foute rijen. Kies “Dien alleen de juiste rijen in”, of verbeter het bestand."
        )
    now = timezone.now()
    with transaction.atomic():
        moved = DimonaBestand.objects.filter(pk=file.pk, status=Status.CHECKED).update(
            status=Status.RUNNING,
            confirmed_by=acting.person.id if acting else None,
            confirmed_at=now,
            moved_at=now,
            done_rows=0,
            counts={},
        )
        if not moved:
            raise CannotDo("Over dit bestand is al beslist.")
        # Every row is judged again, as the table then is.
        file.rijen.all().delete()
        write_journal(acting, "dimona_bestand_ingediend", file, rijen=file.right_rows)


def cancel(acting: ActingContext | None, file: DimonaBestand) -> None:
    """Stop before the next chunk; what was applied stays. Raises CannotDo."""
    with transaction.atomic():
        stopped = DimonaBestand.objects.filter(
            pk=file.pk, status__in=[Status.CHECKING, Status.CHECKED, Status.RUNNING]
        ).update(status=Status.CANCELLED, finished_at=timezone.now())
        if not stopped:
            raise CannotDo("Dit bestand is al afgewerkt. U kunt het niet meer annuleren.")
        write_journal(acting, "dimona_bestand_geannuleerd", file)
        transaction.on_commit(lambda: drop_file(file))


def forget_old_rows() -> None:
    """Drop what is kept for a while only: files that nobody confirmed, refused rows that nobody fetched."""
    now = timezone.now()
    for file in DimonaBestand.objects.filter(status=Status.CHECKED, uploaded_at__lt=now - KEEP_UNCONFIRMED):
        DimonaBestand.objects.filter(pk=file.pk).update(status=Status.CANCELLED, finished_at=now)
        drop_file(file)
    DimonaBestandRij.objects.filter(bestand__finished_at__lt=now - KEEP_REJECTED).delete()
