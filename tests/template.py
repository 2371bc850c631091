"""A database with all migrations in it, from which the database of each run and each worker is copied.

Migrating takes most of the time before the first test. The copy is migrated too, which then finds nothing to do.
"""

import fcntl
import hashlib
import os
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from loket.embedded import servers

# Set by `tests/plugin.py` when the server is the tests' own: on any other nothing is left behind.
OWN_SERVER = "LOKET_TESTS_OWN_SERVER"
PREFIX = "loket_template_"
# Another run in this checkout may be copying an older one.
KEPT = 3
# What the migrations, and what follows each of them, put in the database.
SOURCES = ("requirements/*.txt", "*/migrations/*.py", "*/*/migrations/*.py", "accounts/rights/*.py")


def migrated_template(folder: Path) -> str | None:
    """The name of the template for this code, made when it is not there; `folder` holds the lock for making it."""
    if OWN_SERVER not in os.environ:
        return None
    name = PREFIX + _fingerprint()
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(_address(), autocommit=True) as server:
            if name not in _templates(server):
                _make(server, name)
            for old in _templates(server)[:-KEPT]:
                server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
    return name


def _fingerprint() -> str:
    found = hashlib.sha256()
    sources = [path for pattern in SOURCES for path in sorted(servers.ROOT.glob(pattern))]
    for path in [*sources, *settings.PARAMETER_FILES]:
        found.update(f"{path}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _address() -> str:
    parameters = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        host=parameters.get("host", ""), user=parameters.get("user", ""), dbname="postgres"
    )


def _templates(server: psycopg.Connection) -> list[str]:
    """The oldest first."""
    found = server.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname <> %s ORDER BY oid",
        [PREFIX, f"{PREFIX}unfinished"],
    )
    return [name for (name,) in found]


def _make(server: psycopg.Connection, name: str) -> None:
    unfinished = sql.Identifier(f"{PREFIX}unfinished")
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(unfinished))
    server.execute(sql.SQL("CREATE DATABASE {}").format(unfinished))
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = f"{PREFIX}unfinished"
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(unfinished, sql.Identifier(name)))
