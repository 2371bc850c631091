"""Small extracts, written row by row as the KBO writes them."""

import csv
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from accounts.kbo.generating import with_check_digits
from accounts.kbo.layout import LAYOUTS, parts_of
from loket.numbers import format_establishment, format_kbo

Rows = dict[str, list[tuple[str, ...]]]


def kbo(first_eight: int) -> str:
    """A right enterprise number, with dots."""
    return format_kbo(with_check_digits(first_eight))


def place(first_eight: int) -> str:
    """A right establishment number, with dots."""
    return format_establishment(with_check_digits(first_eight))


def enterprise(number: str, start: str = "01-02-2003", kind: str = "2") -> tuple[str, ...]:
    return (number, "AC", "000", kind, "610" if kind == "2" else "", "", start)


def name(entity: str, text: str, kind: str = "001", language: str = "2") -> tuple[str, ...]:
    return (entity, language, kind, text)


def address(entity: str, zipcode: str = "9300", town: str = "Aalst", kind: str = "REGO") -> tuple[str, ...]:
    return (entity, kind, "", "", zipcode, town, f"{town} (FR)", "Kerkstraat", "Rue de l'Eglise", "12", "", "", "")


def one(number: str, text: str) -> Rows:
    """An enterprise with a name."""
    return {"enterprise": [enterprise(number)], "denomination": [name(number, text)]}


def together(*parts: Rows) -> Rows:
    rows: Rows = {}
    for part in parts:
        for key, lines in part.items():
            rows.setdefault(key, []).extend(lines)
    return rows


def as_text(header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """Text in quotes, nothing where nothing is."""
    lines = [",".join(f'"{column}"' for column in header)]
    for row in rows:
        cells = ('"' + cell.replace('"', '""') + '"' if cell else "" for cell in row)
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def write(folder: Path, rows: Rows, number: int = 140, kind: str = "full", day: str = "05-10-2025") -> Path:
    """An extract in this folder; for an update, `rows` has `<file>_delete` (keys) and `<file>_insert`."""
    folder.mkdir(parents=True, exist_ok=True)
    meta = [("SnapshotDate", day), ("ExtractType", kind), ("ExtractNumber", str(number)), ("Version", "R018.00")]
    (folder / "meta.csv").write_text(as_text(("Variable", "Value"), meta))
    for part in parts_of(kind == "update"):
        given = rows.get(part.file, [("Nacebel", "1", "NL", "x")] if part.file == "code" else [])
        lines = [(row,) if isinstance(row, str) else row for row in given]
        (folder / f"{part.file}.csv").write_text(as_text(part.columns, lines))
    return folder


def zipped(folder: Path, *, more: dict[str, str] | None = None) -> Path:
    """The same extract as a zip."""
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in sorted(folder.iterdir()):
            archive.write(item, item.name)
        for file, text in (more or {}).items():
            archive.writestr(file, text)
    return target


def row_of(file: Path, line: int) -> list[str]:
    """What stands in a row of a file, the header being row 1."""
    return list(csv.reader(io.StringIO(file.read_text())))[line - 1]


def header_of(name: str) -> tuple[str, ...]:
    return LAYOUTS[name].columns
