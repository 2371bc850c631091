"""The fill rate of the contingent, and what a redistribution does with it.

Sources: https://herwin.be/question/hoe-bereken-ik-het-aantal-vte-doelgroepwerknemers-om-de-invulling-van-mijn-contingent-na-te-trekken/
and https://herwin.be/question/hoe-werkt-het-mechanisme-van-herverdeling-contingent/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loket.parameters.values import ParameterSource, ParameterValue, Recorder
from maatwerk.berekening.afronding import NUL, share

ONDERGRENS = "maatwerk.herverdeling_ondergrens"
BOVENGRENS = "maatwerk.herverdeling_bovengrens"
BODEM = "maatwerk.herverdeling_bodem"


@dataclass(frozen=True, slots=True)
class Herverdeling:
    """What the fill of a year means for the contingent.

    `verlies` is in VTE; `mag_krijgen`: it may gain places. `maximum` is the granted amount, moved in proportion.
    """

    graad: Decimal
    verlies: Decimal
    contingent: Decimal
    maximum: Decimal | None
    mag_krijgen: bool
    parameters: tuple[ParameterValue, ...]


def invullingsgraad(kwartalen: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The mean over the quarters of filled / contingent; None without a quarter that has a contingent.

    Each pair is the filled VTE and the contingent of that quarter. A whole year has four.
    """
    rates = [filled / contingent for filled, contingent in kwartalen if contingent > NUL]
    return share(sum(rates, NUL) / len(rates)) if rates else None


def herverdeling(
    params: ParameterSource, on: date, graad: Decimal, contingent: Decimal, maximum: Decimal | None = None
) -> Herverdeling:
    """Below 90 % the shortfall to 90 % is lost, though not below 20 VTE; above 95 % places may be gained."""
    used = Recorder(params)
    lower, upper = used.get(ONDERGRENS, on).decimal, used.get(BOVENGRENS, on).decimal
    floor = min(contingent, used.get(BODEM, on).decimal)
    left = contingent if graad >= lower else max(floor, contingent - (lower - graad) * contingent)
    amount = maximum if maximum is None or not contingent else maximum * left / contingent
    return Herverdeling(graad, contingent - left, left, amount, graad > upper, used.used)
