"""Steps 2 and 3: the ceiling of the referteloon. T = k x G x 3 x f, and R' = the lower of R and T.

f is the contractual fraction Q/S. That there is a ceiling in collectief maatwerk:
https://herwin.be/question/wat-is-de-loonpremie/ ; how it is computed, by analogy: decree of 14 January 2022, art. 17.
"""

from decimal import Decimal

from maatwerk.berekening.afronding import EEN, NUL, exact, share
from maatwerk.berekening.waarden import Waarden

MAANDEN_PER_KWARTAAL = 3


def contractuele_fractie(q: Decimal, s: Decimal) -> Decimal:
    """Q/S: hours a week of the contract over those of a full-time reference person."""
    return EEN if q == s else share(q / s)


def plafond(fractie: Decimal, waarden: Waarden) -> Decimal:
    """The ceiling for a quarter."""
    return exact(waarden.plafondfactor * waarden.ggmmi * MAANDEN_PER_KWARTAAL * fractie)


def geplafonneerd(loon: Decimal, grens: Decimal) -> Decimal:
    """The lower of the referteloon and its ceiling, and never below zero."""
    return max(NUL, min(loon, grens))
