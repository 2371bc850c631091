"""The list as CSV and as JSON, line by line; the JSON has a schema that stays (`SCHEMA`)."""

import datetime
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

from aanvragen.models import Opleiding
from aanvragen.odb.soorten import Niveau, Vorm, eenheid
from aanvragen.vov.opleiding import Soort

VERSION = "1"
CHUNK = 2000


class Veld(NamedTuple):
    """A field of both files: its name, what it says, and its JSON type."""

    name: str
    says: str
    type: dict[str, Any]


TEXT = {"type": "string"}
DAY = {"type": ["string", "null"], "format": "date"}
NUMBER = {"type": ["number", "null"]}
VELDEN = (
    Veld("odb_nummer", "Het nummer in de opleidingsdatabank.", {"type": "string", "pattern": "^ODB-[0-9]{7}$"}),
    Veld("titel", "De titel van de opleiding.", TEXT),
    Veld("opleidingsverstrekker", "De naam van wie de opleiding geeft.", TEXT),
    Veld("kbo_nummer", "Het KBO-nummer van de verstrekker, tien cijfers; leeg als dat er niet is.", TEXT),
    Veld("instellingsnummer", "Het instellingsnummer van een school, zes cijfers; anders leeg.", TEXT),
    Veld("soort", "Hoe de opleiding telt.", {"type": "string", "enum": [*(soort.value for soort in Soort), ""]}),
    Veld("omvang", "Hoe groot de opleiding is, in de eenheid hierna.", NUMBER),
    Veld("eenheid", "Contacturen, lestijden, studiepunten of examens.", TEXT),
    Veld("uren_op_afstand", "Uren zelfstandig leren van een blended opleiding, boven op de contacturen.", NUMBER),
    Veld(
        "vorm",
        "Op locatie, online of blended; leeg als dat niet bekend is.",
        {"type": "string", "enum": [*(vorm.value for vorm in Vorm), ""]},
    ),
    Veld("plaats", "Waar de opleiding doorgaat.", TEXT),
    Veld("startdatum", "De eerste dag.", DAY),
    Veld("einddatum", "De laatste dag, na een verlenging de nieuwe.", DAY),
    Veld("examendatum", "De dag van het examen, als die apart valt.", DAY),
    Veld(
        "opleidingsniveau",
        "Enkel voor een eerste diploma van dit niveau; leeg zonder beperkende voorwaarde.",
        {"type": "string", "enum": [*(niveau.value for niveau in Niveau), ""]},
    ),
    Veld("geregistreerd_op", "De dag waarop de opleiding in de databank kwam.", DAY),
    Veld("stopgezet_op", "De dag waarop de opleiding uit de databank ging.", DAY),
)
NAMES = tuple(veld.name for veld in VELDEN)
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Geregistreerde opleidingen opleidingsincentives",
    "type": "object",
    "required": ["versie", "gemaakt_op", "opleidingen"],
    "additionalProperties": False,
    "properties": {
        "versie": {"const": VERSION},
        "gemaakt_op": {"type": "string", "format": "date-time"},
        "opleidingen": {
            "type": "array",
            "items": {
                "type": "object",
                "required": list(NAMES),
                "additionalProperties": False,
                "properties": {veld.name: {**veld.type, "description": veld.says} for veld in VELDEN},
            },
        },
    },
}
COLUMNS = (
    *("odb_number", "title", "provider_name", "provider__kbo", "provider__instellingsnummer", "kind", "size"),
    *("blended_hours", "vorm", "place", "start", "end", "exam_date", "restriction", "registered_on", "stopped_on"),
)


def file_rows(opleidingen: QuerySet[Opleiding]) -> Iterator[tuple[Any, ...]]:
    """The values of the fields, by number; read in chunks, so that memory does not grow with the list."""
    rows = opleidingen.order_by("odb_number").values_list(*COLUMNS)
    for number, title, name, kbo, instelling, kind, size, *rest in rows.iterator(chunk_size=CHUNK):
        yield (number, title, name, kbo or "", instelling or "", kind, size, eenheid(kind), *rest)


def json_lines(opleidingen: QuerySet[Opleiding], at: datetime.datetime) -> Iterator[str]:
    """One opleiding a line."""
    yield f'{{"versie": "{VERSION}", "gemaakt_op": "{at.isoformat()}", "opleidingen": ['
    between = "\n"
    for values in file_rows(opleidingen):
        yield between + json.dumps(dict(zip(NAMES, map(_plain, values), strict=True)), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    # A Decimal, with at most two digits after the comma.
    return value if value is None or isinstance(value, str) else float(value)
