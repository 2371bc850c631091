"""Bring the demo's database up to date, in this process: starting Python once more would cost seconds."""

import io
import logging
import os
import traceback
from pathlib import Path

import django
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from loket.embedded.errors import CannotStart, last_line


def prepare(data: Path, log: Path) -> str:
    """Migrate, load the demo world, and return the table of people to log in as.

    Raises CannotStart; what went wrong then stands in full in the log.
    """
    other_version = (
        f"The data in {data} were made by another version of this portal; move that folder away and start again."
    )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loket.settings.demo")
    people = io.StringIO()
    try:
        django.setup()
        # The terminal is for people; the programs' own logs go to files.
        logging.getLogger().setLevel(logging.WARNING)
        executor = MigrationExecutor(connection)
        if set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes):
            raise CannotStart(other_version)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo", stdout=io.StringIO())
        call_command("demo_people", stdout=people)
        connections.close_all()
    except CannotStart:
        raise
    except Exception as error:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(traceback.format_exc())
        # Tables or columns that are there already, or not at all: an earlier form of a migration made them.
        if isinstance(error, ProgrammingError | InconsistentMigrationHistory):
            raise CannotStart(f"{other_version} (log: {log})") from error
        reason = last_line(str(error)) if str(error).strip() else type(error).__name__
        raise CannotStart(f"The demo data cannot be prepared: {reason} (log: {log})") from error
    return people.getvalue()
