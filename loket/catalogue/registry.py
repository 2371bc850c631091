"""The diensten of the portal. Each room declares its own; the shell shows them and guards them."""

from collections.abc import Iterable
from dataclasses import dataclass

from loket.access.rules import Rule, holder_of
from loket.acting.context import ActingContext, Doelgroep


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
    recht: str
    contexts: tuple[str, ...]
    doelgroepen: frozenset[Doelgroep]

    @property
    def rule(self) -> Rule:
        return holder_of(*((self.recht, context) for context in self.contexts))

    def open_to(self, acting: ActingContext) -> bool:
        """The service exists for this kind of party (a right may still be missing)."""
        return acting.doelgroep in self.doelgroepen

    def allowed(self, acting: ActingContext) -> bool:
        """The service exists for this party and the right is there."""
        return self.open_to(acting) and self.rule.allows(acting)


_diensten: dict[str, Dienst] = {}


def register(dienst: Dienst) -> Dienst:
    """Add a service; a code is used once."""
    if dienst.code in _diensten:
        raise ValueError(f"dienst {dienst.code} is declared twice")
    _diensten[dienst.code] = dienst
    return dienst


def find(code: str) -> Dienst | None:
    return _diensten.get(code)


def diensten_for(acting: ActingContext) -> list[Dienst]:
    """What this party can ask or report, in the order of declaration."""
    return [dienst for dienst in _diensten.values() if dienst.open_to(acting)]


def by_theme(diensten: Iterable[Dienst]) -> dict[str, list[Dienst]]:
    """Grouped under the headings of the overview."""
    themes: dict[str, list[Dienst]] = {}
    for dienst in diensten:
        themes.setdefault(dienst.theme, []).append(dienst)
    return themes
