"""Whether an attest of the opleidingsverstrekker can ever be paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from loket.dutch import number, percentage
from loket.parameters.values import ParameterSource, ParameterValue, Recorder

MINIMUM_AANWEZIGHEID = "vov.minimum_aanwezigheid"


class Obstacle(Enum):
    """What excludes payment: the answer that does, as a sentence, and after “omdat”."""

    GEEN_UREN = "hours_present", "De werknemer was geen enkel uur aanwezig.", "de cursist geen enkel uur aanwezig was"
    GEEN_EINDBEOORDELING = (
        "final_assessment",
        "De werknemer nam niet deel aan de eindbeoordeling.",
        "de cursist niet deelnam aan de eindbeoordeling",
    )
    TRAJECT = (
        "completed",
        "De werknemer volgde het traject niet volledig.",
        "de cursist het traject niet volledig volgde",
    )
    EXAMENCONTRACT = (
        "contract",
        "De werknemer volgt de opleiding met een examencontract.",
        "de cursist de opleiding met een examencontract volgt",
    )

    def __init__(self, field: str, sentence: str, because: str) -> None:
        self.field = field
        self.sentence = sentence
        self.because = because


def payment_obstacles(
    hours_present: Decimal | None, final_assessment: bool | None, completed: bool | None, exam_contract: bool
) -> list[Obstacle]:
    """What can never be paid, whatever else is right. None: not known, or not known yet.

    Source: https://www.vlaanderen.be/aanvraagprocedure-werkgever/betalingen-voor-vlaams-opleidingsverlof
    """
    found = []
    if hours_present is not None and hours_present <= 0:
        found.append(Obstacle.GEEN_UREN)
    if final_assessment is False:
        found.append(Obstacle.GEEN_EINDBEOORDELING)
    if completed is False:
        found.append(Obstacle.TRAJECT)
    if exam_contract:
        found.append(Obstacle.EXAMENCONTRACT)
    return found


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
    """
    obstacles = payment_obstacles(
        attest.hours_present, attest.took_final_assessment, attest.trajectory_completed, attest.exam_contract
    )
    used = Recorder(params)
    remarks = []
    minimum = used.find(MINIMUM_AANWEZIGHEID, start)
    present, planned = attest.hours_present, attest.contact_hours
    if minimum and present is not None and planned is not None and present < minimum.decimal * planned:
        remarks.append(
            f"De werknemer was {number(present)} van de {number(planned)} contacturen aanwezig. "
            f"Dat is minder dan {percentage(minimum.decimal)}."
        )
    return Attestoordeel(tuple(obstacle.sentence for obstacle in obstacles), tuple(remarks), used.used)
