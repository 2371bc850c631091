"""Bring the demo's database up to date, in this process: starting Python once more would cost seconds."""

import io
import logging
import os
import traceback
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from loket.embedded.errors import CannotStart, last_line


def prepare(log: Path) -> str:
    """Migrate, load the demo world, and return the table of people to log in as.

    Raises CannotStart; what went wrong then stands in full in the log.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loket.settings.demo")
    people = io.StringIO()
    try:
        django.setup()
        # The terminal is for people; the programs' own logs go to files.
        logging.getLogger().setLevel(logging.WARNING)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo", stdout=io.StringIO())
        call_command("demo_people", stdout=people)
        connections.close_all()
    except Exception as error:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(traceback.format_exc())
        reason = last_line(str(error)) if str(error).strip() else type(error).__name__
        raise CannotStart(f"The demo data cannot be prepared: {reason} (log: {log})") from error
    return people.getvalue()
