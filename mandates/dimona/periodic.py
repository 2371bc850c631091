"""What the portal does by itself: closing what is over, dropping what nobody confirmed in time."""

import datetime

from django.db import transaction
from django.db.models import Q

from loket.journal.services import write_journal
from mandates.dimona.states import MOVES, Status
from mandates.models import DimonaMandaat, DimonaStap
from mandates.models.dimona import AWAITING
from mandates.quarters import Quarter
from mandates.sides import Side

# Many mandates end on the same day.
CHUNK = 500


def keep_periods(day: datetime.date) -> tuple[int, int]:
    """How many were closed and how many lapsed. A second run on the same day finds nothing."""
    closed = _move_all("afsluiten", "dimona_afgesloten", Q(status=Status.ACTIEF, end__lt=day))
    lapsed = _move_all("vervallen", "dimona_vervallen", Q(status__in=AWAITING, start__lt=Quarter.of(day).first_day))
    return closed, lapsed


def _move_all(name: str, action: str, condition: Q) -> int:
    moves = {move.source: move for move in MOVES if move.name == name and move.side is Side.PORTAL}
    number = 0
    while True:
        with transaction.atomic():
            # What somebody is working on now is for the next run.
            found = list(
                DimonaMandaat.objects.select_for_update(skip_locked=True, no_key=True)
                .filter(condition)
                .order_by("pk")[:CHUNK]
            )
            steps = []
            for mandaat in found:
                move = moves[mandaat.state]
                mandaat.status = move.target
                steps.append(
                    DimonaStap(mandaat=mandaat, move=name, source=move.source, target=move.target, side=Side.PORTAL)
                )
                write_journal(None, action, mandaat, gever=mandaat.giver_id, nemer=mandaat.taker_id)
            DimonaMandaat.objects.bulk_update(found, ["status"])
            DimonaStap.objects.bulk_create(steps)
        number += len(found)
        if len(found) < CHUNK:
            return number
