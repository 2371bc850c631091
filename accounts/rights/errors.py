"""What can go wrong with rights and werkrelaties; every message is Dutch and says what to do."""

from django.utils import timezone

from accounts.models import Rechtaanvraag, ToegekendRecht


class RightsError(Exception):
    """An act that cannot be done. `field`: where in the form the mistake was made, "" when nowhere in particular."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class NoBeheerder(RightsError):
    """Nobody can decide: no lokale beheerder with an e-mail address."""


class NotAllowed(RightsError):
    """The table of `policy` does not allow this to the acting person."""


class Overlap(RightsError):
    """The right is there already in (part of) this period; `existing` can be extended instead."""

    def __init__(self, existing: ToegekendRecht) -> None:
        self.existing = existing
        super().__init__(
            f"Deze persoon heeft dit recht al van {existing.start:%d/%m/%Y} tot en met {existing.end:%d/%m/%Y}. "
            "U kunt dat recht verlengen.",
            "start",
        )


class LastBeheerder(RightsError):
    """The organisation would be left without a beheerder."""


class AlreadyDecided(RightsError):
    """Somebody else was first; the request in `aanvraag` shows who and how."""

    def __init__(self, aanvraag: Rechtaanvraag) -> None:
        self.aanvraag = aanvraag
        super().__init__(
            f"Over deze aanvraag is al beslist: {aanvraag.get_status_display().lower()} "
            f"door {aanvraag.decided_by} op {timezone.localtime(aanvraag.decided_at):%d/%m/%Y om %H:%M}."
        )
