"""A column of an export: its title, where it comes from, and how it is written.

Numbers of people and enterprises are written with their dots, in CSV and in XLSX alike: a spreadsheet takes bare
digits for a number and drops the zeros in front (docs/decisions/0022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.db.models import Case, CharField, F, Func, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Substr


class Vorm(Enum):
    """How a value is written. TEKST comes from people and is neutralised; VAST are our own words and digits."""

    TEKST = "tekst"
    VAST = "vast"
    GETAL = "getal"
    DAG = "dag"


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column; `bron` is a field, or an expression over fields."""

    title: str
    bron: str | Combinable
    vorm: Vorm = Vorm.GETAL


def in_groups(field: str, parts: Sequence[tuple[int, int]], separators: Sequence[str]) -> Concat:
    """A number with separators between its parts, each given as (first digit, how many)."""
    pieces: list[Combinable] = [Substr(field, *parts[0])]
    for part, separator in zip(parts[1:], separators, strict=True):
        pieces += [Value(separator), Substr(field, *part)]
    return Concat(*pieces, output_field=CharField())


def insz(field: str) -> Concat:
    """`90.01.20-990.16`, as `loket.numbers.format_insz`."""
    return in_groups(field, ((1, 2), (3, 2), (5, 2), (7, 3), (10, 2)), (".", ".", "-", "."))


def kbo(field: str) -> Concat:
    """`0999.003.097`, as `loket.numbers.format_kbo`."""
    return in_groups(field, ((1, 4), (5, 3), (8, 3)), (".", "."))


def in_words(field: str, choices: Sequence[tuple[str, str]]) -> Case:
    """What people read of a choice."""
    return Case(*(When(**{field: code}, then=Value(label)) for code, label in choices), output_field=CharField())


def yes_no(field: str) -> Case:
    return Case(When(**{field: True}, then=Value("ja")), default=Value("nee"), output_field=CharField())


def quarter(field: str) -> Func:
    """`2026 K1` of the first day of a quarter."""
    return Func(F(field), Value('YYYY "K"Q'), function="to_char", output_field=CharField())


def onderneming(to_toekenning: str) -> list[Kolom]:
    """Of whom it is; every export begins with it. `to_toekenning` ends in two underscores, or is empty."""
    to = to_toekenning
    return [
        Kolom("Toekenningsnummer", f"{to}nummer", Vorm.TEKST),
        Kolom("Ondernemingsnummer", kbo(f"{to}organisation__kbo"), Vorm.VAST),
        Kolom("Onderneming", f"{to}organisation__name", Vorm.TEKST),
        Kolom("Label", f"{to}label", Vorm.TEKST),
    ]


def werknemer(to: str) -> list[Kolom]:
    """Of which worker it is; `to` leads there, as above."""
    return [
        Kolom("INSZ", insz(f"{to}insz"), Vorm.VAST),
        Kolom("Naam", f"{to}naam", Vorm.TEKST),
        Kolom("Voornaam", f"{to}voornaam", Vorm.TEKST),
    ]
