"""The windows and deadlines for filing, taking hours and answering."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from aanvragen.vov.oordeel import Oordeel
from aanvragen.vov.schooljaar import Schooljaar
from loket.dates import add_months
from loket.dutch import day
from loket.parameters.values import ParameterSource, ParameterValue, Recorder

INDIENING_MAANDEN_VOOR_START = "vov.indiening_maanden_voor_start"
INDIENING_MAANDEN_NA_START = "vov.indiening_maanden_na_start"
INDIENING_DAGEN_AFGETROKKEN = "vov.indiening_dagen_afgetrokken"
INDIENING_OPENING = "vov.indiening_opening"
OPNAME_DAGEN_VOOR_START = "vov.opname_dagen_voor_start"
OPNAME_DAGEN_NA_EINDE = "vov.opname_dagen_na_einde"
ANTWOORDTERMIJN_MAANDEN = "vov.antwoordtermijn_maanden"
HERINNERING_DAGEN = "vov.aanvulling_herinnering_dagen"
WERKNEMER_UITERSTE_DAG = "vov.werknemer_uiterste_dag"
WERKNEMER_DAGEN = "vov.werknemer_dagen"
WERKNEMER_WEIGERING_DAGEN = "vov.werknemer_weigering_dagen"
LOOPBAANATTEST_JAREN = "vov.loopbaanattest_jaren"


class Indiening(StrEnum):
    """Where a day stands against the filing window."""

    TE_VROEG = "te vroeg"
    OPEN = "open"
    TE_LAAT = "te laat"


@dataclass(frozen=True, slots=True)
class Venster:
    """A period; both days belong to it."""

    first: date
    last: date
    parameters: tuple[ParameterValue, ...]

    def __contains__(self, value: date) -> bool:
        return self.first <= value <= self.last


@dataclass(frozen=True, slots=True)
class Indieningsoordeel:
    """Whether one may file today; `message` is Dutch, for the user."""

    outcome: Indiening
    first: date
    last: date
    message: str
    parameters: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class Termijn:
    """A last day."""

    last: date
    parameters: tuple[ParameterValue, ...]


def indieningsvenster(params: ParameterSource, start: date, hire: date | None = None) -> Venster:
    """When the employer may file for an opleiding that starts on `start`, as the inschrijvingsattest says.

    From three months before the start up to the day before the start + three months: start 1 September, last day
    30 November. For a werknemer who was hired after the start, the last day counts from `hire`. Months are counted as
    in `add_months`: start 30 November, last day 27 February (28 in a leap year).
    Sources: https://www.vlaanderen.be/vlaams-opleidingsverlof/als-werkgever-een-terugbetaling-aanvragen-voor-vlaams-opleidingsverlof,
    https://www.liantis.be/nl/nieuws/aanvraag-terugbetaling-vlaams-opleidingsverlof
    """
    used = Recorder(params)
    first = add_months(start, -used.get(INDIENING_MAANDEN_VOOR_START, start).integer)
    opening = used.find(INDIENING_OPENING, start)
    if opening is not None:
        first = max(first, opening.day)
    counted_from = max(start, hire) if hire else start
    end = add_months(counted_from, used.get(INDIENING_MAANDEN_NA_START, start).integer)
    last = end - timedelta(days=used.get(INDIENING_DAGEN_AFGETROKKEN, start).integer)
    return Venster(first, last, used.used)


def beoordeel_indiening(
    params: ParameterSource, today: date, start: date, hire: date | None = None
) -> Indieningsoordeel:
    """Whether `today` lies in the filing window of `indieningsvenster`."""
    window = indieningsvenster(params, start, hire)
    if today < window.first:
        outcome = Indiening.TE_VROEG
        message = f"U kunt deze aanvraag nog niet indienen. Dat kan vanaf {day(window.first)}."
    elif today > window.last:
        outcome = Indiening.TE_LAAT
        message = f"U kunt deze aanvraag niet meer indienen. De laatste dag was {day(window.last)}."
    else:
        outcome = Indiening.OPEN
        message = f"U kunt deze aanvraag indienen tot en met {day(window.last)}."
    return Indieningsoordeel(outcome, window.first, window.last, message, window.parameters)


def opnamevenster(params: ParameterSource, start: date, end: date, last_exam: date | None = None) -> Venster:
    """When the werknemer may take the hours: from the day before the start up to two days after the end.

    A last exam after the end moves the last day. Raises ValueError when the end lies before the start.
    """
    if end < start:
        raise ValueError("De einddatum ligt vóór de startdatum.")
    used = Recorder(params)
    first = start - timedelta(days=used.get(OPNAME_DAGEN_VOOR_START, start).integer)
    final = max(end, last_exam) if last_exam else end
    last = final + timedelta(days=used.get(OPNAME_DAGEN_NA_EINDE, start).integer)
    return Venster(first, last, used.used)


def antwoordtermijn(params: ParameterSource, asked_on: date) -> Termijn:
    """The last day to answer a question of the dienst; without an answer the request lapses."""
    used = Recorder(params)
    return Termijn(add_months(asked_on, used.get(ANTWOORDTERMIJN_MAANDEN, asked_on).integer), used.used)


def herinneren_tot(params: ParameterSource, today: date) -> date:
    """Of answers that are due by this day, the employer is reminded today."""
    return today + timedelta(days=params.get(HERINNERING_DAGEN, today).integer)


def werknemerstermijn(
    params: ParameterSource, start: date, enrolled_on: date, *, per_schooljaar: bool, hire: date | None = None
) -> Termijn:
    """The last day by which the werknemer gives the attest to the employer: a guideline, not a condition.

    31 October for an opleiding per schooljaar, else, or when one enrols or is hired too late for that, 15 calendar
    days after the enrolment or, when that is later, the hiring.
    """
    used = Recorder(params)
    counted_from = max(enrolled_on, hire) if hire else enrolled_on
    last = counted_from + timedelta(days=used.get(WERKNEMER_DAGEN, start).integer)
    if per_schooljaar:
        month, day_of_month = used.get(WERKNEMER_UITERSTE_DAG, start).text.split("-")
        last = max(last, date(Schooljaar.of(start).start_year, int(month), int(day_of_month)))
    return Termijn(last, used.used)


def may_employer_refuse(params: ParameterSource, asked_on: date, start: date, hire: date | None = None) -> Oordeel:
    """Whether the werknemer asks so late that the employer may refuse (`ok` is True: the employer may)."""
    used = Recorder(params)
    last = indieningsvenster(used, start, hire).last
    days = used.get(WERKNEMER_WEIGERING_DAGEN, start).integer
    if (last - asked_on).days < days:
        reason = f"De vraag komt minder dan {days} dagen vóór uw laatste indieningsdag, {day(last)}. U mag weigeren."
        return Oordeel(True, reason, used.used)
    return Oordeel(False, "De vraag komt op tijd. U mag om die reden niet weigeren.", used.used)


def beoordeel_loopbaanattest(params: ParameterSource, start: date, issued_on: date) -> Oordeel:
    """Whether an attest of loopbaanbegeleiding is recent enough for an opleiding that starts on `start`."""
    used = Recorder(params)
    years = used.get(LOOPBAANATTEST_JAREN, start).integer
    if add_months(issued_on, years * 12) >= start:
        return Oordeel(True, "Het attest van loopbaanbegeleiding is recent genoeg.", used.used)
    return Oordeel(False, f"Het attest van loopbaanbegeleiding is ouder dan {years} jaar.", used.used)
