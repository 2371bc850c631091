"""Checking and storing a file, a chunk at a time.

A chunk is one transaction that also moves the place where the file is. A worker that dies leaves the file where the
last whole chunk ended, and the next one goes on there: nothing is stored twice, nothing is left out. Cancelling moves
the file out of its state; the chunk under way then finds that it cannot move the file, and is undone.
"""

import datetime
import json
import logging
import time
from collections import Counter

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from loket.acting.context import ActingContext, Choice, ContextUnavailable
from loket.bulk.applying import Overtaken
from loket.bulk.columns import mask_numbers
from loket.bulk.errors import FileRefused
from loket.bulk.files import packed
from loket.bulk.large.batch import Batch, Reader
from loket.bulk.large.copying import NULL, as_json, copy_lines
from loket.bulk.large.finishing import finish, stop
from loket.bulk.large.kinds import StopFile, kind_of
from loket.bulk.large.lanes import Lanes, OneByOne, Turn
from loket.bulk.large.models import BUSY, Bestand, BestandRij, FileState
from loket.bulk.large.sources import NO_ROWS, Record, Source, find_layout
from loket.bulk.large.vault import Seal, open_sealed
from loket.bulk.reading import HEADER_WITHIN
from loket.bulk.sealing import SealBroken
from loket.locks import try_lock

logger = logging.getLogger(__name__)

# Without a step for this long, the worker is taken for dead.
STALE_AFTER = datetime.timedelta(minutes=2)
# Turns that came no further: a row that breaks a worker does not keep the others busy for ever.
ATTEMPTS_MAX = 3
NOTICES_KEPT = 100
FINDINGS_KEPT = 20
MORE = "Meer fouten in deze rij: {}. Verbeter eerst de fouten hierboven."
LOST = "Het bestand kon niet meer gelezen worden. Laad het opnieuw op."
FAILED = (
    "Bij deze rijen ging bij ons iets fout, ook toen we het opnieuw probeerden. De overige rijen zijn niet verwerkt. "
    "Bel de helpdesk en geef de naam van het bestand door."
)
LOST_RIGHT = (
    "Wie dit bestand {}, mag dit niet (meer) voor deze organisatie. De overige rijen zijn niet verwerkt. Laat iemand "
    "die dit mag het bestand opnieuw opladen: rijen die al ingediend zijn, herkennen we."
)


def go_on(pk: int, seconds: float) -> bool:
    """Work on this file for so long. Returns True when rows are left and this worker is the one to go on."""
    until = time.monotonic() + seconds
    with try_lock(f"bulk bestand {pk}") as held:
        if not held:
            return False
        bestand = Bestand.objects.filter(pk=pk, status__in=BUSY).first()
        if bestand is None:
            return False
        if bestand.attempts >= ATTEMPTS_MAX:
            logger.error("File %s is stopped: %s turns came no further.", bestand.pk, bestand.attempts)
            stop(bestand, FAILED)
            return False
        # Counted before, so that a worker that is killed by its work counts as well; any step forward sets it back.
        _attempted(bestand, bestand.attempts + 1)
        try:
            return _Turn(bestand).work(until)
        except (FileRefused, StopFile) as error:
            stop(bestand, str(error))
        except (SealBroken, FileNotFoundError):
            stop(bestand, LOST)
        except ContextUnavailable:
            # The register of mandates does not answer: the sweep tries again.
            logger.warning("File %s waits for the register.", bestand.pk)
            _attempted(bestand, 0)
        except Overtaken:
            logger.info("File %s was cancelled, or another worker is at it.", bestand.pk)
    return False


def _attempted(bestand: Bestand, times: int) -> None:
    Bestand.objects.filter(pk=bestand.pk).update(attempts=times)


def acting_of(bestand: Bestand, person) -> ActingContext | None:
    """For whom this person acts with this file, asked afresh: what was withdrawn works at once."""
    choice = Choice.from_session(bestand.choice)
    user = getattr(person, "user", None)
    if choice is None or user is None or not user.is_active:
        return None
    found = import_string(settings.ACTING_RESOLVER)(user, choice, timezone.localdate())
    if found is None or found.represented.id != bestand.represented_id:
        return None
    return found


