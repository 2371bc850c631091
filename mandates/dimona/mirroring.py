"""What a register elsewhere says, put in our own table. The register is right: what contradicts it gives way."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from mandates.dimona.periods import end_before, overlapping
from mandates.dimona.states import MIRRORED, Status
from mandates.models import DimonaMandaat, DimonaStap
from mandates.models.dimona import Bron
from mandates.sides import Side


@dataclass(frozen=True, slots=True)
class Told:
    """One mandate as the register gives it."""

    groep: str
    start: datetime.date
    end: datetime.date | None
    status: Status


def mirror(giver: Organisation, taker: Organisation, told: Sequence[Told]) -> list[DimonaMandaat]:
    """Make our rows between these parties equal to the answer; newest first, with `giver` and `taker` loaded.

    A mandate is the same one when giver, taker, group and begin quarter are. One that the register knows no more is
    withdrawn, with its history. Asked again with the same answer, only `seen_at` moves.
    """
    with transaction.atomic():
        hold_until_commit(f"dimona mirror {giver.pk}")
        known = {
            (row.groep, row.start): row
            for row in DimonaMandaat.objects.holding_quarters().filter(giver=giver, taker=taker)
        }
        wanted = {(item.groep, item.start): item for item in told}
        for key, row in known.items():
            if key not in wanted:
                _change(row, Status.INGETROKKEN, row.end)
        found = []
        # What shrinks goes first, so that nothing overlaps on the way.
        for item in sorted(told, key=lambda item: item.start):
            row = known.get((item.groep, item.start))
            if row is None or (row.status, row.end) != (item.status, item.end):
                _make_room(giver.pk, item, row)
            found.append(_keep(giver, taker, item, row))
        DimonaMandaat.objects.filter(pk__in=[row.pk for row in found]).update(
            seen_at=timezone.now(), bron=Bron.REGISTER
        )
    for row in found:
        row.giver, row.taker = giver, taker
    return sorted(found, key=lambda row: (row.start, row.pk), reverse=True)


def _keep(giver: Organisation, taker: Organisation, item: Told, row: DimonaMandaat | None) -> DimonaMandaat:
    if row is None:
        row = DimonaMandaat(giver=giver, taker=taker, groep=item.groep, start=item.start, bron=Bron.REGISTER)
    if row.pk is None or (row.status, row.end) != (item.status, item.end):
        _change(row, item.status, item.end)
    return row


def _make_room(giver_id: int, item: Told, row: DimonaMandaat | None) -> None:
    """Rows at other takers that hold these quarters were true once: they end before, or go."""
    for other in overlapping(giver_id, item.groep, item.start, item.end):
        if row is not None and other.pk == row.pk:
            continue
        if other.start < item.start:
            _change(other, other.state, end_before(item.start))
        else:
            _change(other, Status.INGETROKKEN, other.end)


def _change(row: DimonaMandaat, status: Status, end: datetime.date | None) -> None:
    source = row.status
    row.status, row.end = status, end
    row.save()
    DimonaStap.objects.create(mandaat=row, move=MIRRORED, source=source, target=status, side=Side.PORTAL)
    write_journal(None, "dimona_register_gespiegeld", row, gever=row.giver_id, nemer=row.taker_id)
