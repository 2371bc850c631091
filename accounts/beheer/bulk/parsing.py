"""The columns of a file with people and rights."""

from loket.bulk.columns import Column, masked, parse_date, parse_insz_cell, parse_text
from loket.bulk.reading import Limits

LIMITS = Limits(rows=5000, bytes=5 * 1024 * 1024)

COLUMNS = (
    Column(
        "insz",
        "INSZ",
        parse_insz_cell,
        needed=True,
        also=("rijksregisternummer", "rijksregister- of BIS-nummer", "BIS-nummer", "INSZ-nummer"),
        help="Rijksregister- of BIS-nummer. Verplicht in elke rij. Met of zonder punten en streepjes.",
        example="95.08.12-996.16",
        show=masked,
    ),
    Column(
        "first_name",
        "voornaam",
        parse_text,
        help="Verplicht voor wie nieuw is in het loket. Het loket houdt de naam van wie het al kent.",
        example="Jana",
    ),
    Column(
        "last_name",
        "naam",
        parse_text,
        also=("familienaam", "achternaam"),
        help="Verplicht voor wie nieuw is in het loket.",
        example="Goossens",
    ),
    Column(
        "reason",
        "reden",
        parse_text,
        help="Waarom u de persoon toevoegt. Verplicht voor wie nieuw is in het loket. Dit komt in het journaal.",
        example="Nieuwe medewerker",
    ),
    Column(
        "email",
        "e-mailadres",
        parse_text,
        also=("e-mail", "mail"),
        help="Verplicht voor wie nog geen werkrelatie heeft met uw organisatie.",
        example="jana.goossens@horizon.example",
    ),
    Column(
        "phone",
        "telefoonnummer",
        parse_text,
        also=("telefoon", "gsm"),
        help="Verplicht voor wie nog geen werkrelatie heeft met uw organisatie.",
        example="09 123 45 67",
    ),
    Column(
        "recht",
        "gebruikersrecht",
        parse_text,
        also=("recht",),
        help="De naam van het recht, zoals op het scherm. Leeg: de persoon krijgt enkel een werkrelatie.",
        example="DWSE organisatieverantwoordelijke",
    ),
    Column(
        "context",
        "context",
        parse_text,
        help="Verplicht bij een gebruikersrecht met contexten; leeg bij een ander.",
        example="opleidingsverlof",
    ),
    Column(
        "start",
        "begindatum",
        parse_date,
        also=("van",),
        help="dd/mm/jjjj, dd-mm-jjjj of jjjj-mm-dd, of een datum uit uw rekenblad. Leeg: vandaag.",
        example="01/12/2026",
    ),
    Column(
        "end",
        "einddatum",
        parse_date,
        also=("tot", "tot en met"),
        help="Zoals de begindatum. Leeg: zo lang als het recht of de werkrelatie kan lopen.",
        example="30/11/2030",
    ),
)
TITLES = {column.key: column.title for column in COLUMNS}
BY_KEY = {column.key: column for column in COLUMNS}
