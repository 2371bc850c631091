"""Applying the rows of a confirmed file through the services of single entry, by `loket/bulk/applying.py`."""

import datetime
import logging
from collections import Counter

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from accounts.acting import resolve
from accounts.beheer.bulk.checking import GRANT, LINK, NOTHING, PERSON, Rights
from accounts.beheer.bulk.files import PURPOSE
from accounts.beheer.bulk.known import Known, already, load_known, period_of
from accounts.beheer.bulk.parsing import TITLES
from accounts.models import BulkFile
from accounts.rights.errors import Overlap, RightsError
from accounts.rights.granting import give
from accounts.rights.people import add_person, link
from accounts.rights.policy import may_link
from loket.acting.context import ActingContext, Choice
from loket.bulk.applying import apply_for, finish_file, move_file, stop_file
from loket.journal.services import write_journal

logger = logging.getLogger(__name__)

LOST_RIGHT = (
    "Wie dit bestand indiende, is geen beheerder van deze organisatie meer. De overige rijen zijn niet verwerkt."
)
NOT_APPLIED = "Deze rij kon niet verwerkt worden. Kijk de gegevens na, of voeg de persoon toe via het scherm."


def apply_rows(pk: int, seconds: float) -> bool:
    """Apply chunks for so long. Returns True when rows are left and this worker is the one to go on."""
    return apply_for(BulkFile, pk, seconds, PURPOSE, _chunk, _finish, _stop)


def _acting(file: BulkFile) -> ActingContext | None:
    """For whom the one who confirmed acts, asked afresh: a withdrawn right works at once."""
    choice = Choice.from_session(file.choice)
    user = getattr(file.confirmed_by, "user", None)
    acting = resolve(user, choice, timezone.localdate()) if choice and user and user.is_active else None
    return acting if acting is not None and acting.own.id == file.organisation_id and may_link(acting) else None


def _chunk(file: BulkFile, rows: list) -> bool:
    """Apply these rows and move the counter, or neither. False when the file was stopped instead."""
    acting = _acting(file)
    if acting is None:
        _stop(file, LOST_RIGHT)
        return False
    counts, failures = Counter(file.counts), list(file.failures)
    with transaction.atomic():
        today = timezone.localdate()
        known = load_known(acting.own.id, {values["insz"] for _number, _cells, values in rows}, today)
        chunk = _Chunk(acting, known, Rights.of(acting), today)
        for number, _cells, values in rows:
            try:
                # Its own savepoint: a row that fails leaves nothing behind, not even the new person.
                with transaction.atomic():
                    counts.update(chunk.apply(values) or [NOTHING])
            except RightsError as error:
                chunk.forget(values["insz"])
                failures.append([number, TITLES.get(error.field, TITLES["recht"]), str(error)])
            except (IntegrityError, DataError) as error:
                chunk.forget(values["insz"])
                # Its text holds what stood in the row.
                logger.error("Row %s of bulk file %s: %s", number, file.pk, type(error).__name__)
                failures.append([number, TITLES["insz"], NOT_APPLIED])
        move_file(file, done_rows=file.done_rows + len(rows), counts=dict(counts), failures=failures)
    return True


class _Chunk:
    """Applies rows with what was read for the whole chunk."""

    def __init__(self, acting: ActingContext, known: Known, rights: Rights, today: datetime.date) -> None:
        self.acting, self.known, self.rights, self.today = acting, known, rights, today

    def forget(self, insz: str) -> None:
        """Read this person again: what a failed row made of it was undone."""
        fresh = load_known(self.acting.own.id, {insz}, self.today)
        self.known.people.pop(insz, None)
        self.known.people.update(fresh.people)
        self.known.grants.update(fresh.grants)
        for person in fresh.people.values():
            self.known.relations.pop(person.pk, None)
        self.known.relations.update(fresh.relations)

    def apply(self, values: dict[str, str]) -> list[str]:
        """What was done for one row. Raises RightsError."""
        did = []
        person = self.known.people.get(values["insz"])
        if person is None:
            if not {"first_name", "last_name", "reason"} <= values.keys():
                raise RightsError("Deze persoon bestaat niet in het loket. Vul voornaam, naam en reden in.", "insz")
            person = add_person(
                self.acting, values["insz"], values["first_name"], values["last_name"], values["reason"]
            )
            self.known.people[values["insz"]] = person
            did.append(PERSON)
        relation = self.known.relations.get(person.pk)
        if relation is None:
            if not {"email", "phone"} <= values.keys():
                raise RightsError("Deze persoon is niet gekoppeld. Vul e-mailadres en telefoonnummer in.", "email")
            relation = link(self.acting, person, values["email"], values["phone"])
            self.known.relations[person.pk] = relation
            did.append(LINK)
        if "recht" in values and self._grant(values, relation):
            did.append(GRANT)
        return did

    def _grant(self, values: dict[str, str], relation) -> bool:
        recht = self.rights.recht(values["recht"])
        if recht is None:
            raise RightsError("U kunt dit recht niet (meer) toekennen.", "recht")
        context = self.rights.context(recht, values.get("context", "")) if recht.has_contexts else None
        given = {key: datetime.date.fromisoformat(values[key]) for key in ("start", "end") if key in values}
        start, end = period_of(recht, relation, given.get("start"), given.get("end"), self.today)
        grants = self.known.grants_of(relation, recht, context)
        done, in_the_way = already(grants, start, end, asked=bool(given))
        if done:
            return False
        if in_the_way is not None:
            raise Overlap(in_the_way)
        granted = give(self.acting, relation, recht, context, start, end)
        key = (relation.pk, recht.pk, context.pk if context else None)
        self.known.grants.setdefault(key, []).append(granted)
        return True


def _finish(file: BulkFile, plan: list) -> None:
    with transaction.atomic():
        failed = finish_file(file, plan, PURPOSE)
        write_journal(_acting(file), "bestand_verwerkt", file, rijen=file.done_rows, mislukt=failed)


def _stop(file: BulkFile, reason: str) -> None:
    with transaction.atomic():
        stop_file(file, reason)
        write_journal(None, "bestand_gestopt", file, rijen=file.done_rows)
