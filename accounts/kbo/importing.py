"""Importing an extract: one at a time, in the right order, with progress and a report."""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from psycopg import Error as PsycopgError

from accounts.kbo.errors import ImportRefused
from accounts.kbo.full import Full, prepare, put_in_use
from accounts.kbo.lanes import Lanes, Step
from accounts.kbo.loading import REFUSALS_KEPT
from accounts.kbo.models import KboImport, Refusal
from accounts.kbo.progress import SAVE_SECONDS, Progress
from accounts.kbo.source import Extract, Meta, opened
from accounts.kbo.update import Update
from loket.journal.services import write_journal
from loket.locks import lock_number, try_lock

LOCK = "kbo import"
BUSY = "Er loopt al een import van de KBO. Wacht tot die klaar is."
UNEXPECTED = "De import is afgebroken door een fout. Het register bleef zoals het was. Probeer het opnieuw."
Status = KboImport.Status


def loaded() -> KboImport | None:
    """The import whose data are in the register now."""
    return KboImport.objects.filter(status=Status.DONE).order_by("-finished_at").first()


def is_running() -> bool:
    """Whether an import is under way in any process: a killed one holds no lock any more."""
    number = lock_number(LOCK)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (
                   SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                   AND classid = ((%s >> 32) & 4294967295)::oid AND objid = (%s & 4294967295)::oid
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))""",
            [number, number],
        )
        return bool(cursor.fetchone()[0])


def import_extract(path: Path, *, again: bool = False) -> KboImport:
    """Import a zip or a folder now, and return what came of it: `done`, `known` or `refused`, with its message."""
    return run_import(KboImport.objects.create(source=path.name[-200:], again=again), path)


def run_import(job: KboImport, path: Path | None = None) -> KboImport:
    """Do a waiting import. The extract lies in the server's folder, unless its path is given.

    Never called inside a transaction: the work is done on connections of its own, which would see nothing of it.
    """
    with try_lock(LOCK) as held:
        if not held:
            # Only while it waits: the one that holds the lock may be doing this very import.
            if KboImport.objects.filter(pk=job.pk, status=Status.WAITING).exists():
                return _end(job, Status.REFUSED, BUSY)
            return job
        mark_broken()
        started = KboImport.objects.filter(pk=job.pk, status=Status.WAITING)
        if not started.update(status=Status.RUNNING, started_at=timezone.now(), moved_at=timezone.now()):
            job.refresh_from_db()
            return job
        try:
            with opened(path or settings.KBO_FOLDER / job.source) as extract:
                meta = extract.meta
                job.number, job.type, job.snapshot_on = meta.number, meta.type, meta.snapshot_on
                job.skipped = extract.skipped
                job.save(update_fields=["number", "type", "snapshot_on", "skipped"])
                known = check_order(meta, again=job.again)
                if known:
                    return _end(job, Status.KNOWN, known)
                _load(job, extract)
        except ImportRefused as error:
            return _end(job, Status.REFUSED, str(error))
        except (DatabaseError, PsycopgError, OSError):
            _end(job, Status.BROKEN, UNEXPECTED)
            raise
    job.refresh_from_db()
    return job


def check_order(meta: Meta, *, again: bool) -> str:
    """Whether this extract may follow what is loaded. Returns why there is nothing to do; raises ImportRefused."""
    now = loaded()
    if now is None or now.number is None:
        if meta.type == "update":
            raise ImportRefused("Er is nog geen volledig extract ingelezen. Lees eerst een volledig extract in.")
        return ""
    if meta.number == now.number and (meta.type == now.type or meta.type == "update") and not again:
        return f"Extract {meta.number} ({meta.type}) is al ingelezen. Kies “opnieuw” om het toch in te lezen."
    if meta.number < now.number and not (again and meta.type == "full"):
        raise ImportRefused(f"Extract {meta.number} is ouder dan extract {now.number}, dat ingelezen is.")
    if meta.type == "update" and meta.number > now.number + 1:
        raise ImportRefused(
            f"Update {meta.number} volgt niet op extract {now.number}: lees eerst update {now.number + 1} in, "
            "of een volledig extract."
        )
    return ""


def _load(job: KboImport, extract: Extract) -> None:
    """Load it, and note in the transaction that puts it in use that it is done."""
    progress = Progress(job.pk, extract.size)

    def finish() -> None:
        _note_done(job, progress)

    if extract.meta.type == "update":
        _run(Update(extract, job.pk, progress).steps(finish), progress)
        return
    _run([Step("Beginnen", prepare)], progress)
    _run(Full(extract, job.pk, progress).steps(), progress)
    _run([Step("De nieuwe gegevens in gebruik nemen", lambda: put_in_use(finish))], progress)


def _run(steps: list[Step], progress: Progress) -> None:
    Lanes(steps, progress.begin).finish(progress.save, SAVE_SECONDS)


def _note_done(job: KboImport, progress: Progress) -> None:
    """In the transaction in which the register changes: it is loaded exactly when it says so."""
    refused = Refusal.objects.filter(of=job)
    surplus = refused.order_by("file", "line").values("pk")[REFUSALS_KEPT:]
    refused.filter(pk__in=surplus).delete()
    now = timezone.now()
    KboImport.objects.filter(pk=job.pk).update(
        status=Status.DONE, phase="", percent=100, counts=progress.as_counts(), moved_at=now, finished_at=now
    )
    write_journal(None, "kbo_import_klaar", job, extract=job.number, soort=job.type)


def _end(job: KboImport, status: KboImport.Status, message: str) -> KboImport:
    job.status, job.message, job.phase, job.finished_at = status, message[:500], "", timezone.now()
    job.save(update_fields=["status", "message", "phase", "finished_at"])
    return job


def mark_broken() -> int:
    """Say of imports whose process is gone that they broke off. Only under the lock, or when nobody holds it."""
    return KboImport.objects.filter(status=Status.RUNNING).update(
        status=Status.BROKEN, message=UNEXPECTED, phase="", finished_at=timezone.now()
    )
