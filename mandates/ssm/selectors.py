"""Reading SSM mandates for the screens: boxes, the list, what belongs to one mandate. Always the own party's."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from loket.acting.context import ActingContext
from loket.numbers import InvalidNumber, parse_kbo
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.parties import shown_number, side_of, taker_of
from mandates.ssm.states import FINAL, WAITING, Status
from mandates.ssm.types import type_name

# How many a box shows itself.
IN_A_BOX = 3
COLUMNS = (
    "Type",
    "Uw rol",
    "Andere partij",
    "Nummer (INSZ deels)",
    "Van",
    "Tot en met",
    "Status",
    "Referentie",
    "Gestart op",
    "Actief sinds",
    "Stopgezet op",
)


@dataclass(frozen=True, slots=True)
class Box:
    """One of the boxes of the start page: how many, the first few, and where the others are."""

    code: str
    title: str
    empty: str
    count: int
    rows: list["Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A mandate as a list shows it to one of its parties."""

    mandaat: SsmMandaat
    side: Side
    today: datetime.date

    @property
    def type(self) -> str:
        return type_name(self.mandaat.type)

    @property
    def role(self) -> str:
        return "Gever" if self.side is Side.GEVER else "Nemer"

    @property
    def other(self):
        return self.mandaat.taker if self.side is Side.GEVER else self.mandaat.giver

    @property
    def other_number(self) -> str:
        return shown_number(self.other)

    @property
    def state(self) -> Status:
        """As it is in fact on the day: the daily task lets the column follow."""
        return state_on(self.mandaat, self.today)


def state_on(mandaat: SsmMandaat, today: datetime.date) -> Status:
    """A mandate of which the last day has passed is over, whatever the column still says."""
    over = mandaat.end is not None and mandaat.end < today
    return Status.VERLOPEN if over and mandaat.state not in {*FINAL, Status.CONCEPT} else mandaat.state


def _roles(acting: ActingContext) -> dict[Side, Q]:
    kind = "organisation" if acting.own.is_organisation else "person"
    return {Side.GEVER: Q(**{f"giver_{kind}": acting.own.id}), Side.NEMER: Q(**{f"taker_{kind}": acting.own.id})}


def boxes_of(acting: ActingContext, today: datetime.date) -> dict[str, Q]:
    """What belongs in which box; together with the concepts, every mandate is in exactly one."""
    goes_on = Q(end__isnull=True) | Q(end__gte=today)
    roles = _roles(acting)
    mine, theirs = Q(), Q()
    for side, role in roles.items():
        mine |= role & Q(status=WAITING[side])
        theirs |= role & Q(status=WAITING[side.other])
    running = [Status.ACTIEF, *WAITING.values()]
    return {
        "actief": goes_on & Q(status=Status.ACTIEF),
        "ondertekenen": goes_on & mine,
        "wacht": goes_on & theirs,
        "beeindigd": Q(status__in=[status.value for status in sorted(FINAL)]) | Q(status__in=running, end__lt=today),
        "concept": Q(status=Status.CONCEPT),
    }


TITLES = {
    "actief": ("Actief", "Er zijn geen actieve mandaten."),
    "ondertekenen": ("Door mij te ondertekenen", "Er wacht niets op uw handtekening."),
    "wacht": ("Wacht op de andere partij", "Er wacht niets op de andere partij."),
    "beeindigd": ("Beëindigd", "Er zijn nog geen beëindigde mandaten."),
}


def overview(acting: ActingContext, today: datetime.date) -> list[Box]:
    """The four boxes: five queries, however many mandates there are."""
    seen, wanted = SsmMandaat.objects.of(acting), boxes_of(acting, today)
    counts = seen.aggregate(**{code: Count("pk", filter=wanted[code]) for code in TITLES})
    boxes = []
    for code, (title, empty) in TITLES.items():
        rows = seen.filter(wanted[code]).with_parties().order_by("-created_at", "-pk")[:IN_A_BOX]
        boxes.append(Box(code, title, empty, counts[code], shown(rows, acting, today)))
    return boxes


def concepts(acting: ActingContext) -> list[SsmMandaat]:
    """What the own party did not send yet, the newest first."""
    rows = SsmMandaat.objects.concepts_of(acting).with_parties().order_by("-created_at", "-pk")
    return list(rows[:20])


def shown(rows: Any, acting: ActingContext, today: datetime.date) -> list[Shown]:
    return [Shown(row, side_of(row, acting) or Side.PORTAL, today) for row in rows]


def filtered(acting: ActingContext, data: dict[str, Any], today: datetime.date) -> QuerySet[SsmMandaat]:
    """The mandates of the own party that fit the filters of `ZoekForm`; concepts have a place of their own."""
    rows = SsmMandaat.objects.of(acting).exclude(status=Status.CONCEPT).with_parties()
    if data.get("type"):
        rows = rows.filter(type=data["type"])
    if data.get("rol"):
        rows = rows.filter(_roles(acting)[Side(data["rol"])])
    if data.get("status"):
        rows = rows.filter(boxes_of(acting, today)[data["status"]])
    if data.get("referentie"):
        rows = rows.filter(reference__icontains=data["referentie"])
    if data.get("q"):
        rows = rows.filter(_other_is(acting, data["q"]))
    return rows


def _other_is(acting: ActingContext, typed: str) -> Q:
    """The other party by name or KBO number. Nobody is looked up by INSZ: a list must not tell whose one is."""
    roles, found = _roles(acting), Q()
    for side, other in ((Side.GEVER, "taker"), (Side.NEMER, "giver")):
        try:
            this = Q(**{f"{other}_organisation__kbo": parse_kbo(typed)})
        except InvalidNumber:
            this = Q(**{f"{other}_organisation__name__icontains": typed})
            # A name that was typed and is not the person's own leads nobody to the own one.
            words = Q(typed_person__isnull=True)
            for word in typed.split():
                words &= Q(**{f"{other}_person__first_name__icontains": word}) | Q(
                    **{f"{other}_person__last_name__icontains": word}
                )
            this |= words
        found |= roles[side] & this
    return found


def export_rows(rows: QuerySet[SsmMandaat], acting: ActingContext, today: datetime.date) -> Iterator[tuple]:
    """The lines of the export, read in chunks."""
    for mandaat in rows.order_by("-created_at", "-pk").iterator(chunk_size=1000):
        row = Shown(mandaat, side_of(mandaat, acting) or Side.PORTAL, today)
        yield (
            row.type,
            row.role,
            str(row.other),
            row.other_number,
            mandaat.start,
            mandaat.end,
            row.state.label,
            mandaat.reference,
            *(at and at.date() for at in (mandaat.created_at, mandaat.activated_at, mandaat.stopped_at)),
        )


def successors(mandaat: SsmMandaat) -> list[SsmMandaat]:
    """What follows this mandate and was sent: extensions and transfers that wait, run or ran."""
    rows = mandaat.following.filter(sent_at__isnull=False).with_parties()
    return [row for row in rows.order_by("pk") if row.state in {Status.ACTIEF, *WAITING.values()}]


def is_transfer_of(following: SsmMandaat, mandaat: SsmMandaat) -> bool:
    """It goes to another taker."""
    return taker_of(following) != taker_of(mandaat)
