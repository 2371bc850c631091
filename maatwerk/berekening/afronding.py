"""How numbers are rounded. No source says how; docs/decisions/0018 says what was chosen and why."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
# What the steps before the premiums keep of an amount, and what every step keeps of a share.
AMOUNT = Decimal("0.000001")
SHARE = Decimal("0.0000000001")
PLACES = Decimal("0.0001")

NUL, EEN = Decimal(0), Decimal(1)


def cents(amount: Decimal) -> Decimal:
    """Half up to the cent, as every amount that is shown as the outcome of a step."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def exact(amount: Decimal) -> Decimal:
    """An amount that is still to be worked with, in the six decimals that are stored of it."""
    return amount.quantize(AMOUNT, ROUND_HALF_UP)


def share(value: Decimal) -> Decimal:
    """A share, in the ten decimals that are stored of it."""
    return value.quantize(SHARE, ROUND_HALF_UP)


def places(vte: Decimal) -> Decimal:
    """A sum of VTE, as it is shown."""
    return vte.quantize(PLACES, ROUND_HALF_UP)
