"""Sending what stands in the outbox."""

from celery import shared_task
from post_office.mail import get_queued, send_queued

from loket.locks import try_lock
from loket.tasks import QuietTask


def send_waiting() -> None:
    """Send until the outbox is empty. One sender at a time, so that no mail leaves twice."""
    with try_lock("outbox") as held:
        while held and get_queued().exists():
            send_queued(processes=1)


@shared_task(base=QuietTask)
def deliver() -> None:
    """Send all mail that waits; post_office retries what fails and keeps the errors."""
    send_waiting()


@shared_task
def sweep() -> None:
    """What a lost message or a dead broker left behind."""
    send_waiting()
