"""Bulk files of anything at all: read with every finding explained, or refused with a reason. Never a crash."""

import csv
import datetime
import io
import zipfile

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from loket.bulk.errors import FileRefused
from tests.loket.test_bulk_reading import COLUMNS, EMMA, read, workbook

SOUND = workbook(["INSZ", "naam", "begindatum"], [EMMA, "Emma", datetime.date(2026, 9, 1)], [90012099016, 1.5, True])


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
