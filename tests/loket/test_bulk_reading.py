"""Reading bulk files: every encoding and shape that people have, and never a crash or an unexplained refusal."""

import csv
import datetime
import io
import struct
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from loket.bulk.columns import Column, masked, parse_date, parse_insz_cell, parse_text
from loket.bulk.errors import FileRefused
from loket.bulk.reading import Limits, Table, read_table
from loket.bulk.rejected import rejected_file, template_file
from loket.bulk.sealing import SealBroken, seal, unseal

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


SOUND = workbook(["INSZ", "naam", "begindatum"], [EMMA, "Emma", datetime.date(2026, 9, 1)], [90012099016, 1.5, True])


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


# --- Anything at all -----------------------------------------------------------------------------
def explained(content: bytes) -> None:
    """The file is read, with every finding explained, or refused with a reason."""
    refusal, rows = "", []
    try:
        rows = read(content).rows
    except FileRefused as error:
        refusal = str(error)
    assert bool(rows) != refusal.endswith(".")
    for row in rows:
        for finding in [*row.findings, *row.notices]:
            assert finding.row == row.number > 0
            assert finding.column
            assert len(finding.value) <= 61
            assert finding.message.endswith(".")
        assert row.values.keys() <= {column.key for column in COLUMNS}


CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from([EMMA, "'", '"', '""', ";", "\r", "\n", "a" * 5000, "=1+1", "1E+10", "\u202e", "٣", "²"]),
    st.from_regex(r"\A[0-9./ -]{1,14}\Z"),
)


@given(st.binary(max_size=400))
def test_any_bytes(content):
    explained(content)
    explained(b"INSZ;naam;begindatum\n" + content)


@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "latin-1"]))
def test_any_text_in_any_encoding(text, encoding):
    explained(f"INSZ;naam\n{text}".encode(encoding, "replace"))


@given(st.lists(st.lists(CELLS, max_size=7), max_size=8), st.sampled_from(";,\t"))
def test_ragged_rows(rows, separator):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([["begindatum", "INSZ", "naam"], *rows])
    explained(out.getvalue().encode("utf-8", "replace"))


@given(
    st.lists(
        st.lists(CELLS | st.integers() | st.floats(allow_nan=False, allow_infinity=False), max_size=5), max_size=5
    )
)
def test_any_workbook(rows):
    cells = [[cell.replace("\x00", "") if isinstance(cell, str) else cell for cell in row] for row in rows]
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate([["INSZ", "naam", "begindatum"], *cells]):
            for column, cell in enumerate(row):
                (sheet.write_string if isinstance(cell, str) else sheet.write_number)(index, column, cell)
    explained(out.getvalue())


MEMBERS = [
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
]


@given(
    st.sampled_from(MEMBERS), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6)
)
def test_a_damaged_workbook(member, damage):
    """Inside the zip, where no checksum gives it away."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = bytearray(source.read(name))
            for place, value in damage if name == member else ():
                data[int(place * len(data))] = value
            target.writestr(name, bytes(data))
    explained(out.getvalue())


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=5))
def test_a_damaged_zip(damage):
    content = bytearray(SOUND)
    for place, value in damage:
        content[int(place * len(content))] = value
    explained(bytes(content))


# --- Giving back ---------------------------------------------------------------------------------
def whole(response) -> bytes:
    """The download; a workbook's temporary file is closed."""
    content = b"".join(response)
    if hasattr(response, "file_to_stream"):
        response.file_to_stream.close()
    return content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rejected_rows_come_back_and_can_be_read_again(kind):
    day = datetime.date(2026, 9, 1)
    header = ["INSZ", "=naam", "begindatum", "fout"]
    rows = [(["1", "@SUM(A1)", day, "oud"], "INSZ: Kijk het nummer na."), ([EMMA], "naam: Vul de naam in.")]
    content = whole(rejected_file("geweigerd", kind, header, rows))
    table = read(content)
    assert table.kind == kind
    assert table.header[-1] == "fout"
    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[0].values["day"] == day
    assert table.rows[0].cells[-1] == "INSZ: Kijk het nummer na."
    if kind == "csv":
        assert b"'@SUM(A1)" in content
        assert b"'=naam" in content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_has_every_column(kind):
    assert "geen rijen" in refused(whole(template_file("sjabloon", kind, COLUMNS)))


def test_sealed_rows_open_for_their_purpose_only(settings):
    sealed = seal([EMMA], "a")
    assert EMMA.encode() not in sealed
    assert unseal(memoryview(sealed), "a") == [EMMA]
    with pytest.raises(SealBroken):
        unseal(sealed, "b")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert unseal(sealed, "a") == [EMMA]
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SealBroken):
        unseal(sealed, "a")
