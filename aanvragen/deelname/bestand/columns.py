"""The columns of a file with attendance. Our own export of registered lines has them too, and may be uploaded."""

import datetime
import re
from collections.abc import Mapping

from aanvragen.deelname.forms import CorrectionForm, CursistRow
from aanvragen.deelname.regels.lijn import Contract
from aanvragen.deelname.regels.perioden import QUARTERS
from aanvragen.vov.odb import OdbNumberError, normalise_odb_number
from loket.bulk.columns import Cell, CellError, Column, Parsed, as_text, parse_date
from loket.bulk.form_columns import by_field, date_by_field, one_of, person_columns

FIELDS = CursistRow.base_fields
QUARTER = re.compile(r"(\d{4})\s*[/-]\s*Q?([1-4])", re.IGNORECASE)
IN_WORDS = re.compile(rf"({'|'.join(QUARTERS)}) kwartaal van (\d{{4}})", re.IGNORECASE)
# "Not yet" is an answer of its own: an empty cell is none.
NOT_YET = "nog niet"
ANSWERS: Mapping[str, object] = {"ja": True, "j": True, "waar": True, "nee": False, "n": False, "onwaar": False}
ANSWER = "Vul “ja”, “nee” of “nog niet” in."
CORRECT, WITHDRAW = "verbeteren", "intrekken"
CHANGES: Mapping[str, object] = {
    CORRECT: CORRECT,
    "verbetering": CORRECT,
    WITHDRAW: WITHDRAW,
    "intrekking": WITHDRAW,
}
CONTRACTS = {word: item.value for item in Contract for word in (item.value, item.label.casefold())}


def parse_odb(cell: Cell) -> Parsed:
    try:
        return normalise_odb_number(as_text(cell)), ""
    except OdbNumberError as error:
        raise CellError(str(error)) from None


def parse_period(cell: Cell) -> Parsed:
    """A day in the period: its quarter, or any date in it."""
    if isinstance(cell, str) and (found := QUARTER.fullmatch(as_text(cell))):
        return datetime.date(int(found[1]), int(found[2]) * 3 - 2, 1), ""
    if isinstance(cell, str) and (found := IN_WORDS.fullmatch(as_text(cell))):
        return datetime.date(int(found[2]), QUARTERS.index(found[1].lower()) * 3 + 1, 1), ""
    try:
        return parse_date(cell)
    except CellError:
        raise CellError(
            "Vul een kwartaal in als jaar/kwartaal, bijvoorbeeld 2026/3, of een datum in de periode."
        ) from None


def parse_answer(cell: Cell) -> Parsed:
    """Yes, no, or not yet."""
    text = as_text(cell).casefold()
    if text == NOT_YET:
        return NOT_YET, ""
    if text not in ANSWERS:
        raise CellError(ANSWER)
    return ANSWERS[text], ""


COLUMNS = (
    Column(
        "odb_number",
        "ODB-nummer",
        parse_odb,
        needed=True,
        filled=True,
        also=("ODB", "opleiding"),
        help="Het nummer van uw opleiding in de opleidingsdatabank.",
        example="ODB-9000001",
    ),
    Column(
        "period",
        "periode",
        parse_period,
        needed=True,
        filled=True,
        also=("kwartaal",),
        help="Het kwartaal als jaar/kwartaal, of een datum in de periode.",
        example="2026/4",
    ),
    *person_columns("de cursist", FIELDS),
    Column(
        "contract",
        "soort contract",
        one_of(CONTRACTS, "Vul “diploma”, “credit” of “examen” in."),
        also=("contract",),
        help="Enkel bij een opleiding in studiepunten: diploma, credit of examen.",
    ),
    Column(
        "hours_present",
        "uren aanwezig",
        by_field(FIELDS["hours_present"]),
        help="Bij een opleiding in contacturen. Was dat geen enkel uur, vul dan 0 in.",
        example="32",
    ),
    Column(
        "unjustified",
        "uren ongewettigd afwezig",
        by_field(FIELDS["unjustified"]),
        help="Enkel bij een opleiding die startte voor die regel verviel.",
    ),
    Column(
        "final_assessment",
        "eindbeoordeling",
        parse_answer,
        needed=True,
        filled=True,
        also=("deelname aan de eindbeoordeling",),
        help="Nam de cursist deel aan de eindbeoordeling? ja, nee, of nog niet als de opleiding nog loopt.",
        example="nog niet",
    ),
    Column(
        "completed",
        "traject voltooid",
        parse_answer,
        needed=True,
        filled=True,
        also=("traject volledig gevolgd",),
        help="Volgde de cursist het traject volledig? ja, nee, of nog niet als de opleiding nog loopt.",
        example="nog niet",
    ),
    Column(
        "real_end",
        "werkelijke einddatum",
        date_by_field(FIELDS["real_end"]),
        also=("einddatum",),
        help="Enkel als ze afwijkt van de einddatum in de opleidingsdatabank.",
    ),
    Column(
        "change",
        "wijziging",
        one_of(CHANGES, "Vul “verbeteren” of “intrekken” in. Laat de cel leeg voor een nieuwe lijn."),
        help="Enkel voor een lijn die al geregistreerd is: verbeteren of intrekken. Leeg bij een nieuwe lijn.",
    ),
    Column(
        "reason",
        "reden",
        by_field(CorrectionForm.base_fields["reason"]),
        also=("reden van de verbetering",),
        help="Waarom u de lijn verbetert of intrekt. De dossierbehandelaar kan de reden lezen.",
    ),
)
