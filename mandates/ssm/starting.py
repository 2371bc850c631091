"""Starting a mandate: a concept that only the own party sees, until it is sent (`moving.move(..., "versturen")`)."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from mandates.models import SsmMandaat, SsmStap
from mandates.sides import Side
from mandates.ssm.checks import check_can_follow, check_free, check_handover_day, check_period, check_type
from mandates.ssm.errors import MandaatError, MovedOn
from mandates.ssm.moving import lock, lock_name
from mandates.ssm.parties import Partij, giver_of, own_party, side_of, taker_of
from mandates.ssm.rules import check_manages
from mandates.ssm.states import Status

ONESELF = "De gever en de nemer van een mandaat zijn verschillende partijen. Kies een andere partij."


def start_concept(acting: ActingContext, side: Side, type_code: str, other: Partij) -> SsmMandaat:
    """A mandate between the own party (as giver or taker) and another one, from today, not sent yet.

    The same one that was not sent yet is found again: two clicks make one. Raises NotAllowed or MandaatError.
    """
    check_manages(acting)
    own = own_party(acting)
    giver, taker = (own, other) if side is Side.GEVER else (other, own)
    check_type(type_code, giver.kind, taker.kind)
    with transaction.atomic():
        return _concept(acting, side, type_code, giver, taker, start=timezone.localdate())


def start_extension(acting: ActingContext, key: uuid.UUID, end: datetime.date | None) -> SsmMandaat:
    """What goes on the day after this mandate ends, until `end` or without one; the other side must sign it.

    Raises DoesNotExist for a mandate of others, NotAllowed, or MandaatError.
    """
    check_manages(acting)
    today = timezone.localdate()
    with transaction.atomic():
        before = _seen(acting, key)
        check_can_follow(before, today, transfer=False)
        side = side_of(before, acting)
        start = before.end + datetime.timedelta(days=1)
        check_period(start, end, today)
        mandaat = _concept(acting, side, before.type, giver_of(before), taker_of(before), before, start=start, end=end)
        check_free(mandaat, start, end)
    return mandaat


def start_transfer(acting: ActingContext, key: uuid.UUID, other: Partij, start: datetime.date) -> SsmMandaat:
    """The mandate goes to another taker from `start`, until the end that it had.

    By the giver: the new taker signs. By the taker: the giver signs first, then the new taker. Raises DoesNotExist
    for a mandate of others, NotAllowed, or MandaatError.
    """
    check_manages(acting)
    today = timezone.localdate()
    with transaction.atomic():
        before = _seen(acting, key)
        check_can_follow(before, today, transfer=True)
        check_type(before.type, before.giver_kind, other.kind)
        if other == taker_of(before):
            raise MandaatError("Dit is de huidige mandaatnemer. Kies een andere partij.", "kbo")
        check_period(start, None, today)
        check_handover_day(before, start)
        side = Side.GEVER if side_of(before, acting) is Side.GEVER else Side.VORIGE_NEMER
        mandaat = _concept(acting, side, before.type, giver_of(before), other, before, start=start, end=before.end)
        check_free(mandaat, start, before.end)
    return mandaat


def save_details(
    acting: ActingContext,
    key: uuid.UUID,
    *,
    start: datetime.date,
    end: datetime.date | None,
    reference: str,
    other_email: str,
) -> SsmMandaat:
    """Period, reference and address of a concept. Of one that follows another, only what does not depend on that.

    Raises DoesNotExist, NotAllowed, MovedOn when it was sent already, or MandaatError at the field.
    """
    check_manages(acting)
    today = timezone.localdate()
    with transaction.atomic():
        mandaat = lock(acting, key)
        if mandaat.state is not Status.CONCEPT:
            raise MovedOn(mandaat)
        if mandaat.is_extension:
            start = mandaat.start
        if mandaat.is_transfer:
            end = mandaat.end
            check_handover_day(mandaat.previous, start)
        check_period(start, end, today)
        check_free(mandaat, start, end)
        mandaat.start, mandaat.end, mandaat.reference, mandaat.other_email = start, end, reference, other_email
        mandaat.save(update_fields=["start", "end", "reference", "other_email"])
    return mandaat


def _seen(acting: ActingContext, key: uuid.UUID) -> SsmMandaat:
    """A mandate to which the own party is a party, under the lock of its giver; a concept is none."""
    seen = SsmMandaat.objects.of(acting).exclude(status=Status.CONCEPT).get(key=key)
    hold_until_commit(lock_name(seen.type, giver_of(seen)))
    found: SsmMandaat = SsmMandaat.objects.with_parties().get(pk=seen.pk)
    return found


def _concept(
    acting: ActingContext,
    side: Side,
    type_code: str,
    giver: Partij,
    taker: Partij,
    before: SsmMandaat | None = None,
    *,
    start: datetime.date,
    end: datetime.date | None = None,
) -> SsmMandaat:
    if giver == taker:
        raise MandaatError(ONESELF, "kbo")
    hold_until_commit(lock_name(type_code, giver))
    columns = {**giver.columns("giver"), **taker.columns("taker")}
    found = SsmMandaat.objects.concepts_of(acting).filter(type=type_code, previous=before, **columns).first()
    if found is not None:
        if before is not None:
            found.start, found.end = start, end
            found.save(update_fields=["start", "end"])
        return found
    mandaat = SsmMandaat.objects.create(
        type=type_code,
        status=Status.CONCEPT,
        start=start,
        end=end,
        previous=before,
        started_by_id=acting.person.id,
        started_side=side,
        sent_at=None,
        **columns,
    )
    SsmStap.objects.create(
        mandaat=mandaat, move="aanmaken", target=Status.CONCEPT, person_id=acting.person.id, side=side
    )
    write_journal(acting, "ssm_aanmaken", mandaat, type=type_code)
    return mandaat
