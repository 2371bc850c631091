"""Starting and sending the mandates of a confirmed file, chunk by chunk (`loket/bulk/applying.py`)."""

import datetime
import logging
from collections import Counter

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from accounts.acting import resolve
from accounts.kbo.organisations import organisation_for
from accounts.models import Organisation
from loket.acting.context import ActingContext, Choice
from loket.bulk.applying import apply_for, finish_file, move_file, stop_file
from loket.journal.services import write_journal
from loket.locks import hold_until_commit, lock_number
from mandates.models import SsmBestand
from mandates.sides import Side
from mandates.ssm.bulk.columns import TITLES
from mandates.ssm.bulk.files import PURPOSE
from mandates.ssm.errors import MandaatError
from mandates.ssm.moving import lock_name, move
from mandates.ssm.parties import Partij, check_exists, own_party, party_of
from mandates.ssm.rules import MANAGER
from mandates.ssm.starting import save_details, start_concept

logger = logging.getLogger(__name__)

LOST_RIGHT = "Wie dit bestand indiende, beheert deze mandaten niet meer. De overige rijen zijn niet verwerkt."
NOT_APPLIED = "Deze rij kon niet verwerkt worden. Start het mandaat via het scherm."


def apply_rows(pk: int, seconds: float) -> bool:
    """Apply chunks for so long. Returns True when rows are left and this worker is the one to go on."""
    return apply_for(SsmBestand, pk, seconds, PURPOSE, _chunk, _finish, _stop)


def _acting(file: SsmBestand) -> ActingContext | None:
    """For whom the one who confirmed acts, asked afresh: a withdrawn right works at once."""
    choice = Choice.from_session(file.choice)
    user = getattr(file.confirmed_by, "user", None)
    acting = resolve(user, choice, timezone.localdate()) if choice and user and user.is_active else None
    own = file.organisation_id or file.person_id
    return acting if acting is not None and acting.own.id == own and MANAGER.allows(acting) else None


def _chunk(file: SsmBestand, rows: list) -> bool:
    acting = _acting(file)
    if acting is None:
        _stop(file, LOST_RIGHT)
        return False
    counts, failures = Counter(file.counts), list(file.failures)
    with transaction.atomic():
        others = _others({values["kbo"] for _number, _cells, values in rows})
        _hold_all(file, acting, list(others.values()))
        for number, _cells, values in rows:
            try:
                # Its own savepoint: a row that fails leaves no concept behind.
                with transaction.atomic():
                    _start(acting, file, others.get(values["kbo"]), values)
                    counts["mandaten"] += 1
            except MandaatError as error:
                failures.append([number, TITLES.get(error.field, TITLES["kbo"]), str(error)])
            except (IntegrityError, DataError) as error:
                # Its text holds what stood in the row.
                logger.error("Row %s of SSM file %s: %s", number, file.pk, type(error).__name__)
                failures.append([number, TITLES["kbo"], NOT_APPLIED])
        move_file(file, done_rows=file.done_rows + len(rows), counts=dict(counts), failures=failures)
    return True


def _others(numbers: set[str]) -> dict[str, Organisation]:
    """The organisations with these numbers; those that only the register knows are made, in one order."""
    found = {organisation.kbo: organisation for organisation in Organisation.objects.filter(kbo__in=numbers)}
    for number in sorted(numbers - found.keys()):
        made = organisation_for(number)
        if made is not None:
            found[number] = made
    return found


def _hold_all(file: SsmBestand, acting: ActingContext, others: list[Organisation]) -> None:
    """The locks of all givers in one order: two files with the same ones wait for each other, and not for ever."""
    givers: set[Partij] = {own_party(acting)} if file.role == Side.GEVER else {party_of(other) for other in others}
    for name in sorted((lock_name(file.type, giver) for giver in givers), key=lock_number):
        hold_until_commit(name)


def _start(acting: ActingContext, file: SsmBestand, other: Organisation | None, values: dict[str, str]) -> None:
    """One mandate, as the screens make it. Raises MandaatError."""
    today = timezone.localdate()
    check_exists(other, today)
    mandaat = start_concept(acting, Side(file.role), file.type, party_of(other))
    day = {key: datetime.date.fromisoformat(values[key]) for key in ("start", "end") if key in values}
    save_details(
        acting,
        mandaat.key,
        start=day.get("start", today),
        end=day.get("end"),
        reference=values.get("reference", ""),
        other_email=values.get("email", ""),
    )
    move(acting, mandaat.key, "versturen")


def _finish(file: SsmBestand, plan: list) -> None:
    with transaction.atomic():
        failed = finish_file(file, plan, PURPOSE)
        write_journal(_acting(file), "ssm_bestand_verwerkt", file, rijen=file.done_rows, mislukt=failed)


def _stop(file: SsmBestand, reason: str) -> None:
    with transaction.atomic():
        stop_file(file, reason)
        write_journal(None, "ssm_bestand_gestopt", file, rijen=file.done_rows)
