"""Correcting and withdrawing a line: always a new version with a reason, as a filing of its own.

A form changes one line, a file changes many for the same reason (`change_lines`).
"""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from aanvragen.deelname.bekend import STORED, known_lines
from aanvragen.deelname.hergebruik import flag_used
from aanvragen.deelname.models import Deelname, Registratie
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.lijn import Ernst, Finding, Line, check_line
from aanvragen.deelname.regels.perioden import Periode
from aanvragen.deelname.registreren import (
    LinesRefused,
    close_registratie,
    context_for,
    open_registratie,
)
from aanvragen.models import Opleiding
from accounts.models import Werkrelatie
from loket.acting.context import ActingContext
from loket.mail.services import queue_mail
from mandates.acting import hold_mandate

NOTHING_CHANGED = "U wijzigde niets. Pas aan wat niet klopt, of ga terug."

TAKEN = (
    "De cursist met dit INSZ is voor deze opleiding en periode al geregistreerd. Kijk het INSZ na. Is deze lijn er "
    "een te veel, trek ze dan in."
)
TAKEN_WITHDRAWN = (
    "Voor deze cursist is een lijn van deze opleiding en periode ingetrokken. Trek ook deze lijn in, en registreer de "
    "cursist opnieuw."
)


class Overtaken(Exception):
    """The line is not what the page showed: `current` is its last version by now."""

    def __init__(self, current: Deelname) -> None:
        self.current = current
        super().__init__(f"line {current.pk}")


class MandateOver(Exception):
    """The mandate of this context ended meanwhile."""


@dataclasses.dataclass(frozen=True, slots=True)
class Changed:
    """The new version with its filing, and how many dossiers are to be looked at again."""

    version: Deelname
    registratie: Registratie
    dossiers: int


def line_of(version: Deelname) -> Line:
    """What a version says, as the rules want it."""
    return Line(*(getattr(version, field) for field in STORED))


def _whole(row: Deelname, line: Line) -> Line:
    """A line in the place of `row`, with the hours of the trainee's other periods. One query."""
    known = known_lines([row.opleiding_id], [line.insz])
    present, absent = known.earlier(row.opleiding_id, line.insz, row.period_from)
    return line._replace(earlier_present=present, earlier_unjustified=absent)


def remarks_on(version: Deelname) -> list[Finding]:
    """What the rules say today of a line as it is registered; nothing of a withdrawn one."""
    if version.withdrawn:
        return []
    context = context_for(load_rules(), version.opleiding, version.registratie.periode, timezone.localdate())
    return check_line(_whole(version, line_of(version)), context)


def correct(acting: ActingContext, pk: int, line: Line, reason: str) -> Changed:
    """Replace the version `pk` by this line. The INSZ may be corrected too.

    Raises Deelname.DoesNotExist, Overtaken, and LinesRefused when the rules say no. A second click finds the first
    one's result.
    """
    try:
        with transaction.atomic():
            return _correct(acting, _locked(acting, pk), line, reason)
    except IntegrityError:
        # Of two lines that become the same trainee's at one moment, the second is refused.
        row = Deelname.objects.of_provider(acting).get(pk=pk)
        taken = _taken(line.insz, row)
        if not taken:
            raise
        raise LinesRefused([(0, finding) for finding in taken]) from None


def _correct(acting: ActingContext, row: Deelname, line: Line, reason: str) -> Changed:
    if not row.current:
        return _same_again(acting, row, line, reason)
    if line_of(row)[:9] == line[:9] and not row.withdrawn:
        raise LinesRefused([(None, Finding("reason", Ernst.FOUT, NOTHING_CHANGED))])
    errors = errors_in(row, line)
    if errors:
        raise LinesRefused([(0, finding) for finding in errors])
    return _next_version(acting, row, line, Registratie.Kind.VERBETERING, reason)


def errors_in(row: Deelname, line: Line) -> list[Finding]:
    """What is wrong with this line in the place of `row`; without an INSZ, for the one that is registered."""
    context = context_for(load_rules(), row.opleiding, row.registratie.periode, timezone.localdate())
    line = line._replace(insz=line.insz or row.insz)
    errors = [] if line.insz == row.insz else _taken(line.insz, row)
    return errors + [finding for finding in check_line(_whole(row, line), context) if finding.ernst is Ernst.FOUT]


def _taken(insz: str, row: Deelname) -> list[Finding]:
    """Whether another line of this trainee is the last one of the same opleiding and period, also a withdrawn one."""
    others = Deelname.objects.filter(insz=insz, opleiding=row.opleiding_id, period_from=row.period_from, current=True)
    other = others.exclude(pk=row.pk).first()
    if other is None:
        return []
    return [Finding("insz", Ernst.FOUT, TAKEN_WITHDRAWN if other.withdrawn else TAKEN)]


