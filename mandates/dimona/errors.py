"""What can go wrong with Dimona mandates; every message is Dutch and says what to do."""


class DimonaError(Exception):
    """An act that cannot be done. `field`: where in the form the mistake was made, "" when nowhere in particular."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class NotAllowed(DimonaError):
    """Who acts may not do this for this party."""

    def __init__(self) -> None:
        super().__init__("U mag de Dimona-mandaten van deze organisatie niet beheren.")


class MovedOn(DimonaError):
    """Somebody else was first, or the state does not allow the move."""

    def __init__(self, now: str) -> None:
        super().__init__(f"Dit kan niet meer. De staat van het mandaat is nu: {now.lower()}.")


class InTheWay(DimonaError):
    """Another mandate holds (part of) these quarters; the database refuses it as well."""
