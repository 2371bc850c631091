"""What an employer declares, as plain values, and the rules that judge it: the same for form, file and API."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from aanvragen.vov.bedragen import Bedrag, bereken_bedrag
from aanvragen.vov.initiatief import Aanvraaguren, Initiatief, Resterend, resterend
from aanvragen.vov.odb import OdbNumberError, Pseudonummer, normalise_odb_number
from aanvragen.vov.opleiding import Soort, beoordeel_omvang, beoordeel_stopgezet, opleidingsuren
from aanvragen.vov.recht import Tewerkstelling, beoordeel_referentiemaand
from aanvragen.vov.termijnen import Indiening, Indieningsoordeel, beoordeel_indiening
from loket.dutch import number
from loket.parameters.values import ParameterMissing, ParameterSource


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is not met: the field where it is mended, and what is wrong, in Dutch."""

    field: str
    message: str


class Course(Protocol):
    """What the rules want to know of an opleiding in the databank; a pseudo number says none of it."""

    @property
    def kind(self) -> str: ...
    @property
    def size(self) -> Decimal | None: ...
    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...
    @property
    def stopped_on(self) -> date | None: ...


NOT_IN_ODB = "Dit nummer staat niet in de opleidingsdatabank. Kijk het na op het inschrijvingsattest."


def hours_lock(insz: str, schooljaar: int | None) -> str:
    """The name of the lock under which filings wait for each other that share the hours of one werknemer."""
    return f"vov {insz} {schooljaar}"


def check_number(credit: bool | None, raw: str) -> tuple[str | None, list[Finding]]:
    """The ODB number that goes with the answer on the creditcontract (None: not answered), or None."""
    if not raw:
        if credit:
            return Pseudonummer.CREDITCONTRACT.value, []
        if credit is False:
            return None, [Finding("odb_number", "Vul een ODB-nummer in, bijvoorbeeld ODB-0002141.")]
        return None, []
    try:
        odb_number = normalise_odb_number(raw)
    except OdbNumberError as error:
        return None, [Finding("odb_number", str(error))]
    is_credit = odb_number == Pseudonummer.CREDITCONTRACT
    if credit and not is_credit:
        return None, [Finding("odb_number", f"Vul bij een creditcontract {Pseudonummer.CREDITCONTRACT} in.")]
    if credit is False and is_credit:
        message = f"{Pseudonummer.CREDITCONTRACT} is er enkel voor een creditcontract."
        return None, [Finding("creditcontract", message)]
    return odb_number, []


def check_establishment(establishment: str, known: Mapping[str, bool]) -> list[Finding]:
    """The establishment is one of the onderneming (those `known`, and whether each lies in Flanders)."""
    if not known:
        return []
    if establishment not in known:
        message = "Deze vestiging hoort niet bij de onderneming. Kijk het nummer na."
        return [Finding("establishment", message)]
    if not known[establishment]:
        message = "Deze vestiging ligt niet in het Vlaamse Gewest. Opleidingsverlof kan enkel voor een vestiging daar."
        return [Finding("establishment", message)]
    return []


def check_hired_on(hired_on: date | None, today: date) -> list[Finding]:
    """The werknemer was hired already."""
    if hired_on and hired_on > today:
        message = "De datum van indiensttreding ligt in de toekomst. Kijk de datum na."
        return [Finding("hired_on", message)]
    return []


def check_start(
    params: ParameterSource,
    today: date,
    start: date,
    course: Course | None,
    hired_on: date | None,
    work: Tewerkstelling | None,
    took_before: Callable[[], bool],
) -> tuple[date | None, list[Finding]]:
    """Everything that the start decides: the opleiding, the window for filing, the right, the size.

    Gives the last day to file, where it is known. `course` and `work` are None as long as nobody gave them.
    `took_before` is asked only of an opleiding that was struck: whether the werknemer had opleidingsverlof for it.
    """
    if course is not None and course.start and course.end and not course.start <= start <= course.end:
        message = (
            f"Deze opleiding loopt van {course.start:%d/%m/%Y} tot en met {course.end:%d/%m/%Y}. "
            "Vul een startdatum in die daarin ligt."
        )
        return None, [Finding("start", message)]
    found = []
    if hired_on and course is not None and course.end and hired_on > course.end:
        message = f"De werknemer kwam pas na het einde van deze opleiding in dienst ({course.end:%d/%m/%Y})."
        found.append(Finding("start", message))
    try:
        window, findings = check_termijn(params, today, start, hired_on)
    except ParameterMissing:
        message = "Voor deze startdatum zijn geen regels bekend. Kijk de datum na."
        return None, [*found, Finding("start", message)]
    found += findings
    if work is not None:
        found += check_recht(params, start, work)
    if course is not None and course.kind and course.size:
        # In the databank, not here, it is mended: by naming another opleiding.
        sized = check_omvang(params, start, Soort(course.kind), course.size)
        found += [Finding("odb_number", finding.message) for finding in sized]
    if course is not None and course.stopped_on is not None:
        verdict = beoordeel_stopgezet(start, course.stopped_on, earlier=took_before())
        if not verdict.ok:
            found.append(Finding("odb_number", verdict.reason))
    return window.last, found


def check_end(
    params: ParameterSource,
    start: date | None,
    end: date | None,
    hired_on: date | None,
    kind: str,
    size: Decimal | None,
) -> list[Finding]:
    """The data of an opleiding that stands in no databank; what is empty is not judged."""
    found = []
    if start and end and end < start:
        found.append(Finding("end", f"De einddatum ligt voor de startdatum, {start:%d/%m/%Y}."))
    if hired_on and end and hired_on > end:
        message = f"De werknemer kwam pas na het einde van de opleiding in dienst, op {hired_on:%d/%m/%Y}."
        found.append(Finding("end", message))
    if start and kind and size:
        # Without parameters for the start, that was said of the start already.
        with suppress(ParameterMissing):
            found += check_omvang(params, start, Soort(kind), size)
    return found


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
