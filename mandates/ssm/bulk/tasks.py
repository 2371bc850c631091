"""Carrying out files outside the request."""

from celery import shared_task

from loket.bulk.applying import stale_files
from loket.bulk.files import forget_old_rows
from loket.tasks import QuietTask
from mandates.models import SsmBestand
from mandates.ssm.bulk.applying import apply_rows

# A turn stays well within the limits of a task; what is left is handed to the next one.
TURN_SECONDS = 60.0


@shared_task(base=QuietTask)
def apply_file(pk: int) -> None:
    """Apply rows of this file for a turn."""
    if apply_rows(pk, TURN_SECONDS):
        apply_file.delay_quietly(pk)


@shared_task
def sweep_files() -> None:
    """Go on with what a lost message or a dead worker left behind, and drop rows that were kept long enough."""
    for pk in stale_files(SsmBestand):
        apply_file.delay_quietly(pk)
    forget_old_rows(SsmBestand)
