"""What a terugbetalingsaanvraag may know of the lines of the verstrekker: found by INSZ and opleiding."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from aanvragen.deelname.models import Deelname, GewijzigdeDeelname
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.presentatie import line_in_words, period_words
from aanvragen.deelname.regels.lijn import Finding, check_line
from aanvragen.deelname.registreren import context_for
from aanvragen.deelname.wijzigen import line_of
from aanvragen.models import Aanvraag
from loket.dutch import day


@dataclass(frozen=True, slots=True)
class DossierLine:
    """The last version of a line: what it says, what the rules say, and what changed after the dossier used it."""

    version: Deelname
    period: str
    answers: list[tuple[str, str]]
    remarks: list[Finding]
    changes: list[GewijzigdeDeelname]


def _last_versions(aanvraag: Aanvraag) -> QuerySet[Deelname]:
    vov = aanvraag.vov
    rows = Deelname.objects.filter(current=True, insz=vov.insz, opleiding=vov.opleiding_id)
    return rows.select_related("registratie", "opleiding").order_by("period_from")


def lines_for(aanvraag: Aanvraag) -> list[DossierLine]:
    """For the dossierbehandelaar, withdrawn lines too. The INSZ of the werknemer is shown, as the dossier does
    above: opening it is in the journal. That of anybody else is masked. At most four queries."""
    if not aanvraag.vov.insz or aanvraag.vov.opleiding_id is None:
        return []
    changes: dict[int, list[GewijzigdeDeelname]] = {}
    flagged = GewijzigdeDeelname.objects.filter(aanvraag=aanvraag).select_related(
        "deelname__registratie", "deelname__replaces"
    )
    for change in flagged.order_by("changed_at"):
        changes.setdefault(change.deelname.period_from.toordinal(), []).append(change)
    versions = list(_last_versions(aanvraag))
    # A line whose INSZ was corrected belongs to somebody else now; its change is still shown here.
    shown = {version.period_from.toordinal() for version in versions}
    versions += [found[-1].deelname for period, found in changes.items() if period not in shown]
    params = load_rules() if versions else None
    today = timezone.localdate()
    lines = []
    for version in versions:
        line = line_of(version)
        context = context_for(params, version.opleiding, version.registratie.periode, today)
        lines.append(
            DossierLine(
                version,
                period_words(version.period_from, version.registratie.period_until),
                line_in_words(line, masked=line.insz != aanvraag.vov.insz),
                [] if version.withdrawn else check_line(line, context),
                changes.get(version.period_from.toordinal(), []),
            )
        )
    return lines


def filed_on(aanvraag: Aanvraag) -> list[tuple[str, str]]:
    """For the employer: which periods were registered, and when. Nothing of what is in them."""
    if not aanvraag.vov.insz or aanvraag.vov.opleiding_id is None:
        return []
    return [
        (
            period_words(version.period_from, version.registratie.period_until),
            day(timezone.localdate(version.registratie.filed_at)),
        )
        for version in _last_versions(aanvraag).filter(withdrawn=False)
    ]
