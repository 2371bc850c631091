"""Reading bulk files: every encoding and shape that people have, and never a crash or an unexplained refusal."""

import datetime
import io
import struct
import zipfile

import pytest
import xlsxwriter

from loket.bulk.columns import Column, masked, parse_date, parse_insz_cell, parse_text
from loket.bulk.errors import FileRefused
from loket.bulk.reading import Limits, Table, read_table

COLUMNS = (
    Column("insz", "INSZ", parse_insz_cell, needed=True, also=("rijksregisternummer",), show=masked),
    Column("name", "naam", parse_text),
    Column("email", "e-mailadres", parse_text),
    Column("day", "begindatum", parse_date),
)
EMMA = "90012099016"


def read(content: bytes, limits: Limits | None = None) -> Table:
    return read_table(content, COLUMNS, limits or Limits())


def refused(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(FileRefused) as error:
        read(content, limits)
    return str(error.value)


def workbook(*rows, hidden_first: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        # The same bytes at every run, for whoever damages them.
        book.set_properties({"created": datetime.datetime(2026, 9, 1)})
        if hidden_first:
            book.add_worksheet("hulp").hide()
        sheet = book.add_worksheet("personen")
        if hidden_first:
            sheet.activate()
            sheet.set_first_sheet()
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    return out.getvalue()


# --- What people have ----------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encoding, separator, ending):
    lines = [["begindatum", "naam", "INSZ"], ["1/9/2026", "Zoë Ménard", "90.01.20-990.16"]]
    content = ending.join(separator.join(line) for line in lines).encode(encoding)
    row = read(content).rows[0]
    assert row.values == {"day": datetime.date(2026, 9, 1), "name": "Zoë Ménard", "insz": EMMA}
    assert (row.number, row.findings) == (2, [])


@pytest.mark.parametrize(
    "text", ["01/09/2026", "1-9-2026", "2026-09-01", "1.9.2026", " 1 / 9 / 2026 ", "2026-09-01T00:00:00"]
)
def test_dates(text):
    assert parse_date(text) == (datetime.date(2026, 9, 1), "")


@pytest.mark.parametrize("text", ["31/02/2026", "09/31/2026", "1/9/26", "46266", "morgen", "2026/09/01"])
def test_dates_that_are_refused_say_how(text):
    row = read(f"INSZ;begindatum\n{EMMA};{text}\n".encode()).rows[0]
    assert row.findings[0].value == text
    assert "datum" in row.findings[0].message.casefold()


def test_columns_in_any_order_under_any_spelling_with_others_between():
    table = read(b"zomaar;E MAILADRES;Rijksregister-nummer *\nx;a@b.example;90012099016\n".replace(b" *", b""))
    assert table.rows[0].values == {"email": "a@b.example", "insz": EMMA}
    assert table.unknown == ["zomaar"]


def test_row_numbers_are_those_of_the_spreadsheet():
    text = f'Lijst van september\n\nINSZ;naam\n{EMMA};"op twee\nregels"\n\n;;\n{EMMA};fout;te veel\n'
    rows = read(text.encode()).rows
    assert [row.number for row in rows] == [4, 7]
    assert rows[0].values["name"] == "op twee regels"
    assert rows[1].findings[0].column == "cel 3"
    # The line for the spreadsheet itself is no row in it.
    assert read(f"sep=,\nINSZ,naam\n{EMMA},x\n".encode()).rows[0].number == 2


def test_a_workbook_with_dates_numbers_and_a_hidden_sheet():
    day = datetime.date(2026, 9, 1)
    table = read(workbook(["INSZ", "begindatum", "naam"], [int(EMMA), day, 12.5], [], [True], hidden_first=True))
    assert table.kind == "xlsx"
    assert table.rows[0].values == {"insz": EMMA, "day": day, "name": "12,5"}
    assert [row.number for row in table.rows] == [2, 4]


@pytest.mark.parametrize(("typed", "insz"), [("5081200105", "05081200105"), ("00012000130", "00012000130")])
def test_a_lost_zero_comes_back_and_is_told(typed, insz):
    base = f"2{insz[:9]}"
    good = f"{insz[:9]}{97 - int(base) % 97:02}"
    lost = good.lstrip("0")
    row = read(f"INSZ\n{lost}\n".encode()).rows[0]
    assert row.values["insz"] == good
    assert "voorloopnul" in row.notices[0].message
    assert good not in row.notices[0].value


def test_a_quote_of_our_own_export_is_no_part_of_the_text():
    assert read(f"INSZ;naam\n{EMMA};'+32 9\n".encode()).rows[0].values["name"] == "+32 9"
    assert read(f"INSZ;naam\n{EMMA};'t Hof\n".encode()).rows[0].values["name"] == "'t Hof"


def test_reports_never_show_a_whole_number():
    row = read(b"INSZ;naam;begindatum\n90.01.20-990.17;x;90012099016\n").rows[0]
    shown = " ".join(finding.value for finding in row.findings)
    assert "990" not in shown
    assert "90.01.**-***.17" in shown


# --- What is refused as a whole ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leeg"),
        (b"\n\n;;\n", "ontbreekt"),
        (b"naam\nEmma\n", "De kolom “INSZ” ontbreekt"),
        (b"INSZ;insz\n1;2\n", "twee keer"),
        (b"INSZ;naam\n", "geen rijen"),
        (b'INSZ;naam\n90012099016;"Emma\n', "Rij 2: een aanhalingsteken"),
        (b'INSZ;naam\n1;a\n2;"a"b\n', "Rij 3: een aanhalingsteken"),
        (b'INSZ;naam\n1;"' + b"x" * 200_000 + b'"\n', "Rij 2: een cel is veel te lang"),
        (b"INSZ;naam\n1;\x81\x8d\n", "niet leesbaar"),
        (b"\xff\xfeI", "niet leesbaar"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "oude Excel-werkmap"),
        (b"PK\x03\x04not a zip", "beschadigd"),
    ],
)
def test_refusals_say_why(content, words):
    assert words in refused(content)


def test_limits_are_said_in_numbers():
    assert "6 rijen; hoogstens 5" in refused(b"INSZ\n" + b"1\n" * 6, Limits(rows=5))
    assert "groter dan 1 MB" in refused(b"INSZ\n" + b"1" * 1_048_576, Limits(bytes=1_048_576))


def test_a_zip_bomb_is_stopped_before_it_is_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (61 * 1024 * 1024))
    assert len(out.getvalue()) < 100_000
    assert "uitgepakt te groot" in refused(out.getvalue())


def test_a_zip_that_lies_about_its_size_is_stopped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", "<workbook/>" + " " * 1_000_000)
    content = out.getvalue()
    lying = content.replace(struct.pack("<L", 1_000_011), struct.pack("<L", 5))
    assert lying != content
    assert "beschadigd" in refused(lying)


def test_a_cell_at_the_end_of_the_sheet_does_not_cost_the_memory():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "INSZ")
        sheet.write(1_048_575, 16_383, "x")
    assert "loopt tot minstens rij 1048576" in refused(out.getvalue())


@pytest.mark.parametrize(
    "cells",
    [
        "<row>" + "<c><v>1</v></c>" * 16_000 + "</row>" + "<row><c><v>1</v></c></row>" * 1000,
        "<row r='1048576'><c><v>1</v></c><c r = 'ZZ1048576' s='1'><v>1</v></c></row>",
        '<x:row r="1"><x:c t=">" r="XFD999999"><v>1</v></x:c></x:row>',
    ],
)
def test_a_sheet_that_hides_its_size(cells):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        bomb.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    assert "werkblad" in refused(out.getvalue())
