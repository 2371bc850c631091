"""The types of SSM mandates: which diensten and acts a type opens, and between whom it may be given.

The rooms above register theirs, beside the dienst (`aanvragen/vov/mandaattypes.py`).
Source of "allowed pairs are set per type": Mijn VerbouwPremie and KIOSK (see docs/decisions/0012).
"""

from dataclasses import dataclass

from loket.acting.context import Handeling

ORGANISATIE, PERSOON = "organisatie", "persoon"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mandaattype:
    """A type. `opens` names each dienst with the acts; `pairs` are (giver, taker), each ORGANISATIE or PERSOON."""

    code: str
    name: str
    help: str
    opens: tuple[tuple[str, frozenset[Handeling]], ...]
    pairs: frozenset[Pair]

    @property
    def acts(self) -> frozenset[tuple[str, str]]:
        """What an acting context under this type may do."""
        return frozenset((dienst, handeling.value) for dienst, handelingen in self.opens for handeling in handelingen)


_types: dict[str, Mandaattype] = {}


def register_type(item: Mandaattype) -> Mandaattype:
    """Add a type; a code is used once."""
    if item.code in _types:
        raise ValueError(f"mandate type {item.code} is declared twice")
    _types[item.code] = item
    return item


def find_type(code: str) -> Mandaattype | None:
    return _types.get(code)


def all_types() -> list[Mandaattype]:
    """In the order of registration."""
    return list(_types.values())


def types_between(giver: str, taker: str) -> list[Mandaattype]:
    """What a giver and a taker of these kinds may agree on."""
    return [item for item in _types.values() if (giver, taker) in item.pairs]


def type_name(code: str) -> str:
    """What people read; the bare code of a type that no room declares any more."""
    found = find_type(code)
    return found.name if found else code
