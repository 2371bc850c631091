"""Inputs for the engine, with everything that a test does not care about filled in."""

from datetime import date
from decimal import Decimal

from loket.demo.maatwerk import PARAMETERS
from loket.parameters.files import read_parameters
from loket.parameters.values import ParameterSet, ParameterValue, Status
from maatwerk.berekening.invoer import Kwartaalinvoer, Loon, Pakket, Werknemerinvoer
from maatwerk.berekening.kwartaal import Kwartaaluitkomst, bereken_kwartaal
from maatwerk.berekening.waarden import Waarden
from mandates.quarters import Quarter

PARAMS = read_parameters(PARAMETERS)
# The GGMMI of this quarter is 2,029.88, as in the cases of the domain notes.
KWARTAAL = Quarter(2024, 2)


def d(value: str | int) -> Decimal:
    return Decimal(value)


def with_value(key: str, value: Decimal | int | str | bool, params: ParameterSet = PARAMS) -> ParameterSet:
    """The parameters with one of them made this value, always."""
    others = [item for item in params if item.key != key]
    return ParameterSet([*others, ParameterValue(key, value, "", date(2010, 1, 1), None, "test", Status.WET)])


def waarden(kwartaal: Quarter = KWARTAAL, params: ParameterSet = PARAMS) -> Waarden:
    return Waarden.van(params, kwartaal)


def pakket(percentage=60, niveau="hoog", groep="a", start=date(2020, 1, 1), end=None) -> Pakket:
    return Pakket(percentage, niveau, groep, start, end)


def loon(bruto="6000", bijdragen="0", structureel="0", doelgroep="0", q="38", s="38", **rest) -> Loon:
    return Loon(d(bruto), d(bijdragen), d(structureel), d(doelgroep), d(q), d(s), **rest)


def werknemer(sleutel="a", *pakketten: Pakket, activering="0", wage: Loon | None = None, **wages) -> Werknemerinvoer:
    return Werknemerinvoer(sleutel, pakketten or (pakket(),), wage or loon(**wages), d(activering))


def invoer(
    *werknemers: Werknemerinvoer, contingent="100", maximum=None, kwartaal: Quarter = KWARTAAL
) -> Kwartaalinvoer:
    return Kwartaalinvoer(kwartaal, d(contingent), maximum, werknemers)


def bereken(*werknemers: Werknemerinvoer, params: ParameterSet = PARAMS, **rest) -> Kwartaaluitkomst:
    return bereken_kwartaal(invoer(*werknemers, **rest), params)


def vte(number: int, fractie: str = "1", percentage: int = 60, prefix: str = "w") -> list[Werknemerinvoer]:
    """So many equal workers of this fraction."""
    hours = str(38 * Decimal(fractie))
    return [werknemer(f"{prefix}{index:04d}", pakket(percentage), q=hours) for index in range(number)]
