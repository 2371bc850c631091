"""So many at once, over all processes and machines: costly work that anybody may ask for.

A slot is kept as long as there is progress, and never longer than `MOST_SECONDS`: one whose holder died, or waits for
a reader that reads nothing or next to nothing, is free again by itself. With a cache that was emptied the count starts
anew: a few too many come through, never too few.
"""

import uuid
from collections.abc import Iterator
from time import monotonic
from typing import BinaryIO

from django.core.cache import cache

KEPT_SECONDS = 60
# Who reads more slowly goes on reading; the next one does not wait for him.
MOST_SECONDS = 300
PART = 64 * 1024


class Slot:
    """One of the slots of a name."""

    def __init__(self, key: str, token: str) -> None:
        self._key, self._token = key, token
        self._until = monotonic() + MOST_SECONDS

    def keep(self) -> None:
        """There is progress."""
        if monotonic() > self._until:
            self.release()
        elif cache.get(self._key) == self._token:
            cache.touch(self._key, KEPT_SECONDS)

    def release(self) -> None:
        """A second call changes nothing, and a slot that is somebody else's by now stays his."""
        if cache.get(self._key) == self._token:
            cache.delete(self._key)


def take_slot(name: str, most: int) -> Slot | None:
    """A free slot, or None when they are all taken."""
    token = uuid.uuid4().hex
    for number in range(most):
        key = f"slot:{name}:{number}"
        if cache.add(key, token, KEPT_SECONDS):
            return Slot(key, token)
    return None


class Sending:
    """The content of a file, part by part, in a slot that comes free when it was sent or the reader went away."""

    def __init__(self, file: BinaryIO, slot: Slot) -> None:
        self._file, self._slot = file, slot

    def __iter__(self) -> Iterator[bytes]:
        while part := self._file.read(PART):
            self._slot.keep()
            yield part

    def close(self) -> None:
        """Called by the response, also when nothing was read."""
        self._file.close()
        self._slot.release()
