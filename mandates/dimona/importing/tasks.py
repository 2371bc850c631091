"""Checking and applying files outside the request, and keeping periods. Celery finds them by `mandates.tasks`."""

from celery import shared_task
from django.utils import timezone

from loket.tasks import QuietTask
from mandates.dimona.importing.files import forget_old_rows
from mandates.dimona.importing.running import go_on, stale_files
from mandates.dimona.periodic import keep_periods

# A turn stays well within the limits of a task; what is left is handed to the next one.
TURN_SECONDS = 60.0


@shared_task(base=QuietTask)
def work_on_file(pk: int) -> None:
    """Check or apply this file for a turn."""
    if go_on(pk, TURN_SECONDS):
        work_on_file.delay_quietly(pk)


@shared_task
def sweep_dimona_files() -> None:
    """Go on with what a lost message or a dead worker left behind, and drop what was kept long enough."""
    for pk in stale_files():
        work_on_file.delay_quietly(pk)
    forget_old_rows()


@shared_task
def keep_dimona_periods() -> None:
    """Close mandates whose last quarter is over; drop what nobody confirmed in time."""
    keep_periods(timezone.localdate())
