"""The two sides of a mandate, and the portal that keeps its periods."""

import enum


class Side(enum.StrEnum):
    """Who makes a move."""

    GEVER = "gever"
    NEMER = "nemer"
    # When a mandate goes to another taker: no party to the new mandate, but perhaps the one who started it.
    VORIGE_NEMER = "vorige"
    PORTAL = "portaal"

    @property
    def other(self) -> "Side":
        """The other party. Raises KeyError for who is no party: the previous taker, the portal."""
        return {Side.GEVER: Side.NEMER, Side.NEMER: Side.GEVER}[self]
