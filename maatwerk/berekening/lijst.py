"""Step 0: who is on the list of a quarter, with which package and for which part of the quarter.

On the list is who has an active WOP and a wage cost in the DmfA of the quarter. So who is ill the whole quarter is not
on it, and an end-of-year premium alone puts him back.
Source: https://herwin.be/question/wat-gebeurt-er-met-de-maatwerksubsidie-bij-langdurige-ziekte/
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from maatwerk.berekening.afronding import EEN, NUL, share
from maatwerk.berekening.invoer import Loon, Pakket, Werknemerinvoer
from maatwerk.berekening.waarden import Waarden
from mandates.quarters import Quarter


@dataclass(frozen=True, slots=True)
class OpDeLijst:
    """A worker on the list.

    `percentage` is that of the package, or the limit for group c. `duur` is the share of the quarter's days with both
    a WOP and a contract; `met_wop` the share of the contract's days that have a WOP.
    """

    sleutel: str
    pakket: Pakket
    percentage: int
    loon: Loon
    activering: Decimal
    duur: Decimal
    met_wop: Decimal


def op_de_lijst(werknemer: Werknemerinvoer, kwartaal: Quarter, waarden: Waarden) -> OpDeLijst | None:
    """The worker as he is on the list, or None when he is not on it.

    With two packages in one quarter, the one with most days counts for all of it (the later of equals): no source
    says how a change inside a quarter is treated.
    """
    loon = werknemer.loon
    if loon is None or loon.brutoloon + loon.bijdragen <= NUL:
        return None
    first, last = kwartaal.first_day, kwartaal.last_day
    begin, end = max(first, loon.van or first), min(last, loon.tot or last)
    employed = (end - begin).days + 1
    if employed <= 0:
        return None
    best, most, covered = None, 0, 0
    for pakket in werknemer.pakketten:
        until = laatste_dag(pakket, waarden)
        days = (min(end, until or end) - max(begin, pakket.start)).days + 1
        if days > 0:
            covered += days
            if best is None or (days, pakket.start) > (most, best.start):
                best, most = pakket, days
    if best is None:
        return None
    quarter = (last - first).days + 1
    percentage = min(best.percentage, waarden.groep_c_percentage) if best.groep == "c" else best.percentage
    return OpDeLijst(
        werknemer.sleutel,
        best,
        percentage,
        loon,
        werknemer.activering,
        EEN if covered == quarter else share(Decimal(covered) / quarter),
        EEN if covered == employed else share(Decimal(covered) / employed),
    )


def laatste_dag(pakket: Pakket, waarden: Waarden) -> date | None:
    """The last day on which a package gives support; None without an end. Group c had a limit of its own."""
    if pakket.groep != "c" or not waarden.groep_c_maanden:
        return pakket.end
    month = pakket.start.month - 1 + waarden.groep_c_maanden
    year, month = pakket.start.year + month // 12, month % 12 + 1
    limit = date(year, month, min(pakket.start.day, monthrange(year, month)[1])) - timedelta(days=1)
    return limit if pakket.end is None else min(limit, pakket.end)
