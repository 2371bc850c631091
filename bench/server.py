"""The embedded servers and the portal's web server, on a data folder of the benchmark's own."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loket.embedded import programs, servers
from loket.embedded.errors import CannotStart

HOST = "127.0.0.1"
DATA = servers.ROOT / ".data" / "bench"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def data_servers() -> Iterator[None]:
    """PostgreSQL and Redis on the benchmark's folder, whatever the environment names: never somebody else's data."""
    for name in servers.EMBEDDED:
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    with servers.running(DATA):
        yield


@contextmanager
def web(data: Path) -> Iterator[int]:
    """The web server, started as the demo starts it; gives its port."""
    port = free_port()
    log = data / "logs" / "web.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            programs.commands(data, HOST, port)["web"], cwd=servers.ROOT, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        if not programs.web_answers(HOST, port):
            raise CannotStart(f"The web server does not answer (log: {log}).")
        yield port
    finally:
        process.terminate()
        process.wait(30)


def worker_count() -> int:
    """How many processes the demo's web server has."""
    command = programs.commands(DATA, HOST, 0)["web"]
    return int(command[command.index("--workers") + 1])


def thread_count() -> int:
    """How many requests each of them serves at a time."""
    command = programs.commands(DATA, HOST, 0)["web"]
    return int(command[command.index("--blocking-threads") + 1])
