"""What a calculation starts from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from maatwerk.berekening.afronding import NUL
from mandates.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Pakket:
    """A werkondersteuningspakket: percentage of the loonpremie, niveau of the guidance, group and period.

    `id` is whatever the caller knows it by.
    """

    percentage: int
    niveau: str
    groep: str
    start: date
    end: date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Loon:
    """The wage of one worker in one quarter, as declared (see `maatwerk.models.Loonlijn`).

    `van` and `tot`: the contract, where it begins or ends inside the quarter.
    """

    brutoloon: Decimal
    bijdragen: Decimal
    structureel: Decimal
    doelgroep: Decimal
    q: Decimal
    s: Decimal
    q_effectief: Decimal | None = None
    van: date | None = None
    tot: date | None = None


@dataclass(frozen=True, slots=True)
class Werknemerinvoer:
    """One worker. `sleutel` decides between workers who are equal in every other respect, and never changes."""

    sleutel: str
    pakketten: tuple[Pakket, ...]
    loon: Loon | None
    activering: Decimal = NUL


@dataclass(frozen=True, slots=True)
class Kwartaalinvoer:
    """One label in one quarter. `maximum` is the granted amount in euro, None without one."""

    kwartaal: Quarter
    contingent: Decimal
    maximum: Decimal | None
    werknemers: tuple[Werknemerinvoer, ...]
