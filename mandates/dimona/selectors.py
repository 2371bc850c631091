"""Reading the Dimona mandates of one organisation, as giver or as secretariat."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from loket.numbers import SEPARATORS, format_kbo
from loket.prepared import Prepared
from loket.states import Move, moves_from
from mandates.dimona.parties import NUMBER_LIKE
from mandates.dimona.register import register
from mandates.dimona.states import MOVES, WAITING, Status
from mandates.models import DimonaMandaat
from mandates.models.dimona import AWAITING, Groep
from mandates.quarters import Quarter
from mandates.sides import Side

# The filter of the list of clients; "" is the first one.
SHOWN = {
    "": "Loopt of begint later",
    "ons": "Wacht op u",
    "hen": "Wacht op de onderneming",
    "einde": "Eindigt binnenkort",
    "voorbij": "Afgesloten",
    "niet": "Geweigerd of ingetrokken",
    "alles": "Alles",
}
# The home page says "more than 99".
COUNTED = 100
COLUMNS = ("Onderneming", "KBO-nummer", "Groep van toepassingen", "Beginkwartaal", "Eindkwartaal", "Staat")


def _waiting(organisation: int) -> QuerySet:
    ours = Q(giver=organisation, status=Status.WACHT_OP_GEVER) | Q(taker=organisation, status=Status.WACHT_OP_NEMER)
    return DimonaMandaat.objects.filter(ours).values_list("pk")[:COUNTED]


_waiting_for = Prepared(_waiting, organisation=int)


def number_waiting_for(organisation_id: int) -> int:
    """How many mandates wait for this organisation, on either side; not further than `COUNTED`."""
    return len(_waiting_for(organisation=organisation_id))


def given_by(organisation_id: int) -> QuerySet[DimonaMandaat]:
    """The mandates of this giver, those that wait left out."""
    rows = DimonaMandaat.objects.filter(giver=organisation_id).exclude(status__in=AWAITING)
    return rows.select_related("taker")


def waiting_of(organisation_id: int, side: Side) -> QuerySet[DimonaMandaat]:
    """What waits of this organisation on this side, for itself or for the other, newest first."""
    own = {Side.GEVER: "giver", Side.NEMER: "taker"}[side]
    rows = DimonaMandaat.objects.filter(**{own: organisation_id}, status__in=AWAITING)
    return rows.select_related("giver", "taker").order_by("-pk")


def client_counts(organisation_id: int, day: datetime.date) -> dict[str, int]:
    """For a secretariat: how many clients it has, what waits for it, and what waits for them."""
    running = Q(status=Status.ACTIEF, start__lte=day) & (Q(end__isnull=True) | Q(end__gte=day))
    return DimonaMandaat.objects.filter(taker=organisation_id).aggregate(
        lopend=Count("giver", filter=running, distinct=True),
        ons=Count("pk", filter=Q(status=Status.WACHT_OP_NEMER)),
        hen=Count("pk", filter=Q(status=Status.WACHT_OP_GEVER)),
    )


def clients_of(organisation_id: int, data: dict[str, Any], day: datetime.date) -> QuerySet[DimonaMandaat]:
    """The mandates of this secretariat that fit the filters of `ClientsForm`."""
    soon = Quarter.of(day).next.last_day
    shown = {
        "": Q(status=Status.ACTIEF) & (Q(end__isnull=True) | Q(end__gte=day)),
        "ons": Q(status=Status.WACHT_OP_NEMER),
        "hen": Q(status=Status.WACHT_OP_GEVER),
        "einde": Q(status=Status.ACTIEF, end__gte=day, end__lte=soon),
        "voorbij": Q(status=Status.AFGESLOTEN) | Q(status=Status.ACTIEF, end__lt=day),
        "niet": Q(status__in=[Status.GEWEIGERD, Status.INGETROKKEN]),
        "alles": Q(),
    }
    rows = DimonaMandaat.objects.filter(shown[data.get("staat", "")], taker=organisation_id)
    typed = data.get("q", "")
    if NUMBER_LIKE.fullmatch(typed):
        # A lost leading zero is not missed.
        rows = rows.filter(giver__kbo__contains=SEPARATORS.sub("", typed).upper().removeprefix("BE"))
    else:
        for word in typed.split():
            rows = rows.filter(giver__name__icontains=word)
    return rows.select_related("giver")


def export_rows(rows: QuerySet[DimonaMandaat], day: datetime.date) -> Iterator[tuple]:
    """The rows of the export by name, read in chunks."""
    groups = dict(Groep.choices)
    values = rows.order_by("giver__name", "pk").values_list(
        "giver__name", "giver__kbo", "groep", "start", "end", "status"
    )
    for name, kbo, groep, start, end, status in values.iterator(chunk_size=2000):
        yield (
            name,
            format_kbo(kbo),
            groups[groep],
            str(Quarter.of(start)),
            str(Quarter.of(end)) if end else "",
            standing(Status(status), start, end, Side.NEMER, day).words,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mandate stands, in words for one of its parties, and the colour."""

    words: str
    tone: str


def standing(
    state: Status, start: datetime.date, end: datetime.date | None, side: Side, day: datetime.date
) -> Standing:
    """An active mandate may have yet to begin, end soon, or be over before the portal closed it."""
    if state is WAITING[side]:
        return Standing("Wacht op u", "let-op")
    if state is WAITING[side.other]:
        return Standing("Wacht op de andere partij", "let-op")
    if state is Status.ACTIEF:
        if end is not None and end < day:
            return Standing(Status.AFGESLOTEN.label, "")
        if start > day:
            return Standing(f"Begint {Quarter.of(start)}", "ok")
        return Standing(f"Eindigt {Quarter.of(end)}", "let-op") if end else Standing(state.label, "ok")
    return Standing(state.label, state.tone)


@dataclass(frozen=True, slots=True)
class Line:
    """A mandate in a list, as one side sees it."""

    mandaat: DimonaMandaat
    side: Side
    day: datetime.date

    @property
    def other(self):
        return self.mandaat.taker if self.side is Side.GEVER else self.mandaat.giver

    @property
    def begin(self) -> Quarter:
        return Quarter.of(self.mandaat.start)

    @property
    def end(self) -> Quarter | None:
        return Quarter.of(self.mandaat.end) if self.mandaat.end else None

    @property
    def standing(self) -> Standing:
        row = self.mandaat
        return standing(row.state, row.start, row.end, self.side, self.day)

    @property
    def for_us(self) -> bool:
        return self.mandaat.state is WAITING[self.side]


def offered(mandaat: DimonaMandaat, side: Side, day: datetime.date) -> list[Move]:
    """The moves of the table that this side can make on that day; none in a register that is kept elsewhere."""
    if not register().ours:
        return []
    return [move for move in moves_from(MOVES, mandaat.state, side) if _possible(move, mandaat, day)]


def _possible(move: Move, mandaat: DimonaMandaat, day: datetime.date) -> bool:
    if move.name == "stoppen":
        ends_later = mandaat.end is None or Quarter.of(mandaat.end) > Quarter.of(day)
        return mandaat.start <= day and ends_later
    return move.name != "afzien" or mandaat.start > day
