"""Step 4: the gecorrigeerd geplafonneerd referteloon. R'' = c x R', with c from 0 to 1.

The term stands in the department's manual only; what c is, is an inference (docs/decisions/0018): the part of the
paid period that has a WOP, times the part of the worker that fits in the contingent. It is stored with its reason.
"""

from decimal import Decimal

from maatwerk.berekening.afronding import EEN, exact, share

GEEN, PERIODE, CONTINGENT, BEIDE, BUITEN = "geen", "periode", "contingent", "beide", "buiten"


def correctiefactor(met_wop: Decimal, in_contingent: Decimal) -> tuple[Decimal, str]:
    """The factor and its reason."""
    if not in_contingent:
        return in_contingent, BUITEN
    if met_wop == EEN:
        return in_contingent, GEEN if in_contingent == EEN else CONTINGENT
    if in_contingent == EEN:
        return met_wop, PERIODE
    return share(met_wop * in_contingent), BEIDE


def gecorrigeerd(factor: Decimal, geplafonneerd: Decimal) -> Decimal:
    """The capped referteloon as it counts."""
    return exact(factor * geplafonneerd)
