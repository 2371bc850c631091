"""How far the contingent is filled: per quarter, and over a running year. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from maatwerk.berekening.invulling import invullingsgraad
from mandates.quarters import Quarter

YEAR = 4


@dataclass(frozen=True, slots=True)
class Invulling:
    """One quarter. `lopend`: the mean over it and the three quarters before, None when one of those is missing."""

    quarter: Quarter
    contingent: Decimal
    ingevuld: Decimal
    lopend: Decimal | None = None

    @property
    def graad(self) -> Decimal | None:
        """What part of the contingent was filled; None without a contingent."""
        return invullingsgraad([(self.ingevuld, self.contingent)])


def met_lopend_jaar(quarters: Sequence[Invulling]) -> list[Invulling]:
    """The quarters in order of time, each with its running year: the mean of four following ones."""
    known = {item.quarter: item for item in quarters}
    return [replace(known[quarter], lopend=_lopend(known, quarter)) for quarter in sorted(known)]


def _lopend(known: dict[Quarter, Invulling], last: Quarter) -> Decimal | None:
    year = [last]
    while len(year) < YEAR:
        year.append(year[-1].previous)
    parts = [(known[quarter].ingevuld, known[quarter].contingent) for quarter in year if quarter in known]
    return invullingsgraad(parts) if len(parts) == YEAR else None


def oordeel(graad: Decimal | None, onder: Decimal, boven: Decimal) -> str:
    """What a fill rate means for the redistribution, beside the two lines (fractions)."""
    if graad is None:
        return "niet gekend"
    if graad < onder:
        return "onder de ondergrens"
    return "boven de bovengrens" if graad > boven else "tussen de grenzen"
