"""The table of moves of a registration, and what each does besides changing the state."""

import datetime
from typing import Any

from django.utils import timezone

from aanvragen.models import Aanvraag, Opleiding
from aanvragen.odb.regels import antwoorden_tot, check_verlenging
from aanvragen.services import MoveError
from aanvragen.states import (
    ANNULEREN,
    BEHANDELEN,
    GOEDKEUREN,
    INDIENEN,
    VERVALLEN,
    VERWIJDEREN,
    WEIGEREN,
    Move,
    Moves,
    Side,
    Status,
    asking_more,
)
from loket.acting.context import ActingContext
from loket.dutch import day
from loket.journal.services import write_journal
from loket.parameters.selectors import load_parameters

GEREGISTREERD = frozenset({Status.GOEDGEKEURD, Status.VERLENGD})
IN_DE_DATABANK = GEREGISTREERD | {Status.VERLENGING_GEVRAAGD}

AANVULLING_VRAGEN, AANVULLEN = asking_more("Wat moet de opleidingsverstrekker bezorgen?", page="odb_aanvullen")
VERLENGING_VRAGEN = Move(
    "verlenging_vragen",
    "Vraag een verlenging",
    GEREGISTREERD,
    Status.VERLENGING_GEVRAAGD,
    Side.FILER,
    reason=True,
    page="odb_verlengen",
)
VERLENGEN = Move(
    "verlengen",
    "Ken de verlenging toe",
    frozenset({Status.VERLENGING_GEVRAAGD}),
    Status.VERLENGD,
    Side.DEPARTMENT,
)
# When the parameter says that nobody has to decide.
VERLENGT_VANZELF = Move("verlengt_vanzelf", "", frozenset({Status.VERLENGING_GEVRAAGD}), Status.VERLENGD, Side.PORTAL)
VERLENGING_WEIGEREN = Move(
    "verlenging_weigeren",
    "Weiger de verlenging",
    frozenset({Status.VERLENGING_GEVRAAGD}),
    # Registered as before, with the end date that it had.
    Status.GOEDGEKEURD,
    Side.DEPARTMENT,
    reason=True,
    danger=True,
)
STOPZETTEN = Move(
    "stopzetten",
    "Zet de opleiding stop",
    IN_DE_DATABANK,
    Status.STOPGEZET,
    Side.FILER,
    reason=True,
    danger=True,
    page="odb_stopzetten",
)
SCHRAPPEN = Move(
    "schrappen",
    "Schrap de opleiding",
    IN_DE_DATABANK,
    Status.STOPGEZET,
    Side.DEPARTMENT,
    reason=True,
    danger=True,
)
MOVES = Moves(
    INDIENEN,
    VERWIJDEREN,
    ANNULEREN,
    BEHANDELEN,
    AANVULLING_VRAGEN,
    AANVULLEN,
    VERVALLEN,
    GOEDKEUREN,
    WEIGEREN,
    VERLENGING_VRAGEN,
    VERLENGEN,
    VERLENGT_VANZELF,
    VERLENGING_WEIGEREN,
    STOPZETTEN,
    SCHRAPPEN,
)


def after_move(aanvraag: Aanvraag, move: Move, acting: ActingContext | None, details: dict[str, Any]) -> None:
    """What a move does, in its transaction; the aanvraag is locked. Raises MoveError to forbid it."""
    today = timezone.localdate()
    if move is AANVULLING_VRAGEN:
        _set_term(aanvraag, antwoorden_tot(load_parameters("odb."), today))
    elif move in (AANVULLEN, VERVALLEN):
        _end_term(aanvraag, move, today)
    elif move is GOEDKEUREN:
        publish(aanvraag, acting, today)
    elif move is VERLENGING_VRAGEN:
        _ask_longer(aanvraag, details["new_end"], today)
    elif move in (VERLENGEN, VERLENGT_VANZELF, VERLENGING_WEIGEREN):
        _decide(aanvraag, today, granted=move is not VERLENGING_WEIGEREN)
    elif move in (STOPZETTEN, SCHRAPPEN):
        _stop(aanvraag, today)


def published(aanvraag: Aanvraag) -> Opleiding:
    """The row in the databank, locked; whoever stands in the table of moves after the approval has one."""
    return Opleiding.objects.select_for_update(no_key=True).get(aanvraag=aanvraag)


def _set_term(aanvraag: Aanvraag, last_day: datetime.date | None) -> None:
    g = aanvraag.odb
    g.answer_by, g.reminded_on = last_day, None
    g.save(update_fields=["answer_by", "reminded_on"])


def _end_term(aanvraag: Aanvraag, move: Move, today: datetime.date) -> None:
    """Answered in time, or lapsed after it: never both, whenever the morning's task runs."""
    last_day = aanvraag.odb.answer_by
    over = last_day is not None and last_day < today
    if move is AANVULLEN and over:
        raise MoveError(f"U kon aanvullen tot en met {day(last_day)}. De registratie vervalt.")
    if move is VERVALLEN and not over:
        raise MoveError("De termijn loopt nog.")
    _set_term(aanvraag, None)


def publish(aanvraag: Aanvraag, acting: ActingContext | None, today: datetime.date) -> Opleiding:
    """Put the opleiding in the databank; the database gives the number."""
    g = aanvraag.odb
    opleiding = Opleiding.objects.create(
        aanvraag=aanvraag,
        title=g.title,
        provider=aanvraag.represented,
        provider_name=aanvraag.represented.name,
        kind=g.kind,
        size=g.size,
        blended_hours=g.blended_hours,
        vorm=g.vorm,
        place=g.place,
        restriction=g.restriction,
        start=g.start,
        end=g.end,
        exam_date=g.exam_date,
        registered_on=today,
    )
    write_journal(acting, "opleiding_geregistreerd", opleiding, reference=opleiding.odb_number)
    return opleiding


def _ask_longer(aanvraag: Aanvraag, new_end: datetime.date, today: datetime.date) -> None:
    """The rule again, now that nobody can change the end: another window may have extended it meanwhile."""
    end = published(aanvraag).end
    for finding in check_verlenging(load_parameters("odb."), today, end, new_end):
        raise MoveError(finding.message)
    aanvraag.odb.verlengingen.create(old_end=end, new_end=new_end)


def _decide(aanvraag: Aanvraag, today: datetime.date, *, granted: bool) -> None:
    verlenging = aanvraag.odb.verlengingen.get(granted__isnull=True)
    if granted:
        opleiding = published(aanvraag)
        opleiding.end, opleiding.extended_on = verlenging.new_end, today
        opleiding.save(update_fields=["end", "extended_on"])
        # The mail about this move names the new end.
        aanvraag.gepubliceerd = opleiding
    verlenging.granted, verlenging.decided_at = granted, timezone.now()
    verlenging.save(update_fields=["granted", "decided_at"])


def _stop(aanvraag: Aanvraag, today: datetime.date) -> None:
    """Strike it from the databank; a request for a later end falls with it."""
    aanvraag.odb.verlengingen.filter(granted__isnull=True).update(granted=False, decided_at=timezone.now())
    opleiding = published(aanvraag)
    opleiding.stopped_on = today
    opleiding.save(update_fields=["stopped_on"])
