"""Whether an attest of the opleidingsverstrekker can ever be paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loket.dutch import number, percentage
from loket.parameters.values import ParameterSource, ParameterValue, Recorder

MINIMUM_AANWEZIGHEID = "vov.minimum_aanwezigheid"


@dataclass(frozen=True, slots=True)
class Attest:
    """What a verstrekker declares on one werknemer in one opleiding.

    `hours_present` is None for an opleiding without required attendance; `contact_hours` are those planned.
    """

    hours_present: Decimal | None
    contact_hours: Decimal | None
    took_final_assessment: bool
    trajectory_completed: bool
    exam_contract: bool


@dataclass(frozen=True, slots=True)
class Attestoordeel:
    """`obstacles` exclude payment; `remarks` ask a caseworker to look. Both are Dutch sentences."""

    obstacles: tuple[str, ...]
    remarks: tuple[str, ...]
    parameters: tuple[ParameterValue, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing excludes payment."""
        return not self.obstacles


def beoordeel_attest(params: ParameterSource, start: date, attest: Attest) -> Attestoordeel:
    """What stands in the way of paying an opleiding that started on `start`.

    Too little presence is only a remark, because the minimum is known from a draft alone.
    Source: https://www.vlaanderen.be/aanvraagprocedure-werkgever/betalingen-voor-vlaams-opleidingsverlof
    """
    obstacles = []
    if attest.hours_present is not None and attest.hours_present <= 0:
        obstacles.append("De werknemer was geen enkel uur aanwezig.")
    if not attest.took_final_assessment:
        obstacles.append("De werknemer nam niet deel aan de eindbeoordeling.")
    if not attest.trajectory_completed:
        obstacles.append("De werknemer volgde het traject niet volledig.")
    if attest.exam_contract:
        obstacles.append("De werknemer volgt de opleiding met een examencontract.")
    used = Recorder(params)
    remarks = []
    minimum = used.find(MINIMUM_AANWEZIGHEID, start)
    present, planned = attest.hours_present, attest.contact_hours
    if minimum and present is not None and planned is not None and present < minimum.decimal * planned:
        remarks.append(
            f"De werknemer was {number(present)} van de {number(planned)} contacturen aanwezig. "
            f"Dat is minder dan {percentage(minimum.decimal)}."
        )
    return Attestoordeel(tuple(obstacles), tuple(remarks), used.used)
