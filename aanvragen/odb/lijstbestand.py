"""The files of the whole list: made once for everybody, and made anew when they are no longer fresh."""

import datetime
import hashlib
import tempfile
from collections.abc import Iterable

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from aanvragen.odb.bestanden import NAMES, file_rows, json_lines
from aanvragen.odb.models import Lijstbestand
from aanvragen.odb.zoeken import found
from loket.locks import hold_until_commit, try_lock
from loket.ui.exports import csv_lines

FRESH = datetime.timedelta(minutes=10)


def lines_of(data: dict, extension: str, at: datetime.datetime) -> Iterable[str]:
    """The file of what fits these filters. The first part is not about the opleidingen: a BOM, or when it was made."""
    rows = found(data, timezone.localdate(at))
    return csv_lines(NAMES, file_rows(rows)) if extension == "csv" else json_lines(rows, at)


def whole_list(extension: str, *, everything: bool) -> Lijstbestand:
    """The file of the whole list, at most `FRESH` old. While one worker makes it anew, others get the former one."""
    name = f"opleidingen.{extension} {everything}"
    row = _stored(extension, everything)
    if row is None:
        with transaction.atomic():
            # There is nothing to give yet: who comes second waits for the first.
            hold_until_commit(name)
            return _stored(extension, everything) or _make(extension, everything, None)
    if _fresh(row):
        return row
    with try_lock(name) as held:
        if not held:
            return row
        row = _stored(extension, everything)
        return row if row is not None and _fresh(row) else _make(extension, everything, row)


def _stored(extension: str, everything: bool) -> Lijstbestand | None:
    return Lijstbestand.objects.filter(extension=extension, everything=everything).first()


def _fresh(row: Lijstbestand) -> bool:
    """The list without what is over is another one every day."""
    now = timezone.now()
    return now - row.checked_at < FRESH and timezone.localdate(row.checked_at) == timezone.localdate(now)


def _make(extension: str, everything: bool, former: Lijstbestand | None) -> Lijstbestand:
    now, digest = timezone.now(), hashlib.sha256()
    with tempfile.TemporaryFile() as target:
        for number, line in enumerate(lines_of({"alles": everything}, extension, now)):
            part = line.encode()
            if number:
                digest.update(part)
            target.write(part)
        sha256 = digest.hexdigest()
        if former is not None and former.sha256 == sha256 and former.file.storage.exists(former.file.name):
            former.checked_at = now
            former.save(update_fields=["checked_at"])
            return former
        row = former or Lijstbestand(extension=extension, everything=everything)
        old = row.file.name
        row.made_at, row.checked_at, row.sha256 = now, now, sha256
        target.seek(0)
        row.file.save("", File(target), save=False)
        row.save()
    if old:
        # Who opened it reads on.
        row.file.storage.delete(old)
    return row
