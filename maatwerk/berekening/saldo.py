"""Step 12: the balance, and what happens with a negative one.

Too much advance is kept back from the next advance. Source:
https://herwin.be/question/wanneer-is-de-maatwerksubsidie-definitief/
"""

from collections.abc import Iterable
from decimal import Decimal

from maatwerk.berekening.afronding import NUL


def saldo(berekend: Decimal, voorschotten: Decimal, eerder: Decimal = NUL) -> Decimal:
    """What is still to be paid; negative: to be kept back. `eerder`: what earlier settlements of the period did."""
    return berekend - voorschotten - eerder


def verrekeningen(openstaand: Decimal, schijven: Iterable[Decimal], hoogstens: Decimal | None = None) -> list[Decimal]:
    """What is kept back of each following part of an advance, until nothing is open.

    `hoogstens`: the amount per part that a payment plan agreed on; None keeps back whatever there is.
    """
    kept: list[Decimal] = []
    for part in schijven:
        amount = min(openstaand, part) if hoogstens is None else min(openstaand, part, hoogstens)
        kept.append(amount)
        openstaand -= amount
    return kept
