"""The menu: each room adds what it offers, with the rule that opens it."""

from dataclasses import dataclass

from loket.access.rules import Rule
from loket.acting.context import ActingContext


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A place in the menu; shown to whom its rule allows."""

    label: str
    url_name: str
    rule: Rule
    description: str = ""
    # Black in the menu at the right, as the seeds have it for "Aanvraag".
    black: bool = False


_items: list[MenuItem] = []


def register_menu(*items: MenuItem) -> None:
    _items.extend(items)


def menu_for(acting: ActingContext) -> list[MenuItem]:
    """What this context may open, in the order of registration; the black one first."""
    return sorted((item for item in _items if item.rule.allows(acting)), key=lambda item: not item.black)
