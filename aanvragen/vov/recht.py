"""Who has the right to opleidingsverlof, and to how many hours in a schooljaar."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aanvragen.vov.oordeel import Oordeel
from loket.dutch import number, percentage
from loket.parameters.values import ParameterSource, ParameterValue, Recorder

MINIMUM_TEWERKSTELLING = "vov.minimum_tewerkstelling"
MINIMUM_UREN_PER_WEEK = "vov.minimum_uren_per_week"
UREN_BIJ_VOLTIJDS = "vov.uren_bij_voltijds"

FULL_TIME = Decimal(1)


@dataclass(frozen=True, slots=True)
class Tewerkstelling:
    """How much a werknemer works, summed over all employers.

    `fraction` is a share of full time (0.8 is 80 %), `hours_per_week` an average. Raises ValueError when negative.
    """

    fraction: Decimal
    hours_per_week: Decimal

    def __post_init__(self) -> None:
        if not (self.fraction >= 0 and self.hours_per_week >= 0):
            raise ValueError("De tewerkstelling kan niet negatief zijn.")


@dataclass(frozen=True, slots=True)
class Recht:
    """Whether there is a right, why, and the fraction on which the hours rest (None without a right)."""

    ok: bool
    reason: str
    fraction: Decimal | None
    parameters: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class PersoonlijkMaximum:
    """Hours of opleidingsverlof in a schooljaar, not rounded."""

    hours: Decimal
    parameters: tuple[ParameterValue, ...]


def fraction_from_hours(hours_per_week: Decimal, full_time_hours: Decimal) -> Decimal:
    """The tewerkstellingsbreuk of a contract: 28.5 of 38 hours is 0.75.

    Raises ValueError when the full-time week isn't positive or the hours are negative.
    """
    if full_time_hours <= 0:
        raise ValueError("Vul voor een voltijdse week meer dan 0 uur in.")
    if hours_per_week < 0:
        raise ValueError("Het aantal uren per week kan niet negatief zijn.")
    return hours_per_week / full_time_hours


def beoordeel_recht(
    params: ParameterSource,
    start: date,
    at_start: Tewerkstelling,
    in_referentiemaand: Tewerkstelling | None = None,
    in_first_start_month: Tewerkstelling | None = None,
) -> Recht:
    """Whether a werknemer has the right for an opleiding that starts on `start`.

    The minimum is tested at the start and in the referentiemaand. Who is below it in the referentiemaand is tested in
    the month in which the first opleiding of the schooljaar starts instead (None: this opleiding is the first one).
    With an unknown referentiemaand (None) only the start is tested, and its fraction counts.

    Source: https://www.vlaanderen.be/vlaamse-opleidingsincentives/berekening-tewerkstellingspercentage-voor-vlaams-opleidingsverlof
    """
    used = Recorder(params)
    shortfall = _shortfall(used, start, at_start)
    if shortfall:
        return Recht(False, f"Bij de start van de opleiding {shortfall}", None, used.used)
    if in_referentiemaand is None:
        return Recht(True, "De werknemer heeft recht op opleidingsverlof.", at_start.fraction, used.used)
    if not _shortfall(used, start, in_referentiemaand):
        reason = "De werknemer heeft recht op opleidingsverlof. De tewerkstelling in de referentiemaand telt."
        return Recht(True, reason, in_referentiemaand.fraction, used.used)
    fallback = in_first_start_month or at_start
    shortfall = _shortfall(used, start, fallback)
    if shortfall:
        reason = f"In de referentiemaand en in de maand waarin de eerste opleiding start {shortfall}"
        return Recht(False, reason, None, used.used)
    reason = (
        "De werknemer heeft recht op opleidingsverlof. In de referentiemaand werkte hij te weinig, "
        "daarom telt de maand waarin de eerste opleiding start."
    )
    return Recht(True, reason, fallback.fraction, used.used)


def beoordeel_referentiemaand(params: ParameterSource, start: date, work: Tewerkstelling) -> Oordeel:
    """Whether the tewerkstelling that an employer declares for the referentiemaand meets the minimum.

    For a werknemer who falls back on the month of the first start, the employer declares that month instead.
    """
    used = Recorder(params)
    shortfall = _shortfall(used, start, work)
    return Oordeel(not shortfall, f"In de referentiemaand {shortfall}" if shortfall else "", used.used)


def persoonlijk_maximum(params: ParameterSource, on: date, fraction: Decimal) -> PersoonlijkMaximum:
    """The hours of a full-timer times the fraction, for the schooljaar in which `on` falls.

    Nothing is rounded: a published example keeps 93.75. A fraction above 1 (several jobs) counts as full time.
    Raises ValueError when the fraction is negative.
    """
    if fraction < 0:
        raise ValueError("De tewerkstelling kan niet negatief zijn.")
    used = Recorder(params)
    hours = used.get(UREN_BIJ_VOLTIJDS, on).decimal * min(fraction, FULL_TIME)
    return PersoonlijkMaximum(hours, used.used)


def _shortfall(params: ParameterSource, on: date, work: Tewerkstelling) -> str:
    """What is missing, as the rest of a sentence after a place or time; empty when the minimum is met."""
    fraction = params.get(MINIMUM_TEWERKSTELLING, on).decimal
    hours = params.get(MINIMUM_UREN_PER_WEEK, on).decimal
    if work.fraction < fraction:
        return f"werkt de werknemer {percentage(work.fraction)}. Minstens {percentage(fraction)} is nodig."
    if work.hours_per_week < hours:
        return (
            f"werkt de werknemer gemiddeld {number(work.hours_per_week)} uur per week. "
            f"Minstens {number(hours)} uur is nodig."
        )
    return ""
