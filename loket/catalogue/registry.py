"""The diensten of the portal. Each room declares its own; the shell shows them and guards them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from loket.access.rules import Rule, part_of_dienst
from loket.acting.context import ActingContext, Doelgroep, Handeling


@dataclass(frozen=True, slots=True)
class Dienst:
    """A service. The overview, its button, the rights request and the access rule all follow from this."""

    code: str
    theme: str
    title: str
    help: str
    button: str
    # The name of the URL where the service starts.
    start_url: str
    # "" for what natural persons do in their own name: that needs no right.
    recht: str
    contexts: tuple[str, ...]
    doelgroepen: frozenset[Doelgroep]
    # What the button starts.
    starts_with: Handeling = Handeling.INVULLEN
    # A Dimona mandate opens the whole service; an SSM mandate does what its type says.
    by_dimona: bool = False

    def may(self, handeling: Handeling) -> Rule:
        """The rule of a view in which this is done."""
        return _rule(self, handeling)

    def open_to(self, acting: ActingContext) -> bool:
        """The service exists for this kind of party (a right may still be missing)."""
        return acting.for_doelgroep in self.doelgroepen

    def allowed(self, acting: ActingContext) -> bool:
        """The service exists for this party, and the right or the mandate to start it is there."""
        return self.open_to(acting) and self.may(self.starts_with).allows(acting)


@lru_cache(maxsize=256)
def _rule(dienst: Dienst, handeling: Handeling) -> Rule:
    """Made once: the rules are asked for many times on each page."""
    pairs = [(dienst.recht, context) for context in dienst.contexts]
    return part_of_dienst(dienst.code, handeling.value, *pairs, oneself=Doelgroep.BURGER in dienst.doelgroepen)


_diensten: dict[str, Dienst] = {}


def register(dienst: Dienst) -> Dienst:
    """Add a service; a code is used once."""
    if dienst.code in _diensten:
        raise ValueError(f"dienst {dienst.code} is declared twice")
    _diensten[dienst.code] = dienst
    return dienst


def find(code: str) -> Dienst | None:
    return _diensten.get(code)


def by_dimona() -> frozenset[tuple[str, str]]:
    """What a Dimona mandate opens, as an acting context holds it."""
    return frozenset(
        (dienst.code, handeling.value) for dienst in _diensten.values() if dienst.by_dimona for handeling in Handeling
    )


def all_diensten() -> list[Dienst]:
    """Everything that the rooms declared, in that order."""
    return list(_diensten.values())


def codes_allowed(acting: ActingContext, handeling: Handeling) -> list[str]:
    """The diensten in which this context may do this, by an own right or by its mandate."""
    return [dienst.code for dienst in _diensten.values() if dienst.may(handeling).allows(acting)]


def diensten_for(acting: ActingContext) -> list[Dienst]:
    """What this party can ask or report, in the order of declaration."""
    return [dienst for dienst in _diensten.values() if dienst.open_to(acting)]


def by_theme(diensten: Iterable[Dienst]) -> dict[str, list[Dienst]]:
    """Grouped under the headings of the overview."""
    themes: dict[str, list[Dienst]] = {}
    for dienst in diensten:
        themes.setdefault(dienst.theme, []).append(dienst)
    return themes
