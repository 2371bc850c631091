"""Many rows into a table at once: COPY, with ids that are taken beforehand so that rows may refer to each other."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

from loket.bulk.large.copying import next_numbers


def take_ids(model: type[Model], number: int) -> list[int]:
    """So many ids of a table, for rows that will be copied into it."""
    return next_numbers(model._meta.db_table, number)


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows with a value for each named attribute (`toekenning_id`, `versie`); other columns get their default."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
