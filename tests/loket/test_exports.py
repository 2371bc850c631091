"""Exports: no cell runs, no zero is lost, and a Belgian spreadsheet reads them as they are meant."""

import csv
import datetime
import io
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from loket.ui.exports import csv_cell, csv_lines, stream_csv, stream_xlsx

COLUMNS = ("Naam", "INSZ", "Uren", "Dag")
NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def csv_rows(rows: list) -> list[list[str]]:
    text = "".join(csv_lines(COLUMNS, rows))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


@pytest.fixture
def sheet():
    """`sheet(rows)`: {cell: (type, text)} of the workbook."""

    def read(rows: list) -> dict[str, tuple[str | None, str]]:
        response = stream_xlsx("proef.xlsx", COLUMNS, rows)
        book = zipfile.ZipFile(io.BytesIO(b"".join(response)))
        response.file_to_stream.close()
        assert not any("formula" in name.lower() for name in book.namelist())
        page = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        assert not page.findall(".//s:f", NS)
        return {cell.get("r"): (cell.get("t"), "".join(cell.itertext())) for cell in page.findall(".//s:c", NS)}

    return read


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_could_be_a_formula_is_shown_and_never_run(start):
    (_, row) = csv_rows([(f"{start}1+cmd|' /C calc'!A0", "", None, None)])
    assert row[0] == f"'{start}1+cmd|' /C calc'!A0"


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_no_text_starts_a_formula_or_breaks_the_rows(rows):
    head, *found = csv_rows(rows)
    assert len(found) == len(rows)
    for row in found:
        assert len(row) == 2
        assert not any(re.match(r"[=+\-@\t\r\n]", cell) for cell in row)


def test_numbers_and_days_are_as_a_belgian_spreadsheet_reads_them():
    assert csv_cell(Decimal("30.40")) == "30,40"
    assert csv_cell(Decimal("-5.1")) == "-5,1"
    assert csv_cell(3) == "3"
    assert csv_cell(datetime.date(2026, 9, 1)) == "01/09/2026"
    assert csv_cell(None) == ""


def test_leading_zeros_stay_in_csv():
    (_, row) = csv_rows([("Wim", "05.06.07-993.40", Decimal(8), datetime.date(2026, 9, 1))])
    assert row == ["Wim", "05.06.07-993.40", "8", "01/09/2026"]


def test_csv_is_a_download_in_utf8_with_crlf():
    response = stream_csv("proef.csv", COLUMNS, [("Zoë", "", None, None)])
    content = b"".join(response)
    assert content.startswith(b"\xef\xbb\xbfNaam;INSZ;Uren;Dag\r\n")
    assert content.endswith("Zoë;;;\r\n".encode())
    assert response.headers["Content-Disposition"] == 'attachment; filename="proef.csv"'


def test_xlsx_cells_have_the_type_of_their_value(sheet):
    cells = sheet([("=1+1", "05060799340", Decimal("30.4"), datetime.date(2026, 9, 1)), ("+32", "0999", 5, None)])
    assert cells["A2"] == ("inlineStr", "=1+1")
    assert cells["B2"] == ("inlineStr", "05060799340")
    assert cells["C2"] == (None, "30.4")
    # Days since 1900, in the format of a date.
    assert cells["D2"] == (None, str((datetime.date(2026, 9, 1) - datetime.date(1899, 12, 30)).days))
    assert cells["A3"] == ("inlineStr", "+32")
    assert cells["B3"] == ("inlineStr", "0999")
    assert "D3" not in cells


@pytest.mark.parametrize("text", ["http://example.com", "mailto:a@b.example", "{=1}", "", "é" * 300, "internal:x"])
def test_no_text_becomes_a_link_or_an_array_formula(sheet, text):
    assert sheet([(text, "x", None, None)]).get("A2", ("inlineStr", "")) == ("inlineStr", text)


def test_what_does_not_fit_on_a_sheet_goes_on_on_a_next_one(monkeypatch):
    monkeypatch.setattr("loket.ui.exports.SHEET_ROWS", 3)
    response = stream_xlsx("proef.xlsx", COLUMNS, [(f"rij {number}", "", None, None) for number in range(5)])
    content = io.BytesIO(b"".join(response))
    response.file_to_stream.close()
    book = CalamineWorkbook.from_filelike(content)
    assert book.sheet_names == ["Export", "Export 2", "Export 3"]
    sheets = [[row[0] for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names]
    assert sheets == [["Naam", "rij 0", "rij 1"], ["Naam", "rij 2", "rij 3"], ["Naam", "rij 4"]]
