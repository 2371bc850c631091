"""The rules for registering an opleiding, as pure functions over plain values: the same for form and file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from aanvragen.odb.soorten import EENHEDEN, Vorm
from aanvragen.vov.declaration import Finding
from aanvragen.vov.oordeel import Oordeel
from aanvragen.vov.opleiding import Soort, beoordeel_omvang
from loket.dates import add_months
from loket.dutch import day, number
from loket.parameters.values import ParameterSource, Recorder

AANMELDING = "odb.aanmelding_maanden_voor_start"
AANVULLING = "odb.aanvulling_dagen"
HERINNERING = "odb.aanvulling_herinnering_dagen"
BLENDED = "odb.blended_minimum_uren"
BESLISSING = "odb.verlenging_beslissing"
VERLENGING = "odb.verlenging_maanden"
KWALITEIT, KWALITEIT_DAGEN, NODIG = "odb.kwaliteitsregistratie", "odb.kwaliteitsregistratie_dagen", "nodig"
AUTOMATISCH = "automatisch"
# A size that need not be known, because nothing depends on it.
ZONDER_OMVANG = frozenset({Soort.EVC})


@dataclass(frozen=True, slots=True)
class Periode:
    """When an opleiding runs; the exam only when it has a day of its own."""

    start: date
    end: date
    exam: date | None = None


def laatste_dag(params: ParameterSource, start: date) -> date:
    """The last day to register an opleiding that starts on `start`.

    Source: https://www.vlaanderen.be/als-opleidingsverstrekker-een-opleiding-aanbieden-voor-vlaams-opleidingsverlof/vlaams-opleidingsverlof-voorwaarden-van-de-opleiding
    """
    return add_months(start, -params.get(AANMELDING, start).integer)


def kwaliteitsregistratie(params: ParameterSource, today: date) -> str:
    """What a provider must have first, in words; empty when it needs no such registration.

    The portal knows no quality registrations, so this refuses nobody: a dossierbehandelaar looks it up.
    """
    if params.get(KWALITEIT, today).text != NODIG:
        return ""
    return (
        "Een opleidingsverstrekker heeft eerst een kwaliteitsregistratie van WSE nodig. Dat duurt hoogstens "
        f"{params.get(KWALITEIT_DAGEN, today).integer} kalenderdagen. De dossierbehandelaar kijkt dit na."
    )


def check_periode(params: ParameterSource, today: date, periode: Periode) -> list[Finding]:
    """The days follow each other, and registering is not too late."""
    found = []
    if periode.end < periode.start:
        found.append(Finding("end", f"De einddatum ligt voor de startdatum, {day(periode.start)}."))
    if periode.exam is not None and periode.exam < periode.start:
        found.append(Finding("exam_date", f"Het examen ligt voor de startdatum, {day(periode.start)}."))
    last = laatste_dag(params, periode.start)
    if today > last:
        if last == periode.start:
            reason = "De opleiding moet in de opleidingsdatabank staan op de dag dat ze start."
        else:
            reason = f"Een opleiding die dan start, kon u registreren tot en met {day(last)}."
        found.append(Finding("start", f"{reason} Deze startdatum is voorbij of te dichtbij."))
    return found


def check_vorm(vorm: Vorm, place: str, lms: str, follow_up: str, blended_hours: Decimal | None) -> list[Finding]:
    """What each form of opleiding needs.

    Source: MB 31 August 2021, https://groups.be/fr/actualites/articles-juridiques/conge-de-formation-flamand-du-changement-concernant-lattestation
    """
    found = []
    if vorm is not Vorm.ONLINE and not place:
        found.append(Finding("place", "Vul de plaats in waar de opleiding doorgaat."))
    if vorm is Vorm.BLENDED:
        if not blended_hours:
            found.append(Finding("blended_hours", "Vul het aantal uren op afstand in."))
        if not lms:
            found.append(Finding("lms", "Vul in welke leeromgeving u gebruikt."))
        if not follow_up:
            found.append(Finding("follow_up", "Vul in hoe u opvolgt of de cursist de leerdoelen bereikt."))
    return found


def beoordeel_grootte(
    params: ParameterSource, start: date, soort: Soort, size: Decimal | None, blended_hours: Decimal | None
) -> Oordeel:
    """Whether the opleiding is large enough; of a blended opleiding in hours, the hours at a distance count too.

    Source: https://www.prato.be/vlaams-opleidingsverlof-tijdelijk-mogelijk-voor-digitale-opleidingen-update/
    """
    if size is None:
        return Oordeel(soort in ZONDER_OMVANG, "Voor deze opleiding geldt geen minimale omvang.")
    if soort is not Soort.UREN or not blended_hours:
        return beoordeel_omvang(params, start, soort, size)
    used = Recorder(params)
    minimum = used.get(BLENDED, start).decimal
    total = size + blended_hours
    if total >= minimum:
        return Oordeel(True, f"De opleiding telt samen minstens {number(minimum)} uur.", used.used)
    reason = (
        f"De opleiding telt {number(size)} contacturen en {number(blended_hours)} uur op afstand, samen "
        f"{number(total)} uur. Minstens {number(minimum)} uur is nodig."
    )
    return Oordeel(False, reason, used.used)


def check_omvang(
    params: ParameterSource, start: date, soort: Soort, size: Decimal | None, blended_hours: Decimal | None
) -> list[Finding]:
    """The size is known where it must be, whole where only whole numbers exist, and large enough."""
    if size is None and soort not in ZONDER_OMVANG:
        return [Finding("size", f"Vul het aantal {EENHEDEN[soort]} in.")]
    if size is not None and soort is Soort.EXAMENCOMMISSIE and size != size.to_integral_value():
        return [Finding("size", "Vul een geheel aantal examens in.")]
    verdict = beoordeel_grootte(params, start, soort, size, blended_hours)
    return [] if verdict.ok else [Finding("size", verdict.reason)]


def check_modules(soort: Soort, size: Decimal | None, modules: Sequence[Decimal]) -> list[Finding]:
    """The modules fit in the opleiding. Raises nothing without modules: most opleidingen have none."""
    total = sum(modules, Decimal(0))
    if size is None or total <= size:
        return []
    unit = EENHEDEN[soort]
    return [
        Finding(
            "", f"De modules tellen samen {number(total)} {unit}, meer dan de opleiding zelf ({number(size)} {unit})."
        )
    ]


def antwoorden_tot(params: ParameterSource, asked_on: date) -> date:
    """The last day to give what the department asked for."""
    return asked_on + timedelta(days=params.get(AANVULLING, asked_on).integer)


def herinneren_vanaf(params: ParameterSource, answer_by: date, today: date) -> date:
    """From which day the provider is reminded of it."""
    return answer_by - timedelta(days=params.get(HERINNERING, today).integer)


def check_verlenging(params: ParameterSource, today: date, end: date, new_end: date) -> list[Finding]:
    """The new end lies after the old one, and not further than an extension may reach."""
    if new_end <= end:
        return [Finding("new_end", f"De opleiding loopt nu tot en met {day(end)}. Kies een latere dag.")]
    last = add_months(end, params.get(VERLENGING, today).integer)
    if new_end > last:
        return [Finding("new_end", f"U kunt verlengen tot en met {day(last)}.")]
    return []


def verlengt_vanzelf(params: ParameterSource, today: date) -> bool:
    """Whether a new end date holds without a decision of the department."""
    return params.get(BESLISSING, today).text == AUTOMATISCH
