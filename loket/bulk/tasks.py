"""Large files outside the request: checking, storing, receipts, and forgetting what was kept long enough."""

import time

from celery import shared_task

from loket.bulk.large.files import forget_old
from loket.bulk.large.finishing import follow_up
from loket.bulk.large.models import Bestand
from loket.bulk.large.receipts import ensure_receipt
from loket.bulk.large.running import go_on, stale_files
from loket.tasks import QuietTask

# A turn stays well within the limits of a task; what is left is handed to the next one.
TURN_SECONDS = 60.0


@shared_task(base=QuietTask)
def work_on_large_file(pk: int) -> None:
    """Check or store this file for a turn."""
    if go_on(pk, TURN_SECONDS):
        work_on_large_file.delay_quietly(pk)


@shared_task(base=QuietTask)
def make_file_receipt(pk: int) -> None:
    """Make the receipt of a file, once."""
    ensure_receipt(pk)


@shared_task(base=QuietTask)
def follow_up_file(pk: int) -> None:
    """What follows when a file ended, for a turn."""
    until = time.monotonic() + TURN_SECONDS
    while follow_up(pk):
        if time.monotonic() > until:
            follow_up_file.delay_quietly(pk)
            return


@shared_task
def sweep_large_files() -> None:
    """Go on with what a lost message or a dead worker left behind, and drop what was kept long enough."""
    for pk in stale_files():
        work_on_large_file.delay_quietly(pk)
    waiting = Bestand.objects.filter(reference__isnull=False, receipt="").order_by("finished_at")
    for pk in waiting.values_list("pk", flat=True)[:50]:
        make_file_receipt.delay_quietly(pk)
    for pk in Bestand.objects.filter(after_row__isnull=False).values_list("pk", flat=True)[:50]:
        follow_up_file.delay_quietly(pk)
    forget_old()
