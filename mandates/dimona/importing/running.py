"""Going through a file, to check it or to apply it: chunk by chunk, with progress, and going on after a worker died.

A chunk is one transaction that also moves the counter of the file. Cancelling moves the file out of its state: the
chunk under way then finds that its counter cannot move, and is undone.
"""

import datetime
import logging
import time
from collections import Counter
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from loket.bulk.applying import STALE_AFTER, Overtaken
from loket.bulk.columns import mask_numbers
from loket.bulk.errors import FileRefused
from loket.bulk.files import packed
from loket.bulk.reading import Row
from loket.bulk.stream import CsvStream
from loket.journal.services import write_journal
from loket.locks import hold_until_commit, try_lock
from mandates.dimona.importing.chunk import ENTERPRISE, NEW, Chunk, judge, store
from mandates.dimona.importing.enterprises import make_missing
from mandates.dimona.importing.parsing import COLUMNS
from mandates.dimona.services import TABLE_LOCK
from mandates.models import DimonaBestand, DimonaBestandRij

logger = logging.getLogger(__name__)

CHUNK = 1000
MOST_ROWS = 200_000
TOO_MANY = "Het bestand heeft meer dan 200.000 rijen. Verdeel de rijen over meer bestanden."
Status = DimonaBestand.Status


def go_on(pk: int, seconds: float) -> bool:
    """Work on this file for so long. Returns True when rows are left and this worker is the one to go on."""
    until = time.monotonic() + seconds
    with try_lock(f"dimona file {pk}") as held:
        if not held:
            return False
        file = DimonaBestand.objects.filter(pk=pk, status__in=[Status.CHECKING, Status.RUNNING]).first()
        if file is None:
            return False
        try:
            return _go_on(file, until)
        except FileRefused as error:
            _stop(file, str(error))
        except FileNotFoundError:
            _stop(file, "Het bestand is niet meer beschikbaar. Laad het opnieuw op.")
        except Overtaken:
            logger.info("File %s was cancelled, or another worker is at it.", file.pk)
    return False


def _go_on(file: DimonaBestand, until: float) -> bool:
    stream = CsvStream(Path(file.file.path), COLUMNS)
    if file.status == Status.CHECKING and not file.done_rows:
        _move(file, 0, header=stream.header, unknown_columns=stream.unknown, lines=stream.lines)
    for rows in _chunks(stream, file.done_rows):
        if time.monotonic() > until:
            return True
        if file.done_rows + len(rows) > MOST_ROWS:
            raise FileRefused(TOO_MANY)
        _chunk(file, rows)
    _finish(file)
    return False


def _chunks(stream: CsvStream, done: int):
    """The chunks after so many rows."""
    passed = 0
    for rows in stream.chunks(CHUNK):
        passed += len(rows)
        if passed > done:
            yield rows


def _chunk(file: DimonaBestand, rows: list[Row]) -> None:
    """Judge these rows, store what the pass is for, and move the counter; or none of it."""
    applying = file.status == Status.RUNNING
    made = make_missing(rows) if applying else 0
    with transaction.atomic():
        if applying:
            # No mandate of anybody moves between judging and storing.
            hold_until_commit(TABLE_LOCK)
        chunk = judge(rows, timezone.localdate(), only_checking=not applying)
        if applying:
            store(chunk, file.confirmed_by_id)
        _keep_wrong(file, chunk)
        counts = Counter(file.counts) + chunk.counts + Counter({ENTERPRISE: made})
        _move(file, len(rows), counts=dict(counts))


def _keep_wrong(file: DimonaBestand, chunk: Chunk) -> None:
    """The refused rows; those of the check may be refused again, in the words of that moment."""
    DimonaBestandRij.objects.bulk_create(
        [
            DimonaBestandRij(
                bestand=file,
                number=row.number,
                cells=packed(row.cells),
                findings=[[item.column, mask_numbers(item.value), item.message] for item in row.findings],
            )
            for row in chunk.wrong
        ],
        update_conflicts=True,
        unique_fields=["bestand", "number"],
        update_fields=["findings"],
    )


def _move(file: DimonaBestand, rows: int, **values: object) -> None:
    """Store how far the file is, if it still is where we left it. Raises Overtaken."""
    done = file.done_rows + rows
    here = DimonaBestand.objects.filter(pk=file.pk, status=file.status, done_rows=file.done_rows)
    if not here.update(moved_at=timezone.now(), **{"done_rows": done, **values}):
        raise Overtaken
    for name, value in {"done_rows": done, **values}.items():
        setattr(file, name, value)


def _finish(file: DimonaBestand) -> None:
    """All rows were looked at: the check waits for a decision; what was applied is done and its file goes."""
    wrong = file.counts.get("fout", 0)
    if file.status == Status.CHECKING:
        if not file.done_rows:
            raise FileRefused("Het bestand heeft geen rijen onder de namen van de kolommen. Vul minstens één rij in.")
        _move(file, 0, right_rows=file.done_rows - wrong, wrong_rows=wrong, status=Status.CHECKED)
        return
    with transaction.atomic():
        _move(file, 0, wrong_rows=wrong, status=Status.DONE, finished_at=timezone.now())
        write_journal(None, "dimona_bestand_verwerkt", file, rijen=file.done_rows, geweigerd=wrong)
        transaction.on_commit(lambda: drop_file(file))
    if file.counts.get(NEW):
        # Until the server does so by itself, it would take the table for the small one that it was, and the list of
        # clients of a secretariat would be read in the slowest way. Who does not own the tables is only warned.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE mandates_dimonamandaat, accounts_organisation")


def _stop(file: DimonaBestand, reason: str) -> None:
    with transaction.atomic():
        _move(file, 0, status=Status.STOPPED, stop_reason=reason[:200], finished_at=timezone.now())
        transaction.on_commit(lambda: drop_file(file))


def drop_file(file: DimonaBestand) -> None:
    """The rows are needed no more."""
    if file.file:
        file.file.delete(save=False)
        DimonaBestand.objects.filter(pk=file.pk).update(file="")


def stale_files() -> list[int]:
    """Files of which nothing moved for a while: a lost message, or a worker that died."""
    before: datetime.datetime = timezone.now() - STALE_AFTER
    rows = DimonaBestand.objects.filter(status__in=[Status.CHECKING, Status.RUNNING], moved_at__lt=before)
    return list(rows.order_by("moved_at").values_list("pk", flat=True)[:50])
