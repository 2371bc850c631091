"""Advisory locks in PostgreSQL: one at a time, over all processes and machines."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from loket.arrays import number_array


def lock_number(name: str) -> int:
    """A stable 64-bit number for a name, as PostgreSQL wants it."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def hold_until_commit(name: str) -> None:
    """Wait for the lock and keep it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(name)])


def hold_all_until_commit(names: Iterable[str]) -> None:
    """Wait for many locks and keep them until the transaction ends; two who do so never wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(number)) FROM unnest(%s::bigint[]) AS number",
            [number_array(sorted(map(lock_number, names)))],
        )


def share_until_commit(name: str) -> None:
    """Keep who holds the lock alone out until the transaction ends; others may share it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [lock_number(name)])


@contextmanager
def try_lock(name: str) -> Iterator[bool]:
    """The lock, or False at once when another process holds it. Always released, also after an error."""
    number = lock_number(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
