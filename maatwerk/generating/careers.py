"""People who work in a made-up enterprise: their contracts, packages and wages."""

import datetime
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from maatwerk.berekening.afronding import NUL, cents
from maatwerk.berekening.invoer import Loon, Pakket
from mandates.quarters import Quarter

FIRST_NAMES = (
    "Aisha", "Alain", "Amina", "Bart", "Bea", "Carine", "Daan", "Dirk", "Els", "Emiel", "Fatma", "Filip", "Gert",
    "Griet", "Hassan", "Hilde", "Inge", "Jef", "Joke", "Kaat", "Kevin", "Kurt", "Leen", "Lien", "Luc", "Marijke",
    "Mehmet", "Mia", "Nadia", "Noah", "Patrick", "Rachid", "Rita", "Roel", "Sabine", "Stijn", "Tine", "Veerle",
    "Ward", "Wendy", "Yasmine", "Youssef",
)  # fmt: skip
LAST_NAMES = (
    "Baert", "Bogaerts", "Bosmans", "Callens", "Coene", "Cools", "Dams", "Declercq", "Demir", "Dewulf", "El Idrissi",
    "Engels", "Eyckmans", "Fransen", "Geerts", "Hermans", "Huysmans", "Ibrahim", "Jansen", "Kaya", "Laenen", "Lemmens",
    "Michiels", "Moens", "Nijs", "Pauwels", "Pieters", "Roels", "Segers", "Smeets", "Stevens", "Thijs", "Torfs",
    "Uyttersprot", "Verbeke", "Verhelst", "Verlinden", "Vos", "Willaert", "Yilmaz",
)  # fmt: skip
# Born in these years; serial numbers from 990 on stand for nobody.
OLDEST, BIRTHDAYS, FIRST_SERIAL, SERIALS = datetime.date(1961, 1, 1), 15_700, 990, 9
FULL_TIME = Decimal(38)
HOURS = (Decimal(38), Decimal("30.4"), Decimal("28.5"), Decimal(19))
HOURS_WEIGHTS = (58, 18, 12, 12)
# Percentage, niveau and group, with how often they occur.
PACKAGES = (
    (60, "hoog", "a", 30), (60, "midden", "a", 9), (65, "hoog", "a", 8), (70, "hoog", "a", 6), (75, "hoog", "a", 5),
    (55, "midden", "a", 6), (50, "midden", "a", 4), (45, "midden", "b", 14), (55, "midden", "b", 8),
    (40, "laag", "b", 3), (45, "midden", "c", 5), (50, "laag", "c", 2),
)  # fmt: skip
PACKAGE_YEARS = 5
# Shares of the wage; the reductions are a rough picture of the structural one and the one for target groups.
CONTRIBUTIONS, STRUCTURAL, TARGET = Decimal("0.2492"), Decimal("0.1320"), Decimal("0.0450")
YEAR_END = Decimal("0.62")
GROWTH = Decimal("1.028")
FIRST_YEAR = 2019


@dataclass(frozen=True, slots=True)
class Mens:
    """A person; `insz` has valid check digits."""

    key: uuid.UUID
    insz: str
    voornaam: str
    naam: str


@dataclass(slots=True)
class Loopbaan:
    """The working life of one person at one label.

    `afwezig`: quarters without any wage (ill all along); with an end-of-year premium they still count in K4.
    `ziek`: the share of a quarter without wage. `herstel`: hours really worked in a progressive return.
    """

    mens: Mens
    in_dienst: datetime.date
    uit_dienst: datetime.date | None
    pakketten: list[Pakket]
    maandloon: Decimal
    uren: Decimal
    sine: Decimal = NUL
    afwezig: set[Quarter] = field(default_factory=set)
    ziek: dict[Quarter, Decimal] = field(default_factory=dict)
    herstel: dict[Quarter, Decimal] = field(default_factory=dict)


class Mensen:
    """Endless people, each with an INSZ of its own; `start` keeps two makers apart."""

    def __init__(self, seed: int, start: int = 0) -> None:
        self.random = random.Random(seed)
        self._serial = count(start)

    def mens(self) -> Mens:
        number = next(self._serial)
        # Spread over the years, so that old and young, and leading zeros, come from the first ones on.
        born = OLDEST + datetime.timedelta(days=number * 7_919 % BIRTHDAYS)
        serial = FIRST_SERIAL + number // BIRTHDAYS % SERIALS
        first = f"{born:%y%m%d}{serial}"
        check = 97 - int(("2" if born.year >= 2000 else "") + first) % 97
        rnd = self.random
        return Mens(
            uuid.UUID(int=rnd.getrandbits(128), version=4),
            f"{first}{check:02d}",
            rnd.choice(FIRST_NAMES),
            rnd.choice(LAST_NAMES),
        )


