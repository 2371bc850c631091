"""The lines of the redistribution, as the parameters have them today."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from loket import dutch
from loket.parameters.selectors import load_parameters
from loket.parameters.values import ParameterSource, Status

ONDERGRENS, BOVENGRENS = "maatwerk.herverdeling_ondergrens", "maatwerk.herverdeling_bovengrens"


@dataclass(frozen=True, slots=True)
class Grens:
    """A fraction of the contingent; `tekst` is `90 %`."""

    waarde: Decimal
    status: Status

    @property
    def tekst(self) -> str:
        return dutch.percentage(self.waarde)


@dataclass(frozen=True, slots=True)
class Grenzen:
    """Below `onder` places are lost, above `boven` some may be won."""

    onder: Grens
    boven: Grens

    @property
    def lijnen(self) -> str:
        """For the chart: `Grens 90 %=90|Grens 95 %=95`."""
        return "|".join(f"Grens {grens.tekst}={grens.waarde * 100:.2f}" for grens in (self.onder, self.boven))

    @property
    def ongeverifieerd(self) -> bool:
        return Status.NIET_GEVERIFIEERD in (self.onder.status, self.boven.status)


def grenzen_van_herverdeling() -> Grenzen:
    """Those of today, in one query."""
    return grenzen(load_parameters("maatwerk.herverdeling_"), timezone.localdate())


def grenzen(parameters: ParameterSource, on: datetime.date) -> Grenzen:
    """Those of a day."""
    onder, boven = parameters.get(ONDERGRENS, on), parameters.get(BOVENGRENS, on)
    return Grenzen(Grens(onder.decimal, onder.status), Grens(boven.decimal, boven.status))
