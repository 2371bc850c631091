"""The one way in which an SSM mandate changes: lock, look again, ask the table, store the step, tell who must know."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Organisation
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.states import Move, find_move, moves_from
from mandates.models import SsmMandaat, SsmStap
from mandates.sides import Side
from mandates.ssm.checks import WRONG_NAME, check_can_be_sent
from mandates.ssm.errors import MandaatError, MovedOn, Overlap
from mandates.ssm.mails import tell
from mandates.ssm.parties import Partij, check_exists, giver_of, side_of, taker_of
from mandates.ssm.rules import check_manages
from mandates.ssm.states import MOVES, WAITING, Status

STOPPED_BEFORE = "Het mandaat dat verlengd zou worden, is stopgezet."


def lock_name(type_code: str, giver: Partij) -> str:
    """The lock under which the mandates of one type by one giver change: what follows one another moves together."""
    return f"ssm {type_code} {giver.kind} {giver.id}"


def is_over(mandaat: SsmMandaat, today: datetime.date) -> bool:
    """Its last day has passed, whatever the status still says."""
    return mandaat.end is not None and mandaat.end < today


def permitted(mandaat: SsmMandaat, side: Side | None, today: datetime.date) -> list[Move]:
    """What this side may do now: the table, for this mandate. Buttons are made of it, and acts judged by it."""
    if side is None:
        return []
    return [move for move in moves_from(MOVES, mandaat.state, side) if _fits(move, mandaat, side, today)]


def _fits(move: Move, mandaat: SsmMandaat, side: Side, today: datetime.date) -> bool:
    handed_over = mandaat.started_side == Side.VORIGE_NEMER
    if move.source is Status.CONCEPT:
        return side == mandaat.started_side
    if move.name == "stoppen":
        return not is_over(mandaat, today)
    if move.name == "goedkeuren":
        # The giver of a transfer by its old taker passes it on: the new taker must sign as well.
        return not is_over(mandaat, today) and not (handed_over and side is Side.GEVER)
    if move.name == "doorgeven":
        return not is_over(mandaat, today) and handed_over
    if move.name == "intrekken":
        # Who started it; and the giver who passed a transfer on, until the new taker signs.
        return side == mandaat.started_side or (handed_over and side is Side.GEVER)
    return True


def move(acting: ActingContext, key: uuid.UUID, name: str, *, reason: str = "") -> SsmMandaat:
    """Make one move for the own party: one transaction with its step, its line in the journal and its mails.

    Raises DoesNotExist for a mandate of others, NotAllowed, MovedOn when the table (now) says no, Overlap, or
    MandaatError at the field that is wrong.
    """
    check_manages(acting)
    today = timezone.localdate()
    with transaction.atomic():
        mandaat = lock(acting, key)
        side = side_of(mandaat, acting)
        found = next((item for item in permitted(mandaat, side, today) if item.name == name), None)
        if found is None:
            raise MovedOn(mandaat)
        reason = reason.strip()
        if found.reason and not reason:
            raise MandaatError("Vul de reden in.", "reason")
        if name == "versturen":
            check_can_be_sent(mandaat, today)
        if found.target is Status.ACTIEF:
            _check_parties(mandaat, today)
        _apply(mandaat, found, acting, reason, today)
    return mandaat


def lock(acting: ActingContext, key: uuid.UUID) -> SsmMandaat:
    """A mandate that the own party can do something with, locked and read again. Raises DoesNotExist."""
    reachable = SsmMandaat.objects.reachable_by(acting)
    seen = reachable.get(key=key)
    hold_until_commit(lock_name(seen.type, giver_of(seen)))
    return reachable.with_parties().select_for_update(of=("self",), no_key=True).get(pk=seen.pk)


def _check_parties(mandaat: SsmMandaat, today: datetime.date) -> None:
    for party in (mandaat.giver, mandaat.taker):
        if isinstance(party, Organisation):
            check_exists(party, today)


def _apply(mandaat: SsmMandaat, found: Move, acting: ActingContext | None, reason: str, today: datetime.date) -> None:
    now, source = timezone.now(), mandaat.state
    mandaat.status = found.target
    if found.name == "versturen":
        mandaat.sent_at = now
    if found.target is Status.ACTIEF:
        # It opens nothing before both have signed: from then on it counts, and its period says so.
        mandaat.activated_at, mandaat.start = now, max(mandaat.start, today)
    if found.target is Status.STOPGEZET:
        mandaat.stopped_at = now
    try:
        with transaction.atomic():
            mandaat.save(update_fields=["status", "sent_at", "activated_at", "start", "stopped_at"])
    except IntegrityError as error:
        if "ssm_no_overlap" not in str(error):
            raise
        raise Overlap from None
    SsmStap.objects.create(
        mandaat=mandaat,
        move=found.name,
        source=source,
        target=found.target,
        person_id=acting.person.id if acting else None,
        side=found.side,
        reason=reason,
    )
    write_journal(acting, f"ssm_{found.name}", mandaat, type=mandaat.type, van=source.value, naar=found.target.value)
    if found.target is Status.ACTIEF and mandaat.is_transfer:
        _hand_over(mandaat, today)
    if found.name == "stoppen":
        _stop_what_follows(mandaat, found, acting, reason, today)
    tell(mandaat, found, source, today)


def _hand_over(mandaat: SsmMandaat, today: datetime.date) -> None:
    """The mandate of the old taker ends the day before; at once when that day has passed."""
    before = SsmMandaat.objects.with_parties().select_for_update(of=("self",), no_key=True).get(pk=mandaat.previous_id)
    last_day = mandaat.start - datetime.timedelta(days=1)
    if before.state is not Status.ACTIEF:
        return
    if before.end is None or before.end > last_day:
        before.end = last_day
        before.save(update_fields=["end"])
    if is_over(before, today):
        _by_portal(before, "overdragen", "", today)


def _stop_what_follows(
    mandaat: SsmMandaat, found: Move, acting: ActingContext | None, reason: str, today: datetime.date
) -> None:
    """Who stops a mandate means it: its extensions stop too. A transfer is a mandate to somebody else, and stays."""
    following = mandaat.following.with_parties().select_for_update(of=("self",), no_key=True)
    for extension in following.filter(status__in=[Status.ACTIEF, *WAITING.values()]):
        if taker_of(extension) != taker_of(mandaat):
            continue
        if extension.state is Status.ACTIEF:
            _apply(extension, found, acting, reason, today)
        else:
            _by_portal(extension, "vervallen", STOPPED_BEFORE, today)


def _by_portal(mandaat: SsmMandaat, name: str, reason: str, today: datetime.date) -> None:
    found = find_move(MOVES, name, mandaat.state, Side.PORTAL)
    if found is None:
        raise MovedOn(mandaat)
    _apply(mandaat, found, None, reason, today)


def drop_wrong_name(pk: int, person_id: int, typed: tuple[str, str]) -> None:
    """A natural person was added to this mandate under a name that is not his: it is not his signature that it waits
    for. It lapses, and keeps the name that was typed; a concept cannot be sent any more."""
    seen = SsmMandaat.objects.get(pk=pk)
    hold_until_commit(lock_name(seen.type, giver_of(seen)))
    mandaat = SsmMandaat.objects.with_parties().select_for_update(of=("self",), no_key=True).get(pk=pk)
    if mandaat.state is not Status.CONCEPT and mandaat.state not in WAITING.values():
        return
    mandaat.typed_person = {"id": person_id, "first_name": typed[0], "last_name": typed[1]}
    mandaat.save(update_fields=["typed_person"])
    if mandaat.state is not Status.CONCEPT:
        _by_portal(mandaat, "vervallen", WRONG_NAME, timezone.localdate())


def close_period(pk: int, today: datetime.date) -> bool:
    """Let the status of one mandate follow its dates: lapsed, expired, or handed over. False when it did already."""
    with transaction.atomic():
        seen = SsmMandaat.objects.get(pk=pk)
        hold_until_commit(lock_name(seen.type, giver_of(seen)))
        mandaat = SsmMandaat.objects.with_parties().select_for_update(of=("self",), no_key=True).get(pk=pk)
        if not is_over(mandaat, today):
            return False
        if mandaat.state in WAITING.values():
            _by_portal(mandaat, "vervallen", "", today)
        elif mandaat.state is Status.ACTIEF:
            _by_portal(mandaat, "overdragen" if _was_handed_over(mandaat) else "verlopen", "", today)
        else:
            return False
    return True


def _was_handed_over(mandaat: SsmMandaat) -> bool:
    signed = mandaat.following.filter(activated_at__isnull=False)
    return any(taker_of(following) != taker_of(mandaat) for following in signed)


def close_periods(today: datetime.date) -> int:
    """What ended before today, one transaction each; the number of mandates that moved."""
    ended = SsmMandaat.objects.filter(end__lt=today, status__in=[Status.ACTIEF, *WAITING.values()])
    return sum(close_period(pk, today) for pk in list(ended.order_by("pk").values_list("pk", flat=True)))
