"""Who takes the initiative for an opleiding, and what is left of the hours of a schooljaar.

Gemeenschappelijk initiatiefrecht: with an opleiding on each side's initiative, the hours double.
Source: https://www.vlaanderen.be/vlaams-opleidingsverlof/hoeveel-uren-vlaams-opleidingsverlof-mag-een-werknemer-opnemen
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from aanvragen.vov.odb import normalise_odb_number
from aanvragen.vov.recht import persoonlijk_maximum
from loket.parameters.values import ParameterSource, ParameterValue, Recorder

FACTOR = "vov.gemeenschappelijk_initiatief_factor"


class Initiatief(StrEnum):
    """Who proposed the opleiding."""

    WERKNEMER = "werknemer"
    WERKGEVER = "werkgever"


@dataclass(frozen=True, slots=True)
class Aanvraaguren:
    """The hours of one request. Raises OdbNumberError for a wrong ODB number, ValueError for negative hours."""

    odb_number: str
    initiatief: Initiatief
    hours: Decimal

    def __post_init__(self) -> None:
        object.__setattr__(self, "odb_number", normalise_odb_number(self.odb_number))
        if not self.hours >= 0:
            raise ValueError("Het aantal uren kan niet negatief zijn.")


@dataclass(frozen=True, slots=True)
class Resterend:
    """What a new request may still take. All in hours; `hours` is never negative.

    `per_side` is the most on one side's initiative, `total` the most in the schooljaar; `taken_side` and `taken_total`
    are what existing requests take of them. `gemeenschappelijk` says whether the hours are raised.
    """

    hours: Decimal
    per_side: Decimal
    total: Decimal
    taken_side: Decimal
    taken_total: Decimal
    gemeenschappelijk: bool
    parameters: tuple[ParameterValue, ...]


def has_gemeenschappelijk_initiatief(courses: Iterable[tuple[str, Initiatief]]) -> bool:
    """Whether there are opleidingen with different (normalised) ODB numbers, one on each side's initiative.

    Pseudo numbers count as they are: two opleidingen under the same pseudo number don't differ.
    """
    distinct = set(courses)
    return len({number for number, _ in distinct}) > 1 and len({side for _, side in distinct}) > 1


def resterend(
    params: ParameterSource,
    on: date,
    fraction: Decimal,
    existing: Iterable[Aanvraaguren],
    odb_number: str,
    initiatief: Initiatief,
) -> Resterend:
    """What is left for a new request, given the others of the same werknemer in the same schooljaar.

    `on` is a day in that schooljaar, `fraction` the one that `beoordeel_recht` gave. Leave out of `existing` what is
    refused, withdrawn or annulled, and the new request itself. The new request counts when it is decided whether the
    initiative is joint. Raises OdbNumberError for a wrong ODB number.
    """
    used = Recorder(params)
    requests = tuple(existing)
    courses = [(request.odb_number, request.initiatief) for request in requests]
    courses.append((normalise_odb_number(odb_number), initiatief))
    per_side = persoonlijk_maximum(used, on, fraction).hours
    factor = used.get(FACTOR, on).integer
    gemeenschappelijk = factor > 1 and has_gemeenschappelijk_initiatief(courses)
    total = per_side * factor if gemeenschappelijk else per_side
    taken_total = sum((request.hours for request in requests), Decimal(0))
    taken_side = sum((request.hours for request in requests if request.initiatief is initiatief), Decimal(0))
    hours = max(Decimal(0), min(per_side - taken_side, total - taken_total))
    return Resterend(hours, per_side, total, taken_side, taken_total, gemeenschappelijk, used.used)
