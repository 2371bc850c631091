"""Making receipts, outside the request."""

from celery import shared_task

from aanvragen.models import Aanvraag
from aanvragen.receipts import ensure_receipt
from aanvragen.states import FILED
from loket.tasks import QuietTask


@shared_task(base=QuietTask)
def make_receipt(pk: int) -> None:
    """Make the receipt of a filed aanvraag, once."""
    ensure_receipt(pk)


@shared_task
def sweep_receipts() -> None:
    """Receipts that a lost message or a dead worker left unmade, the oldest first.

    What came in a file has the receipt of that file; one of its own is made when somebody asks for it.
    """
    waiting = (
        Aanvraag.objects.filter(
            status__in=[status.value for status in FILED], ontvangstbewijs__isnull=True, bestand__isnull=True
        )
        .order_by("submitted_at")
        .values_list("pk", flat=True)[:200]
    )
    for pk in waiting:
        # A task each: one that fails must not stop the others.
        make_receipt.delay_quietly(pk)
