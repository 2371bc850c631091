"""The acts on a Dimona mandate. Each is one transaction with its step, its line in the journal and its mails.

Whatever changes which mandates a giver has waits for others that do the same (`hold`); the exclusion constraint
`dimona_no_overlap` is the last word. Nobody acts for somebody else here: a mandate never opens these screens.
"""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Organisation
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.locks import hold_until_commit, share_until_commit
from loket.states import Move, State, find_move
from mandates.dimona.errors import DimonaError, InTheWay, MovedOn, NotAllowed
from mandates.dimona.letters import tell
from mandates.dimona.parties import giver_error, is_taker
from mandates.dimona.periods import Terms, check_begin, check_free, end_before
from mandates.dimona.register import register
from mandates.dimona.rules import MANAGER
from mandates.dimona.states import MOVES, STARTED, WAITING
from mandates.models import DimonaMandaat, DimonaStap
from mandates.quarters import Quarter
from mandates.sides import Side

# An import changes many givers at once: it holds this alone, every other act shares it.
TABLE_LOCK = "dimona"
READABLE = frozenset({"dimona_no_overlap", "dimona_one_waiting"})
ELSEWHERE = (
    "De Dimona-mandaten staan in een register buiten dit loket. U geeft, bevestigt of stopt ze daar. "
    "Hier kunt u ze enkel bekijken."
)


def hold(giver_id: int, groep: str) -> None:
    """Wait for others who change the mandates of this giver and group, and for an import."""
    share_until_commit(TABLE_LOCK)
    hold_until_commit(f"dimona {giver_id} {groep}")


@contextmanager
def constraints_in_words() -> Iterator[None]:
    """What only the database saw coming, in the words of the constraint: whoever is later reads why."""
    try:
        yield
    except IntegrityError as error:
        for constraint in DimonaMandaat._meta.constraints:
            if constraint.name in READABLE and constraint.name in str(error):
                raise InTheWay(str(constraint.violation_error_message), "begin") from None
        raise


def check_manages(acting: ActingContext) -> None:
    """Raises NotAllowed, or DimonaError when the register is kept elsewhere."""
    if acting.on_behalf or not acting.own.is_organisation or not MANAGER.allows(acting):
        raise NotAllowed
    if not register().ours:
        raise DimonaError(ELSEWHERE)


def side_of(mandaat: DimonaMandaat, organisation_id: int) -> Side:
    """On which side of this mandate an organisation stands. Raises LookupError for a third party."""
    sides = {mandaat.giver_id: Side.GEVER, mandaat.taker_id: Side.NEMER}
    return sides[organisation_id]


def give(acting: ActingContext, taker: Organisation, terms: Terms) -> DimonaMandaat:
    """The own enterprise gives a mandate; it waits for the secretariat. Raises DimonaError."""
    check_manages(acting)
    giver = Organisation.objects.get(pk=acting.own.id)
    return _start(acting, giver, taker, terms, Side.GEVER)


def ask(acting: ActingContext, giver: Organisation, terms: Terms) -> DimonaMandaat:
    """The own secretariat asks a mandate; it waits for the enterprise. Raises DimonaError."""
    check_manages(acting)
    taker = Organisation.objects.get(pk=acting.own.id)
    return _start(acting, giver, taker, terms, Side.NEMER)


def check_parties(giver: Organisation, taker: Organisation, day: datetime.date) -> None:
    """Raises DimonaError when there can be no mandate between these two."""
    if message := giver_error(giver, day):
        raise DimonaError(message, "kbo")
    if not is_taker(taker):
        raise DimonaError(f"{taker} is geen Dimona Mandaatnemer. Kies een ander sociaal secretariaat.", "zoek")
    if giver.pk == taker.pk:
        raise DimonaError("Een organisatie kan geen mandaat geven aan zichzelf.", "zoek")


