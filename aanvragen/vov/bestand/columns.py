"""The columns of a file, each read by the field of the form that asks the same."""

import re

from aanvragen.deelname.codes import EXAMPLE, InvalidCode, parse_code
from aanvragen.vov.forms import OpleidingForm, OpleidingGegevensForm, VerlofForm, WerknemerForm
from aanvragen.vov.opleiding import Soort
from loket.bulk.columns import Cell, CellError, Column, Parsed, as_text
from loket.bulk.form_columns import by_field, date_by_field, one_of, person_columns
from loket.numbers import InvalidNumber, parse_establishment

WORKER, COURSE = WerknemerForm.base_fields, OpleidingForm.base_fields
DATA, LEAVE = OpleidingGegevensForm.base_fields, VerlofForm.base_fields
KINDS = {
    "contacturen": Soort.UREN.value,
    "uren": Soort.UREN.value,
    "lestijden": Soort.LESTIJDEN.value,
    "studiepunten": Soort.STUDIEPUNTEN.value,
}
# Within what Django's validator allows. Short enough for each part of a domain to be as short as it must be.
PLAIN_EMAIL = re.compile(r"[a-z0-9_]+(?:[.-][a-z0-9_]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,}", re.ASCII)
PLAIN_EMAIL_MAX = 60
YES_NO = {"ja": True, "j": True, "waar": True, "nee": False, "n": False, "onwaar": False}


def is_plain_email(text: str) -> bool:
    """An address that the field of the form takes as it is. A file holds many, all different."""
    return len(text) <= PLAIN_EMAIL_MAX and PLAIN_EMAIL.fullmatch(text) is not None


def parse_vestiging(cell: Cell) -> Parsed:
    try:
        return parse_establishment(as_text(cell)), ""
    except InvalidNumber as error:
        raise CellError(str(error)) from None


def parse_attest_code(cell: Cell) -> Parsed:
    try:
        return parse_code(as_text(cell)), ""
    except InvalidCode as error:
        raise CellError(str(error)) from None


PSEUDO_ONLY = "Enkel bij een pseudonummer (ODB-P…)."
COLUMNS = (
    *person_columns("de werknemer", WORKER),
    Column(
        "establishment",
        "vestigingsnummer",
        parse_vestiging,
        needed=True,
        filled=True,
        also=("vestiging", "vestigingseenheidsnummer"),
        help="De vestiging waar de werknemer werkt, in het Vlaamse Gewest.",
        example="2.999.000.171",
    ),
    Column(
        "fraction",
        "tewerkstellingsbreuk",
        by_field(WORKER["fraction"]),
        needed=True,
        filled=True,
        also=("tewerkstellingspercentage", "breuk"),
        help="In de referentiemaand, in procent. Tel alle jobs van de werknemer samen.",
        example="80",
    ),
    Column(
        "hours_per_week",
        "uren per week",
        by_field(WORKER["hours_per_week"]),
        needed=True,
        filled=True,
        also=("gemiddeld aantal uren per week",),
        help="Gemiddeld, in de referentiemaand.",
        example="30,4",
    ),
    Column(
        "hired_on",
        "datum indiensttreding",
        date_by_field(WORKER["hired_on"]),
        also=("indiensttreding",),
        help="Enkel als de werknemer bij u begon te werken na de start van de opleiding.",
    ),
    Column(
        "worker_email",
        "e-mail werknemer",
        by_field(WORKER["worker_email"]),
        distinct=True,
        plain=is_plain_email,
        also=("e-mailadres van de werknemer", "e-mailadres", "e-mail"),
        help="De werknemer krijgt dan een mail over de aanvraag.",
        example="emma@korenbloem.example",
    ),
    Column(
        "attest_code",
        "code van het inschrijvingsattest",
        parse_attest_code,
        distinct=True,
        also=("code van het attest", "attestcode"),
        help="Met de code mogen creditcontract, ODB-nummer en startdatum leeg zijn. Het attest gaat mee als bijlage.",
        example=EXAMPLE,
    ),
    Column(
        "creditcontract",
        "creditcontract",
        one_of(YES_NO, "Vul “ja” of “nee” in."),
        help="Volgt de werknemer de opleiding met een creditcontract? ja of nee. Leeg is nee, of wat op het attest "
        "met de code staat.",
        example="nee",
    ),
    Column(
        "odb_number",
        "ODB-nummer",
        by_field(COURSE["odb_number"]),
        needed=True,
        also=("ODB", "nummer opleidingsdatabank"),
        help="Staat op het inschrijvingsattest. Bij een creditcontract of een code van het attest mag het leeg zijn.",
        example="ODB-9000001",
    ),
    Column(
        "start",
        "startdatum",
        date_by_field(COURSE["start"]),
        needed=True,
        also=("start", "begindatum"),
        help="De startdatum op het inschrijvingsattest, of de dag van een latere inschrijving. "
        "Met een code van het attest mag ze leeg zijn.",
        example="05/11/2026",
    ),
    Column(
        "initiatief",
        "initiatief",
        one_of({"werknemer": "werknemer", "werkgever": "werkgever"}, "Vul “werknemer” of “werkgever” in."),
        needed=True,
        filled=True,
        help="Wie het initiatief voor de opleiding nam: werknemer of werkgever.",
        example="werknemer",
    ),
    Column(
        "hours",
        "uren opleidingsverlof",
        by_field(LEAVE["hours"]),
        needed=True,
        filled=True,
        also=("uren", "aantal uren opleidingsverlof"),
        help="Het aantal uren dat de werknemer wil opnemen.",
        example="40",
    ),
    Column(
        "akkoord",
        "akkoord",
        one_of(YES_NO, "Vul “ja” of “nee” in."),
        needed=True,
        filled=True,
        also=("akkoord werknemer",),
        help="Is de werknemer akkoord om deze opleiding met Vlaams opleidingsverlof te volgen? ja of nee.",
        example="ja",
    ),
    Column(
        "title",
        "opleiding",
        by_field(DATA["title"]),
        also=("naam van de opleiding",),
        help=f"De naam van de opleiding. {PSEUDO_ONLY}",
    ),
    Column(
        "provider_name",
        "opleidingsverstrekker",
        by_field(DATA["provider_name"]),
        also=("verstrekker",),
        help=f"De naam van de opleidingsverstrekker. {PSEUDO_ONLY}",
    ),
    Column(
        "kind",
        "telt in",
        one_of(KINDS, "Vul “contacturen”, “lestijden” of “studiepunten” in."),
        also=("soort",),
        help=f"contacturen, lestijden of studiepunten. {PSEUDO_ONLY}",
    ),
    Column(
        "size",
        "omvang",
        by_field(DATA["size"]),
        help=f"Het aantal contacturen, lestijden of studiepunten. {PSEUDO_ONLY}",
    ),
    Column(
        "end",
        "einddatum",
        date_by_field(DATA["end"]),
        also=("einde",),
        help=f"De einddatum van de opleiding. {PSEUDO_ONLY}",
    ),
)
TITLES = {column.key: column.title for column in COLUMNS}
