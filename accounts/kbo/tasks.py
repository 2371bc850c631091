"""Imports outside the request. Celery finds these by the name of the app."""

from celery import shared_task

from accounts.kbo.importing import is_running, mark_broken, run_import
from accounts.kbo.models import KboImport
from loket.tasks import QuietTask

# An import takes minutes; this is for one that hangs.
SECONDS_MAX = 2 * 60 * 60


@shared_task(base=QuietTask, soft_time_limit=SECONDS_MAX, time_limit=SECONDS_MAX + 60)
def import_waiting(pk: int) -> None:
    """Do a waiting import; a message that comes twice finds it done or broken off, and does nothing."""
    job = KboImport.objects.filter(pk=pk, status=KboImport.Status.WAITING).first()
    if job is not None:
        run_import(job)


@shared_task
def sweep_imports() -> None:
    """Take up what a lost message left behind, and say of imports whose worker died that they broke off."""
    if is_running():
        return
    mark_broken()
    for pk in KboImport.objects.filter(status=KboImport.Status.WAITING).values_list("pk", flat=True)[:1]:
        import_waiting.delay_quietly(pk)
