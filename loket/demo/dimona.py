"""The Dimona mandates of the demo world, as an import of the register left them."""

import datetime

from accounts.models import Organisation
from loket.demo import world
from mandates.dimona.states import IMPORTED, Status
from mandates.models import DimonaMandaat, DimonaStap
from mandates.models.dimona import Bron
from mandates.quarters import Quarter
from mandates.sides import Side


def load_dimona_mandates(organisations: dict[str, Organisation], today: datetime.date) -> None:
    """Every pair of `world.DIMONA`, from the first quarter of last year, without end."""
    mandates = DimonaMandaat.objects.bulk_create(
        DimonaMandaat(
            giver=organisations[giver],
            taker=organisations[taker],
            start=Quarter(today.year - 1, 1).first_day,
            status=Status.ACTIEF,
            bron=Bron.IMPORT,
        )
        for giver, taker in world.DIMONA
    )
    DimonaStap.objects.bulk_create(
        DimonaStap(mandaat=mandaat, move=IMPORTED, target=Status.ACTIEF, side=Side.PORTAL) for mandaat in mandates
    )
