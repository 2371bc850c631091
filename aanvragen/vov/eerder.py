"""What a werknemer was granted before."""

from datetime import date

from aanvragen.models import VovGegevens
from aanvragen.states import Status
from aanvragen.vov.schooljaar import Schooljaar


def took_before(insz: str, odb_number: str, start: date) -> bool:
    """Whether opleidingsverlof for this opleiding was approved for the werknemer in the schooljaar before."""
    return VovGegevens.objects.filter(
        insz=insz,
        schooljaar=Schooljaar.of(start).start_year - 1,
        odb_number=odb_number,
        aanvraag__status=Status.GOEDGEKEURD.value,
    ).exists()
