"""The states of an aanvraag: one table of moves. What a screen offers is read from it; nothing else decides.

Goedgekeurd, geweigerd, stopgezet and geannuleerd are the published names; the names before a decision are ours.
"""

import enum
from dataclasses import dataclass

from loket.states import State


class Status(State):
    """Where an aanvraag stands."""

    CONCEPT = "concept", "Concept", ""
    VERWIJDERD = "verwijderd", "Verwijderd", ""
    INGEDIEND = "ingediend", "Ingediend", ""
    IN_BEHANDELING = "in_behandeling", "In behandeling", "let-op"
    GOEDGEKEURD = "goedgekeurd", "Goedgekeurd", "ok"
    GEWEIGERD = "geweigerd", "Geweigerd", "fout"
    GEANNULEERD = "geannuleerd", "Geannuleerd", ""


class Side(enum.Enum):
    """Who makes a move."""

    FILER = "indiener"
    DEPARTMENT = "departement"


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move. With `reason`, it needs a reason that the other side reads."""

    name: str
    button: str
    sources: frozenset[Status]
    target: Status
    side: Side
    reason: bool = False


MOVES = {
    move.name: move
    for move in (
        Move("indienen", "Bevestigen", frozenset({Status.CONCEPT}), Status.INGEDIEND, Side.FILER),
        Move("verwijderen", "Verwijder concept", frozenset({Status.CONCEPT}), Status.VERWIJDERD, Side.FILER),
        Move("annuleren", "Annuleer aanvraag", frozenset({Status.INGEDIEND}), Status.GEANNULEERD, Side.FILER),
        Move(
            "behandelen", "Neem in behandeling", frozenset({Status.INGEDIEND}), Status.IN_BEHANDELING, Side.DEPARTMENT
        ),
        Move("goedkeuren", "Keur goed", frozenset({Status.IN_BEHANDELING}), Status.GOEDGEKEURD, Side.DEPARTMENT),
        Move(
            "weigeren",
            "Weiger",
            frozenset({Status.IN_BEHANDELING}),
            Status.GEWEIGERD,
            Side.DEPARTMENT,
            reason=True,
        ),
    )
}

# What still counts against the hours of a werknemer.
COUNTING = (Status.INGEDIEND, Status.IN_BEHANDELING, Status.GOEDGEKEURD)
FILED = (*COUNTING, Status.GEWEIGERD, Status.GEANNULEERD)


def moves_from(status: Status, side: Side) -> list[Move]:
    """What this side may do with an aanvraag in this state, in the order of the table."""
    return [move for move in MOVES.values() if status in move.sources and move.side is side]
