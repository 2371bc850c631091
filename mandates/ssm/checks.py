"""What must hold before a mandate is sent to the other side. Each refusal says what to do."""

import datetime

from django.db.models import Q

from accounts.models import Organisation
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.errors import MandaatError, Overlap, Starts
from mandates.ssm.parties import check_exists, taker_of
from mandates.ssm.states import WAITING, Status
from mandates.ssm.types import find_type

PAST = "De begindatum ligt in het verleden. Kies vandaag of een latere dag."
WRONG_NAME = "De naam die voor deze persoon is ingevuld, hoort niet bij dit INSZ. Kijk beide na en begin opnieuw."


def check_type(type_code: str, giver_kind: str, taker_kind: str) -> None:
    """Raises MandaatError when there is no such type, or not between parties of these kinds."""
    found = find_type(type_code)
    if found is None or (giver_kind, taker_kind) not in found.pairs:
        raise MandaatError("Dit type mandaat bestaat niet tussen deze partijen. Kies een ander type.", "type")


def check_period(start: datetime.date, end: datetime.date | None, today: datetime.date) -> None:
    """Raises MandaatError at the date that is wrong."""
    if start < today:
        raise MandaatError(PAST, "start")
    if end is not None and end < start:
        raise MandaatError("De einddatum ligt voor de begindatum.", "end")


def check_free(mandaat: SsmMandaat, start: datetime.date, end: datetime.date | None) -> None:
    """Raises Overlap when the same mandate runs, or waits for a signature, in part of this period."""
    same = SsmMandaat.objects.filter(
        type=mandaat.type,
        giver_organisation=mandaat.giver_organisation_id,
        giver_person=mandaat.giver_person_id,
        taker_organisation=mandaat.taker_organisation_id,
        taker_person=mandaat.taker_person_id,
        status__in=[Status.ACTIEF, *WAITING.values()],
    ).exclude(pk=mandaat.pk)
    meets = Q(end__isnull=True) | Q(end__gte=start)
    if end is not None:
        meets &= Q(start__lte=end)
    found = same.filter(meets).values_list("status", flat=True)
    if found:
        raise Overlap(waits=Status.ACTIEF not in found)


def check_can_be_sent(mandaat: SsmMandaat, today: datetime.date) -> None:
    """Everything at once, under the lock of the giver. Raises MandaatError."""
    check_type(mandaat.type, mandaat.giver_kind, mandaat.taker_kind)
    if mandaat.typed_person is not None:
        raise MandaatError(WRONG_NAME)
    for party in (mandaat.giver, mandaat.taker):
        if isinstance(party, Organisation):
            check_exists(party, today)
    if mandaat.previous is not None:
        check_can_follow(mandaat.previous, today, transfer=mandaat.is_transfer)
        if mandaat.is_transfer:
            check_handover_day(mandaat.previous, mandaat.start)
    check_period(mandaat.start, mandaat.end, today)
    check_free(mandaat, mandaat.start, mandaat.end)


def check_can_follow(before: SsmMandaat, today: datetime.date, *, transfer: bool) -> None:
    """Raises MandaatError when this mandate cannot be followed so, Starts when that was started already."""
    what = "overdracht" if transfer else "uitbreiding"
    if before.state is not Status.ACTIEF or (before.end is not None and before.end < today):
        raise MandaatError(f"Een {what} kan enkel van een mandaat dat actief is.")
    if not transfer and before.end is None:
        raise MandaatError("Dit mandaat heeft geen einddatum: u hoeft het niet uit te breiden.")
    followers = before.following.filter(status__in=[*WAITING.values(), Status.ACTIEF])
    if any((taker_of(item) != taker_of(before)) == transfer for item in followers):
        raise Starts(what)


def can_follow(before: SsmMandaat, followers: list[SsmMandaat], today: datetime.date, *, transfer: bool) -> bool:
    """The same for a button; `followers`: those that wait or run, read already."""
    running = before.state is Status.ACTIEF and (before.end is None or before.end >= today)
    started = any((taker_of(item) != taker_of(before)) == transfer for item in followers)
    return running and not started and (transfer or before.end is not None)


def check_handover_day(before: SsmMandaat, start: datetime.date) -> None:
    """Raises MandaatError for a day on which the old mandate is not there yet, or not any more."""
    if start <= before.start:
        raise MandaatError(
            f"Dit mandaat begint op {before.start:%d/%m/%Y}. Draag het over vanaf een latere dag, of zet het stop en "
            "begin opnieuw.",
            "start",
        )
    if before.end is not None and start > before.end:
        raise MandaatError(f"Dit mandaat eindigt op {before.end:%d/%m/%Y}. Kies een vroegere dag.", "start")


def next_signer(started_side: Side) -> Side:
    """Who signs first after it is sent: the other side; the giver when the old taker hands over."""
    return Side.GEVER if started_side == Side.VORIGE_NEMER else Side(started_side).other
