"""The answer of a rule that says yes or no."""

from dataclasses import dataclass

from loket.parameters.values import ParameterValue


@dataclass(frozen=True, slots=True)
class Oordeel:
    """Whether a condition is met, why (Dutch, for the user), and by which parameters."""

    ok: bool
    reason: str
    parameters: tuple[ParameterValue, ...] = ()