def _start(acting: ActingContext, giver: Organisation, taker: Organisation, terms: Terms, side: Side) -> DimonaMandaat:
    today = timezone.localdate()
    check_parties(giver, taker, today)
    check_begin(terms, today)
    with constraints_in_words(), transaction.atomic():
        hold(giver.pk, terms.groep)
        check_free(giver.pk, taker.pk, terms, today, asked_by=side)
        waiting = DimonaMandaat.objects.filter(
            giver=giver, taker=taker, groep=terms.groep, status__in=WAITING.values()
        ).first()
        if waiting is not None:
            raise DimonaError(
                f"Er wacht al een mandaat vanaf {Quarter.of(waiting.start)} tussen beide partijen: "
                f"{waiting.state.label.lower()}. Trek dat eerst in, of weiger het."
            )
        mandaat = DimonaMandaat.objects.create(
            giver=giver,
            taker=taker,
            groep=terms.groep,
            start=terms.first_day,
            end=terms.last_day,
            status=WAITING[side.other],
            bron="procedure",
            started_by_id=acting.person.id,
        )
        _step(mandaat, STARTED, None, side, acting)
        write_journal(
            acting, "dimona_gegeven" if side is Side.GEVER else "dimona_gevraagd", mandaat, **_facts(mandaat)
        )
        tell(mandaat, side.other, "dimona_gevraagd", from_=side)
    return mandaat


def _facts(mandaat: DimonaMandaat) -> dict[str, str | int]:
    return {
        "gever": mandaat.giver_id,
        "nemer": mandaat.taker_id,
        "groep": mandaat.groep,
        "van": mandaat.start.isoformat(),
        "tot": mandaat.end.isoformat() if mandaat.end else "",
    }


def _step(
    mandaat: DimonaMandaat,
    move: str,
    source: State | None,
    side: Side,
    acting: ActingContext | None,
    reason: str = "",
) -> None:
    DimonaStap.objects.create(
        mandaat=mandaat,
        move=move,
        source=source or "",
        target=mandaat.status,
        person_id=acting.person.id if acting else None,
        side=side,
        reason=reason,
    )


def _locked(acting: ActingContext, key: uuid.UUID, name: str) -> tuple[DimonaMandaat, Move, Side]:
    """The mandate as it is now, locked, the move, and the own side that makes it. DoesNotExist for a third party."""
    check_manages(acting)
    rows = DimonaMandaat.objects.filter(key=key).involving(acting.own.id)
    giver_id, groep = rows.values_list("giver_id", "groep").get()
    hold(giver_id, groep)
    mandaat: DimonaMandaat = rows.select_for_update(of=("self",), no_key=True).select_related("giver", "taker").get()
    side = side_of(mandaat, acting.own.id)
    move = find_move(MOVES, name, mandaat.state, side)
    if move is None:
        raise MovedOn(mandaat.state.label)
    return mandaat, move, side


def _make(acting: ActingContext | None, mandaat: DimonaMandaat, move: Move, side: Side, reason: str = "") -> None:
    """Store the move and its step."""
    mandaat.status = move.target
    mandaat.save(update_fields=["status", "end"])
    _step(mandaat, move.name, move.source, side, acting, reason)


def confirm(acting: ActingContext, key: uuid.UUID, *, ends: uuid.UUID | None = None) -> DimonaMandaat:
    """The other side agrees: the mandate is active from its begin quarter.

    A running mandate at another secretariat ends with the quarter before. A giver must have seen which one (`ends`);
    otherwise something changed between the page and the click. Raises DimonaError.
    """
    today = timezone.localdate()
    with constraints_in_words(), transaction.atomic():
        mandaat, move, side = _locked(acting, key, "bevestigen")
        check_parties(mandaat.giver, mandaat.taker, today)
        terms = Terms.of(mandaat)
        check_begin(terms, today)
        old = check_free(mandaat.giver_id, mandaat.taker_id, terms, today, asked_by=side)
        if side is Side.GEVER and (old.key if old else None) != ends:
            raise DimonaError(
                "Uw mandaten zijn intussen gewijzigd. Lees opnieuw wat er zal gebeuren, en bevestig dan."
            )
        if old is not None:
            _replace(old, mandaat)
        _make(acting, mandaat, move, side)
        write_journal(acting, "dimona_bevestigd", mandaat, **_facts(mandaat))
        tell(mandaat, side.other, "dimona_bevestigd", from_=side)
    return mandaat


