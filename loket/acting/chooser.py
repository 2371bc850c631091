"""What the rooms above add to the choice of organisation: more tiles, and where to go on to."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from loket.acting.context import ActingContext, Choice, Doelgroep


@dataclass(frozen=True, slots=True)
class Tile:
    """Somebody in whose name one may act."""

    title: str
    subtitle: str
    choice: Choice


TileProvider = Callable[[object, Doelgroep, datetime.date], list[Tile]]
NextProvider = Callable[[ActingContext], str | None]
_tiles: list[TileProvider] = []
_next: list[NextProvider] = []


def register_tiles(provider: TileProvider) -> TileProvider:
    """Add a source of tiles; used as a decorator."""
    _tiles.append(provider)
    return provider


def register_next(provider: NextProvider) -> NextProvider:
    """Add a page that some must see right after their choice; used as a decorator."""
    _next.append(provider)
    return provider


def tiles_for(user: object, doelgroep: Doelgroep, day: datetime.date) -> list[Tile]:
    """All tiles for a user in this capacity."""
    return [tile for provider in _tiles for tile in provider(user, doelgroep, day)]


def page_after(acting: ActingContext) -> str | None:
    """The name of the address that comes after this choice, or None for the home page."""
    return next((name for provider in _next if (name := provider(acting))), None)