def withdraw(acting: ActingContext, pk: int, reason: str) -> Changed:
    """The line counts for nothing from now on. Raises Deelname.DoesNotExist and Overtaken."""
    with transaction.atomic():
        row = _locked(acting, pk)
        if not row.current or row.withdrawn:
            return _same_again(acting, row, None, reason)
        return _next_version(acting, row, None, Registratie.Kind.INTREKKING, reason)


def _locked(acting: ActingContext, pk: int) -> Deelname:
    row: Deelname = (
        Deelname.objects.of_provider(acting)
        .select_for_update(of=("self",), no_key=True)
        .select_related("registratie", "opleiding")
        .get(pk=pk)
    )
    return row


def _same_again(acting: ActingContext, row: Deelname, line: Line | None, reason: str) -> Changed:
    """The result of the first click, when this is the second one; else Raises Overtaken."""
    following = Deelname.objects.filter(replaces=row).select_related("registratie").first()
    if following is None:
        raise Overtaken(row)
    filing = following.registratie
    same = following.withdrawn if line is None else line_of(following)[:9] == line[:9]
    if same and filing.reason == reason and filing.filed_by_id == acting.person.id:
        return Changed(following, filing, following.gebruikt_in.count())
    while not following.current:
        following = Deelname.objects.get(replaces=following)
    raise Overtaken(following)


def _next_version(
    acting: ActingContext, row: Deelname, line: Line | None, kind: Registratie.Kind, reason: str
) -> Changed:
    if not hold_mandate(acting, timezone.localdate()):
        raise MandateOver
    filing = open_registratie(acting, row.opleiding, row.registratie.periode, kind, reason=reason)
    [version], dossiers = _store_versions(filing, [(row, line)])
    close_registratie(acting, filing, load_rules())
    _mail(acting, filing)
    return Changed(version, filing, dossiers)


def _store_versions(
    filing: Registratie, changes: Sequence[tuple[Deelname, Line | None]]
) -> tuple[list[Deelname], int]:
    """A next version of each of these locked lines, None for a withdrawal; and how many dossiers are flagged."""
    Deelname.objects.filter(pk__in=[row.pk for row, _line in changes]).update(current=False)
    versions = Deelname.objects.bulk_create(
        Deelname(
            registratie=filing,
            opleiding_id=row.opleiding_id,
            period_from=row.period_from,
            version=row.version + 1,
            replaces=row,
            withdrawn=line is None,
            **dict(zip(STORED, line or line_of(row), strict=False)),
        )
        for row, line in changes
    )
    return versions, flag_used(versions)


def change_lines(
    acting: ActingContext,
    opleiding: Opleiding,
    periode: Periode,
    wanted: Mapping[int, Line | None],
    reason: str,
    *,
    at: datetime.datetime,
) -> tuple[Registratie | None, set[int]]:
    """The same for many lines of one opleiding and period, of which the rules were asked already: by primary key of
    the last version, what it becomes, None for a withdrawal. All are corrected, or all are withdrawn.

    Gives the filing, and who was changed by somebody else meanwhile and is left as it is. In the transaction of the
    caller, who holds the mandate and sends the receipt; `at` is when somebody confirmed it.
    """
    rows = Deelname.objects.of_provider(acting).filter(pk__in=wanted, current=True, withdrawn=False)
    changes = [(row, wanted[row.pk]) for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")]
    left = wanted.keys() - {row.pk for row, _line in changes}
    if not changes:
        return None, left
    withdrawing = all(line is None for line in wanted.values())
    kind = Registratie.Kind.INTREKKING if withdrawing else Registratie.Kind.VERBETERING
    filing = open_registratie(acting, opleiding, periode, kind, reason=reason)
    _store_versions(filing, changes)
    close_registratie(acting, filing, load_rules(), at=at)
    return filing, left


def _mail(acting: ActingContext, filing: Registratie) -> None:
    """Who made the change gets the receipt, at the address of the own organisation."""
    jobs = Werkrelatie.objects.valid_on(timezone.localdate()).filter(
        person=acting.person.id, organisation=acting.own.id if acting.own.is_organisation else None
    )
    addresses = jobs.exclude(email="").values_list("email", flat=True)[:1]
    path = reverse("deelname_registratie", args=[filing.key])
    queue_mail(addresses, "deelname_gewijzigd", {"registratie": filing, "path": path})
