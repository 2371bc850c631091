"""The history of one made-up label: its quarters as the real engine calculates them, advances, settlements, claims."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from loket.dates import add_months
from loket.parameters.values import ParameterSource, ParameterValue
from maatwerk.berekening import saldo as saldi
from maatwerk.berekening import voorschot as voorschotten
from maatwerk.berekening.afronding import CENT, NUL
from maatwerk.berekening.invoer import Kwartaalinvoer, Loon, Werknemerinvoer
from maatwerk.berekening.jaar import Jaaruitkomst, jaarafrekening
from maatwerk.berekening.kwartaal import Kwartaaluitkomst, bereken_met
from maatwerk.berekening.waarden import Waarden
from maatwerk.generating.careers import Loopbaan, Mensen, loon, loopbanen
from mandates.quarters import Quarter

# A first estimate of the subsidy of one VTE in a quarter, for the advances before anything was settled.
ESTIMATE_PER_VTE = Decimal(6_700)
# Which share of the declarations is changed, and days: after the quarter, and after its first calculation.
CHANGED_SHARE, DECLARED_AFTER, CHANGED_AFTER = 0.05, 24, 6
VERJARING = "maatwerk.vordering_verjaring"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a made-up label.

    - `werknemers`: at work at a time. `contingent`: VTE in the first quarter.
    - `wijzigingen`: (quarters before the last calculated one, VTE, reason) of later contingents.
    - `maximum_per_vte`: the granted amount of a quarter per VTE; None without one.
    - `stilstand`: (quarters before the last calculated one, share of the workers without wage): a quarter that
      brings up less than its advances. `in_delen`: over how many parts the claim of that quarter is paid back.
    - `correctie`: (quarters before the last calculated one) of which a correction came long after.
    """

    nummer: str
    label: str
    werknemers: int
    contingent: Decimal
    wijzigingen: tuple[tuple[int, Decimal, str], ...] = ()
    maximum_per_vte: Decimal | None = None
    stilstand: tuple[int, float] | None = None
    in_delen: int | None = None
    correctie: int | None = None
    turnover: float = 0.08


@dataclass(frozen=True, slots=True)
class Aangifte:
    """One declared wage line; a later `versie` is a change, of the day `op`."""

    loopbaan: Loopbaan
    kwartaal: Quarter
    versie: int
    op: datetime.date
    loon: Loon
    eindejaarspremie: Decimal
    dagen_betaald: int
    dagen_ziekte: int


@dataclass(slots=True)
class Versie:
    """One calculation of a quarter or a year, with its settlement."""

    soort: str
    kwartaal: Quarter | None
    jaar: int
    versie: int
    op: datetime.date
    uitkomst: Kwartaaluitkomst | Jaaruitkomst
    voorschotten: Decimal
    eerder: Decimal
    saldo: Decimal
    te_betalen_op: datetime.date


@dataclass(slots=True)
class Schijf:
    """A monthly part of an advance."""

    maand: datetime.date
    bedrag: Decimal
    te_betalen_op: datetime.date
    ingehouden: Decimal = NUL


@dataclass(slots=True)
class Kwartaalvoorschot:
    """The advance of one quarter; `basis_uit`: the calculation it is a share of."""

    kwartaal: Quarter
    op: datetime.date
    basis: Decimal
    basis_uit: Versie | None
    aandeel: ParameterValue
    bedrag: Decimal
    schijven: list[Schijf]


@dataclass(slots=True)
class Schuld:
    """A claim: where it came from, and what was kept back for it of which part."""

    uit: Versie
    bedrag: Decimal
    verjaart_op: datetime.date
    in_delen: int | None
    inhoudingen: list[tuple[Schijf, Decimal]] = field(default_factory=list)


@dataclass(slots=True)
class Historiek:
    """All that happened to one label until `vandaag`."""

    plan: Plan
    kwartalen: list[Quarter]
    contingenten: dict[Quarter, tuple[Decimal, Decimal | None, str]]
    loopbanen: list[Loopbaan]
    aangiften: list[Aangifte]
    sine: list[tuple[Loopbaan, Quarter, Decimal]]
    versies: list[Versie] = field(default_factory=list)
    voorschotten: list[Kwartaalvoorschot] = field(default_factory=list)
    schulden: list[Schuld] = field(default_factory=list)


def berekend_op(quarter: Quarter) -> datetime.date:
    """The first calculation: in the third month after the quarter."""
    return quarter.next.first_day.replace(month=quarter.next.first_day.month + 2, day=15)


def correctie_op(quarter: Quarter) -> datetime.date:
    """A correction comes long after the year settlement."""
    return datetime.date(quarter.year + 1, 9, 8)


def laatste_berekende(vandaag: datetime.date) -> Quarter:
    """The last quarter of which the first calculation is there."""
    quarter = Quarter.of(vandaag)
    while berekend_op(quarter) > vandaag:
        quarter = quarter.previous
    return quarter


