"""Exports as CSV and as XLSX. Neither grows in memory with the number of rows."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse

from loket.ui.exports import stream_csv, stream_xlsx
from maatwerk.exports.columns import Kolom, Vorm

CHUNK = 2000


def values(rows: QuerySet, columns: Sequence[Kolom], *extra: str) -> QuerySet:
    """The rows as the columns have them, in that order; after the `extra` fields."""
    named = {f"k{number}": column.bron for number, column in enumerate(columns) if not isinstance(column.bron, str)}
    names = [column.bron if isinstance(column.bron, str) else f"k{n}" for n, column in enumerate(columns)]
    return rows.annotate(**named).values_list(*extra, *names)


def kept(row: Sequence[Any], columns: Sequence[Kolom]) -> list[Any]:
    """The row for a CSV: a text of digits that begins with a zero is marked as a text, or a spreadsheet drops it."""
    return [
        f"'{value}" if column.vorm is Vorm.TEKST and value.startswith("0") and value.isdigit() else value
        for value, column in zip(row, columns, strict=True)
    ]


def stream(
    name: str, extension: str, parts: Iterable[QuerySet], columns: Sequence[Kolom]
) -> StreamingHttpResponse | FileResponse:
    """The download. The rows come in parts, each a query that is small enough to sort."""
    titles, rows = [column.title for column in columns], _rows(parts, columns)
    if extension == "xlsx":
        return stream_xlsx(f"{name}.xlsx", titles, rows)
    return stream_csv(f"{name}.csv", titles, (kept(row, columns) for row in rows))


def _rows(parts: Iterable[QuerySet], columns: Sequence[Kolom]) -> Iterator[tuple[Any, ...]]:
    for rows in parts:
        yield from values(rows, columns).iterator(chunk_size=CHUNK)
