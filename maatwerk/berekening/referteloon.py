"""Step 1: the referteloon, what a worker really costs. R = B + P - V.

The decree of 12 July 2013 (art. 12) says "the real wage cost"; its parts, by analogy: decree of 14 January 2022,
art. 17; that the reductions are subtracted: https://www.vdab.be/arbeidsbeperking/referteloon
"""

from decimal import Decimal

from maatwerk.berekening.invoer import Loon


def referteloon(loon: Loon) -> Decimal:
    """Gross pay and contributions, less the reductions. Below zero when the reductions exceed both."""
    return loon.brutoloon + loon.bijdragen - loon.structureel - loon.doelgroep
