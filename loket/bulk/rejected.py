"""Rows given back as the same kind of file, with a column that says what is wrong."""

import datetime
from collections.abc import Iterable, Sequence

from django.http import FileResponse, StreamingHttpResponse

from loket.bulk.columns import Cell, Column
from loket.bulk.reading import ERROR_COLUMN
from loket.ui.exports import neutral, stream_csv, stream_xlsx

# More does not fit in a cell of a workbook.
CELL_MAX = 32_000


def template_file(name: str, kind: str, columns: Sequence[Column]) -> StreamingHttpResponse | FileResponse:
    """An empty file with the right headers, to fill in."""
    write = stream_csv if kind == "csv" else stream_xlsx
    return write(f"{name}.{kind}", [column.title for column in columns], [])


def rejected_file(
    name: str, kind: str, header: Sequence[str], rows: Iterable[tuple[Sequence[Cell], str]]
) -> StreamingHttpResponse | FileResponse:
    """Rows as they came, each with what is wrong; an earlier error column is replaced. Starts no formula."""
    places = [place for place, title in enumerate(header) if title != ERROR_COLUMN]
    titles = [neutral(header[place]) for place in places]
    lines = ([*(_cell(cells, place) for place in places), message] for cells, message in rows)
    write = stream_csv if kind == "csv" else stream_xlsx
    return write(f"{name}.{kind}", [*titles, ERROR_COLUMN], lines)


def rejected_plain(
    name: str, fields: int, rows: Iterable[tuple[Sequence[Cell], str]]
) -> StreamingHttpResponse | FileResponse:
    """The same for a file without headers: so many fields, and behind them what is wrong."""
    lines = ([*(_cell(cells, place) for place in range(fields)), message] for cells, message in rows)
    return stream_csv(f"{name}.csv", [], lines)


def _cell(cells: Sequence[Cell], place: int) -> Cell:
    if place >= len(cells):
        return ""
    cell = cells[place]
    return cell if isinstance(cell, datetime.date) else cell[:CELL_MAX]
