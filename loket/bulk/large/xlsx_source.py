"""XLSX of any length, read as a stream: neither the sheet nor its shared texts are ever whole in memory.

Sizes are judged by the zip's own directory before anything is unpacked; the zip module unpacks no more than what is
said there.
"""

import datetime
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from xml.parsers import expat

from django.conf import settings

from loket.bulk.columns import Cell
from loket.bulk.errors import FileRefused
from loket.bulk.large.sources import COLUMNS_MAX, Opener, Record, too_wide
from loket.bulk.xlsx_file import DAMAGED, MEMBERS_MAX

PIECE = 256 * 1024
PORTION = 1000
# The last row of a spreadsheet.
ROWS_MAX = 1_048_576
TEXT_MAX = 128 * 1024
# Of one row, as for CSV; and of the rows that are handed on together.
ROW_TEXT_MAX = 128 * 1024
PORTION_TEXT = 8 * 1024 * 1024
SHARED_MAX = 20_000_000
NAMES_MAX = 1000
# What is read whole: it does not grow with the rows.
READ_WHOLE = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
WHOLE_MAX = 16 * 1024 * 1024
# Formats that Excel numbers itself and that show a date.
DATE_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
EPOCH = datetime.date(1899, 12, 30)
LAST_SERIAL = 2_958_465
IN_QUOTES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError)
NO_SHEET = "Deze werkmap heeft geen zichtbaar werkblad. Zet uw rijen op het eerste werkblad."


class _Doctype(Exception):
    """A workbook has no document type: entities could unpack to anything."""


def _parse(file, parser: expat.XMLParserType) -> Iterator[None]:
    """Feed a member to a parser, a piece at a time."""

    def refuse(*_args: object) -> None:
        raise _Doctype

    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    try:
        while piece := file.read(PIECE):
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, _Doctype):
        raise FileRefused(DAMAGED) from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class XlsxSource:
    """The first visible sheet of one workbook."""

    kind = "xlsx"

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        try:
            with opener() as file, zipfile.ZipFile(file) as book:
                _check_sizes(book)
                self._sheet, self._epoch_1904 = _first_sheet(book)
                names = book.namelist()
                self._texts = _Texts(book) if "xl/sharedStrings.xml" in names else None
                self._dates = _date_styles(book) if "xl/styles.xml" in names else frozenset()
                self.lines = _last_row(book, self._sheet)
        except BROKEN as error:
            raise error if isinstance(error, FileRefused) else FileRefused(DAMAGED) from None

    def records(self, after: int = 0) -> Iterator[list[Record]]:
        try:
            with self._opener() as file, zipfile.ZipFile(file) as book, book.open(self._sheet) as sheet:
                reader = _Sheet(self._texts, self._dates, self._epoch_1904)
                for _ in _parse(sheet, reader.parser):
                    if len(reader.rows) >= PORTION or reader.size >= PORTION_TEXT:
                        yield from self._new(reader, after)
                yield from self._new(reader, after)
        except BROKEN as error:
            raise error if isinstance(error, FileRefused) else FileRefused(DAMAGED) from None

    @staticmethod
    def _new(reader: "_Sheet", after: int) -> Iterator[list[Record]]:
        rows = [record for record in reader.rows if record[0] > after]
        reader.rows.clear()
        reader.size = 0
        if rows:
            yield rows


def _check_sizes(book: zipfile.ZipFile) -> None:
    members = book.infolist()
    if len(members) > MEMBERS_MAX or "xl/workbook.xml" not in book.namelist():
        raise FileRefused(DAMAGED)
    if any(member.filename in READ_WHOLE and member.file_size > WHOLE_MAX for member in members):
        raise FileRefused(DAMAGED)
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused("Deze werkmap heeft een wachtwoord. Bewaar ze zonder wachtwoord.")
    most = settings.BULK_UNPACKED_MAX_BYTES
    if sum(member.file_size for member in members) > most:
        raise FileRefused(
            f"Deze werkmap is uitgepakt groter dan {most // 1_048_576} MB. Verdeel de rijen over meer bestanden."
        )


