"""The size of an opleiding: is it large enough, and how many hours of opleidingsverlof does it give?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from aanvragen.vov.oordeel import Oordeel
from loket.dutch import day, number
from loket.parameters.values import ParameterSource, ParameterValue, Recorder

COMBINATIE_DAGEN = "vov.combinatie_dagen"
COMBINATIE_MEER_VERSTREKKERS = "vov.combinatie_meer_verstrekkers"
UREN_PER_STUDIEPUNT = "vov.uren_per_studiepunt"
UREN_PER_STUDIEPUNT_HBO5 = "vov.uren_per_studiepunt_hbo5"
UREN_PER_EXAMEN = "vov.uren_per_examen"


class Soort(StrEnum):
    """How the size of an opleiding is counted; the last three have no minimum size."""

    UREN = "uren"
    LESTIJDEN = "lestijden"
    STUDIEPUNTEN = "studiepunten"
    EXAMENCOMMISSIE = "examencommissie"
    MENTOR = "mentor"
    EVC = "evc"


# The parameter with the minimum, and the unit in a message.
MINIMA = {
    Soort.UREN: ("vov.minimum_uren", "contacturen"),
    Soort.LESTIJDEN: ("vov.minimum_lestijden", "lestijden"),
    Soort.STUDIEPUNTEN: ("vov.minimum_studiepunten", "studiepunten"),
}


@dataclass(frozen=True, slots=True)
class Opleidingsuren:
    """The most hours of opleidingsverlof that an opleiding gives; None, with the reason, when that isn't known."""

    hours: Decimal | None
    reason: str
    parameters: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class Deel:
    """One of several opleidingen in contact hours that together are to reach the minimum size."""

    start: date
    verstrekker: str
    hours: Decimal


def beoordeel_omvang(params: ParameterSource, start: date, soort: Soort, size: Decimal) -> Oordeel:
    """Whether an opleiding that starts on `start` is large enough; `size` counts in the unit of its `soort`.

    Source: https://www.vlaanderen.be/als-opleidingsverstrekker-een-opleiding-aanbieden-voor-vlaams-opleidingsverlof/vlaams-opleidingsverlof-voorwaarden-van-de-opleiding
    """
    if soort not in MINIMA:
        return Oordeel(True, "Voor deze opleiding geldt geen minimale omvang.")
    used = Recorder(params)
    key, unit = MINIMA[soort]
    minimum = used.get(key, start).decimal
    if size >= minimum:
        return Oordeel(True, f"De opleiding telt minstens {number(minimum)} {unit}.", used.used)
    reason = f"De opleiding telt {number(size)} {unit}. Minstens {number(minimum)} {unit} zijn nodig."
    return Oordeel(False, reason, used.used)


def beoordeel_combinatie(params: ParameterSource, delen: Sequence[Deel]) -> Oordeel:
    """Whether opleidingen may be taken together, and then are large enough.

    The starts must lie less than the combination window apart; whether more verstrekkers may take part depends on the
    schooljaar of the first start. Raises ValueError without any part.
    """
    if not delen:
        raise ValueError("Voeg minstens één opleiding toe.")
    used = Recorder(params)
    first = min(deel.start for deel in delen)
    last = max(deel.start for deel in delen)
    days = used.get(COMBINATIE_DAGEN, first).integer
    if (last - first).days >= days:
        return Oordeel(False, f"De opleidingen moeten binnen {days} dagen starten.", used.used)
    if len({deel.verstrekker for deel in delen}) > 1 and not used.get(COMBINATIE_MEER_VERSTREKKERS, first).boolean:
        return Oordeel(False, "De opleidingen moeten van dezelfde opleidingsverstrekker zijn.", used.used)
    verdict = beoordeel_omvang(used, first, Soort.UREN, sum((deel.hours for deel in delen), Decimal(0)))
    return Oordeel(verdict.ok, verdict.reason, used.used)


def opleidingsuren(
    params: ParameterSource, start: date, soort: Soort, size: Decimal, *, hbo5: bool = False
) -> Opleidingsuren:
    """The hours that an opleiding gives, before the personal maximum.

    `size` is the number of hours (those planned give the most; those attended what is paid), lestijden, studiepunten
    or examens. `hbo5` says that the studiepunten are of HBO5 or a graduaat.
    Source: https://www.vlaanderen.be/als-werknemer-vlaams-opleidingsverlof-opnemen/aantal-uren-vlaams-opleidingsverlof-per-schooljaar
    """
    used = Recorder(params)
    match soort:
        case Soort.UREN:
            return Opleidingsuren(size, "De uren waarop de werknemer aanwezig is.", ())
        case Soort.LESTIJDEN:
            return Opleidingsuren(size, "De geplande lestijden van de opleiding.", ())
        case Soort.STUDIEPUNTEN:
            each = used.get(UREN_PER_STUDIEPUNT_HBO5 if hbo5 else UREN_PER_STUDIEPUNT, start).decimal
            return Opleidingsuren(size * each, f"{number(each)} uur per studiepunt.", used.used)
        case Soort.EXAMENCOMMISSIE:
            each = used.get(UREN_PER_EXAMEN, start).decimal
            return Opleidingsuren(size * each, f"{number(each)} uur per examen.", used.used)
        case Soort.MENTOR | Soort.EVC:
            return Opleidingsuren(None, "Het aantal uren voor deze opleiding is niet bekend.", ())


def beoordeel_stopgezet(start: date, stopped_on: date | None, *, earlier: bool) -> Oordeel:
    """Whether opleidingsverlof can be asked for an opleiding that may have been struck from the databank.

    Who began before that day goes on; `earlier` says that opleidingsverlof was rightly taken for it in the schooljaar
    before. Source: https://www.vlaanderen.be/vlaams-opleidingsverlof/welke-opleidingen-geven-recht-op-vlaams-opleidingsverlof
    """
    if stopped_on is None or start < stopped_on:
        return Oordeel(True, "De opleiding staat in de opleidingsdatabank.")
    if earlier:
        return Oordeel(True, "De werknemer nam er in het vorige schooljaar al opleidingsverlof voor.")
    return Oordeel(
        False,
        f"Deze opleiding staat sinds {day(stopped_on)} niet meer in de opleidingsdatabank. "
        "Enkel wie ze daarvoor begon, mag verdergaan.",
    )
