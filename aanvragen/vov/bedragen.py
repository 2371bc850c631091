"""What hours of opleidingsverlof are worth, and how high the loonplafond is."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from loket.parameters.values import ParameterSource, ParameterValue, Recorder

FORFAIT = "vov.forfait"
BEDRAG_DECIMALEN = "vov.bedrag_decimalen"
LOONPLAFOND = "vov.loonplafond"
LOONPLAFOND_INDEXFACTOR = "vov.loonplafond_indexfactor"

EURO = Decimal(1)


@dataclass(frozen=True, slots=True)
class Bedrag:
    """An amount in euro: `exact` as calculated, `rounded` to the cent.

    How the dienst rounds isn't published, so that parameter is marked NIET_GEVERIFIEERD.
    """

    hours: Decimal
    forfait: Decimal
    exact: Decimal
    rounded: Decimal
    parameters: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class Loonplafond:
    """The most that the employer must pay, in euro gross per month."""

    amount: Decimal
    parameters: tuple[ParameterValue, ...]


def gevalideerde_uren(course_hours: Decimal, dmfa_hours: Decimal, remaining_hours: Decimal) -> Decimal:
    """The hours that are paid: the least of what the attest, the DmfA and the personal maximum allow; never negative.

    The three inputs are published, that the least of them counts is our reading.
    Source: https://www.securex.be/nl/lex4you/werkgever/themas/vakantie-afwezigheid/tijd-voor-de-werknemer/vlaams-opleidingsverlof-welke-formaliteiten-moet-de-werkgever-vervullen-om-deze-terugbetalingen-te-b
    """
    return max(Decimal(0), min(course_hours, dmfa_hours, remaining_hours))


def bereken_bedrag(params: ParameterSource, on: date, hours: Decimal) -> Bedrag:
    """Hours times the forfait of the schooljaar in which `on` falls: the day of the hours, or the start.

    Raises ValueError for negative hours.
    """
    if not hours >= 0:
        raise ValueError("Het aantal uren kan niet negatief zijn.")
    used = Recorder(params)
    forfait = used.get(FORFAIT, on).decimal
    exact = hours * forfait
    cent = Decimal(1).scaleb(-used.get(BEDRAG_DECIMALEN, on).integer)
    return Bedrag(hours, forfait, exact, exact.quantize(cent, ROUND_HALF_UP), used.used)


def loonplafond(params: ParameterSource, on: date) -> Loonplafond:
    """The loonplafond on a day. It may change within a schooljaar, as on 1 January 2023."""
    used = Recorder(params)
    return Loonplafond(used.get(LOONPLAFOND, on).decimal, used.used)


def index_loonplafond(params: ParameterSource, on: date, previous: Decimal, overruns: int) -> Loonplafond:
    """The loonplafond that follows from the one of the previous schooljaar.

    Once per overrun of the spilindex in that schooljaar it is multiplied by the factor and rounded to the euro, half
    up: 3,364 gives 3,431 and then 3,500. `on` is a day in the new schooljaar. Raises ValueError for a negative number.
    Source: https://sodalis.be/loongrens-betaald-educatief-verlof-en-vlaams-opleidingsverlof/
    """
    if overruns < 0:
        raise ValueError("Het aantal overschrijdingen kan niet negatief zijn.")
    used = Recorder(params)
    factor = used.get(LOONPLAFOND_INDEXFACTOR, on).decimal
    amount = previous
    for _ in range(overruns):
        amount = (amount * factor).quantize(EURO, ROUND_HALF_UP)
    return Loonplafond(amount, used.used)
