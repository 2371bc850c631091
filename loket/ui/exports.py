"""Exports as CSV and XLSX. Cells can start no formula; identifiers stay text."""

import csv
import datetime
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"
# More rows do not fit on a sheet, the headers included.
SHEET_ROWS = 1_048_576


def neutral(text: str) -> str:
    """Text that a spreadsheet shows and never runs."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_cell(value: object) -> str:
    """A value as a Belgian spreadsheet reads it: decimal comma, day/month/year."""
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal | float):
        # `f`: never as 0E-10.
        return (f"{value:f}" if isinstance(value, Decimal) else str(value)).replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return neutral(str(value))


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]], separator: str = ";") -> Iterator[str]:
    """The file, line by line: BOM, `;`, CRLF. Without columns: a file that has no headers."""
    writer = csv.writer(Echo(), delimiter=separator)
    yield BOM
    if columns:
        yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([csv_cell(value) for value in row])


def stream_csv(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, separator: str = ";"
) -> StreamingHttpResponse:
    """The export as a download that starts at once."""
    response = StreamingHttpResponse(csv_lines(columns, rows, separator), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sheet(book: xlsxwriter.Workbook, columns: Sequence[str], head: Format) -> Worksheet:
    """A next sheet, with the headers."""
    number = len(book.worksheets())
    sheet = book.add_worksheet(f"Export {number + 1}" if number else "Export")
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, columns, head)
    return sheet


def stream_xlsx(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> FileResponse:
    """The export as a workbook, written row by row to a temporary file; what does not fit goes on on a next sheet."""
    # Closed by the response when it was sent.
    target = tempfile.TemporaryFile()  # noqa: SIM115
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(target, options) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        head = book.add_format({"bold": True})
        sheet = _sheet(book, columns, head)
        for number, row in enumerate(rows):
            index = number % (SHEET_ROWS - 1) + 1
            if number and index == 1:
                sheet = _sheet(book, columns, head)
            for column, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(index, column, datetime.datetime.combine(value, datetime.time()), day)
                elif isinstance(value, Decimal | int | float):
                    sheet.write_number(index, column, float(value))
                elif value is not None:
                    sheet.write_string(index, column, str(value))
    target.seek(0)
    response = FileResponse(
        target,
        as_attachment=True,
        filename=name,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    return response
