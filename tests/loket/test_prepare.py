"""A data folder that this version cannot go on with: one line that says what to do."""

import logging

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from loket.embedded.errors import CannotStart
from loket.embedded.prepare import prepare

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _same_log_level():
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


def what_it_says(tmp_path) -> str:
    with pytest.raises(CannotStart) as error:
        prepare(tmp_path, tmp_path / "logs" / "prepare.log")
    return str(error.value)


def test_a_migration_that_this_version_does_not_have(tmp_path):
    MigrationRecorder(connection).record_applied("mandates", "0099_from_elsewhere")
    said = what_it_says(tmp_path)
    assert said.startswith(f"The data in {tmp_path} were made by another version")
    assert "\n" not in said


def test_a_migration_that_was_another_one_then(tmp_path):
    """Its name is noted, but what it makes now is not there."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_organisation RENAME COLUMN name TO old_name")
    said = what_it_says(tmp_path)
    assert "were made by another version of this portal; move that folder away and start again." in said
    assert "ProgrammingError" in (tmp_path / "logs" / "prepare.log").read_text()


def test_a_migration_that_came_in_below_another_one(tmp_path):
    """What is noted as done leans on one that is not."""
    graph = MigrationLoader(connection).graph
    below = next(leaf for leaf in graph.leaf_nodes() if graph.node_map[leaf].children)
    MigrationRecorder(connection).record_unapplied(*below)
    said = what_it_says(tmp_path)
    assert "were made by another version of this portal; move that folder away and start again." in said
    assert "InconsistentMigrationHistory" in (tmp_path / "logs" / "prepare.log").read_text()
