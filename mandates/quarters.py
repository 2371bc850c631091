"""Quarters: Dimona mandates begin and end with one."""

import datetime
import re
from dataclasses import dataclass

WRITTEN = re.compile(r"\s*([0-9]{4})\s*[/\-]\s*[Kk]?\s*([1-4])\s*")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year; `number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: datetime.date) -> "Quarter":
        """The quarter in which this day falls."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read `2026/1`, `2026-1` or `2026/K1`. Raises ValueError for anything else, and outside 1900 to 2999."""
        found = WRITTEN.fullmatch(text)
        if found is None or not 1900 <= int(found[1]) < 3000:
            raise ValueError(f"not a quarter: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> datetime.date:
        return self.next.first_day - datetime.timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"