def _replace(old: DimonaMandaat, new: DimonaMandaat) -> None:
    """End the old secretariat's mandate with the last day before the new one begins, and tell it."""
    old = (
        DimonaMandaat.objects.select_for_update(of=("self",), no_key=True)
        .select_related("giver", "taker")
        .get(pk=old.pk)
    )
    move = find_move(MOVES, "vervangen", old.state, Side.PORTAL)
    if move is None:
        raise MovedOn(old.state.label)
    old.end = end_before(new.start)
    _make(None, old, move, Side.PORTAL)
    write_journal(None, "dimona_vervangen", old, **_facts(old))
    tell(old, Side.NEMER, "dimona_vervangen", from_=Side.GEVER)


def refuse(acting: ActingContext, key: uuid.UUID, reason: str) -> DimonaMandaat:
    """The other side does not want it; who started it reads the reason. Raises DimonaError."""
    if not reason.strip():
        raise DimonaError("Vul een reden in. De andere partij leest die in de mail.", "reason")
    with transaction.atomic():
        mandaat, move, side = _locked(acting, key, "weigeren")
        _make(acting, mandaat, move, side, reason)
        write_journal(acting, "dimona_geweigerd", mandaat, **_facts(mandaat))
        tell(mandaat, side.other, "dimona_geweigerd", from_=side, reason=reason)
    return mandaat


def withdraw(acting: ActingContext, key: uuid.UUID) -> DimonaMandaat:
    """Who started it takes it back while it waits. Raises DimonaError."""
    return _undo(acting, key, "intrekken")


def renounce(acting: ActingContext, key: uuid.UUID) -> DimonaMandaat:
    """Either side gives up an active mandate that has yet to begin. Raises DimonaError.

    What it replaced does not come back by itself: the giver gave that up.
    """
    return _undo(acting, key, "afzien")


def _undo(acting: ActingContext, key: uuid.UUID, name: str) -> DimonaMandaat:
    with transaction.atomic():
        mandaat, move, side = _locked(acting, key, name)
        if name == "afzien" and mandaat.start <= timezone.localdate():
            raise DimonaError("Dit mandaat loopt al. U kunt het stoppen op het einde van een kwartaal.")
        _make(acting, mandaat, move, side)
        write_journal(acting, "dimona_ingetrokken", mandaat, **_facts(mandaat))
        tell(mandaat, side.other, "dimona_ingetrokken", from_=side)
    return mandaat


def stop(acting: ActingContext, key: uuid.UUID, last: Quarter) -> DimonaMandaat:
    """Either side ends a running mandate with the last day of this quarter or a later one. Raises DimonaError."""
    today = timezone.localdate()
    with transaction.atomic():
        mandaat, move, side = _locked(acting, key, "stoppen")
        if mandaat.start > today:
            raise DimonaError("Dit mandaat is nog niet begonnen. U kunt ervan afzien.")
        if last < Quarter.of(today):
            raise DimonaError("Dit kwartaal is voorbij. Kies het huidige kwartaal of een later kwartaal.", "last")
        if mandaat.end is not None and last.last_day >= mandaat.end:
            raise DimonaError(f"Het mandaat eindigt al op {mandaat.end:%d/%m/%Y}. Kies een vroeger kwartaal.", "last")
        mandaat.end = last.last_day
        _make(acting, mandaat, move, side)
        write_journal(acting, "dimona_gestopt", mandaat, **_facts(mandaat))
        tell(mandaat, side.other, "dimona_gestopt", from_=side)
    return mandaat
