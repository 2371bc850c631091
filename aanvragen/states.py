"""The states of an aanvraag, and the tables of moves: one per kind. What a screen offers is read from its table.

Goedgekeurd, geweigerd, stopgezet and geannuleerd are the published names; the others are ours.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from loket.states import State


class Status(State):
    """Where an aanvraag stands: the words of all kinds together. Which of them a kind reaches, its table says."""

    CONCEPT = "concept", "Concept", ""
    VERWIJDERD = "verwijderd", "Verwijderd", ""
    INGEDIEND = "ingediend", "Ingediend", ""
    IN_BEHANDELING = "in_behandeling", "In behandeling", "let-op"
    AANVULLING_GEVRAAGD = "aanvulling_gevraagd", "Aanvulling gevraagd", "let-op"
    GOEDGEKEURD = "goedgekeurd", "Goedgekeurd", "ok"
    VERLENGING_GEVRAAGD = "verlenging_gevraagd", "Verlenging gevraagd", "let-op"
    VERLENGD = "verlengd", "Verlengd", "ok"
    GEWEIGERD = "geweigerd", "Geweigerd", "fout"
    STOPGEZET = "stopgezet", "Stopgezet", "fout"
    VERVALLEN = "vervallen", "Vervallen", "fout"
    GEANNULEERD = "geannuleerd", "Geannuleerd", ""


class Side(enum.Enum):
    """Who makes a move."""

    FILER = "indiener"
    DEPARTMENT = "departement"
    # What the portal does by itself, when a term is over.
    PORTAL = "loket"


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move. With `reason`, it needs a reason that the other side reads."""

    name: str
    button: str
    sources: frozenset[Status]
    target: Status
    side: Side
    reason: bool = False
    # What the field for the reason is called.
    asks: str = "Reden"
    # It takes something away: its button is red.
    danger: bool = False
    # The name of the address where more is asked than a click; "" when the button alone is enough.
    page: str = ""


class Moves:
    """The table of one kind of aanvraag."""

    def __init__(self, *moves: Move) -> None:
        self._moves = {move.name: move for move in moves}

    def __iter__(self) -> Iterator[Move]:
        return iter(self._moves.values())

    def find(self, name: str) -> Move | None:
        return self._moves.get(name)

    def offered(self, status: Status, side: Side) -> list[Move]:
        """What this side may do with an aanvraag in this state, in the order of the table."""
        return [move for move in self if status in move.sources and move.side is side]

    @property
    def states(self) -> list[Status]:
        """Where an aanvraag of this kind can stand once it is filed."""
        reached = {move.target for move in self}
        return [status for status in Status if status in reached and status in FILED]


INDIENEN = Move("indienen", "Bevestigen", frozenset({Status.CONCEPT}), Status.INGEDIEND, Side.FILER)
VERWIJDEREN = Move(
    "verwijderen", "Verwijder concept", frozenset({Status.CONCEPT}), Status.VERWIJDERD, Side.FILER, danger=True
)
ANNULEREN = Move(
    "annuleren",
    "Annuleer aanvraag",
    frozenset({Status.INGEDIEND}),
    Status.GEANNULEERD,
    Side.FILER,
    danger=True,
    page="aanvraag_annuleren",
)
BEHANDELEN = Move(
    "behandelen", "Neem in behandeling", frozenset({Status.INGEDIEND}), Status.IN_BEHANDELING, Side.DEPARTMENT
)
GOEDKEUREN = Move("goedkeuren", "Keur goed", frozenset({Status.IN_BEHANDELING}), Status.GOEDGEKEURD, Side.DEPARTMENT)
WEIGEREN = Move(
    "weigeren",
    "Weiger",
    frozenset({Status.IN_BEHANDELING}),
    Status.GEWEIGERD,
    Side.DEPARTMENT,
    reason=True,
    danger=True,
)
VERVALLEN = Move("vervallen", "", frozenset({Status.AANVULLING_GEVRAAGD}), Status.VERVALLEN, Side.PORTAL, danger=True)


def asking_more(asks: str, page: str) -> tuple[Move, Move]:
    """The department asks more, the filer answers on a page of the dienst; `asks` is put to the dossierbehandelaar."""
    ask = Move(
        "aanvulling_vragen",
        "Vraag een aanvulling",
        frozenset({Status.IN_BEHANDELING}),
        Status.AANVULLING_GEVRAAGD,
        Side.DEPARTMENT,
        reason=True,
        asks=asks,
    )
    answer = Move(
        "aanvullen",
        "Vul aan",
        frozenset({Status.AANVULLING_GEVRAAGD}),
        Status.IN_BEHANDELING,
        Side.FILER,
        reason=True,
        page=page,
    )
    return ask, answer


# What every kind of aanvraag goes through; a kind may add to it, or declare a table of its own.
COMMON = (INDIENEN, VERWIJDEREN, ANNULEREN, BEHANDELEN, GOEDKEUREN, WEIGEREN)

# What still counts against the hours of a werknemer.
COUNTING = (Status.INGEDIEND, Status.IN_BEHANDELING, Status.AANVULLING_GEVRAAGD, Status.GOEDGEKEURD)
FILED = tuple(status for status in Status if status not in (Status.CONCEPT, Status.VERWIJDERD))
