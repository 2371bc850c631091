"""Pytest plugin: embedded PostgreSQL and Redis, and an address, before Django's settings are read.

The first process of a run (xdist's controller, or the only one) starts the servers in `.data/test` and
the last run to end stops them. Runs side by side in one checkout do not meet: each takes a slot, which
gives its databases and its Redis numbers; within a run each xdist worker has its own of both.
"""

import fcntl
import gc
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import IO

import pytest
import redis

from loket.embedded import postgres, servers
from loket.embedded.errors import CannotStart

DATA = servers.ROOT / ".data" / "test"
SLOTS = 8
REDIS_NUMBERS_PER_SLOT = 32


# A wrapper goes before all others, and so before pytest-django reads the settings.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Put the servers' addresses in the environment, from where the settings take them."""
    # Never the data of the demo, whatever the caller's environment says.
    os.environ["LOKET_DATA"] = str(DATA)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        _use_redis_number(1 + int(worker.removeprefix("gw")))
    else:
        try:
            _start(early_config)
        except CannotStart as error:
            raise pytest.UsageError(str(error)) from None
    _choose_address()
    return (yield)


# Looking for garbage among a few thousand tests that stay takes a sixth of the time of collecting them.
gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """From now on garbage is looked for, but not among what is there already."""
    gc.freeze()
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """Only the process that writes to the terminal names failures."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(NamesFailures(config))


class NamesFailures:
    """Names a test when it fails: a run that is cut off never comes to its summary."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and terminal is not None:
            last = report.longreprtext.rstrip().rpartition("\n")[2]
            terminal.ensure_newline()
            terminal.write_line(f"{report.when} failed: {report.nodeid}: {last}")


def _start(config: pytest.Config) -> None:
    DATA.mkdir(parents=True, exist_ok=True)
    embedded = servers.wanted()
    with _locked("servers"):
        slot, file = _take_slot()
        config.add_cleanup(lambda: _stop(file, embedded))
        servers.start(DATA, durable=False)
    if postgres in embedded:
        os.environ["DATABASE_URL"] = os.environ["DATABASE_URL"].replace("/loket?", f"/loket_{slot}?")
        os.environ["LOKET_TESTS_OWN_SERVER"] = "yes"
    _use_redis_number(slot * REDIS_NUMBERS_PER_SLOT)


def _stop(slot: IO[str], embedded: list[ModuleType]) -> None:
    """Give the slot back; whoever finds all slots free is the last one and stops the servers."""
    with _locked("servers"):
        slot.close()
        with suppress(BlockingIOError):
            for number in range(SLOTS):
                _lock(DATA / f"slot-{number}.lock", fcntl.LOCK_EX | fcntl.LOCK_NB).close()
            servers.stop(DATA, embedded)


def _take_slot() -> tuple[int, IO[str]]:
    for number in range(SLOTS):
        with suppress(BlockingIOError):
            return number, _lock(DATA / f"slot-{number}.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
    raise pytest.UsageError(f"{SLOTS} test runs are under way in this checkout already.")


@contextmanager
def _locked(name: str) -> Iterator[None]:
    with _lock(DATA / f"{name}.lock", fcntl.LOCK_EX):
        yield


def _lock(path: Path, how: int) -> IO[str]:
    """The file, locked for as long as it is open; a process that is killed lets go too."""
    file = path.open("w")
    try:
        fcntl.flock(file, how)
    except OSError:
        file.close()
        raise
    return file


def _use_redis_number(offset: int) -> None:
    """A cache and a queue of one's own, without what an earlier run left in them."""
    base, number = os.environ["REDIS_URL"].rsplit("/", 1)
    os.environ["REDIS_URL"] = f"{base}/{int(number) + offset}"
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()


def _choose_address() -> None:
    """The live server's address must be known to the settings: the login sends the browser back to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ["DJANGO_LIVE_TEST_SERVER_ADDRESS"] = f"localhost:{port}"
    os.environ["BASE_URL"] = f"http://localhost:{port}"
