"""How a file ends: stored, stopped or cancelled. What was stored by then gets its receipt in every case."""

from django.db import transaction
from django.utils import timezone

from loket.acting.context import ActingContext
from loket.bulk.applying import Overtaken
from loket.bulk.large.kinds import kind_of
from loket.bulk.large.models import Bestand, FileState
from loket.journal.services import write_journal


def end(bestand: Bestand, state: FileState, acting: ActingContext | None, action: str, reason: str = "") -> None:
    """Leave the present state for a last one. Raises Overtaken when the file is elsewhere by now, and StopFile.

    The caller's object stays as it was, so that an end that is taken back can be followed by another.
    """
    now = timezone.now()
    here = Bestand.objects.filter(pk=bestand.pk, status=bestand.status)
    with transaction.atomic():
        if not here.update(status=state, finished_at=now, moved_at=now, stop_reason=reason[:300]):
            raise Overtaken
        # As the last chunk left it, which may be another worker's.
        bestand = Bestand.objects.get(pk=bestand.pk)
        kind = kind_of(bestand)
        if bestand.stored_rows:
            year = timezone.localtime(now).year
            bestand.reference = f"{kind.reference_prefix}-{year}-{bestand.pk:06d}"
            bestand.after_row = 0 if kind.after else None
            bestand.save(update_fields=["reference", "after_row"])
            kind.finish(bestand, acting)
        elif state == FileState.STOPPED:
            kind.stopped(bestand)
        kind.forget(bestand)
        write_journal(
            acting, action, bestand, soort=kind.title, reference=bestand.reference, rijen=bestand.stored_rows
        )
        transaction.on_commit(lambda: after(bestand))


def after(bestand: Bestand) -> None:
    """The content goes; the receipt is made."""
    # Here: the task ends files itself.
    from loket.bulk.tasks import follow_up_file, make_file_receipt

    drop_content(bestand)
    if bestand.stored_rows:
        make_file_receipt.delay_quietly(bestand.pk)
    if bestand.after_row is not None:
        follow_up_file.delay_quietly(bestand.pk)


def finish(bestand: Bestand, acting: ActingContext | None) -> None:
    """All rows were looked at and stored. Raises Overtaken and StopFile."""
    end(bestand, FileState.DONE, acting, "groot_bestand_verwerkt")


def stop(bestand: Bestand, reason: str) -> None:
    """The portal gives up on the rest."""
    try:
        end(bestand, FileState.STOPPED, None, "groot_bestand_gestopt", reason)
    except Overtaken:
        # Cancelled meanwhile: somebody else said the last word.
        return


def drop_content(bestand: Bestand) -> None:
    """The rows are needed no more."""
    if bestand.file:
        bestand.file.delete(save=False)
        Bestand.objects.filter(pk=bestand.pk).update(file="")


def follow_up(pk: int) -> bool:
    """What follows when a file ended, for the next rows. Returns whether there is more."""
    with transaction.atomic():
        rows = Bestand.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        bestand = rows.filter(pk=pk, after_row__isnull=False).first()
        kind = kind_of(bestand) if bestand else None
        if bestand is None or kind is None or kind.after is None:
            return False
        bestand.after_row = kind.after(bestand, bestand.after_row or 0)
        bestand.save(update_fields=["after_row"])
    return bestand.after_row is not None
