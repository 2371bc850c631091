"""Steps that lean on each other, done by a few threads with a database connection each.

PostgreSQL takes one row after the other in COPY and in building an index: two connections put two cores to work. A
third would take from the longest way: reading the names and ordering their words.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db import connection

LANES = 2
# Long work: no limit on a statement, dates as the KBO writes them, and memory for hashes and for building indexes.
# Statements that wait for a lock do so for the backend of a killed import, which first ends what it was doing.
SETTINGS = (
    "SET statement_timeout = 0",
    "SET lock_timeout = '10min'",
    "SET DateStyle = 'ISO, DMY'",
    "SET work_mem = '256MB'",
    "SET maintenance_work_mem = '512MB'",
    "SET synchronous_commit = off",
    # The lanes are what works side by side: more processes for one index or count take from the other lane.
    "SET max_parallel_maintenance_workers = 0",
    "SET max_parallel_workers_per_gather = 0",
    # The plans of the register's queries are written out; rough figures will do.
    "SET default_statistics_target = 10",
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do when the steps that it `needs` are done."""

    name: str
    do: Callable[[], None]
    needs: Collection[str] = ()


def on_own_connection(do: Callable[[], None]) -> None:
    """Do it in this thread, on a connection set for long work that is closed at the end."""
    try:
        with connection.cursor() as cursor:
            for setting in SETTINGS:
                cursor.execute(setting)
        do()
    finally:
        connection.close()


class Lanes:
    """Runs the steps; the first error stops what was not begun yet and comes out of `finish`."""

    def __init__(self, steps: Sequence[Step], started: Callable[[str], None]) -> None:
        self._left = list(steps)
        self._done: set[str] = set()
        self._error: BaseException | None = None
        self._changed = threading.Condition()
        self._started = started
        self._threads = [
            threading.Thread(target=self._work, name=f"kbo-lane-{number}", daemon=True)
            for number in range(min(LANES, len(steps)))
        ]

    def finish(self, meanwhile: Callable[[], None], every: float) -> None:
        """Run to the end, and do `meanwhile` every so many seconds in this thread. Raises a step's error."""
        for thread in self._threads:
            thread.start()
        try:
            for thread in self._threads:
                while thread.is_alive():
                    thread.join(every)
                    if thread.is_alive():
                        meanwhile()
        except BaseException as error:
            # A time limit, or Ctrl-C. Nobody may work on when the lock is let go.
            self._fail(error)
            for thread in self._threads:
                thread.join()
            raise
        if self._error is not None:
            raise self._error

    def _fail(self, error: BaseException) -> None:
        with self._changed:
            self._error = self._error or error
            self._changed.notify_all()

    def _work(self) -> None:
        try:
            on_own_connection(self._take_steps)
        except BaseException as error:  # noqa: BLE001  (handed to the thread that waits)
            self._fail(error)

    def _take_steps(self) -> None:
        while (step := self._next()) is not None:
            self._started(step.name)
            step.do()
            with self._changed:
                self._done.add(step.name)
                self._changed.notify_all()

    def _next(self) -> Step | None:
        """The first step that can begin; waits for one. None when there is nothing left, or an error."""
        with self._changed:
            while self._error is None and self._left:
                for step in self._left:
                    if self._done.issuperset(step.needs):
                        self._left.remove(step)
                        return step
                self._changed.wait()
        return None
