"""Making documents of verstrekkers outside the request, and what must be done each day."""

from celery import shared_task
from django.utils import timezone

from aanvragen.deelname import attesten, herinneringen
from aanvragen.deelname.ontvangst import ensure_receipt, without_receipt
from loket.tasks import QuietTask


@shared_task(base=QuietTask)
def make_attest_of(pk: int) -> None:
    """Make the attest of an enrolment, unless it is there already."""
    attesten.make_attest(pk)


@shared_task(base=QuietTask)
def make_attests(pk: int) -> None:
    """Make a bundle of attests."""
    attesten.make_bundle(pk)


@shared_task(base=QuietTask)
def make_receipt(pk: int) -> None:
    """Make the receipt of a registratie, once."""
    ensure_receipt(pk)


@shared_task
def sweep_deelname() -> None:
    """What a lost message or a dead worker left undone. A task each: one that fails must not stop the others."""
    for pk in attesten.stale_bundles():
        make_attests.delay_quietly(pk)
    for pk in attesten.stale_attests():
        make_attest_of.delay_quietly(pk)
    for pk in without_receipt():
        make_receipt.delay_quietly(pk)


@shared_task
def send_deelname_reminders() -> None:
    """Mail the verstrekkers whose last day for a period is near. Running it twice sends nothing twice."""
    herinneringen.send_reminders(timezone.localdate())
