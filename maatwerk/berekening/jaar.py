"""Step 13: the year settlement. Places that weak quarters left unused go to workers outside in strong quarters.

Nobody who was inside in a quarter falls out, so the settlement only adds. Sources:
https://herwin.be/question/wanneer-is-de-maatwerksubsidie-definitief/ and
https://herwin.be/question/welke-doelgroepwerknemers-worden-in-het-contingent-opgenomen/ . Who gets the unused places
first stands in a manual that was not found: here the order of the ranking, over all quarters together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from maatwerk.berekening.afronding import EEN, NUL, share
from maatwerk.berekening.contingent import VOLLEDIG, Plaats, sleutel
from maatwerk.berekening.kwartaal import Kwartaaluitkomst, Lijn, bereken_lijn
from maatwerk.berekening.ondersteuning import GROEPEN, ondersteuning
from maatwerk.berekening.waarden import Waarden
from mandates.quarters import Quarter

JAAR = "jaar"


@dataclass(frozen=True, slots=True)
class Opgeschoven:
    """A worker whom the settlement moves inside, or further inside, in one quarter."""

    voor: Lijn
    na: Lijn

    @property
    def bijkomend(self) -> Decimal:
        return self.na.premie - self.voor.premie

    @property
    def vte(self) -> Decimal:
        return self.na.vte_binnen - self.voor.vte_binnen


@dataclass(frozen=True, slots=True)
class Jaarkwartaal:
    """What the settlement adds to one quarter; `ongebruikt`: VTE that the quarter itself left unused."""

    uitkomst: Kwartaaluitkomst
    ongebruikt: Decimal
    opgeschoven: tuple[Opgeschoven, ...]
    premie: Decimal
    ondersteuning: Decimal
    supplement: Decimal

    @property
    def vte(self) -> Decimal:
        return sum((item.vte for item in self.opgeschoven), NUL)

    @property
    def bijkomend(self) -> Decimal:
        return self.premie + self.ondersteuning + self.supplement


@dataclass(frozen=True, slots=True)
class Jaaruitkomst:
    """The settlement of one label: `totaal` is what it adds to the totals of its quarters; never negative."""

    kwartalen: tuple[Jaarkwartaal, ...]
    boven_maximum: Decimal
    totaal: Decimal


def jaarafrekening(kwartalen: Sequence[Kwartaaluitkomst], waarden: Mapping[Quarter, Waarden]) -> Jaaruitkomst:
    """Settle the quarters of one year, as they were recomputed in March."""
    unused = {one.kwartaal: _ongebruikt(one) for one in kwartalen}
    moved = _verdeel(kwartalen, waarden, sum(unused.values(), NUL))
    settled = tuple(
        _kwartaal(one, unused[one.kwartaal], moved[one.kwartaal], waarden[one.kwartaal]) for one in kwartalen
    )
    added = sum((one.bijkomend for one in settled), NUL)
    above = max(NUL, added - _ruimte(kwartalen, added))
    return Jaaruitkomst(settled, above, added - above)


def _ongebruikt(uitkomst: Kwartaaluitkomst) -> Decimal:
    return max(NUL, uitkomst.contingent - sum((lijn.vte for lijn in uitkomst.lijnen), NUL))


def _ruimte(kwartalen: Sequence[Kwartaaluitkomst], added: Decimal) -> Decimal:
    """What the granted amounts of the year leave; everything when a quarter has none."""
    if any(one.maximum is None for one in kwartalen):
        return added
    return sum(((one.maximum or NUL) - one.totaal for one in kwartalen), NUL)


def _verdeel(
    kwartalen: Sequence[Kwartaaluitkomst], waarden: Mapping[Quarter, Waarden], pool: Decimal
) -> dict[Quarter, list[Opgeschoven]]:
    """Give the unused places away, one worker after the other."""
    moved: dict[Quarter, list[Opgeschoven]] = {one.kwartaal: [] for one in kwartalen}
    fixed = {one.kwartaal: one.vaste_delen for one in kwartalen}
    waiting = [(one, lijn) for one in kwartalen for lijn in one.lijnen if lijn.vte_binnen < lijn.vte]
    waiting.sort(key=lambda item: (*_order(item[1], waarden[item[0].kwartaal]), item[0].kwartaal))
    for one, lijn in waiting:
        rules = waarden[one.kwartaal]
        extra = min(pool, lijn.vte - lijn.vte_binnen)
        if extra <= NUL or (not rules.gedeeltelijk_binnen and extra < lijn.vte - lijn.vte_binnen):
            break
        pool -= extra
        part = lijn.vast_reden
        if part == "buiten":
            free = fixed[one.kwartaal] + 1 <= rules.vaste_delen_factor * one.contingent
            part = "ja" if free else "maximum"
            fixed[one.kwartaal] += free
        moved[one.kwartaal].append(Opgeschoven(lijn, bereken_lijn(_verschoven(lijn.plaats, extra), part, rules)))
    return moved


def _order(lijn: Lijn, rules: Waarden) -> tuple[object, ...]:
    return sleutel(lijn.plaats.werknemer, lijn.referteloon, lijn.fractie, rules.percentage_eerst)


def _verschoven(plaats: Plaats, extra: Decimal) -> Plaats:
    binnen = plaats.binnen + extra
    whole = binnen == plaats.vte
    return replace(
        plaats,
        binnen=binnen,
        aandeel=EEN if whole else share(binnen / plaats.vte),
        reden=JAAR if plaats.reden != VOLLEDIG else plaats.reden,
    )


def _kwartaal(
    uitkomst: Kwartaaluitkomst, unused: Decimal, moved: Sequence[Opgeschoven], rules: Waarden
) -> Jaarkwartaal:
    before = sum((lijn.vte_binnen for lijn in uitkomst.lijnen if lijn.groep in GROEPEN), NUL)
    after = before + sum((item.vte for item in moved if item.na.groep in GROEPEN), NUL)
    steun, supplement = ondersteuning(after, rules)
    return Jaarkwartaal(
        uitkomst,
        unused,
        tuple(moved),
        sum((item.bijkomend for item in moved), NUL),
        steun - uitkomst.ondersteuning,
        supplement - uitkomst.supplement,
    )
