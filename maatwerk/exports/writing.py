"""Exports as CSV, which PostgreSQL writes itself, and as XLSX. Neither grows in memory with the number of rows."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse

from loket.ui.exports import BOM, csv_lines, stream_xlsx
from maatwerk.exports.columns import Kolom, Vorm

# As `loket.ui.exports.neutral` and `csv_cell`; a test holds the two together.
FORMATS = {
    Vorm.TEKST: r"CASE WHEN {0} ~ '^([=+@\t\r\n-]|0[0-9]+$)' THEN '''' || {0} ELSE {0} END",
    Vorm.VAST: "{0}",
    Vorm.GETAL: "replace({0}::text, '.', ',')",
    Vorm.DAG: "to_char({0}, 'DD/MM/YYYY')",
}
BLOCK = 64 * 1024
CHUNK = 2000


def values(rows: QuerySet, columns: Sequence[Kolom]) -> QuerySet:
    """The rows as the columns have them, in that order."""
    named = {f"k{number}": column.bron for number, column in enumerate(columns) if not isinstance(column.bron, str)}
    names = [column.bron if isinstance(column.bron, str) else f"k{n}" for n, column in enumerate(columns)]
    return rows.annotate(**named).values_list(*names)


def _copy(rows: QuerySet, columns: Sequence[Kolom]) -> Iterator[bytes]:
    """The rows as lines of the file, in blocks."""
    sql, params = values(rows, columns).query.sql_with_params()
    names = [f"k{number}" for number in range(len(columns))]
    shown = ", ".join(FORMATS[column.vorm].format(name) for name, column in zip(names, columns, strict=True))
    # Put together from constants of our own; what comes from outside travels as a parameter.
    statement = (
        f"COPY (SELECT {shown} FROM ({sql}) AS r({', '.join(names)})) "  # noqa: S608
        "TO STDOUT WITH (FORMAT csv, DELIMITER ';')"
    )
    with connection.cursor() as cursor, cursor.copy(cursor.mogrify(statement, params)) as lines:
        block, size = [], 0
        for line in lines:
            block.append(bytes(line))
            size += len(line)
            if size >= BLOCK:
                yield b"".join(block)
                block, size = [], 0
        yield b"".join(block)


def csv_blocks(parts: Iterable[QuerySet], columns: Sequence[Kolom]) -> Iterator[bytes]:
    """The file: BOM, `;`, the titles, and the rows of each part after each other."""
    yield BOM.encode()
    yield from (line.encode() for line in csv_lines([column.title for column in columns], ()) if line != BOM)
    for rows in parts:
        yield from _copy(rows, columns)


def stream(
    name: str, extension: str, parts: Iterable[QuerySet], columns: Sequence[Kolom]
) -> StreamingHttpResponse | FileResponse:
    """The download. The rows come in parts, each a query that is small enough to sort."""
    if extension == "xlsx":
        return stream_xlsx(f"{name}.xlsx", [column.title for column in columns], _rows(parts, columns))
    response = StreamingHttpResponse(csv_blocks(parts, columns), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _rows(parts: Iterable[QuerySet], columns: Sequence[Kolom]) -> Iterator[tuple[Any, ...]]:
    for rows in parts:
        yield from values(rows, columns).iterator(chunk_size=CHUNK)
