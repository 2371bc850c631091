"""What changed between two versions of a quarter, per worker."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Max, Q, QuerySet

from loket.prepared import Prepared
from maatwerk.models import Berekening, Berekeningslijn


@dataclass(frozen=True, slots=True)
class Verschil:
    """One worker, by his id. A premium is None where he was not on the list."""

    werknemer: int
    ouder: Decimal | None
    nieuwer: Decimal | None

    @property
    def bedrag(self) -> Decimal:
        """What the newer version gives more, or less when it is negative."""
        return (self.nieuwer or Decimal(0)) - (self.ouder or Decimal(0))

    @property
    def wat(self) -> str:
        """In words."""
        if self.ouder is None:
            return "nieuw op de lijst"
        return "niet meer op de lijst" if self.nieuwer is None else "bedrag gewijzigd"


def verschillen(ouder: Berekening, nieuwer: Berekening) -> list[Verschil]:
    """Every worker whose premium changed, or who came or went; the largest amount first, either way. One query."""
    changed = _gewijzigd(ouder=ouder.pk, nieuwer=nieuwer.pk)
    return sorted((Verschil(*row) for row in changed), key=lambda item: (-abs(item.bedrag), item.werknemer))


def _naast_elkaar(ouder: int, nieuwer: int) -> QuerySet[Berekeningslijn]:
    either = Q(berekening=ouder) | Q(berekening=nieuwer)
    rows = Berekeningslijn.objects.filter(either).values("werknemer").order_by()
    # Of one worker, a calculation has one line.
    beside = rows.annotate(
        toen=Max("premie", filter=Q(berekening=ouder)), nu=Max("premie", filter=Q(berekening=nieuwer))
    )
    return beside.filter(
        Q(toen__isnull=True) | Q(nu__isnull=True) | Q(toen__lt=F("nu")) | Q(toen__gt=F("nu"))
    ).values_list("werknemer", "toen", "nu")


_gewijzigd = Prepared(_naast_elkaar, plan_anew=True, ouder=int, nieuwer=int)
