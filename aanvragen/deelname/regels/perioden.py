"""The periods in which attendance is registered, and the last day to do it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from loket.dates import add_months
from loket.dutch import day
from loket.parameters.values import ParameterSource, ParameterValue, Recorder

PERIODE_MAANDEN = "deelname.periode_maanden"
REGISTRATIE_MAANDEN = "deelname.registratie_maanden"
HERINNERING_DAGEN = "deelname.herinnering_dagen"
ATTEST_DAGEN = "deelname.attest_dagen"

QUARTERS = ("eerste", "tweede", "derde", "vierde")


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """A stretch of whole months; both days belong to it."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """‘derde kwartaal van 2026’; another length is named by its days."""
        if (self.first.month - 1) % 3 == 0 and add_months(self.first, 3) == self.last + timedelta(days=1):
            return f"{QUARTERS[self.first.month // 3]} kwartaal van {self.first.year}"
        return f"{day(self.first)} tot en met {day(self.last)}"

    @property
    def code(self) -> str:
        """As an address and a file name it."""
        return self.first.isoformat()

    def __str__(self) -> str:
        return self.label

    def __contains__(self, value: date) -> bool:
        return self.first <= value <= self.last


@dataclass(frozen=True, slots=True)
class Uiterste:
    """The last day to register a period, and from when the verstrekker is reminded of it."""

    last: date
    remind_from: date
    parameters: tuple[ParameterValue, ...]


def periode_of(params: ParameterSource, on: date) -> Periode:
    """The period in which a day falls; the year is cut in equal stretches."""
    months = params.get(PERIODE_MAANDEN, on).integer
    first = date(on.year, (on.month - 1) // months * months + 1, 1)
    return Periode(first, add_months(first, months) - timedelta(days=1))


def perioden(params: ParameterSource, start: date, until: date) -> Iterator[Periode]:
    """The periods from the start of an opleiding up to the one that holds `until`, the earliest first."""
    day_of = start
    while day_of <= until:
        periode = periode_of(params, day_of)
        yield periode
        day_of = periode.last + timedelta(days=1)


def uiterste_dag(params: ParameterSource, periode: Periode) -> Uiterste:
    """Until when attendance of a period may be registered. No source names the term: the parameter says so."""
    used = Recorder(params)
    months = used.get(REGISTRATIE_MAANDEN, periode.last).integer
    # Counted from the first of a month: 30 September and three months is 31 December.
    last = add_months(periode.last + timedelta(days=1), months) - timedelta(days=1)
    days = used.get(HERINNERING_DAGEN, periode.last).integer
    return Uiterste(last, last - timedelta(days=days), used.used)


def attest_tegen(params: ParameterSource, enrolled_on: date) -> date:
    """The day by which a trainee must have an inschrijvingsattest."""
    return enrolled_on + timedelta(days=params.get(ATTEST_DAGEN, enrolled_on).integer)
