"""Step 9: the ranking, and who falls inside the contingent.

Sorted by the highest support need, then the highest contractual fraction, then the highest wage cost; from the top
until the contingent is full. Source:
https://herwin.be/question/welke-doelgroepwerknemers-worden-in-het-contingent-opgenomen/
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from maatwerk.berekening.afronding import EEN, NUL, share
from maatwerk.berekening.begrenzing import contractuele_fractie
from maatwerk.berekening.lijst import OpDeLijst
from maatwerk.berekening.referteloon import referteloon
from maatwerk.berekening.waarden import Waarden

NIVEAUS = {"laag": 1, "midden": 2, "hoog": 3}

VOLLEDIG, GEDEELTELIJK, VOL = "volledig", "gedeeltelijk", "vol"


@dataclass(frozen=True, slots=True)
class Plaats:
    """A worker's place in the ranking.

    `vte` is the fraction times the share of the quarter; `binnen` what of it is inside; `cumul` the VTE up to and
    including this rank. `aandeel` = binnen / vte.
    """

    werknemer: OpDeLijst
    rang: int
    referteloon: Decimal
    fractie: Decimal
    vte: Decimal
    cumul: Decimal
    binnen: Decimal
    aandeel: Decimal
    reden: str


def rangschik(lijst: Iterable[OpDeLijst], contingent: Decimal, waarden: Waarden) -> list[Plaats]:
    """All workers on the list in their order, each with what of him is inside.

    The last one may fit in part (`maatwerk.gedeeltelijk_binnen`); otherwise whoever does not fit is outside, and so
    is everybody below him.
    """
    ranked = sorted(
        ((worker, referteloon(worker.loon), contractuele_fractie(worker.loon.q, worker.loon.s)) for worker in lijst),
        key=lambda item: sleutel(item[0], item[1], item[2], waarden.percentage_eerst),
    )
    places: list[Plaats] = []
    cumul, vol = NUL, False
    for rang, (worker, loon, fractie) in enumerate(ranked, start=1):
        vte = fractie if worker.duur == EEN else share(fractie * worker.duur)
        before, cumul = cumul, cumul + vte
        if not vol and cumul <= contingent:
            binnen, reden = vte, VOLLEDIG
        elif not vol and waarden.gedeeltelijk_binnen and before < contingent:
            binnen, reden = contingent - before, GEDEELTELIJK
        else:
            binnen, reden = NUL, VOL
        vol = vol or reden != VOLLEDIG
        aandeel = EEN if reden == VOLLEDIG else share(binnen / vte) if binnen else NUL
        places.append(Plaats(worker, rang, loon, fractie, vte, cumul, binnen, aandeel, reden))
    return places


def sleutel(worker: OpDeLijst, loon: Decimal, fractie: Decimal, percentage_eerst: bool) -> tuple[object, ...]:
    """What the ranking sorts by, lowest first."""
    need = (-worker.percentage, -NIVEAUS[worker.pakket.niveau])
    return (*(need if percentage_eerst else need[::-1]), -fractie, -loon, worker.sleutel)


def vaste_delen(places: Sequence[Plaats], contingent: Decimal, waarden: Waarden) -> list[str]:
    """For each place, whether its fixed part is paid: in the order of the ranking, up to 1.15 x the contingent.

    Source of the limit: https://herwin.be/question/wat-is-de-begeleidingspremie/
    """
    limit, paid, outcome = waarden.vaste_delen_factor * contingent, 0, []
    for place in places:
        if not place.binnen:
            outcome.append("buiten")
        elif paid + 1 <= limit:
            paid += 1
            outcome.append("ja")
        else:
            outcome.append("maximum")
    return outcome
