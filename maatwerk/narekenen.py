"""A delivered calculation computed again from what the database knows, and where the two differ.

It only looks: what was delivered stays what it is.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from loket.parameters.selectors import load_parameters
from maatwerk.berekening.afronding import NUL, places
from maatwerk.berekening.invoer import Kwartaalinvoer, Loon, Pakket, Werknemerinvoer
from maatwerk.berekening.kwartaal import Kwartaaluitkomst, bereken_kwartaal
from maatwerk.models import Activeringsuitkering, Berekening, Berekeningslijn, Loonlijn, Werknemer, Wop
from maatwerk.opslag import LIJN_WAARDEN, lijn_waarden
from mandates.quarters import Quarter

TOTALEN = (
    "werknemers", "binnen", "vaste_delen", "ingevuld", "begrensd", "loonpremie", "vast", "variabel", "premie",
    "ondersteuning", "supplement", "boven_maximum", "totaal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verschil:
    """One value that is not the same: the name of the column, what was delivered and what comes out."""

    kolom: str
    geleverd: Any
    nagerekend: Any


@dataclass(frozen=True, slots=True)
class Lijnverschil:
    """A worker whose line is not the same. `alleen`: "geleverd" or "nagerekend" when only one of them has him."""

    werknemer: Werknemer
    bedrag: Decimal
    verschillen: tuple[Verschil, ...]
    alleen: str = ""


@dataclass(frozen=True, slots=True)
class Nagerekend:
    """The outcome of a check: differences in the totals, and per worker, the largest amounts first."""

    totalen: tuple[Verschil, ...]
    lijnen: tuple[Lijnverschil, ...]

    @property
    def gelijk(self) -> bool:
        return not self.totalen and not self.lijnen


def reken_na(berekening: Berekening) -> Nagerekend:
    """Compute a quarter again, with the wages that were declared on its day. Six queries, whatever its size."""
    outcome = bereken_kwartaal(invoer_van(berekening), load_parameters("maatwerk."))
    return vergelijk(berekening, outcome)


def invoer_van(berekening: Berekening) -> Kwartaalinvoer:
    """What the database knows of the label and quarter of a calculation, on the day of that calculation."""
    quarter = Quarter.of(berekening.periode)
    wages: dict[int, Loonlijn] = {}
    lines = Loonlijn.objects.filter(toekenning=berekening.toekenning_id, kwartaal=berekening.periode)
    for line in lines.select_related("werknemer").order_by("versie"):
        if line.aangegeven_op is None or line.aangegeven_op <= berekening.berekend_op:
            wages[line.werknemer_id] = line
    packages: dict[int, list[Pakket]] = defaultdict(list)
    wops = Wop.objects.filter(toekenning=berekening.toekenning_id, werknemer__in=wages, start__lte=quarter.last_day)
    for wop in wops:
        package = Pakket(wop.percentage, wop.niveau, wop.groep, wop.start, wop.end, wop.pk)
        packages[wop.werknemer_id].append(package)
    allowances = dict(
        Activeringsuitkering.objects.filter(
            toekenning=berekening.toekenning_id, kwartaal=berekening.periode
        ).values_list("werknemer_id", "bedrag")
    )
    workers = tuple(
        Werknemerinvoer(
            line.werknemer.insz, tuple(packages[pk]), loon_van(line), allowances.get(pk, NUL)
        )
        for pk, line in wages.items()
    )  # fmt: skip
    return Kwartaalinvoer(quarter, berekening.contingent, berekening.maximum, workers)


def loon_van(line: Loonlijn) -> Loon:
    """A declared wage as the engine takes it."""
    return Loon(
        line.brutoloon, line.bijdragen, line.structureel, line.doelgroep, line.q, line.s, line.q_effectief,
        line.in_dienst_van, line.in_dienst_tot,
    )  # fmt: skip


def vergelijk(berekening: Berekening, outcome: Kwartaaluitkomst) -> Nagerekend:
    """What was delivered beside what the engine makes of it."""
    totals = tuple(
        Verschil(name, getattr(berekening, name), value)
        for name in TOTALEN
        if (value := _total(outcome, name)) != getattr(berekening, name)
    )
    delivered = {line.werknemer.insz: line for line in berekening.lijnen.select_related("werknemer")}
    computed = {line.sleutel: line for line in outcome.lijnen}
    people = {insz: line.werknemer for insz, line in delivered.items()}
    missing = computed.keys() - delivered.keys()
    people |= {person.insz: person for person in Werknemer.objects.filter(insz__in=missing)}
    found = []
    for insz in delivered.keys() | computed.keys():
        had, has = delivered.get(insz), computed.get(insz)
        if had is None and has is not None:
            found.append(Lijnverschil(people[insz], has.premie, (), "nagerekend"))
        elif had is not None and has is None:
            found.append(Lijnverschil(people[insz], -had.premie, (), "geleverd"))
        elif had is not None and has is not None and (differences := _differences(had, lijn_waarden(has))):
            found.append(Lijnverschil(people[insz], has.premie - had.premie, differences))
    found.sort(key=lambda item: (-abs(item.bedrag), item.werknemer.naam, item.werknemer.voornaam, item.werknemer.pk))
    return Nagerekend(totals, tuple(found))


def _total(outcome: Kwartaaluitkomst, name: str) -> Any:
    value = getattr(outcome, name)
    return places(value) if name in ("ingevuld", "begrensd") else value


def _differences(line: Berekeningslijn, values: tuple[Any, ...]) -> tuple[Verschil, ...]:
    return tuple(
        Verschil(name, getattr(line, name), value)
        for name, value in zip(LIJN_WAARDEN, values, strict=True)
        if getattr(line, name) != value
    )
