"""Large files of anything at all: no crash, no row lost, no refusal without a reason."""

import csv
import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loket.bulk.columns import parse_insz_cell
from loket.bulk.errors import FileRefused
from loket.bulk.large.batch import Reader
from loket.bulk.large.sources import NO_ROWS, find_layout, open_source
from loket.bulk.large.vault import Sealing, open_sealed
from loket.bulk.sealing import SealBroken
from loket.numbers import InvalidNumber, parse_insz
from tests.loket.large.notes import COLUMNS

few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
INSZ = "90012099016"
CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [INSZ, "'", '"', '""', ";", "\r", "\n", "a" * 5000, "=1+1", "'=1+1", "1E+10", "\u202e", "٣", "²", "\ufeff"]
    ),
    st.from_regex(r"\A[0-9./ -]{1,14}\Z"),
)


def explained(content: bytes) -> tuple[int, str]:
    """Read everything; every row is right or has its findings. Gives the number of rows, or the reason of refusal."""
    rows = 0
    refusal = ""
    try:
        source = open_source(lambda: io.BytesIO(content), COLUMNS)
        first = [record for records in source.records() for record in records][:20]
        reader = Reader(find_layout(first, COLUMNS), COLUMNS)
        for records in source.records():
            batch = reader.batch(records)
            assert len(batch.right()) + len(batch.findings) == len(batch)
            rows += len(batch)
            for index in batch.right():
                assert parse_insz(batch.values["insz"][index])
            for found in batch.findings.values():
                for finding in found:
                    assert finding.row > 0
                    assert finding.column
                    assert len(finding.value) <= 61
                    assert finding.message.endswith(".")
        if not rows:
            raise FileRefused(NO_ROWS)
    except FileRefused as error:
        rows, refusal = 0, str(error)
    assert bool(rows) != refusal.endswith(".")
    return rows, refusal


@few
@given(st.binary(max_size=400))
def test_any_bytes(content):
    explained(content)
    explained(b"INSZ;naam;datum\n" + content)
    explained(b"PK\x03\x04" + content)


@few
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "latin-1"]))
def test_any_text_in_any_encoding(text, encoding):
    explained(f"INSZ;naam\n{text}".encode(encoding, "replace"))


@few
@given(st.lists(st.lists(CELLS, max_size=7), max_size=8), st.sampled_from(";,\t"))
def test_ragged_rows_are_all_counted(rows, separator):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([["datum", "INSZ", "naam"], *rows])
    text = out.getvalue()
    counted, refusal = explained(text.encode("utf-8", "replace"))
    if not refusal:
        read = csv.reader(io.StringIO(text.encode("utf-8", "replace").decode(), newline=""), delimiter=separator)
        filled = [row for row in list(read)[1:] if any(cell and not cell.isspace() for cell in row)]
        assert counted == len(filled)


@few
@given(st.lists(st.lists(st.one_of(CELLS, st.floats(), st.integers(), st.booleans()), max_size=6), max_size=6))
def test_any_workbook(rows):
    out = io.BytesIO()
    options = {"in_memory": True, "nan_inf_to_errors": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["INSZ", "naam", "datum"], *rows]):
            sheet.write_row(number, 0, row)
    counted, refusal = explained(out.getvalue())
    assert counted or refusal


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"INSZ;naam\n" + b"x" * 10_000_000, "Een rij is veel te lang."),
        (b'INSZ;naam\n1;"' + b"x\n" * 2_000_000, "een cel is veel te lang"),
        (b"INSZ;naam\r" + b"x\r" * 100, None),
        (b"INSZ\x00;", "niet leesbaar"),
    ],
)
def test_huge_lines_and_cells(content, reason):
    rows, refusal = explained(content)
    assert reason in refusal if reason else rows == 100


def workbook(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            target.writestr(name, data)
    return out.getvalue()


BOOK = b'<workbook xmlns:r="r"><sheets><sheet name="a" r:id="x"/></sheets></workbook>'
RELS = b'<Relationships><Relationship Id="x" Target="worksheets/s.xml" Type="t/worksheet"/></Relationships>'


def sheet(xml: bytes) -> bytes:
    return workbook(("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", RELS), ("xl/worksheets/s.xml", xml))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(settings):
    settings.BULK_UNPACKED_MAX_BYTES = 1024 * 1024
    bomb = workbook(("xl/workbook.xml", BOOK), ("xl/worksheets/s.xml", b"\0" * 20_000_000))
    assert len(bomb) < 50_000
    assert explained(bomb)[1].startswith("Deze werkmap is uitgepakt groter dan 1 MB.")


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>', "beschadigd"),
        (
            b"<worksheet><sheetData><row><c r='XFD1'><v>1</v></c></row></sheetData></worksheet>",
            "loopt tot kolom 16384",
        ),
        (b"<worksheet><sheetData><row><c t='s'><v>5</v></c></row></sheetData></worksheet>", "beschadigd"),
        (b"<worksheet><sheetData><row>", "beschadigd"),
        (b"<worksheet><sheetData><row r='x'></row></sheetData></worksheet>", "beschadigd"),
    ],
)
def test_workbooks_that_mean_harm(xml, reason):
    assert reason in explained(sheet(xml))[1]


def test_a_workbook_as_excel_writes_it():
    xml = (
        b"<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>INSZ</t></is></c>"
        b"<c r='C1' t='inlineStr'><is><t>naam</t></is></c></row>"
        b"<row r='4'><c r='A4'><v>90012099016</v></c><c r='C4' t='str'><f>1+1</f><v>Emma</v></c></row>"
        b"</sheetData></worksheet>"
    )
    source = open_source(lambda: io.BytesIO(sheet(xml)), COLUMNS)
    assert [record for records in source.records() for record in records] == [
        (1, ["INSZ", "", "naam"]),
        (4, ["90012099016", "", "Emma"]),
    ]


@few
@given(st.binary(max_size=200_000), st.integers(0, 210_000), st.integers(0, 300))
def test_a_sealed_file_is_read_from_any_place_and_notices_a_change(content, place, changed):
    sealed = b"".join(Sealing(SimpleUploadedFile("x", content)).chunks())
    with open_sealed(io.BytesIO(sealed)) as plain:
        plain.seek(place)
        assert plain.read() == content[place:]
    if len(sealed) > 32 + changed:
        bent = bytearray(sealed)
        bent[16 + changed % (len(sealed) - 16)] ^= 1
        with pytest.raises(SealBroken), open_sealed(io.BytesIO(bytes(bent))) as plain:
            plain.read()
        with pytest.raises(SealBroken), open_sealed(io.BytesIO(sealed[:-1])) as plain:
            plain.read()


@given(st.integers(0, 99_999_999_999))
def test_the_quick_look_at_an_insz_agrees_with_the_careful_one(serial):
    """Dots make the careful one look."""
    for digits in (f"{serial:011d}", f"{serial // 100:09d}{97 - serial // 100 % 97:02d}"):
        outcomes = []
        for typed in (digits, f"{digits[:2]}.{digits[2:]}"):
            try:
                outcomes.append(parse_insz(typed))
            except InvalidNumber as error:
                outcomes.append(str(error))
        assert outcomes[0] == outcomes[1]


def test_a_lost_zero_comes_back():
    assert parse_insz_cell("5060799340") == ("05060799340", "De voorloopnul was weggevallen en is hersteld.")
