"""From and until which quarter, and what stands in the way. The change of secretariat is decided here.

Source: a mandate has a begin quarter and an optional end quarter, and passes to another taker only at the boundary of
a quarter (RSZ, "wat is een mandaat"; instructions DmfA 2019/2, mandates).
"""

import datetime
from dataclasses import dataclass

from mandates.dimona.errors import DimonaError, InTheWay
from mandates.dimona.states import Status
from mandates.models import DimonaMandaat
from mandates.quarters import Quarter
from mandates.sides import Side

# How far ahead a mandate may begin or end.
QUARTERS_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Terms:
    """What both sides agree on."""

    groep: str
    begin: Quarter
    end: Quarter | None = None

    @classmethod
    def of(cls, mandaat: DimonaMandaat) -> "Terms":
        return cls(mandaat.groep, Quarter.of(mandaat.start), Quarter.of(mandaat.end) if mandaat.end else None)

    @property
    def first_day(self) -> datetime.date:
        return self.begin.first_day

    @property
    def last_day(self) -> datetime.date | None:
        return self.end.last_day if self.end else None


def end_before(start: datetime.date) -> datetime.date:
    """The last day of the quarter before the one that begins on `start`."""
    return Quarter.of(start).previous.last_day


def quarters_from(day: datetime.date, number: int = QUARTERS_AHEAD) -> list[Quarter]:
    """The quarter of this day and those that follow."""
    found = [Quarter.of(day)]
    while len(found) < number:
        found.append(found[-1].next)
    return found


def check_begin(terms: Terms, day: datetime.date) -> None:
    """Raises DimonaError when the quarters cannot be those of a mandate that is agreed on today."""
    if terms.begin < Quarter.of(day):
        raise DimonaError(
            f"Het beginkwartaal {terms.begin} is voorbij. Kies het huidige kwartaal of een later kwartaal.", "begin"
        )
    if terms.end is not None and terms.end < terms.begin:
        raise DimonaError("Het eindkwartaal ligt voor het beginkwartaal. Kies een later eindkwartaal.", "end")


def overlapping(giver_id: int, groep: str, start: datetime.date, end: datetime.date | None) -> list[DimonaMandaat]:
    """Active and closed mandates of this giver and group that hold a day of these, oldest first."""
    rows = DimonaMandaat.objects.holding_quarters().not_over(start).filter(giver=giver_id, groep=groep)
    if end is not None:
        rows = rows.filter(start__lte=end)
    return list(rows.select_related("taker").order_by("start"))


def check_free(
    giver_id: int, taker_id: int, terms: Terms, day: datetime.date, *, asked_by: Side
) -> DimonaMandaat | None:
    """The running mandate at another secretariat that ends when this one begins; None when nothing is in the way.

    Raises InTheWay when it cannot begin then. Only a giver reads with whom the other mandate is.
    """
    replaced = None
    for other in overlapping(giver_id, terms.groep, terms.first_day, terms.last_day):
        if other.taker_id == taker_id:
            raise InTheWay(f"Er is al een mandaat tussen beide partijen: {_period(other)}.", "begin")
        whose = f"bij {other.taker}" if asked_by is Side.GEVER else "bij een ander sociaal secretariaat"
        if other.state is not Status.ACTIEF or other.start >= terms.first_day:
            raise InTheWay(
                f"Voor dit kwartaal is er al een mandaat voor deze groep van toepassingen {whose}: {_period(other)}.",
                "begin",
            )
        if terms.begin == Quarter.of(day):
            raise InTheWay(
                f"Voor deze groep van toepassingen loopt nu een mandaat {whose}. Overstappen kan enkel bij het begin "
                f"van een kwartaal: kies {terms.begin.next} of later.",
                "begin",
            )
        replaced = other
    return replaced


def _period(mandaat: DimonaMandaat) -> str:
    begin = f"vanaf {Quarter.of(mandaat.start)}"
    return f"{begin} tot en met {Quarter.of(mandaat.end)}" if mandaat.end else f"{begin}, zonder einde"


def default_begin(giver_id: int, groep: str, day: datetime.date) -> Quarter:
    """The current quarter for who has no running mandate of this group; else the next one, when a change can be."""
    now = Quarter.of(day)
    running = DimonaMandaat.objects.in_force(day).filter(giver=giver_id, groep=groep).exists()
    return now.next if running else now
