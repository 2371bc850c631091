"""What is wrong with one line of attendance, and what can never be paid. The same for a form, a file and a correction.

`line_context` looks the parameters up, once per opleiding and period; `check_line` then only compares, so that a file
of 100,000 lines costs little.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from aanvragen.deelname.regels.perioden import Periode, uiterste_dag
from aanvragen.vov.attest import MINIMUM_AANWEZIGHEID, payment_obstacles
from aanvragen.vov.opleiding import Soort
from loket.dutch import day, number, percentage
from loket.parameters.values import ParameterSource, ParameterValue, Recorder

AFWEZIGHEIDSREGEL = "deelname.afwezigheidsregel"
MAXIMUM_ONGEWETTIGD = "deelname.maximum_ongewettigd"
ONGEWETTIGD, AANWEZIG = "ongewettigd", "aanwezig"

ZERO = Decimal(0)
OVER = "Kies ja of nee: volgens de opleidingsdatabank is de opleiding voorbij."
MOST_HOURS = Decimal("9999.99")
# Regular attendance is required: the hours present are what is paid.
WITH_ATTENDANCE = frozenset({Soort.UREN, Soort.MENTOR})


class Contract(StrEnum):
    """How a trainee of higher education is enrolled. Other opleidingen know no contract: ""."""

    label: str

    DIPLOMA = "diploma", "Diplomacontract"
    CREDIT = "credit", "Creditcontract"
    EXAMEN = "examen", "Examencontract"

    def __new__(cls, code: str, label: str) -> "Contract":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Ernst(StrEnum):
    """How bad a finding is: an error stops the line; the others are said, and the line is stored."""

    FOUT = "fout"
    NOOIT_BETAALD = "nooit betaald"
    OPMERKING = "opmerking"


class Finding(NamedTuple):
    """The field of `Line` that it is about, and what is the matter, in Dutch."""

    field: str
    ernst: Ernst
    message: str


class Line(NamedTuple):
    """What a verstrekker says about one trainee in one opleiding and one period, read already.

    The first nine are stored, in this order. `hours_present` and `unjustified` are None when nothing was given.
    `final_assessment` and `completed` are None for "not yet": the opleiding goes on after the period.
    """

    insz: str
    first_name: str
    last_name: str
    contract: str
    hours_present: Decimal | None
    unjustified: Decimal | None
    final_assessment: bool | None
    completed: bool | None
    real_end: date | None
    # Hours in the other periods of the same opleiding, as far as they are known.
    earlier_present: Decimal = ZERO
    earlier_unjustified: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class OpleidingFacts:
    """What the rules need to know of an opleiding; `size` is in the unit of its kind."""

    kind: Soort | None
    size: Decimal | None
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class LineContext:
    """What is the same for all lines of an opleiding and a period, ready to compare with."""

    opleiding: OpleidingFacts
    periode: Periode
    today: date
    # The hours present are needed.
    attendance: bool
    # The planned contact hours, where they are known and counted.
    contact_hours: Decimal | None
    contract_needed: bool
    # The opleiding goes on after the period: "not yet" is an answer.
    goes_on: bool
    # The verstrekker says how many hours of absence were not justified.
    asks_unjustified: bool
    # In hours; None when this rule does not hold for this opleiding.
    most_unjustified: Decimal | None
    least_present: Decimal | None
    unjustified_share: Decimal
    present_share: Decimal
    last_day: date
    parameters: tuple[ParameterValue, ...]


def line_context(params: ParameterSource, opleiding: OpleidingFacts, periode: Periode, today: date) -> LineContext:
    """Look up what holds for this opleiding in this period. The absence rule is that of the start of the opleiding."""
    used = Recorder(params)
    start = opleiding.start or periode.first
    attendance = opleiding.kind in WITH_ATTENDANCE
    planned = opleiding.size if attendance else None
    rule = used.get(AFWEZIGHEIDSREGEL, start).text if attendance else ""
    unjustified_share = used.get(MAXIMUM_ONGEWETTIGD, start).decimal if rule == ONGEWETTIGD else ZERO
    present_share = used.get(MINIMUM_AANWEZIGHEID, start).decimal if rule == AANWEZIG else ZERO
    last_day = uiterste_dag(used, periode).last
    return LineContext(
        opleiding=opleiding,
        periode=periode,
        today=today,
        attendance=attendance,
        contact_hours=planned,
        contract_needed=opleiding.kind is Soort.STUDIEPUNTEN,
        goes_on=opleiding.end is None or opleiding.end > periode.last or opleiding.end > today,
        asks_unjustified=rule == ONGEWETTIGD,
        most_unjustified=planned * unjustified_share if rule == ONGEWETTIGD and planned is not None else None,
        least_present=planned * present_share if rule == AANWEZIG and planned is not None else None,
        unjustified_share=unjustified_share,
        present_share=present_share,
        last_day=last_day,
        parameters=used.used,
    )


def check_period(context: LineContext) -> list[Finding]:
    """What holds for a whole registration: the period has begun, touches the opleiding, and its term is not over.

    After the last day of the opleiding a trainee may still sit an exam: that is a remark.
    """
    periode, opleiding, today = context.periode, context.opleiding, context.today
    if periode.first > today:
        return [Finding("period", Ernst.FOUT, f"Het {periode.label} is nog niet begonnen. Kies een andere periode.")]
    if opleiding.start is not None and periode.last < opleiding.start:
        text = f"De opleiding start op {day(opleiding.start)}. Kies een latere periode."
        return [Finding("period", Ernst.FOUT, text)]
    found = []
    if opleiding.end is not None and opleiding.end < periode.first:
        text = f"De opleiding eindigde op {day(opleiding.end)}, voor deze periode begon. Kijk de periode na."
        found.append(Finding("period", Ernst.OPMERKING, text))
    if today > context.last_day:
        text = f"U registreert te laat: dit kon tot en met {day(context.last_day)}. Wij aanvaarden de registratie wel."
        found.append(Finding("period", Ernst.OPMERKING, text))
    return found


def check_line(line: Line, context: LineContext) -> list[Finding]:
    """Everything there is to say about one line; empty when it is in order. Pure, and cheap when nothing is wrong.

    The INSZ was read already (`loket.numbers.parse_insz`); the same trainee twice is seen over lines, not in one.
    """
    found: list[Finding] = []
    if not line.first_name:
        found.append(Finding("first_name", Ernst.FOUT, "Vul de voornaam in."))
    if not line.last_name:
        found.append(Finding("last_name", Ernst.FOUT, "Vul de naam in."))
    if context.contract_needed and not line.contract:
        found.append(Finding("contract", Ernst.FOUT, "Kies de soort contract: diploma, credit of examen."))
    _check_hours(line, context, found)
    _check_end(line, context, found)
    if not any(finding.ernst is Ernst.FOUT for finding in found):
        _check_payment(line, context, found)
    return found


def _check_hours(line: Line, context: LineContext, found: list[Finding]) -> None:
    present, absent = line.hours_present, line.unjustified
    if present is None:
        if context.attendance:
            text = "Vul in hoeveel uren de cursist aanwezig was. Was dat geen enkel uur, vul dan 0 in."
            found.append(Finding("hours_present", Ernst.FOUT, text))
    elif not ZERO <= present <= MOST_HOURS:
        found.append(Finding("hours_present", Ernst.FOUT, "Vul een aantal uren van 0 tot 9999,99 in."))
    if absent is None:
        if context.asks_unjustified:
            text = "Vul in hoeveel uren de cursist ongewettigd afwezig was. Was dat geen enkel uur, vul dan 0 in."
            found.append(Finding("unjustified", Ernst.FOUT, text))
        absent = ZERO
    elif not ZERO <= absent <= MOST_HOURS:
        found.append(Finding("unjustified", Ernst.FOUT, "Vul een aantal uren van 0 tot 9999,99 in."))
    planned = context.contact_hours
    if planned is None or present is None or found:
        return
    total = present + absent + line.earlier_present + line.earlier_unjustified
    if total > planned:
        text = f"De opleiding telt {number(planned)} contacturen, u komt aan {number(total)}. Kijk de uren na."
        found.append(Finding("hours_present", Ernst.FOUT, text))


def _check_end(line: Line, context: LineContext, found: list[Finding]) -> None:
    real_end, opleiding = line.real_end, context.opleiding
    if real_end is not None:
        if real_end > context.today:
            text = "De werkelijke einddatum ligt in de toekomst. Vul ze in als de opleiding voorbij is."
            found.append(Finding("real_end", Ernst.FOUT, text))
        elif opleiding.start is not None and real_end < opleiding.start:
            text = f"De opleiding startte op {day(opleiding.start)}. De werkelijke einddatum kan niet vroeger zijn."
            found.append(Finding("real_end", Ernst.FOUT, text))
    not_yet = context.goes_on and (real_end is None or real_end > context.periode.last)
    if not not_yet:
        if line.final_assessment is None:
            found.append(
                Finding("final_assessment", Ernst.FOUT, f"Nam de cursist deel aan de eindbeoordeling? {OVER}")
            )
        if line.completed is None:
            found.append(Finding("completed", Ernst.FOUT, f"Volgde de cursist het traject volledig? {OVER}"))
    elif line.completed and real_end is None and (opleiding.end is None or opleiding.end > context.today):
        text = "De opleiding loopt nog. Is het traject al voorbij, vul dan de werkelijke einddatum in."
        found.append(Finding("real_end", Ernst.FOUT, text))


def _check_payment(line: Line, context: LineContext, found: list[Finding]) -> None:
    present = line.hours_present
    # While the opleiding goes on, a period without hours says nothing yet.
    over = line.completed is not None
    hours = None if present is None else present + line.earlier_present
    for obstacle in payment_obstacles(
        hours if over else None, line.final_assessment, line.completed, line.contract == Contract.EXAMEN
    ):
        text = f"Deze lijn kan nooit betaald worden omdat {obstacle.because}."
        found.append(Finding(obstacle.field, Ernst.NOOIT_BETAALD, text))
    if context.most_unjustified is not None and line.unjustified is not None:
        absent = line.unjustified + line.earlier_unjustified
        if absent > context.most_unjustified:
            text = (
                f"De cursist was {number(absent)} van de {number(context.contact_hours or ZERO)} contacturen "
                f"ongewettigd afwezig. Dat is meer dan {percentage(context.unjustified_share)}: "
                "de opleiding geldt niet als nauwgezet gevolgd."
            )
            found.append(Finding("unjustified", Ernst.OPMERKING, text))
    if line.unjustified and not context.asks_unjustified:
        text = "Voor deze opleiding telt ongewettigde afwezigheid niet meer mee. We bewaren de uren wel."
        found.append(Finding("unjustified", Ernst.OPMERKING, text))
    if context.least_present is not None and over and hours is not None and ZERO < hours < context.least_present:
        text = (
            f"De cursist was {number(hours)} van de {number(context.contact_hours or ZERO)} contacturen aanwezig. "
            f"Dat is minder dan {percentage(context.present_share)}."
        )
        found.append(Finding("hours_present", Ernst.OPMERKING, text))
