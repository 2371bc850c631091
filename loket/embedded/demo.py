"""`python -m loket.embedded.demo`: the whole portal on one machine, until Ctrl-C.

Environment: LOKET_DATA, LOKET_HOST, LOKET_PORT, BASE_URL, and DATABASE_URL or REDIS_URL for servers of
your own. Exit code 1 when it cannot start or when something in it ended by itself.
"""

import os
import shlex
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO

from loket.embedded import lock, preflight, programs, servers
from loket.embedded.errors import CannotStart, complaint
from loket.embedded.prepare import prepare
from loket.embedded.supervise import Logs, Supervisor

# Addresses at which a browser on this machine finds the demo as localhost.
LOCAL = {"127.0.0.1", "0.0.0.0", "::1", "::"}  # noqa: S104
WATCH_SECONDS = 2


def main() -> None:
    """Run the demo; whatever keeps it from starting is one line, not a traceback."""
    signal.signal(signal.SIGTERM, _leave)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _pass_on)
    try:
        Demo(servers.data_folder()).run()
    except CannotStart as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


class Demo:
    """One run of the demo on one data folder."""

    def __init__(self, data: Path) -> None:
        self.begin = time.monotonic()
        self.data = data
        self.logs = Logs(data / "logs")
        self.host = os.environ.get("LOKET_HOST", "127.0.0.1")
        self.port = os.environ.get("LOKET_PORT", "8000")
        name = "localhost" if self.host in LOCAL else self.host
        # The mails and the login metadata carry it, so every program must know it.
        self.address = os.environ.setdefault("BASE_URL", f"http://{name}:{self.port}")
        self.servers = servers.wanted()

    def run(self) -> None:
        """Start everything, wait until it ends or is told to, and leave nothing running. Raises CannotStart."""
        preflight.check_folder(self.data)
        with lock.held(self.data, self.address) as note:
            preflight.check(self.data, self.host, self.port)
            try:
                _say("Starting PostgreSQL and Redis ...")
                servers.start(self.data)
                _say("Preparing the database ...")
                people = prepare(self.data, self.logs.path("prepare"))
                _say("Starting web, worker and beat ...")
                self._supervise(note, people)
            finally:
                # A second Ctrl-C must not leave a server behind.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                servers.stop(self.data, self.servers)
        _say("Stopped; the data are kept.")

    def _supervise(self, note: IO[str], people: str) -> None:
        def started(supervisor: Supervisor, numbers: list[int]) -> None:
            lock.note_programs(note, numbers)
            if not programs.web_answers(self.host, int(self.port)):
                supervisor.fail(f"the web server does not answer at {programs.HEALTH} (log: {self.logs.path('web')})")
                return
            self._say_ready(people)
            while all(server.is_running(self.data) for server in self.servers):
                time.sleep(WATCH_SECONDS)
            supervisor.fail(f"PostgreSQL or Redis ended (logs: {self.data / 'logs'})")

        supervisor = Supervisor(self.logs, started)
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        for name, command in programs.commands(self.data, self.host, int(self.port)).items():
            supervisor.add_process(name, f"exec {shlex.join(command)}", env=environment, cwd=str(servers.ROOT))
        supervisor.loop()
        if supervisor.reason:
            raise CannotStart(f"Stopped, because {supervisor.reason}")
        if supervisor.ended_first:
            name, code = supervisor.ended_first
            log = self.logs.path(name)
            said = complaint(log.read_text(errors="replace")) if log.exists() else "no message"
            raise CannotStart(f"Stopped, because {name} ended with code {code}; it said: {said} (log: {log})")

    def _say_ready(self, people: str) -> None:
        seconds = time.monotonic() - self.begin
        _say(f"\nReady after {seconds:.1f} s: {self.address}\n\n{people.rstrip()}\n")
        _say(f"Logs: {self.data / 'logs'}    Stop: Ctrl-C")


def _say(text: str) -> None:
    print(text, flush=True)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """A stop that comes before the programs run takes the same way out as Ctrl-C."""
    raise KeyboardInterrupt


def _pass_on(_signal: int, _frame: FrameType | None) -> None:
    """A closed terminal is a request to stop."""
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
