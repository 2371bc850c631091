"""The schooljaar, its referentiemaand, and counting in months."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from loket.dutch import MONTHS
from loket.parameters.values import ParameterSource, ParameterValue, Recorder

REFERENTIEMAAND = "vov.referentiemaand"

FIRST_MONTH = 9


@dataclass(frozen=True, slots=True, order=True)
class Schooljaar:
    """1 September of `start_year` up to and including 31 August of the next year.

    Source: https://www.partena-professional.be/nl/onze-inzichten/infoflashes/vlaams-opleidingsverlof-enkele-wijzigingen-sinds-1-september-2023
    """

    start_year: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The schooljaar in which a day falls."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @classmethod
    def from_label(cls, label: str) -> Self:
        """The schooljaar of a label such as ‘2026-2027’. Raises ValueError, with a Dutch text, for anything else."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{4})", label)
        if match is None or int(match[2]) != int(match[1]) + 1:
            raise ValueError("Vul een schooljaar in, bijvoorbeeld 2026-2027.")
        return cls(int(match[1]))

    @property
    def label(self) -> str:
        """‘2026-2027’."""
        return f"{self.start_year}-{self.start_year + 1}"

    @property
    def first_day(self) -> date:
        """1 September."""
        return date(self.start_year, FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        """31 August of the next year."""
        return date(self.start_year + 1, FIRST_MONTH - 1, 31)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Referentiemaand:
    """The month whose employment counts; `first_day` is its first day."""

    first_day: date
    parameters: tuple[ParameterValue, ...]

    @property
    def label(self) -> str:
        """‘maart 2026’."""
        return f"{MONTHS[self.first_day.month - 1]} {self.first_day.year}"


def referentiemaand(params: ParameterSource, schooljaar: Schooljaar) -> Referentiemaand:
    """September of the schooljaar itself up to 2022-23, March before it from 2023-24.

    Both lie in the calendar year in which the schooljaar begins.
    """
    used = Recorder(params)
    month = used.get(REFERENTIEMAAND, schooljaar.first_day).integer
    return Referentiemaand(date(schooljaar.start_year, month, 1), used.used)
