"""What changed between two versions of a quarter, per worker."""

from dataclasses import dataclass
from decimal import Decimal

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
    found: dict[int, dict[int, Decimal]] = {}
    rows = Berekeningslijn.objects.filter(berekening__in=[ouder, nieuwer])
    for werknemer, berekening, premie in rows.values_list("werknemer", "berekening", "premie"):
        found.setdefault(werknemer, {})[berekening] = premie
    changed = [
        Verschil(werknemer, premies.get(ouder.pk), premies.get(nieuwer.pk))
        for werknemer, premies in found.items()
        if premies.get(ouder.pk) != premies.get(nieuwer.pk)
    ]
    return sorted(changed, key=lambda item: (-abs(item.bedrag), item.werknemer))
