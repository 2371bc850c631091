"""How far an import is: counted in the process that imports, put in its row now and then."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.utils import timezone

from accounts.kbo.models import KboImport

SAVE_SECONDS = 1.0
# Reading the files takes about half of the time; the bar shows only what is known for sure.
READING_PERCENT = 50
STEPS = 16


class Progress:
    """Counts per file, bytes read and steps begun; fed by several threads."""

    def __init__(self, import_pk: int, size: int) -> None:
        self._pk, self._size = import_pk, max(size, 1)
        self._lock = threading.Lock()
        self._bytes = self._begun = 0
        self._phase = ""
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)

    def begin(self, phase: str) -> None:
        """A step begins."""
        with self._lock:
            self._begun += 1
            self._phase = phase

    def reading(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces, counted as they pass."""
        for piece in pieces:
            with self._lock:
                self._bytes += len(piece)
            yield piece

    def count(self, file: str, what: str, number: int) -> None:
        """Add to a count of the report: `read`, `refused`, `ceased`, `returned`."""
        with self._lock:
            self.counts[file][what] += number

    def as_counts(self) -> dict[str, dict[str, int]]:
        """The counts as the row of the import keeps them."""
        with self._lock:
            return {
                file: {**counts, "loaded": counts["read"] - counts["refused"]}
                for file, counts in sorted(self.counts.items())
            }

    def save(self) -> None:
        """Put it in the row of the import."""
        counts = self.as_counts()
        with self._lock:
            read = min(self._bytes / self._size, 1.0) * READING_PERCENT
            done = max(self._begun - 1, 0) / STEPS * (100 - READING_PERCENT)
            phase = self._phase
        KboImport.objects.filter(pk=self._pk).update(
            phase=phase[:100], percent=min(round(read + done), 99), counts=counts, moved_at=timezone.now()
        )
