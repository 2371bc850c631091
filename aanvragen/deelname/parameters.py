"""The dated parameters that the rules of deelname look at."""

from loket.parameters.selectors import load_parameters
from loket.parameters.values import ParameterSet

PREFIXES = ("deelname.", "vov.minimum_aanwezigheid")


def load_rules() -> ParameterSet:
    """All of them, as they are now. Two queries: hand the result on."""
    return ParameterSet(value for prefix in PREFIXES for value in load_parameters(prefix))
