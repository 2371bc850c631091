"""What an employer declares, as plain values, and the rules that judge it: the same for form, file and API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aanvragen.vov.bedragen import Bedrag, bereken_bedrag
from aanvragen.vov.initiatief import Aanvraaguren, Initiatief, Resterend, resterend
from aanvragen.vov.opleiding import Soort, beoordeel_omvang, opleidingsuren
from aanvragen.vov.recht import Tewerkstelling, beoordeel_referentiemaand
from aanvragen.vov.termijnen import Indiening, Indieningsoordeel, beoordeel_indiening
from loket.dutch import number
from loket.parameters.values import ParameterSource


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is not met: the field where it is mended, and what is wrong, in Dutch."""

    field: str
    message: str


def check_recht(params: ParameterSource, start: date, work: Tewerkstelling) -> list[Finding]:
    """The werknemer works enough for the schooljaar of the start."""
    verdict = beoordeel_referentiemaand(params, start, work)
    if verdict.ok:
        return []
    unsure = any(value.carried for value in verdict.parameters)
    note = " Voor dit schooljaar is nog geen nieuwe grens bekend; de laatst bekende telt." if unsure else ""
    return [Finding("fraction", f"Deze werknemer komt niet in aanmerking. {verdict.reason}{note}")]


def check_termijn(
    params: ParameterSource, today: date, start: date, hired_on: date | None
) -> tuple[Indieningsoordeel, list[Finding]]:
    """Today lies in the window for filing."""
    verdict = beoordeel_indiening(params, today, start, hired_on)
    if verdict.outcome is Indiening.OPEN:
        return verdict, []
    return verdict, [Finding("start", verdict.message)]


def check_omvang(params: ParameterSource, start: date, kind: Soort, size: Decimal) -> list[Finding]:
    """The opleiding is large enough."""
    verdict = beoordeel_omvang(params, start, kind, size)
    return [] if verdict.ok else [Finding("size", verdict.reason)]


@dataclass(frozen=True, slots=True)
class Uren:
    """What a new request may take, and what it would come to."""

    left: Resterend
    # The most that the opleiding itself gives; None when that is not known for its kind.
    course: Decimal | None

    @property
    def most(self) -> Decimal:
        return self.left.hours if self.course is None else min(self.left.hours, self.course)


def uren(
    params: ParameterSource,
    start: date,
    fraction: Decimal,
    existing: Iterable[Aanvraaguren],
    odb_number: str,
    initiatief: Initiatief,
    kind: Soort,
    size: Decimal,
) -> Uren:
    """The personal maximum, what other requests took of it, and the hours of the opleiding."""
    left = resterend(params, start, fraction, existing, odb_number, initiatief)
    return Uren(left, opleidingsuren(params, start, kind, size).hours)


def check_uren(room: Uren, hours: Decimal) -> list[Finding]:
    """The planned hours fit in what is left and in the opleiding."""
    if room.left.hours == 0:
        return [Finding("hours", "Deze werknemer heeft in dit schooljaar geen uren opleidingsverlof meer over.")]
    if room.course is not None and hours > room.course and room.course <= room.left.hours:
        return [Finding("hours", f"Deze opleiding geeft hoogstens {number(room.course)} uur opleidingsverlof.")]
    if hours > room.left.hours:
        return [Finding("hours", f"Voor deze werknemer kunt u nog hoogstens {number(room.left.hours)} uur aanvragen.")]
    return []


def indicative_amount(params: ParameterSource, start: date, hours: Decimal) -> Bedrag:
    """What the planned hours come to at the forfait of the schooljaar; the calculation later decides."""
    return bereken_bedrag(params, start, hours)
