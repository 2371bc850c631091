"""Applying a confirmed file chunk by chunk.

A chunk is one transaction that also moves the counter of the file. A worker that dies leaves the counter where the
last whole chunk ended; the next one goes on there, and no row is applied twice. Cancelling moves the file out of the
state "bezig": the chunk under way then finds that its counter cannot move, and is undone.
"""

import datetime
import time
from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.utils import timezone

from loket.bulk.models import FileStatus, UploadedFile
from loket.bulk.sealing import SealBroken, seal, unseal
from loket.locks import try_lock

CHUNK = 50
# Without a step for this long, the worker is taken for dead.
STALE_AFTER = datetime.timedelta(minutes=2)
UNREADABLE = "De rijen konden niet meer gelezen worden. Laad het bestand opnieuw op."

# Applies these rows and moves the counter, or neither; False when the file was stopped instead.
Chunk = Callable[[Any, list], bool]


class Overtaken(Exception):
    """The file left the state "bezig", or another worker did this chunk."""


def apply_for(
    model: type[UploadedFile],
    pk: int,
    seconds: float,
    purpose: str,
    chunk: Chunk,
    finish: Callable[[Any, list], None],
    stop: Callable[[Any, str], None],
) -> bool:
    """Apply chunks for so long. Returns True when rows are left and this worker is the one to go on."""
    until = time.monotonic() + seconds
    with try_lock(f"{model._meta.label_lower} {pk}") as held:
        if not held:
            return False
        file = model._default_manager.filter(pk=pk, status=FileStatus.RUNNING).first()
        if file is None:
            return False
        try:
            plan = unseal(file.plan, purpose)
            while file.done_rows < len(plan):
                if not chunk(file, plan[file.done_rows : file.done_rows + CHUNK]):
                    return False
                # After a chunk, not before: however slow the machine, every call gets further.
                if time.monotonic() > until and file.done_rows < len(plan):
                    return True
            finish(file, plan)
        except SealBroken:
            stop(file, UNREADABLE)
        except Overtaken:
            return False
    return False


def move_file(file: UploadedFile, **values: object) -> None:
    """Store how far the file is, if it still is where we left it. Raises Overtaken."""
    where_we_left_it = type(file)._default_manager.filter(
        pk=file.pk, status=FileStatus.RUNNING, done_rows=file.done_rows
    )
    if not where_we_left_it.update(moved_at=timezone.now(), **values):
        raise Overtaken
    for name, value in values.items():
        setattr(file, name, value)


def finish_file(file: UploadedFile, plan: list, purpose: str) -> int:
    """Everything was looked at: the rows go, the report stays, failed rows can be fetched with the rejected ones.

    Returns how many failed. Raises Overtaken.
    """
    messages = {number: f"{column}: {message}" for number, column, message in file.failures}
    failed = [[cells, messages[number]] for number, cells, _values in plan if number in messages]
    rejected = file.rejected
    if failed:
        rejected = seal([*(unseal(rejected, purpose) if rejected else []), *failed], purpose)
    move_file(file, status=FileStatus.DONE, plan=None, rejected=rejected, finished_at=timezone.now())
    return len(failed)


def stop_file(file: UploadedFile, reason: str) -> None:
    """The rest is not applied. Raises Overtaken."""
    move_file(file, status=FileStatus.STOPPED, plan=None, stop_reason=reason, finished_at=timezone.now())


def stale_files(model: type[UploadedFile]) -> list[int]:
    """Files of which nothing moved for a while: a lost message, or a worker that died."""
    rows = model._default_manager.filter(status=FileStatus.RUNNING, moved_at__lt=timezone.now() - STALE_AFTER)
    return list(rows.order_by(F("moved_at")).values_list("pk", flat=True)[:50])
