"""Maatwerk in the demo world: De Wissel with two labels, Noorderwind with one, and two years of their subsidy."""

import datetime
import functools
import random
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import Organisation
from loket.demo.world import DE_WISSEL, NOORDERWIND
from loket.parameters.files import read_parameters
from maatwerk.generating.careers import Mensen
from maatwerk.generating.history import Historiek, Maker, Plan, kwartalen_voor
from maatwerk.generating.storing import Storing
from maatwerk.models import Toekenning

SEED, QUARTERS = 20_261_125, 8
PARAMETERS = Path(settings.BASE_DIR) / "maatwerk" / "parameters.toml"
PLANS = {
    DE_WISSEL: (
        Plan(
            "0012345", "De Wissel Groen en Onderhoud", 121, Decimal(98),
            wijzigingen=((5, Decimal("100.5"), "Uitbreiding"), (1, Decimal(102), "Herverdeling")), correctie=6,
        ),
        Plan(
            "0012346", "De Wissel Verpakking", 59, Decimal(52), maximum_per_vte=Decimal(8_200),
            stilstand=(1, 0.45), in_delen=12, turnover=0.12,
        ),
    ),
    NOORDERWIND: (
        Plan("0020781", "Noorderwind", 60, Decimal("49.5"), wijzigingen=((3, Decimal(51), "Uitbreiding"),)),
    ),
}  # fmt: skip


@functools.lru_cache(maxsize=1)
def histories(today: datetime.date) -> dict[str, list[Historiek]]:
    """What happened to each label until today, by KBO number; the same for everybody on one day.

    Kept, for tests load it again and again.
    """
    parameters = read_parameters(PARAMETERS)
    quarters = kwartalen_voor(today, QUARTERS, whole_years=True)
    people = Mensen(SEED)
    maker = Maker(people, parameters, today)
    return {kbo: [maker.historiek(plan, quarters) for plan in plans] for kbo, plans in PLANS.items()}


@transaction.atomic
def load_maatwerk(today: datetime.date) -> bool:
    """Add it to the demo world. False when it is there already."""
    if Toekenning.objects.exists():
        return False
    rnd = random.Random(SEED)
    for kbo, labels in histories(today).items():
        storing = Storing(Organisation.objects.get(kbo=kbo).pk, today, rnd)
        for history in labels:
            storing.store(history)
    return True
