"""A filing of attendance, from opening it to closing it.

The form files in one go (`register`). A file opens one registratie per opleiding and period (`open_registratie`),
stores its lines in chunks (`opslaan.store_lines`), and closes each at the end (`close_registratie`): only then does it
exist for the verstrekker, with a reference and a receipt.
"""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from aanvragen.deelname.bekend import ALREADY, findings_over_lines, known_lines
from aanvragen.deelname.models import Deelname, Registratie
from aanvragen.deelname.opslaan import row_of, store_lines
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.lijn import (
    Ernst,
    Finding,
    Line,
    LineContext,
    OpleidingFacts,
    check_line,
    check_period,
    line_context,
)
from aanvragen.deelname.regels.perioden import Periode, uiterste_dag
from aanvragen.deelname.tasks import make_receipt
from aanvragen.models import Aanvraag, Opleiding
from aanvragen.vov.opleiding import Soort
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.parameters.values import ParameterSource


class LinesRefused(Exception):
    """Nothing was stored. `findings` says what is wrong, as (index of the line or None for the whole, finding)."""

    def __init__(self, findings: list[tuple[int | None, Finding]]) -> None:
        self.findings = findings
        super().__init__(f"{len(findings)} findings")


def facts_of(opleiding: Opleiding) -> OpleidingFacts:
    """An opleiding as the rules want it."""
    kind = Soort(opleiding.kind) if opleiding.kind else None
    return OpleidingFacts(kind, opleiding.size, opleiding.start, opleiding.end)


def context_for(params: ParameterSource, opleiding: Opleiding, periode: Periode, today: datetime.date) -> LineContext:
    """What `check_line` compares with, for an opleiding and a period."""
    return line_context(params, facts_of(opleiding), periode, today)


def check_lines(
    opleiding: Opleiding, periode: Periode, lines: Sequence[Line], context: LineContext
) -> tuple[list[Line], list[tuple[int | None, Finding]]]:
    """The lines with the hours of other periods, and everything there is to say about them. One query."""
    known = known_lines([opleiding.pk], {line.insz for line in lines})
    whole = []
    for line in lines:
        present, absent = known.earlier(opleiding.pk, line.insz, periode.first)
        whole.append(line._replace(earlier_present=present, earlier_unjustified=absent))
    found: list[tuple[int | None, Finding]] = [(None, finding) for finding in check_period(context)]
    found += findings_over_lines(whole, known, opleiding.pk, periode.first)
    for index, line in enumerate(whole):
        found += [(index, finding) for finding in check_line(line, context)]
    return whole, found


def open_registratie(
    acting: ActingContext,
    opleiding: Opleiding,
    periode: Periode,
    kind: Registratie.Kind,
    *,
    aanvraag: Aanvraag | None = None,
    reason: str = "",
) -> Registratie:
    """A filing that is under way. Raises ValueError for an opleiding of another verstrekker."""
    if opleiding.provider_id is None or opleiding.provider_id != acting.represented.id:
        raise ValueError("Not an opleiding of the represented verstrekker.")
    return Registratie.objects.create(
        kind=kind,
        provider_id=opleiding.provider_id,
        opleiding=opleiding,
        period_from=periode.first,
        period_until=periode.last,
        aanvraag=aanvraag,
        reference=aanvraag.reference if aanvraag else None,
        reason=reason,
        filed_by_id=acting.person.id,
        own_organisation_id=acting.own.id if acting.own.is_organisation else None,
        ground=acting.ground.value,
        mandate=acting.mandate,
    )


def close_registratie(
    acting: ActingContext,
    registratie: Registratie,
    params: ParameterSource,
    *,
    at: datetime.datetime | None = None,
) -> None:
    """The filing is complete: its lines are counted; reference, moment, journal. A second call changes nothing.

    `at` is when somebody confirmed it, when that was earlier: by that moment it is late or not.
    """
    with transaction.atomic():
        row = Registratie.objects.select_for_update(no_key=True).get(pk=registratie.pk)
        if row.filed_at is None:
            row.filed_at = at or timezone.now()
            today = timezone.localdate(row.filed_at)
            row.late = today > uiterste_dag(params, row.periode).last
            # Another series than the numbers of the aanvragen, which a filing by form goes under.
            row.reference = row.reference or f"REG-{today.year}-{row.pk:06d}"
            row.line_count = Deelname.objects.filter(registratie=row).count()
            row.save(update_fields=["filed_at", "late", "reference", "line_count"])
            write_journal(acting, f"deelnames_{row.kind}", row, reference=row.reference, lijnen=row.line_count)
            if row.aanvraag_id is None:
                transaction.on_commit(lambda: make_receipt.delay_quietly(row.pk))
    registratie.refresh_from_db()


def register(
    acting: ActingContext,
    opleiding: Opleiding,
    periode: Periode,
    lines: Sequence[Line],
    *,
    kind: Registratie.Kind = Registratie.Kind.FORMULIER,
    aanvraag: Aanvraag | None = None,
) -> Registratie:
    """File these lines, all or none. Raises LinesRefused for errors, also those that appeared meanwhile."""
    params = load_rules()
    context = context_for(params, opleiding, periode, timezone.localdate())
    with transaction.atomic():
        whole, found = check_lines(opleiding, periode, lines, context)
        errors = [(index, finding) for index, finding in found if finding.ernst is Ernst.FOUT]
        if errors:
            raise LinesRefused(errors)
        registratie = open_registratie(acting, opleiding, periode, kind, aanvraag=aanvraag)
        stored = store_lines(row_of(registratie.pk, opleiding.pk, periode.first, line) for line in whole)
        if stored.existing:
            # Somebody registered them since we looked.
            taken = {insz for _pk, insz in stored.existing}
            already = Finding("insz", Ernst.FOUT, ALREADY)
            raise LinesRefused([(index, already) for index, line in enumerate(whole) if line.insz in taken])
        close_registratie(acting, registratie, params)
    return registratie