def _first_sheet(book: zipfile.ZipFile) -> tuple[str, bool]:
    """The member of the first visible sheet, and whether days count from 1904."""
    sheets: list[str] = []
    since_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        if _local(name) == "sheet" and attributes.get("state", "visible") == "visible":
            sheets.extend(value for key, value in attributes.items() if _local(key) == "id")
        elif _local(name) == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true")

    _run(book, "xl/workbook.xml", start)
    targets: dict[str, tuple[str, str]] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            targets[attributes.get("Id", "")] = (attributes.get("Target", ""), attributes.get("Type", ""))

    _run(book, "xl/_rels/workbook.xml.rels", relation)
    for identity in sheets:
        target, type_ = targets.get(identity, ("", ""))
        member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if type_.endswith("/worksheet") and member in book.namelist():
            return member, since_1904
    raise FileRefused(NO_SHEET)


def _run(book: zipfile.ZipFile, member: str, start) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    with book.open(member) as file:
        for _ in _parse(file, parser):
            pass


def _date_styles(book: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the cell styles that show a date."""
    custom: dict[int, str] = {}
    styles: list[int] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        match _local(name):
            case "numFmt":
                custom[int(attributes.get("numFmtId", "-1"))] = attributes.get("formatCode", "")
            case "cellXfs":
                inside = True
            case "cellStyles" | "dxfs":
                inside = False
            case "xf" if inside:
                styles.append(int(attributes.get("numFmtId", "0")))

    _run(book, "xl/styles.xml", start)
    return frozenset(
        str(place)
        for place, number in enumerate(styles)
        if number in DATE_FORMATS or re.search("[dy]", IN_QUOTES.sub("", custom.get(number, "")).lower())
    )


def _last_row(book: zipfile.ZipFile, sheet: str) -> int:
    """What the sheet says of its own size; only for the progress."""
    with book.open(sheet) as file:
        found = re.search(rb'<dimension ref="[A-Z]+[0-9]+:[A-Z]+([0-9]{1,7})"', file.read(4096))
    return int(found[1]) if found else 0


class _Texts:
    """The shared texts, in a file without a name that is gone with this process."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        # Closed with this object (`__del__`): its texts are asked for until the last row.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._ends = array("Q", [0])
        parts: list[str] = []
        size = 0
        reading = phonetic = False

        def start(name: str, _attributes: dict[str, str]) -> None:
            nonlocal reading, phonetic, size
            match _local(name):
                case "si":
                    parts.clear()
                    size = 0
                case "t":
                    reading = not phonetic
                case "rPh":
                    phonetic = True

        def end(name: str) -> None:
            nonlocal reading, phonetic
            match _local(name):
                case "t":
                    reading = False
                case "rPh":
                    phonetic = False
                case "si":
                    text = "".join(parts)[:TEXT_MAX].encode()
                    if len(self._ends) > SHARED_MAX:
                        raise FileRefused(DAMAGED)
                    self._file.write(text)
                    self._ends.append(self._ends[-1] + len(text))

        def data(text: str) -> None:
            nonlocal size
            if reading and size < TEXT_MAX:
                parts.append(text)
                size += len(text)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
        with book.open("xl/sharedStrings.xml") as file:
            for _ in _parse(file, parser):
                pass
        self._file.flush()
        self._near: dict[str, str] = {}

    def __del__(self) -> None:
        self._file.close()

    def __getitem__(self, index: str) -> str:
        found = self._near.get(index)
        if found is None:
            place = int(index)
            if not 0 <= place < len(self._ends) - 1:
                raise FileRefused(DAMAGED)
            self._file.seek(self._ends[place])
            found = self._file.read(self._ends[place + 1] - self._ends[place]).decode()
            if len(self._near) > PORTION:
                self._near.clear()
            self._near[index] = found
        return found


class _Sheet:
    """Makes rows of the elements of a sheet. Rows and cells say where they are, or follow the one before."""

    def __init__(self, texts: _Texts | None, dates: frozenset[str], since_1904: bool) -> None:
        self.rows: list[Record] = []
        # How much text these rows hold.
        self.size = 0
        self._texts, self._dates = texts, dates
        self._epoch = datetime.date(1904, 1, 1) if since_1904 else EPOCH
        self._row = self._column = 0
        self._cells: list[Cell] = []
        self._places: dict[str, int] = {}
        self._type = self._style = ""
        self._parts: list[str] = []
        self._length = self._row_size = 0
        self._reading = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self._known: dict[str, str] = {}

    def _name(self, name: str) -> str:
        found = self._known.get(name)
        if found is None:
            if len(self._known) > NAMES_MAX:
                raise FileRefused(DAMAGED)
            found = self._known[name] = _local(name)
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._known.get(name) or self._name(name)
        if name == "c":
            place = attributes.get("r")
            column = self._place(place) if place else self._column + 1
            if column <= self._column:
                raise FileRefused(DAMAGED)
            self._column = column
            self._type, self._style = attributes.get("t", ""), attributes.get("s", "")
            self._parts, self._length = [], 0
        elif name == "v" or name == "t":
            self._reading = True
        elif name == "row":
            number = attributes.get("r")
            row = int(number) if number else self._row + 1
            # Rows are numbered upwards, or a turn would lose or repeat some.
            if not self._row < row <= ROWS_MAX:
                raise FileRefused(DAMAGED)
            self._row = row
            self._column, self._cells, self._row_size = 0, [], 0

    def _place(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        column = self._places.get(letters)
        if column is None:
            if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
                raise FileRefused(DAMAGED)
            column = 0
            for letter in letters.upper():
                column = column * 26 + ord(letter) - 64
            self._places[letters] = column
        return column

    def _data(self, text: str) -> None:
        if self._reading and self._length < TEXT_MAX:
            self._parts.append(text)
            self._length += len(text)

    def _end(self, name: str) -> None:
        name = self._known.get(name) or self._name(name)
        if name == "v" or name == "t":
            self._reading = False
        elif name == "c":
            if self._parts:
                self._add(self._value("".join(self._parts)))
        elif name == "row":
            self.rows.append((self._row, self._cells))
            self.size += self._row_size

    def _add(self, cell: Cell) -> None:
        if self._column > COLUMNS_MAX:
            raise too_wide(self._row, self._column)
        missing = self._column - 1 - len(self._cells)
        if missing > 0:
            self._cells.extend([""] * missing)
        self._cells.append(cell)
        if isinstance(cell, str):
            self._row_size += len(cell)
            if self._row_size > ROW_TEXT_MAX:
                raise FileRefused(f"In rij {self._row} staat veel te veel tekst. Kort de tekst in.")

    def _value(self, text: str) -> Cell:
        match self._type:
            case "s" if self._texts is not None:
                return self._texts[text]
            case "s":
                raise FileRefused(DAMAGED)
            case "b":
                return "waar" if text == "1" else "onwaar"
            case "d":
                return text.removesuffix("T00:00:00")
            case "" | "n":
                return self._date(text) if self._style in self._dates else _number(text)
        # A text in the cell itself, the outcome of a formula, or an error such as #N/B.
        return text[:TEXT_MAX]

    def _date(self, text: str) -> Cell:
        try:
            days = int(float(text))
            if not 0 < days <= LAST_SERIAL:
                return _number(text)
            # Excel believes that 1900 was a leap year.
            return self._epoch + datetime.timedelta(days + (days < 60 and self._epoch == EPOCH))
        except (ValueError, OverflowError):
            return text


def _number(text: str) -> str:
    """As people would type it: no `.0`, a comma."""
    if text.isdigit():
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace(".", ",")
