"""Emptying the database after a test that commits: what the test filled, no more; what migrations bring stays.

Django truncates every table and runs the receivers of `post_migrate` again, which takes longer than most of the tests.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql

from tests.template import OWN_SERVER


def keep_what_is_there() -> None:
    """From now on, a test that commits leaves what is in the database now, and nothing else.

    Only on a server of the tests' own: passing by triggers and references takes a superuser.
    """
    if OWN_SERVER not in os.environ:
        return
    with connection.cursor() as cursor:
        baseline = {name: read(cursor, name) for name in filled(cursor)}

    def put_back(_test: TransactionTestCase) -> None:
        with connection.cursor() as cursor, without_triggers(cursor):
            # Again until nothing is left: a worker may still fill a table that was empty when it was looked at.
            while _put_back(cursor, baseline):
                pass

    TransactionTestCase._fixture_teardown = put_back


def _put_back(cursor, baseline: dict[str, bytes]) -> bool:
    """Whether there was something to put back."""
    changed = False
    for name in {*filled(cursor), *baseline}:
        wanted = baseline.get(name, b"")
        if not wanted or read(cursor, name) != wanted:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            write(cursor, name, wanted)
            changed = True
    return changed


@contextmanager
def without_triggers(cursor) -> Iterator[None]:
    """The journal refuses to be emptied, and order does not matter when nothing refers to anything."""
    cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        cursor.execute("SET session_replication_role = origin")


def filled(cursor) -> list[str]:
    """The tables with rows in them."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    names = [name for (name,) in cursor.fetchall()]
    cursor.execute(sql.SQL(" UNION ALL ").join(one.format(sql.Literal(name), sql.Identifier(name)) for name in names))
    return [name for (name,) in cursor.fetchall()]


def read(cursor, name: str) -> bytes:
    with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
        return b"".join(bytes(part) for part in copy)


def write(cursor, name: str, rows: bytes) -> None:
    with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
        copy.write(rows)
