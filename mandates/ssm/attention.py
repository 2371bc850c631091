"""What the home page shows of SSM mandates: what waits for the own signature, what ends soon."""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from loket.acting.context import ActingContext
from loket.catalogue.attention import Attention, register_attention
from loket.prepared import Prepared
from mandates.models import SsmMandaat
from mandates.ssm.rules import MANAGER
from mandates.ssm.states import Status

ENDS_WITHIN_DAYS = 90
# Enough to count on the home page; the list has them all.
MOST_COUNTED = 100


def followed() -> Exists:
    """An extension or a transfer was sent and not refused: nobody need be warned of the end."""
    going_on = [Status.ACTIEF, Status.WACHT_OP_GEVER, Status.WACHT_OP_NEMER]
    return Exists(SsmMandaat.objects.filter(previous=OuterRef("pk"), status__in=going_on))


def _rows(kind: str, own: int, day: datetime.date, horizon: datetime.date) -> QuerySet:
    gives, takes = Q(**{f"giver_{kind}": own}), Q(**{f"taker_{kind}": own})
    to_sign = gives & Q(status=Status.WACHT_OP_GEVER) | takes & Q(status=Status.WACHT_OP_NEMER)
    ends = (gives | takes) & Q(status=Status.ACTIEF, end__lte=horizon) & ~followed()
    return (
        SsmMandaat.objects.filter(to_sign | ends, Q(end__isnull=True) | Q(end__gte=day))
        .order_by("end")
        .values_list("status", "end")[:MOST_COUNTED]
    )


# Asked at every visit of the home page by who manages mandates.
_prepared = {
    kind: Prepared(
        lambda own, day, horizon, kind=kind: _rows(kind, own, day, horizon),
        own=int,
        day=datetime.date,
        horizon=datetime.date,
    )
    for kind in ("organisation", "person")
}


@register_attention
def mandates(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """At most two lines, from one query."""
    if acting.on_behalf or not MANAGER.allows(acting):
        return []
    rows = _prepared["organisation" if acting.own.is_organisation else "person"](
        own=acting.own.id, day=today, horizon=today + datetime.timedelta(days=ENDS_WITHIN_DAYS)
    )
    ends = [row.end for row in rows if row.status == Status.ACTIEF]
    to_sign = len(rows) - len(ends)
    lines = []
    if to_sign:
        what = "1 mandaat wacht" if to_sign == 1 else f"{_counted(to_sign)} mandaten wachten"
        lines.append(Attention(f"{what} op uw handtekening.", "mandaten", "Onderteken", at_once=True))
    if ends:
        what = "1 mandaat loopt" if len(ends) == 1 else f"{_counted(len(ends))} mandaten lopen"
        lines.append(Attention(f"{what} binnen {ENDS_WITHIN_DAYS} dagen af.", "mandaten", "Bekijk", last_day=ends[0]))
    return lines


def _counted(number: int) -> str:
    return str(number) if number < MOST_COUNTED else f"Minstens {number}"
