"""Step 7: the begeleidingspremie. BP = F x h + M(L) x f.

The fixed part is per head, whatever one works; the variable part follows the contract and the niveau. Source:
https://herwin.be/question/wat-is-de-begeleidingspremie/ . Whether the variable part follows the correction is a
parameter, for no source says it.
"""

from decimal import Decimal

from maatwerk.berekening.afronding import NUL, cents
from maatwerk.berekening.waarden import Waarden


def vast(betaald: bool, waarden: Waarden) -> Decimal:
    """The fixed part."""
    return cents(waarden.vast_deel) if betaald else NUL


def variabel(niveau: str, fractie: Decimal, vte_binnen: Decimal, waarden: Waarden) -> Decimal:
    """The variable part; nothing for who is outside the contingent."""
    if not vte_binnen:
        return NUL
    return cents(waarden.variabel[niveau] * (vte_binnen if waarden.variabel_volgt_correctie else fractie))
