"""Reading a text file without headers: every row has the same fields in the same order, between semicolons."""

from collections.abc import Sequence

from loket.bulk.columns import Column, as_text, shown
from loket.bulk.csv_file import decode, records
from loket.bulk.errors import FileRefused
from loket.bulk.reading import Finding, Limits, Row, read_cell

SEPARATOR = ";"
BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_plain(content: bytes, columns: Sequence[Column], limits: Limits) -> list[Row]:
    """The rows that hold something. Behind the fields may stand the error of an earlier time, which is not read.

    Raises FileRefused when nothing in it can be read as rows.
    """
    if not content:
        raise FileRefused("Het bestand is leeg. Kies een ander bestand.")
    if len(content) > limits.bytes:
        raise FileRefused(
            f"Het bestand is groter dan {limits.bytes // 1_048_576} MB. Verdeel de rijen over meer bestanden."
        )
    if content.startswith(BINARY):
        raise FileRefused("Dit is een werkmap. Bewaar ze in uw rekenblad als CSV-bestand met puntkomma’s.")
    rows = records(decode(content), SEPARATOR)
    filled = [(number, cells) for number, cells in rows if any(as_text(cell) for cell in cells)]
    if not filled:
        raise FileRefused("Het bestand heeft geen rijen. Vul minstens één rij in.")
    if len(filled) > limits.rows:
        raise FileRefused(
            f"Het bestand heeft {len(filled)} rijen; hoogstens {limits.rows} kunnen in één keer. "
            "Verdeel de rijen over meer bestanden."
        )
    return [_row(number, cells, columns) for number, cells in filled]


def _row(number: int, cells: list, columns: Sequence[Column]) -> Row:
    row = Row(number, cells)
    if not len(columns) <= len(cells) <= len(columns) + 1:
        message = (
            f"Deze rij heeft {len(cells)} velden; het moeten er {len(columns)} zijn, met puntkomma’s ertussen. "
            "Laat een leeg veld leeg, maar zet er wel de puntkomma bij."
        )
        row.findings.append(Finding(number, "rij", shown(None, SEPARATOR.join(map(as_text, cells))), message))
        return row
    for column, cell in zip(columns, cells, strict=False):
        if text := as_text(cell):
            read_cell(row, column, cell, text)
    return row
