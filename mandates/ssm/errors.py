"""What can go wrong with SSM mandates; every message is Dutch and says what to do."""

from mandates.models import SsmMandaat


class MandaatError(Exception):
    """An act that cannot be done. `field`: where in the form the mistake was made, "" when nowhere in particular."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class NotAllowed(MandaatError):
    """Who acts does not manage the mandates of this party."""

    def __init__(self) -> None:
        super().__init__("U mag de mandaten van deze partij niet beheren.")


class MovedOn(MandaatError):
    """Somebody else was first, or the state does not allow the move."""

    def __init__(self, mandaat: SsmMandaat) -> None:
        super().__init__(f"Dit kan niet meer. De status van het mandaat is nu: {mandaat.state.label.lower()}.")


class Overlap(MandaatError):
    """A mandate of this type between these parties runs, or waits, in (part of) this period."""

    def __init__(self, *, waits: bool = False) -> None:
        super().__init__(
            "Er wacht al een mandaat van dit type tussen deze partijen op ondertekening. "
            "Onderteken dat, of laat het eerst intrekken."
            if waits
            else "Er loopt in deze periode al een mandaat van dit type tussen deze partijen. "
            "Kies een andere periode, of zet het andere mandaat eerst stop.",
            "start",
        )


class Starts(MandaatError):
    """A mandate that follows this one was started already."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Er is al een {what} van dit mandaat gestart. Wacht tot daarover beslist is.")
