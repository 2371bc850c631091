"""Fixtures for all tests; those of one app stand in `tests/<app>/conftest.py`."""

import threading
import time
from collections.abc import Iterator

import pytest
from celery.contrib.testing.worker import start_worker
from celery.signals import task_postrun
from celery.worker import WorkController, state
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from loket.celery import app
from tests.browser.conftest import browser, context, narrow_page, page, watch
from tests.emptying import keep_what_is_there
from tests.plugin import DATA
from tests.template import migrated_template

__all__ = ["browser", "celery_worker_running", "context", "narrow_page", "page", "watch"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser; `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


pytest_plugins = ["tests.world", "tests.maatwerk.world"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """As pytest-django's; and the database is copied from one that was migrated before."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template(DATA)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """As pytest-django's; and what the migrations brought is put back after each test that commits."""
    with django_db_blocker.unblock():
        keep_what_is_there()


@pytest.fixture(scope="session")
def _worker(django_db_setup: None) -> Iterator[WorkController]:
    task_postrun.connect(_close_connections)
    app.control.purge()
    with start_worker(app, perform_ping_check=False, shutdown_timeout=30) as worker:
        yield worker
    task_postrun.disconnect(_close_connections)


@pytest.fixture
def celery_worker_running(_worker: WorkController, transactional_db: None) -> Iterator[WorkController]:
    """A Celery worker in a thread, fed by the real Redis.

    For tests that commit: the worker has a connection of its own and sees nothing of a transaction that is rolled
    back. What other tests asked of it is dropped: worlds are copied, so it would do that in the world of this one.
    """
    _drop_tasks()
    yield _worker
    _drop_tasks()


def _drop_tasks() -> None:
    """Nothing waits for the worker, and it is at nothing."""
    app.control.purge()
    state.revoked.update(request.id for request in state.reserved_requests if request not in state.active_requests)
    give_up = time.monotonic() + 60
    while state.active_requests and time.monotonic() < give_up:
        time.sleep(0.02)


def _close_connections(**_signal: object) -> None:
    """An open connection of the worker's thread would keep the test database from being removed."""
    if threading.current_thread() is not threading.main_thread():
        connections.close_all()