class _Turn:
    """What one worker does with one file, until its time is up."""

    def __init__(self, bestand: Bestand) -> None:
        self.bestand = bestand
        self.kind = kind_of(bestand)
        self.storing = bestand.status == FileState.STORING
        self.seal = Seal(bestand.key.bytes)

    def work(self, until: float) -> bool:
        """Returns True when rows are left."""
        bestand, kind = self.bestand, self.kind
        storage, name = bestand.file.storage, bestand.file.name
        source = kind.open_source(lambda: open_sealed(storage.open(name)), kind.columns)
        layout = find_layout(_first(source), kind.columns)
        if not self.storing and not bestand.at:
            self._move(header=layout.header, unknown_columns=layout.unknown, lines=source.lines)
        reader = Reader(layout, kind.columns)
        self._work = kind.begin(bestand, self._acting(), self.storing)
        sieve = self.storing and bestand.rijen.exists()
        side_by_side = kind.apart is not None and not connection.in_atomic_block
        with (Lanes if side_by_side else OneByOne)(self._chunk) as lanes:
            begun = False
            for records in source.records(bestand.at):
                # Never before the first chunk: however slow the machine, every turn gets further.
                if begun and time.monotonic() > until:
                    lanes.finish()
                    return True
                batch = reader.batch(records, self._set_aside_in(records) if sieve else frozenset())
                batch.last = records[-1][0]
                lanes.give(batch, kind.apart(batch) if kind.apart else ())
                begun = True
            lanes.finish()
        self._finish()
        return False

    def _acting(self) -> ActingContext | None:
        """Who is answerable for this step, if that one still may. Raises StopFile."""
        bestand = self.bestand
        person = bestand.confirmed_by if self.storing else bestand.uploaded_by
        if person is None and not self.storing:
            # Handed in at a terminal.
            return None
        acting = acting_of(bestand, person)
        rule = self.kind.file if self.storing else self.kind.fill
        if acting is None or not rule.allows(acting):
            raise StopFile(LOST_RIGHT.format("indiende" if self.storing else "oplaadde"))
        return acting

    def _chunk(self, turn: Turn) -> None:
        """Judge these rows, store or remember them, and move the file; or none of it."""
        bestand, work, batch = self.bestand, self._work, turn.batch
        if self.storing:
            # A right that is withdrawn meanwhile ends the file here.
            self._acting()
        with transaction.atomic():
            # A crash of the server may lose the last chunks, whole and with the place where the file was: they are
            # done again. How a file ends, and all before it, is on disk before anybody is told.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
            with turn.judging():
                work.judge(batch)
            stored = 0
            if self.storing:
                stored = work.store(batch)
            else:
                work.keep(batch)
            self._set_aside(batch)
            turn.wait_to_move()
            if not self.storing and bestand.done_rows + len(batch) > settings.BULK_MAX_ROWS:
                raise FileRefused(
                    f"Het bestand heeft meer dan {settings.BULK_MAX_ROWS} rijen. Verdeel de rijen over meer bestanden."
                )
            self._count(batch, stored)

    def _set_aside_in(self, records: list[Record]) -> frozenset[int]:
        """The rows of this chunk that the check set aside: nobody confirmed those."""
        rows = self.bestand.rijen.filter(number__gte=records[0][0], number__lte=records[-1][0])
        return frozenset(rows.values_list("number", flat=True))

    def _set_aside(self, batch: Batch) -> None:
        lines = []
        for index in sorted(batch.findings.keys() | batch.doubles.keys()):
            found = batch.findings.get(index)
            if found is None:
                told = [["rij", "", batch.doubles[index]]]
                lines.append(f"{self.bestand.pk}\t{batch.numbers[index]}\tt\t{NULL}\t{as_json(told)}\n")
            else:
                told = [[item.column, mask_numbers(item.value), item.message] for item in found[:FINDINGS_KEPT]]
                if len(found) > FINDINGS_KEPT:
                    told.append(["rij", "", MORE.format(len(found) - FINDINGS_KEPT)])
                sealed = self.seal.close(json.dumps(packed(list(batch.rows[index]))).encode()).hex()
                lines.append(f"{self.bestand.pk}\t{batch.numbers[index]}\tf\t\\\\x{sealed}\t{as_json(told)}\n")
        if lines:
            copy_lines(BestandRij._meta.db_table, ("bestand_id", "number", "double", "cells", "findings"), lines)

    def _count(self, batch: Batch, stored: int) -> None:
        bestand = self.bestand
        wrong = len(batch.findings)
        double = len(batch.doubles.keys() - batch.findings.keys())
        right = -(wrong + double) if self.storing else len(batch) - wrong - double
        values: dict[str, object] = {
            "at": batch.last,
            "attempts": 0,
            "done_rows": bestand.done_rows + len(batch),
            "right_rows": bestand.right_rows + right,
            "wrong_rows": bestand.wrong_rows + wrong,
            "double_rows": bestand.double_rows + double,
            "stored_rows": bestand.stored_rows + stored,
        }
        if batch.counts:
            values["counts"] = dict(Counter(bestand.counts) + batch.counts)
        if batch.notices and not self.storing:
            values["notices"] = _merged(bestand.notices, batch)
        self._move(**values)

    def _move(self, **values: object) -> None:
        """Store how far the file is, if it still is where we left it. Raises Overtaken."""
        bestand = self.bestand
        here = Bestand.objects.filter(pk=bestand.pk, status=bestand.status, at=bestand.at)
        if not here.update(moved_at=timezone.now(), **values):
            raise Overtaken
        for name, value in values.items():
            setattr(bestand, name, value)

    def _finish(self) -> None:
        bestand = self.bestand
        if self.storing:
            finish(bestand, self._acting())
        elif not bestand.done_rows:
            raise FileRefused(NO_ROWS)
        else:
            self.kind.checked(bestand)
            self._move(status=FileState.CHECKED, lines=bestand.done_rows, attempts=0)


def _first(source: Source) -> list[Record]:
    """The rows among which the headers stand."""
    first: list[Record] = []
    for records in source.records():
        first.extend(records)
        if len(first) >= HEADER_WITHIN:
            break
    return first


def _merged(notices: list, batch: Batch) -> list:
    """What was said before, with what this batch adds; of each kind the first row is named."""
    known = {(column, message): [column, message, count, first] for column, message, count, first in notices}
    for item, count in batch.notices.items():
        if item in known:
            known[item][2] += count
        elif len(known) < NOTICES_KEPT:
            known[item] = [*item, count, batch.first[item]]
    return list(known.values())


def stale_files() -> list[int]:
    """Files of which nothing moved for a while: a lost message, or a worker that died."""
    before = timezone.now() - STALE_AFTER
    rows = Bestand.objects.filter(status__in=BUSY, moved_at__lt=before)
    return list(rows.order_by("moved_at").values_list("pk", flat=True)[:50])
