"""A login that is refused: why, in words for the user, and in the log without any number or name."""

import enum
import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)


class Reason(enum.Enum):
    """Why a login ends here. The value is what the user reads."""

    NO_UID = "Toegangsbeheer gaf geen vast kenmerk van uw account door. Daarom kunnen we u niet herkennen."
    INCOMPLETE = (
        "Toegangsbeheer gaf uw naam of uw rijksregisternummer niet (juist) door. "
        "Meld u aan met een digitale sleutel die aan uw rijksregisternummer of BIS-nummer gekoppeld is."
    )
    OTHER_PERSON = "Uw account hoort in dit loket bij een andere persoon."
    OTHER_ACCOUNT = "U bent in dit loket al bekend met een ander account."
    INACTIVE = "Uw account in dit loket is afgesloten."
    FAILED = "Het antwoord van Toegangsbeheer is niet (meer) geldig. Misschien duurde het aanmelden te lang."
    UNREACHABLE = "Toegangsbeheer is nu niet bereikbaar. Probeer het over enkele minuten opnieuw."


class LoginRefused(Exception):
    """The identity is proven but may not log in here."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


def refuse(request: HttpRequest, reason: Reason, status: int = 403) -> HttpResponse:
    """The page that says why, with a way on."""
    logger.warning("Login refused: %s", reason.name)
    return render(request, "socialaccount/authentication_error.html", {"uitleg": reason.value}, status=status)
