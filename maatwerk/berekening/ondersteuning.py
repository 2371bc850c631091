"""Step 10: organisatieondersteuning. O1 x VTE + O2 x the first 100 VTE.

Sources: decree of 12 July 2013, arts 19 and 20 (groups a and b only);
https://herwin.be/question/wat-is-organisatieondersteuning/ . That the VTE inside the contingent count, and not the
granted ones, is a choice: no source says it.
"""

from decimal import Decimal

from maatwerk.berekening.afronding import cents
from maatwerk.berekening.waarden import Waarden

GROEPEN = ("a", "b")


def ondersteuning(vte: Decimal, waarden: Waarden) -> tuple[Decimal, Decimal]:
    """The amount and its supplement, for the VTE of groups a and b inside the contingent."""
    return cents(waarden.ondersteuning * vte), cents(waarden.supplement * min(vte, waarden.supplement_vte))
