"""Enrolments: adding several at once, changing one, withdrawing one."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from aanvragen.deelname.models import Inschrijving, InschrijvingVersie
from aanvragen.deelname.models.inschrijving import DECLARED
from aanvragen.deelname.regels.lijn import Contract, Ernst, Finding
from aanvragen.deelname.tasks import make_attest_of
from aanvragen.models import Opleiding
from aanvragen.vov.attest import Obstacle
from aanvragen.vov.opleiding import beoordeel_stopgezet
from loket.acting.context import ActingContext
from loket.journal.services import write_journal

ALREADY = "Deze cursist is voor deze opleiding al ingeschreven."


class AlreadyEnrolled(Exception):
    """These are enrolled already; nothing was stored."""

    def __init__(self, inszs: set[str]) -> None:
        self.inszs = inszs
        super().__init__(f"{len(inszs)} enrolled")


class Overtaken(Exception):
    """The enrolment is not what the page showed: `current` is what it is by now."""

    def __init__(self, current: Inschrijving) -> None:
        self.current = current
        super().__init__(f"enrolment {current.pk}")


class Withdrawn(Exception):
    """The enrolment was withdrawn meanwhile."""


def enrol(acting: ActingContext, opleiding: Opleiding, trainees: Iterable[dict[str, Any]]) -> list[Inschrijving]:
    """Enrol these trainees, all or none; each is the columns of an enrolment. Raises AlreadyEnrolled.

    Raises ValueError for an opleiding of another verstrekker.
    """
    if opleiding.provider_id is None or opleiding.provider_id != acting.represented.id:
        raise ValueError("Not an opleiding of the represented verstrekker.")
    rows = [
        Inschrijving(provider_id=opleiding.provider_id, opleiding=opleiding, created_by_id=acting.person.id, **trainee)
        for trainee in trainees
    ]
    taken = enrolled(opleiding.pk, [row.insz for row in rows])
    if taken:
        raise AlreadyEnrolled(taken)
    try:
        with transaction.atomic():
            made = Inschrijving.objects.bulk_create(rows)
            write_journal(acting, "cursisten_ingeschreven", opleiding, aantal=len(made))
    except IntegrityError:
        # Somebody enrolled one of them since we looked.
        raise AlreadyEnrolled(enrolled(opleiding.pk, [row.insz for row in rows])) from None
    return made


def enrolled(opleiding: int, inszs: Iterable[str]) -> set[str]:
    """Who of these is enrolled in this opleiding."""
    rows = Inschrijving.objects.active().filter(opleiding=opleiding, insz__in=list(inszs))
    return set(rows.values_list("insz", flat=True))


def remarks_on(row: Inschrijving) -> list[Finding]:
    """What stands in the way of payment from the first day on. It stops no enrolment: who rightly began may go on."""
    found = []
    if row.contract == Contract.EXAMEN:
        text = f"Deze inschrijving kan nooit betaald worden omdat {Obstacle.EXAMENCONTRACT.because}."
        found.append(Finding("contract", Ernst.NOOIT_BETAALD, text))
    verdict = beoordeel_stopgezet(row.real_start or row.enrolled_on, row.opleiding.stopped_on, earlier=False)
    if not verdict.ok:
        text = f"{verdict.reason} Een nieuwe cursist heeft er geen recht op Vlaams opleidingsverlof."
        found.append(Finding("start", Ernst.OPMERKING, text))
    return found


def version_of(row: Inschrijving) -> str:
    """Names what an enrolment says now; a page that was made before a change is recognised by it."""
    return row.changed_at.isoformat()


def change(acting: ActingContext, pk: int, values: dict[str, Any], seen: str) -> Inschrijving:
    """Store other values; what it said before is kept. An attest that was given out is made anew; its code stays.
    `seen` is the version of the page on which they were typed.

    Raises Inschrijving.DoesNotExist, Withdrawn, Overtaken and AlreadyEnrolled (for an INSZ that was corrected).
    """
    try:
        with transaction.atomic():
            row = _locked(acting, pk)
            if all(getattr(row, name) == value for name, value in values.items()):
                return row
            if version_of(row) != seen:
                raise Overtaken(row)
            now = timezone.now()
            _keep(acting, row, now)
            for name, value in values.items():
                setattr(row, name, value)
            row.changed_at = now
            row.save(update_fields=[*values, "changed_at"])
            write_journal(acting, "inschrijving_gewijzigd", row)
            if row.attest_code:
                transaction.on_commit(lambda: make_attest_of.delay_quietly(row.pk))
    except IntegrityError:
        raise AlreadyEnrolled({values["insz"]}) from None
    return row


def _keep(acting: ActingContext, row: Inschrijving, until: datetime.datetime) -> None:
    """What the enrolment says up to now; of the attest only when it shows just that."""
    shown = row.has_attest
    InschrijvingVersie.objects.create(
        inschrijving=row,
        changed_at=until,
        changed_by_id=acting.person.id,
        attest_made_at=row.attest_made_at if shown else None,
        attest_sha256=row.attest_sha256 if shown else "",
        **{name: getattr(row, name) for name in DECLARED},
    )


def withdraw(acting: ActingContext, pk: int, reason: str) -> Inschrijving:
    """The trainee does not follow the opleiding: the code of the attest is void from now on.

    A second click changes nothing. Raises Inschrijving.DoesNotExist.
    """
    with transaction.atomic():
        try:
            row = _locked(acting, pk)
        except Withdrawn:
            return Inschrijving.objects.get(pk=pk)
        row.withdrawn_at = timezone.now()
        row.withdrawn_by_id = acting.person.id
        row.withdrawal_reason = reason
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
        write_journal(acting, "inschrijving_ingetrokken", row)
    return row


def _locked(acting: ActingContext, pk: int) -> Inschrijving:
    row: Inschrijving = (
        Inschrijving.objects.of_provider(acting)
        .select_for_update(of=("self",), no_key=True)
        .select_related("opleiding")
        .get(pk=pk)
    )
    if row.withdrawn_at is not None:
        raise Withdrawn
    return row
