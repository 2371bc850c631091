"""What every table of states shares: a state with words and a colour, and the moves between them."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


class State(enum.StrEnum):
    """A state; `label` is what people read, `tone` how it is coloured ("" for plain)."""

    label: str
    tone: str

    def __new__(cls, code: str, label: str, tone: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.tone = tone
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For a field of a model or a form."""
        return [(state.value, state.label) for state in cls]


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move by one side. With `reason`, it needs a reason that the other side reads."""

    name: str
    # "" for what the portal does by itself.
    button: str
    source: State
    target: State
    side: enum.Enum
    reason: bool = False


def find_move(moves: Iterable[Move], name: str, source: State, side: enum.Enum) -> Move | None:
    """The move of this name that this side may make from this state, or None."""
    return next((m for m in moves if m.name == name and m.source is source and m.side is side), None)


def moves_from(moves: Iterable[Move], source: State, side: enum.Enum) -> list[Move]:
    """What this side may do in this state, in the order of the table."""
    return [move for move in moves if move.source is source and move.side is side]
