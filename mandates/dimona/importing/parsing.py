"""The columns of a file of the register."""

import re

from loket.bulk.columns import Cell, CellError, Column, Parsed, as_text, header_key
from loket.numbers import InvalidNumber, parse_kbo
from mandates.dimona.states import Status
from mandates.models.dimona import Groep
from mandates.quarters import Quarter

GROUPS = {header_key(text): code for code, label in Groep.choices for text in (code, label)}
STATES = {"actief": Status.ACTIEF, "afgesloten": Status.AFGESLOTEN}


def parse_kbo_cell(cell: Cell) -> Parsed:
    """An enterprise number. A spreadsheet drops the leading zero: it comes back when the check digits then agree."""
    text = as_text(cell)
    if re.fullmatch(r"\d[.,]\d+E\+?\d+", text, re.IGNORECASE):
        raise CellError(
            "Uw rekenblad heeft dit nummer afgerond. Geef de kolom het formaat “Tekst” en typ het opnieuw."
        )
    try:
        return parse_kbo(text), ""
    except InvalidNumber as error:
        raise CellError(str(error)) from None


def parse_group(cell: Cell) -> Parsed:
    """A group of applications, by its name or its code."""
    code = GROUPS.get(header_key(as_text(cell)))
    if code is None:
        names = " of ".join(f"“{label}”" for label in Groep.labels)
        raise CellError(f"Deze groep kennen we niet. Vul {names} in.")
    return code, ""


def parse_quarter(cell: Cell) -> Parsed:
    """`2026/1`."""
    try:
        return Quarter.parse(as_text(cell)), ""
    except ValueError:
        raise CellError("Vul een kwartaal in als jaar/kwartaal, bijvoorbeeld 2026/1.") from None


def parse_state(cell: Cell) -> Parsed:
    """What the register calls the state: active or closed."""
    state = STATES.get(as_text(cell).casefold())
    if state is None:
        raise CellError("Vul “actief” of “afgesloten” in.")
    return state, ""


COLUMNS = (
    Column(
        "giver",
        "KBO-nummer gever",
        parse_kbo_cell,
        needed=True,
        also=("gever", "mandaatgever", "KBO-nummer mandaatgever", "KBO gever"),
        help="De onderneming die het mandaat gaf. Geen school.",
        example="0999.000.129",
    ),
    Column(
        "taker",
        "KBO-nummer nemer",
        parse_kbo_cell,
        needed=True,
        also=("nemer", "mandaatnemer", "mandataris", "KBO-nummer mandaatnemer", "KBO nemer"),
        help="Het sociaal secretariaat of de dienstverrichter. Staat in het loket als Dimona Mandaatnemer.",
        example="0999.001.020",
    ),
    Column(
        "groep",
        "groep",
        parse_group,
        needed=True,
        also=("groep van toepassingen",),
        help="“DmfA - Dimona” of “DmfAPPL - Dimona”.",
        example="DmfA - Dimona",
    ),
    Column(
        "begin",
        "beginkwartaal",
        parse_quarter,
        needed=True,
        also=("begin",),
        help="Jaar/kwartaal.",
        example="2026/1",
    ),
    Column(
        "end",
        "eindkwartaal",
        parse_quarter,
        also=("einde", "eind"),
        help="Jaar/kwartaal. Leeg: zonder einde. Verplicht bij een afgesloten mandaat.",
        example="2026/4",
    ),
    Column(
        "state",
        "toestand",
        parse_state,
        needed=True,
        also=("staat", "status"),
        help="“actief” of “afgesloten”.",
        example="actief",
    ),
)
TITLES = {column.key: column.title for column in COLUMNS}
NEEDED = [column.key for column in COLUMNS if column.needed]
