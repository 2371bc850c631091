"""A line per worker as CSV: up to millions of them, so PostgreSQL writes them itself.

What many lines have alike (the calculation, the worker) is written once and put before each; the rest comes from COPY
as it is, and gets its decimal comma on the way. A test holds every cell to what `loket.ui.exports` would write.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from loket.numbers import format_insz
from loket.ui.exports import Echo, csv_cell, csv_lines
from maatwerk.exports.content import VAN_LIJN, WERKNEMERS, van_berekening
from maatwerk.exports.writing import kept, values
from maatwerk.models import Berekening, Berekeningslijn, Werknemer

COMMA = bytes.maketrans(b".", b",")
KEYS = ("berekening_id", "werknemer_id")
# About so many lines are read before they are sent: the database never waits for a slow reader.
LINES = 5_000


def stream(name: str, calculations: QuerySet[Berekening]) -> StreamingHttpResponse:
    """The download: the lines of these calculations, in their order."""
    response = StreamingHttpResponse(blocks(calculations), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def blocks(calculations: QuerySet[Berekening]) -> Iterator[bytes]:
    """The file: BOM, titles, and the lines of each calculation in the order of the ranking."""
    yield from (line.encode() for line in csv_lines([column.title for column in WERKNEMERS], ()))
    columns = van_berekening("")
    heads = _written((pk, kept(cells, columns)) for pk, *cells in values(calculations, columns, "pk"))
    workers: dict[bytes, bytes] = {}
    for run in _runs(calculations, heads):
        lines = _lines(run)
        try:
            yield _joined(lines, heads, workers)
        except KeyError:
            # Somebody who was on no list before.
            found = {line.split(b";", 2)[1] for line in lines}
            workers |= _workers([int(pk) for pk in found - workers.keys()])
            yield _joined(lines, heads, workers)


def _runs(calculations: QuerySet[Berekening], heads: dict[bytes, bytes]) -> Iterator[list[int]]:
    """The ids, a few calculations at a time; what came in after the heads were read is for the next export."""
    run: list[int] = []
    size = 0
    for pk, lines in calculations.values_list("pk", "werknemers"):
        if b"%d" % pk not in heads:
            continue
        run.append(pk)
        size += lines
        if size >= LINES:
            yield run
            run, size = [], 0
    if run:
        yield run


def _written(rows: Iterable[tuple[int, Sequence[object]]]) -> dict[bytes, bytes]:
    """The cells of each row, with a separator behind them, by the id of the row as COPY writes it."""
    write = csv.writer(Echo(), delimiter=";", lineterminator=";").writerow
    return {b"%d" % pk: write(map(csv_cell, cells)).encode() for pk, cells in rows}


def _workers(unknown: list[int]) -> dict[bytes, bytes]:
    """The cells of these workers, as `columns.werknemer` has them; Django would build that SQL anew each time."""
    rows = Werknemer.objects.filter(pk__in=unknown).values_list("pk", "insz", "naam", "voornaam")
    return _written((pk, (format_insz(insz), name, first)) for pk, insz, name, first in rows)


@cache
def _query() -> tuple[str, tuple[Any, ...]]:
    """The lines of the calculations that are asked for, in the order in which they are asked for; made once.

    Joined with the list of them, so that each is read by its index and nothing large is sorted.
    """
    sql, params = values(Berekeningslijn.objects.order_by(), VAN_LIJN, *KEYS).query.sql_with_params()
    line = Berekeningslijn._meta.db_table
    # Put together from our own columns; what comes from outside travels as a parameter.
    return (
        f"COPY ({sql} JOIN unnest(%s::bigint[]) WITH ORDINALITY AS asked(id, number) "
        f"ON asked.id = {line}.berekening_id ORDER BY asked.number, {line}.rang) "
        "TO STDOUT WITH (FORMAT csv, DELIMITER ';')",
        tuple(params),
    )


def _lines(run: list[int]) -> list[bytes]:
    """The lines, each with the id of its calculation and of its worker in front."""
    sql, params = _query()
    with connection.cursor() as cursor, cursor.copy(cursor.mogrify(sql, (*params, run))) as lines:
        return list(map(bytes, lines))


def _joined(lines: list[bytes], heads: dict[bytes, bytes], workers: dict[bytes, bytes]) -> bytes:
    """The lines as the file has them. Raises KeyError for a worker that is not in `workers`."""
    found = []
    for line in lines:
        calculation, worker, cells = line.split(b";", 2)
        found.append(heads[calculation] + workers[worker] + cells.translate(COMMA))
    return b"".join(found)
