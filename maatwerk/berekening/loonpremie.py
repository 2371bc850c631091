"""Steps 5 and 6: the loonpremie. LPi = p x R'', and LP = LPi less the activeringsuitkering, never below zero.

Sources: https://herwin.be/question/wat-is-de-loonpremie/ ; decree of 12 July 2013, art. 14 (other interventions are
deducted); until when: decree of 14 January 2022, arts 84 and 85.
"""

from decimal import Decimal

from maatwerk.berekening.afronding import NUL, cents
from maatwerk.berekening.waarden import Waarden


def loonpremie_incl(percentage: int, gecorrigeerd: Decimal) -> Decimal:
    """The premium before the deduction."""
    return cents(gecorrigeerd * percentage / 100)


def aftrek(activering: Decimal, waarden: Waarden) -> Decimal:
    """What of an allowance is deducted: nothing since the law says that there is none inside the contingent."""
    return cents(activering) if waarden.activering_aftrekken else NUL


def loonpremie(incl: Decimal, activering: Decimal) -> Decimal:
    """The premium after the deduction."""
    return max(NUL, incl - activering)