def loopbanen(mensen: Mensen, places: int, quarters: Sequence[Quarter], turnover: float) -> Iterator[Loopbaan]:
    """As many careers at a time as there are places: who leaves is followed by somebody else.

    `turnover`: the chance to leave within a year.
    """
    rnd, first, last = mensen.random, quarters[0].first_day, quarters[-1].last_day
    for _ in range(places):
        begin = first - datetime.timedelta(days=rnd.randint(30, 3_000))
        while True:
            career = _loopbaan(mensen.mens(), begin, rnd)
            years = rnd.expovariate(turnover) if turnover else 100
            leaves = max(begin, first) + datetime.timedelta(days=60 + int(years * 365))
            career.uit_dienst = leaves if leaves < last else None
            _pakketten(career, last, rnd)
            _absences(career, quarters, rnd)
            yield career
            if career.uit_dienst is None:
                break
            begin = career.uit_dienst + datetime.timedelta(days=rnd.randint(5, 45))
            if begin >= last:
                break


def _loopbaan(mens: Mens, begin: datetime.date, rnd: random.Random) -> Loopbaan:
    return Loopbaan(
        mens,
        begin,
        None,
        [],
        maandloon=cents(Decimal(rnd.randint(196_000, 262_000)) / 100),
        uren=rnd.choices(HOURS, HOURS_WEIGHTS)[0],
        sine=cents(Decimal(rnd.randint(35_000, 50_000)) / 100 * 3) if rnd.random() < 0.06 else NUL,
    )


def _pakketten(career: Loopbaan, last: datetime.date, rnd: random.Random) -> None:
    """A start package of five years, and each time an evaluation after it; some run without an end."""
    percentage, niveau, groep, _ = rnd.choices(PACKAGES, [item[3] for item in PACKAGES])[0]
    begin = career.in_dienst
    while True:
        end: datetime.date | None = None
        if rnd.random() >= 0.12:
            end = begin.replace(day=min(begin.day, 28), year=begin.year + PACKAGE_YEARS) - datetime.timedelta(days=1)
        if career.uit_dienst is not None and (end is None or end > career.uit_dienst):
            end = career.uit_dienst
        career.pakketten.append(Pakket(percentage, niveau, groep, begin, end))
        if end is None or end >= last or end == career.uit_dienst:
            return
        begin = end + datetime.timedelta(days=1)
        if rnd.random() < 0.35:
            percentage = min(75, max(40, percentage + rnd.choice((-10, -5, -5, 5))))


def _absences(career: Loopbaan, quarters: Sequence[Quarter], rnd: random.Random) -> None:
    for quarter in quarters:
        chance = rnd.random()
        if chance < 0.022:
            career.afwezig.add(quarter)
        elif chance < 0.16:
            career.ziek[quarter] = Decimal(rnd.randint(4, 45)) / 100
        elif chance < 0.172:
            career.herstel[quarter] = career.uren / 2


def loon(career: Loopbaan, quarter: Quarter, factor: Decimal = Decimal(1)) -> tuple[Loon, Decimal, int, int] | None:
    """The declared wage, the end-of-year premium in it, days paid and days ill; None without any wage.

    `factor`: what a changed declaration makes of the ordinary wage.
    """
    first, last = quarter.first_day, quarter.last_day
    begin, end = max(first, career.in_dienst), min(last, career.uit_dienst or last)
    if begin > end:
        return None
    premium = NUL
    base = career.maandloon * career.uren / FULL_TIME * GROWTH ** (quarter.year - FIRST_YEAR)
    if quarter.number == 4 and career.uit_dienst is None:
        premium = cents(base * YEAR_END)
    days = (end - begin).days + 1
    worked = Decimal(days) / ((last - first).days + 1)
    ill = Decimal(1) if quarter in career.afwezig else career.ziek.get(quarter, NUL)
    gross = cents(base * 3 * worked * (1 - ill) * factor) + premium
    if not gross:
        return None
    workdays = days * 5 // 7
    ill_days = int(workdays * ill)
    wage = Loon(
        brutoloon=gross,
        bijdragen=cents(gross * CONTRIBUTIONS),
        structureel=cents(gross * STRUCTURAL),
        doelgroep=cents(gross * TARGET),
        q=career.uren,
        s=FULL_TIME,
        q_effectief=career.herstel.get(quarter),
        van=begin if begin > first else None,
        tot=end if end < last else None,
    )
    return wage, premium, workdays - ill_days, ill_days
