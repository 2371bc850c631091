"""Reading an XLSX workbook. Its real size is measured before the reader sees it: a zip can unpack to anything."""

import datetime
import io
import re
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from loket.bulk.columns import Cell
from loket.bulk.errors import FileRefused

# A sheet of 5,000 rows unpacks to one or two MB.
UNPACKED_MAX = 60 * 1024 * 1024
MEMBERS_MAX = 500
# The reader makes a full rectangle up to the last cell that is in use.
AREA_MAX = 1_000_000
DAMAGED = (
    "Dit bestand is beschadigd of is geen Excel-werkmap. Open het in uw rekenblad en bewaar het opnieuw als .xlsx."
)
TAG = re.compile(rb"""<(?:\w+:)?(row|c)\b((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*([A-Za-z]{0,3})([0-9]{0,7})\s*["']""")


def read_xlsx(content: bytes) -> list[tuple[int, list[Cell]]]:
    """Row number and cells of the first sheet that is visible. Raises FileRefused."""
    packed = _repacked(content)
    try:
        with CalamineWorkbook.from_filelike(packed) as book:
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
            ]
            if not names:
                raise FileRefused("Deze werkmap heeft geen zichtbaar werkblad. Zet uw rijen op het eerste werkblad.")
            rows = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise error if isinstance(error, FileRefused) else FileRefused(DAMAGED) from None
    except BaseException as error:
        # The reader is written in Rust; its panics are no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise FileRefused(DAMAGED) from None
    return [(number, [_cell(value) for value in row]) for number, row in enumerate(rows, start=1)]


def _repacked(content: bytes) -> io.BytesIO:
    """The same workbook, unpacked within bounds and stored again: what is measured is what is read."""
    left, target = UNPACKED_MAX, io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as stored:
            members = source.infolist()
            if len(members) > MEMBERS_MAX or "xl/workbook.xml" not in source.namelist():
                raise FileRefused(DAMAGED)
            for member in members:
                with source.open(member) as file:
                    data = file.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise FileRefused("Deze werkmap is uitgepakt te groot. Kopieer uw rijen naar een nieuwe werkmap.")
                if member.filename.startswith("xl/worksheets/"):
                    _check_area(data)
                stored.writestr(member.filename, data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise error if isinstance(error, FileRefused) else FileRefused(DAMAGED) from None
    target.seek(0)
    return target


def _check_area(sheet: bytes) -> None:
    """Refuse a sheet whose last cell is far away. Rows and cells say where they are, or follow the one before."""
    row = column = 0
    height = width = 1
    for tag in TAG.finditer(sheet):
        place = PLACE.search(tag[2])
        if tag[1] == b"row":
            row, column = (int(place[2]) if place and place[2] else row + 1), 0
        else:
            column = _column(place[1]) if place and place[1] else column + 1
            row = int(place[2]) if place and place[2] else row
        # An entity could hide a place from us and not from the reader.
        if b"&" in tag[2]:
            raise FileRefused(DAMAGED)
        if tag[2].endswith(b"/"):
            continue
        height, width = max(height, row), max(width, column)
        if width * height > AREA_MAX:
            raise FileRefused(
                f"Het werkblad loopt tot minstens rij {height} en kolom {width}. "
                "Kopieer uw rijen naar een nieuw werkblad."
            )


def _column(letters: bytes) -> int:
    """`A` is 1, `XFD` is 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _cell(value: object) -> Cell:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, bool):
        return "waar" if value else "onwaar"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value).replace(".", ",")
    return "" if value is None else str(value)
