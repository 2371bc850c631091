"""What needs attention first, on the home page. Each room adds its own; none may use more than one query."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from loket.acting.context import ActingContext


@dataclass(frozen=True, slots=True)
class Attention:
    """One line: what, until when, and where to do it."""

    title: str
    url_name: str
    link: str
    url_args: tuple[str | int, ...] = ()
    last_day: datetime.date | None = None
    # No day is set, but somebody waits for it.
    at_once: bool = False
    # What the address carries behind the "?".
    query: str = ""


Provider = Callable[[ActingContext, datetime.date], list[Attention]]
_providers: list[Provider] = []


def register_attention(provider: Provider) -> Provider:
    """Add a source of lines; used as a decorator."""
    _providers.append(provider)
    return provider


def attention_for(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """All lines, those with the nearest day first, with what is for at once as if it were for today; others last."""
    found = [line for provider in _providers for line in provider(acting, today)]
    return sorted(found, key=lambda line: (line.last_day is None and not line.at_once, line.last_day or today))
