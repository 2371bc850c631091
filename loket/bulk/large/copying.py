"""Rows into a table by COPY, as text that is put together at once."""

import json
import os
from collections.abc import Iterable, Sequence

from django.db import connection
from psycopg import sql

NULL = "\\N"
_encode = json.JSONEncoder(ensure_ascii=False).encode
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def escaped(text: str) -> str:
    """A text as COPY reads it."""
    return text.translate(_ESCAPED) if not text.isprintable() or "\\" in text else text


def as_json(value: object) -> str:
    """JSON as COPY reads it."""
    return _encode(value).replace("\\", "\\\\")


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Lines of values with tabs between them, each with its line end. In the transaction of the caller."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines))


def next_numbers(table: str, count: int) -> list[int]:
    """So many new primary keys of a table, in rising order."""
    with connection.cursor() as cursor:
        # In a SELECT of its own the sequence is looked up once, and not for each number.
        cursor.execute(
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def random_keys(count: int) -> list[str]:
    """So many random UUIDs, as text."""
    digits = os.urandom(16 * count).hex()
    found = []
    for at in range(0, 32 * count, 32):
        one = digits[at : at + 32]
        # Version 4, variant 1.
        found.append(f"{one[:8]}-{one[8:12]}-4{one[13:16]}-a{one[17:20]}-{one[20:]}")
    return found
