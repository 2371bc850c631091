"""The embedded servers and the portal's web server, on a data folder of the benchmark's own."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from loket.embedded import programs, servers
from loket.embedded.errors import CannotStart

HOST = "127.0.0.1"
STOP_SECONDS = 15
DATA = servers.ROOT / ".data" / "bench"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def data_servers(folder: Path = DATA) -> Iterator[None]:
    """PostgreSQL and Redis on the benchmark's folder, whatever the environment names: never somebody else's data."""
    for name in servers.EMBEDDED:
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    with servers.running(folder):
        yield


@contextmanager
def web(folder: Path = DATA) -> Iterator[int]:
    """The web server, started as the demo starts it; gives its port."""
    port = free_port()
    log = folder / "logs" / "web.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _web_command(port, folder), cwd=servers.ROOT, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        if not programs.web_answers(HOST, port):
            raise CannotStart(f"The web server does not answer (log: {log}).")
        yield port
    finally:
        _stop(process)


def cpu_seconds(folder: Path = DATA) -> float:
    """What the web server's and the database's processes worked until now, whatever else keeps the machine busy."""
    postmaster = int((folder / "postgres" / "postmaster.pid").read_text().split("\n")[0])
    family = [*psutil.Process().children(recursive=True), *psutil.Process(postmaster).children()]
    total = 0.0
    for process in family:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it; a worker that was just starting may have missed the word."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    process.terminate()
    _, stubborn = psutil.wait_procs(family, timeout=STOP_SECONDS)
    for straggler in stubborn:
        with suppress(psutil.NoSuchProcess):
            straggler.kill()
    process.wait()


def spread() -> tuple[int, int]:
    """How many processes the demo's web server has, and how many requests each of them serves at a time."""
    command = _web_command(0, DATA)
    return tuple(int(command[command.index(name) + 1]) for name in ("--workers", "--blocking-threads"))


def _web_command(port: int, folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    return programs.commands(folder, HOST, port)["web"]