def kwartalen_voor(vandaag: datetime.date, number: int, *, whole_years: bool) -> list[Quarter]:
    """At least so many calculated quarters, up to the last one; `whole_years`: from a first quarter on."""
    quarters = [laatste_berekende(vandaag)]
    while len(quarters) < number or (whole_years and quarters[0].number != 1):
        quarters.insert(0, quarters[0].previous)
    return quarters


class Maker:
    """Makes histories until one day, with one set of parameters and one stream of people."""

    def __init__(self, mensen: Mensen, parameters: ParameterSource, vandaag: datetime.date) -> None:
        self.mensen, self.parameters, self.vandaag = mensen, parameters, vandaag
        self._waarden: dict[Quarter, Waarden] = {}

    def historiek(self, plan: Plan, kwartalen: Sequence[Quarter]) -> Historiek:
        """Everything of one label, from its first quarter to today."""
        careers = list(loopbanen(self.mensen, plan.werknemers, kwartalen, plan.turnover))
        self._stilstand(plan, careers, kwartalen)
        history = Historiek(plan, list(kwartalen), self._contingenten(plan, kwartalen), careers, [], [])
        wages = {quarter: self._aangiften(history, quarter) for quarter in kwartalen}
        for quarter in self._until_now(kwartalen[0]):
            self._voorschot(history, quarter)
        for happening in sorted(self._happenings(history), key=lambda item: item[0]):
            self._calculate(history, wages, *happening)
        self._vorderingen(history)
        return history

    def waarden(self, quarter: Quarter) -> Waarden:
        """The dated parameters of a quarter, looked up once."""
        if quarter not in self._waarden:
            self._waarden[quarter] = Waarden.van(self.parameters, quarter)
        return self._waarden[quarter]

    def _until_now(self, first: Quarter) -> Iterator[Quarter]:
        quarter, current = first, Quarter.of(self.vandaag)
        while quarter <= current:
            yield quarter
            quarter = quarter.next

    def _stilstand(self, plan: Plan, careers: Sequence[Loopbaan], kwartalen: Sequence[Quarter]) -> None:
        if plan.stilstand is None:
            return
        back, part = plan.stilstand
        for career in careers:
            if self.mensen.random.random() < part:
                career.afwezig.add(kwartalen[-1 - back])

    def _contingenten(
        self, plan: Plan, kwartalen: Sequence[Quarter]
    ) -> dict[Quarter, tuple[Decimal, Decimal | None, str]]:
        changes = {kwartalen[-1 - back]: (vte, reason) for back, vte, reason in plan.wijzigingen}
        found, vte = {}, plan.contingent
        for quarter in self._until_now(kwartalen[0]):
            vte, reason = changes.get(quarter, (vte, ""))
            amount = None if plan.maximum_per_vte is None else (vte * plan.maximum_per_vte).quantize(CENT)
            found[quarter] = (vte, amount, reason)
        return found

    def _aangiften(self, history: Historiek, quarter: Quarter) -> list[list[Aangifte]]:
        """For each worker with a wage: the declaration, and the changes of it that some got afterwards."""
        rnd, lines = self.mensen.random, []
        deducts = self.waarden(quarter).activering_aftrekken
        back = history.plan.correctie
        corrected = back is not None and quarter == history.kwartalen[-1 - back]
        for career in history.loopbanen:
            if (declared := loon(career, quarter)) is None:
                continue
            op = quarter.next.first_day + datetime.timedelta(days=DECLARED_AFTER)
            versions = [Aangifte(career, quarter, 1, op, *declared)]
            changes = []
            if rnd.random() < CHANGED_SHARE:
                changes.append(berekend_op(quarter) + datetime.timedelta(days=CHANGED_AFTER))
            if corrected and rnd.random() < CHANGED_SHARE:
                changes.append(correctie_op(quarter) - datetime.timedelta(days=CHANGED_AFTER))
            for number, day in enumerate(changes, start=2):
                changed = loon(career, quarter, Decimal(rnd.randint(85, 112)) / 100)
                if changed is not None:
                    versions.append(Aangifte(career, quarter, number, day, *changed))
            lines.append(versions)
            history.aangiften.extend(one for one in versions if one.op <= self.vandaag)
            if deducts and career.sine:
                history.sine.append((career, quarter, career.sine))
        return lines

    def _voorschot(self, history: Historiek, quarter: Quarter) -> None:
        """Asked before the quarter begins; the basis is filled in later, from what was calculated by then."""
        op = quarter.first_day - datetime.timedelta(days=10)
        share = self.parameters.get(voorschotten.AANDEEL, quarter.first_day)
        history.voorschotten.append(Kwartaalvoorschot(quarter, op, NUL, None, share, NUL, []))

    def _happenings(self, history: Historiek) -> Iterator[tuple[datetime.date, str, Quarter | int]]:
        """What happened until today: (day, kind, quarter or year)."""
        for advance in history.voorschotten:
            yield advance.op, "voorschot", advance.kwartaal
        for quarter in history.kwartalen:
            yield berekend_op(quarter), "kwartaal", quarter
        for year in sorted({quarter.year for quarter in history.kwartalen}):
            own = [quarter for quarter in history.kwartalen if quarter.year == year]
            march, april = datetime.date(year + 1, 3, 26), datetime.date(year + 1, 4, 20)
            if march <= self.vandaag:
                yield from ((march, "herberekening", quarter) for quarter in own)
            if april <= self.vandaag and len(own) == 4:
                yield april, "jaar", year
        if history.plan.correctie is not None:
            quarter = history.kwartalen[-1 - history.plan.correctie]
            if correctie_op(quarter) <= self.vandaag:
                yield correctie_op(quarter), "correctie", quarter

    def _calculate(
        self,
        history: Historiek,
        wages: dict[Quarter, list[list[Aangifte]]],
        day: datetime.date,
        kind: str,
        subject: Quarter | int,
    ) -> None:
        if kind == "voorschot":
            self._bereken_voorschot(history, next(item for item in history.voorschotten if item.kwartaal == subject))
        elif isinstance(subject, Quarter):
            self._bereken_kwartaal(history, wages[subject], day, kind, subject)
        else:
            self._bereken_jaar(history, day, subject)

    def _bereken_voorschot(self, history: Historiek, advance: Kwartaalvoorschot) -> None:
        known = [item for item in history.versies if item.kwartaal is not None]
        latest = max(known, key=lambda item: (item.kwartaal, item.versie)) if known else None
        vte = history.contingenten[advance.kwartaal][0]
        advance.basis_uit = latest
        advance.basis = (vte * ESTIMATE_PER_VTE).quantize(CENT) if latest is None else latest.uitkomst.totaal
        advance.bedrag = voorschotten.voorschot(advance.basis, advance.aandeel.decimal)
        advance.schijven = [
            Schijf(month, amount, self._betaaldag(month))
            for month, amount in voorschotten.schijven(advance.bedrag, advance.kwartaal)
        ]

    def _betaaldag(self, month: datetime.date) -> datetime.date:
        return voorschotten.werkdag(month, self.parameters.get(voorschotten.BETALING_WERKDAG, month).integer)

    def _bereken_kwartaal(
        self, history: Historiek, wages: list[list[Aangifte]], day: datetime.date, kind: str, quarter: Quarter
    ) -> None:
        earlier = [item for item in history.versies if item.kwartaal == quarter]
        vte, maximum, _ = history.contingenten[quarter]
        sine = {id(career): amount for career, own, amount in history.sine if own == quarter} if history.sine else {}
        workers = tuple(
            Werknemerinvoer(
                versions[0].loopbaan.mens.insz,
                tuple(versions[0].loopbaan.pakketten),
                next(one for one in reversed(versions) if one.op <= day).loon,
                sine.get(id(versions[0].loopbaan), NUL),
            )
            for versions in wages
        )
        outcome = bereken_met(Kwartaalinvoer(quarter, vte, maximum, workers), self.waarden(quarter))
        advances = next(item.bedrag for item in history.voorschotten if item.kwartaal == quarter)
        settled = sum((item.saldo for item in earlier), NUL)
        history.versies.append(
            Versie(
                kind, quarter, quarter.year, len(earlier) + 1, day, outcome, advances, settled,
                saldi.saldo(outcome.totaal, advances, settled), self._betaaldag(_next_month(day)),
            )
        )  # fmt: skip

    def _bereken_jaar(self, history: Historiek, day: datetime.date, year: int) -> None:
        recomputed = [
            max((item for item in history.versies if item.kwartaal == quarter), key=lambda item: item.versie)
            for quarter in history.kwartalen
            if quarter.year == year
        ]
        outcomes = [item.uitkomst for item in recomputed if isinstance(item.uitkomst, Kwartaaluitkomst)]
        outcome = jaarafrekening(outcomes, {one.kwartaal: self.waarden(one.kwartaal) for one in outcomes})
        history.versies.append(
            Versie(
                "jaar", None, year, 1, day, outcome, NUL, NUL, outcome.totaal, self._betaaldag(_next_month(day))
            )
        )  # fmt: skip

    def _vorderingen(self, history: Historiek) -> None:
        """Negative balances are kept back from the parts of advances that are paid after them, oldest first."""
        parts = [part for advance in history.voorschotten for part in advance.schijven]
        for version in history.versies:
            if version.saldo >= NUL:
                continue
            planned = history.plan.stilstand and version.kwartaal == history.kwartalen[-1 - history.plan.stilstand[0]]
            in_parts = history.plan.in_delen if planned and version.versie == 1 else None
            years = self.parameters.get(VERJARING, version.op).integer
            debt = Schuld(version, -version.saldo, add_months(version.op, 12 * years), in_parts)
            most = None if in_parts is None else (debt.bedrag / in_parts).quantize(CENT)
            free = [part for part in parts if version.op < part.te_betalen_op <= self.vandaag]
            kept = saldi.verrekeningen(debt.bedrag, [part.bedrag - part.ingehouden for part in free], most)
            for part, amount in zip(free, kept, strict=True):
                if amount:
                    part.ingehouden += amount
                    debt.inhoudingen.append((part, amount))
            history.schulden.append(debt)


def _next_month(day: datetime.date) -> datetime.date:
    return (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
