"""Checking the rows of a file against the rules of single entry, without storing anything."""

import datetime
from dataclasses import dataclass, field

from accounts.kbo.models import Enterprise
from accounts.models import Organisation
from loket.acting.context import ActingContext
from loket.bulk.columns import shown
from loket.bulk.reading import Finding, Row
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.bulk.columns import BY_KEY, TITLES
from mandates.ssm.checks import check_period
from mandates.ssm.errors import MandaatError, Overlap
from mandates.ssm.parties import check_exists, own_party
from mandates.ssm.starting import ONESELF
from mandates.ssm.states import WAITING, Status
from mandates.ssm.types import ORGANISATIE

Period = tuple[datetime.date, datetime.date | None]
FAR = datetime.date.max


@dataclass(slots=True)
class Checked:
    """What came of checking."""

    right: list[Row] = field(default_factory=list)
    wrong: list[Row] = field(default_factory=list)


def check(acting: ActingContext, type_code: str, side: Side, rows: list[Row], today: datetime.date) -> Checked:
    """Every row, with everything that is wrong in it; a row may not meet an earlier right row."""
    checker = _Checker(acting, type_code, side, {row.values["kbo"] for row in rows if "kbo" in row.values}, today)
    checked = Checked()
    for row in rows:
        checker.check(row)
        (checked.wrong if row.findings else checked.right).append(row)
    return checked


class _Checker:
    """Knows the organisations of the file and the mandates with them: three queries for all rows."""

    def __init__(
        self, acting: ActingContext, type_code: str, side: Side, numbers: set[str], today: datetime.date
    ) -> None:
        self.own, self.today = own_party(acting), today
        self.organisations = {found.kbo: found for found in Organisation.objects.filter(kbo__in=numbers)}
        unknown = numbers - self.organisations.keys()
        self.in_register = set(
            Enterprise.objects.filter(number__in=unknown, ceased_on__isnull=True).values_list("number", flat=True)
        )
        self.taken = _taken(acting, type_code, side, self.organisations.values())
        self.planned: dict[str, list[tuple[Period, int]]] = {}

    def check(self, row: Row) -> None:
        """Add the findings of this row to it."""
        unreadable = {finding.column for finding in row.findings}
        if "rij" in unreadable:
            return
        kbo = row.values.get("kbo")
        if kbo is None:
            if TITLES["kbo"] not in unreadable:
                self._find(row, "kbo", "Vul het KBO-nummer van de andere partij in.")
            return
        found = self.organisations.get(kbo)
        try:
            if kbo not in self.in_register:
                check_exists(found, self.today)
            if self.own.kind == ORGANISATIE and found is not None and found.pk == self.own.id:
                raise MandaatError(ONESELF, "kbo")
        except MandaatError as error:
            self._find(row, "kbo", str(error))
        if unreadable & {TITLES["start"], TITLES["end"]}:
            return
        period = (row.values.get("start", self.today), row.values.get("end"))
        try:
            check_period(*period, self.today)
            self._check_free(row, kbo, period)
        except MandaatError as error:
            self._find(row, error.field, str(error))
        if not row.findings:
            self.planned.setdefault(kbo, []).append((period, row.number))

    def _check_free(self, row: Row, kbo: str, period: Period) -> None:
        for other, status in self.taken.get(kbo, []):
            if _meet(period, other):
                raise Overlap(waits=status != Status.ACTIEF)
        for other, number in self.planned.get(kbo, []):
            if _meet(period, other):
                raise MandaatError(f"Deze partij staat ook in rij {number}. Laat één van beide rijen weg.", "kbo")

    def _find(self, row: Row, key: str, message: str) -> None:
        value = row.values.get(key, "")
        text = f"{value:%Y%m%d}" if isinstance(value, datetime.date) else str(value)
        row.findings.append(Finding(row.number, TITLES[key], shown(BY_KEY[key], text), message))


def _taken(acting: ActingContext, type_code: str, side: Side, others) -> dict[str, list[tuple[Period, str]]]:
    """What runs or waits with these organisations, by KBO number."""
    other = "taker" if side is Side.GEVER else "giver"
    own = own_party(acting).columns("giver" if side is Side.GEVER else "taker")
    rows = SsmMandaat.objects.filter(
        **{f"{other}_organisation__in": [found.pk for found in others]},
        **own,
        type=type_code,
        status__in=[Status.ACTIEF, *WAITING.values()],
    ).values_list(f"{other}_organisation__kbo", "start", "end", "status")
    taken: dict[str, list[tuple[Period, str]]] = {}
    for kbo, start, end, status in rows:
        taken.setdefault(kbo, []).append(((start, end), status))
    return taken


def _meet(one: Period, other: Period) -> bool:
    return one[0] <= (other[1] or FAR) and other[0] <= (one[1] or FAR)
