"""Two chunks of a file at once: while PostgreSQL stores one, the next one is judged, and then stored as well.

They are judged in their order and committed in their order, so that a file is always stored up to some row and no
further. A chunk in which somebody of the chunk before stands waits until that one is committed, and then sees it.
"""

import sys
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from django.db import connection

from loket.bulk.large.batch import Batch

LANES = 2
# A thread that hears from PostgreSQL would wait for Python up to this long, dozens of times in each chunk.
SWITCH_SECONDS = 0.0005


class Abandoned(Exception):
    """The chunk before this one was not stored, so this one may not be either."""


class Turn:
    """When a chunk may go on."""

    def __init__(self, batch: Batch, people: Collection[object], before: "Turn | None" = None) -> None:
        self.batch, self.people, self.before = batch, frozenset(people), before
        self.error: BaseException | None = None
        self._judged, self._over = threading.Event(), threading.Event()

    @contextmanager
    def judging(self) -> Iterator[None]:
        """After the one before was judged, and after those that look at the same people were stored."""
        before = earlier = self.before
        while earlier is not None:
            if not self.people.isdisjoint(earlier.people):
                earlier.wait()
            earlier = earlier.before
        if before is not None:
            before._judged.wait()
            if before.error is not None:
                raise Abandoned
        yield
        self._judged.set()

    def wait_to_move(self) -> None:
        """Until the chunk before this one is stored. Raises Abandoned when it was not."""
        if self.before is not None:
            self.before.wait()
            if self.before.error is not None:
                raise Abandoned

    def wait(self) -> None:
        self._over.wait()

    def end(self) -> None:
        """Stored, or not: who waits may look."""
        self.before = None
        self._judged.set()
        self._over.set()


class Lanes:
    """Does what it is given, two at once, each on a connection of its own."""

    def __init__(self, do: Callable[[Turn], None]) -> None:
        self._do = do
        self._given: SimpleQueue[Turn | None] = SimpleQueue()
        self._under_way: list[Turn] = []
        self._last: Turn | None = None
        self._threads = [threading.Thread(target=self._work, name=f"bulk-lane-{n}", daemon=True) for n in range(LANES)]

    def __enter__(self) -> "Lanes":
        self._switch = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """What is under way goes on to its end, also after an error: what is left out is left out whole."""
        for _ in self._threads:
            self._given.put(None)
        for thread in self._threads:
            thread.join()
        sys.setswitchinterval(self._switch)

    def give(self, batch: Batch, people: Collection[object]) -> None:
        """Waits while both are busy. Raises the error of an earlier chunk, the first one first."""
        if len(self._under_way) == LANES:
            self._settle()
        self._last = Turn(batch, people, self._last)
        self._under_way.append(self._last)
        self._given.put(self._last)

    def finish(self) -> None:
        """Wait until all is done. Raises as `give`."""
        while self._under_way:
            self._settle()

    def _settle(self) -> None:
        turn = self._under_way.pop(0)
        turn.wait()
        if turn.error is not None:
            raise turn.error

    def _work(self) -> None:
        try:
            while (turn := self._given.get()) is not None:
                try:
                    self._do(turn)
                except BaseException as error:  # noqa: BLE001  (handed to the thread that waits)
                    turn.error = error
                finally:
                    turn.end()
        finally:
            connection.close()


class OneByOne:
    """For a kind whose chunks must follow each other, or inside somebody's transaction: on this connection."""

    def __init__(self, do: Callable[[Turn], None]) -> None:
        self._do = do

    def __enter__(self) -> "OneByOne":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        pass

    def give(self, batch: Batch, people: Collection[object]) -> None:
        self._do(Turn(batch, people))

    def finish(self) -> None:
        pass
