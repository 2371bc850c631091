"""Web, worker and beat as one: they start together, and when one ends the others are ended too."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from honcho.manager import Manager
from honcho.printer import Message, Printer

# What honcho notes as its exit code when a person or the system told it to stop.
SIGNALLED = {130, 143}


class Logs(Printer):
    """Each program's lines go to a file of its own; only errors also reach the terminal."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}

    def path(self, name: str) -> Path:
        """The file that a program's lines go to."""
        return self._folder / f"{name}.log"

    def write(self, message: Message) -> None:
        """Keep the line, and show it if it reports an error."""
        line = message.data if isinstance(message.data, bytes) else message.data.encode()
        if message.name not in self._files:
            self._files[message.name] = self._open(message.name)
        self._files[message.name].write(line)
        error = _error_in(line)
        if error:
            super().write(message._replace(data=error))

    def _open(self, name: str) -> IO[bytes]:
        """A fresh file for this run; the last run's is kept, for it may be the one that crashed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self.path(name)
        if path.exists():
            path.replace(path.with_suffix(".log.1"))
        return path.open("wb", buffering=0)


class Supervisor(Manager):
    """Honcho's manager, which also says who ended first, with which code, and calls back when all were started.

    `started` is called once, with the process numbers, in a thread of its own.
    """

    def __init__(self, logs: Logs, started: Callable[["Supervisor", list[int]], None]) -> None:
        super().__init__(printer=logs)
        self._started = started
        self.ended_first: tuple[str, int] | None = None
        self.reason: str | None = None

    def fail(self, reason: str) -> None:
        """End everything, for a reason outside the programs themselves."""
        self.reason = self.reason or reason
        self.terminate()

    def terminate(self) -> None:
        """End all programs; noted is which one had ended by itself, unless we were told to stop."""
        if not self._all_started():
            # A signal during the first moments: honcho does not know the process numbers yet.
            timer = threading.Timer(0.1, self.terminate)
            timer.daemon = True
            timer.start()
            return
        if not self._terminating and self.reason is None and self.returncode not in SIGNALLED:
            codes = {name: program.get("returncode") for name, program in self._processes.items()}
            self.ended_first = next(((name, code) for name, code in codes.items() if code is not None), None)
        super().terminate()

    def _start(self) -> None:
        super()._start()
        # Only now: the programs are forked off, and a fork takes no threads along.
        threading.Thread(target=self._call_back, daemon=True).start()

    def _call_back(self) -> None:
        while not self._all_started():
            time.sleep(0.02)
        self._started(self, [program["pid"] for program in self._processes.values()])


def _error_in(line: bytes) -> str | None:
    """The message of a JSON log line of level ERROR or worse."""
    try:
        entry: Any = json.loads(line)
    except ValueError:
        return None
    if isinstance(entry, dict) and entry.get("levelname") in {"ERROR", "CRITICAL"}:
        return str(entry.get("message", ""))
    return None
