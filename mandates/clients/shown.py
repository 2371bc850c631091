"""A client as a page shows it."""

from dataclasses import dataclass

from loket.acting.context import ActingContext, Choice
from loket.catalogue.registry import Dienst, all_diensten
from mandates.clients.selectors import ClientRow, choice_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A client with the choice by which one acts for it, and the diensten that can be started at once."""

    row: ClientRow
    choice: Choice
    diensten: list[Dienst]


def as_shown(own: ActingContext, rows: list[ClientRow]) -> list[Shown]:
    """The rows with what can be done for each."""
    diensten = all_diensten()
    return [
        Shown(
            row,
            choice_of(own, row),
            [dienst for dienst in diensten if (dienst.code, dienst.starts_with.value) in row.acts],
        )
        for row in rows
    ]
