"""Asking more, answering, and lapsing: the moves, and the term that goes with them."""

from typing import Any

from django.utils import timezone

from aanvragen.aanvulling.models import Aanvulling
from aanvragen.models import Aanvraag
from aanvragen.services import MoveError
from aanvragen.states import COMMON, VERVALLEN, Move, Moves, asking_more
from aanvragen.vov.termijnen import antwoordtermijn
from loket.acting.context import ActingContext
from loket.dutch import day
from loket.parameters.selectors import load_parameters

AANVULLING_VRAGEN, AANVULLEN = asking_more("Wat moet de indiener bezorgen of verbeteren?", page="vov_aanvullen")
MOVES = Moves(*COMMON, AANVULLING_VRAGEN, AANVULLEN, VERVALLEN)


def open_question(aanvraag: Aanvraag) -> Aanvulling:
    """What is asked of an aanvraag of which more is asked; the aanvraag is locked by the caller."""
    return Aanvulling.objects.get(aanvraag=aanvraag, closed_at__isnull=True)


def check_term(question: Aanvulling) -> None:
    """The term is kept by the day, whenever the morning's task runs. Raises MoveError."""
    if question.answer_by < timezone.localdate():
        raise MoveError(f"U kon aanvullen tot en met {day(question.answer_by)}. De aanvraag vervalt.")


def after_move(aanvraag: Aanvraag, move: Move, acting: ActingContext | None, details: dict[str, Any]) -> None:
    """What a move asks or ends, in its transaction. Raises MoveError to forbid it."""
    if move is AANVULLING_VRAGEN:
        term = antwoordtermijn(load_parameters("vov."), timezone.localdate())
        Aanvulling.objects.create(aanvraag=aanvraag, answer_by=term.last)
        return
    if move not in (AANVULLEN, VERVALLEN):
        return
    question = open_question(aanvraag)
    if move is AANVULLEN:
        check_term(question)
    elif question.answer_by >= timezone.localdate():
        raise MoveError("De termijn loopt nog.")
    question.closed_at = timezone.now()
    question.save(update_fields=["closed_at"])
