"""One demo per data folder: a lock that the kernel lifts when its holder ends, however it ends.

The file also names the programs that were started, so that the next start can end those that outlived
a killed demo. A program counts as the same only if its start time fits too: numbers are given away again.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psutil

from loket.embedded.errors import CannotStart

END_SECONDS = 5


@contextmanager
def held(data: Path, address: str) -> Iterator[IO[str]]:
    """Hold the folder for as long as the block lasts. Raises CannotStart when a running demo holds it."""
    with (data / "demo.lock").open("a+") as file:
        file.seek(0)
        try:
            # Not flock: the programs' helpers, forked off, would go on holding that one.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(_occupied(data, _read(file))) from None
        _end_leftovers(_read(file).get("programs", []))
        _write(file, {"pid": psutil.Process().pid, "address": address})
        yield file
        _write(file, {})


def note_programs(file: IO[str], numbers: list[int]) -> None:
    """Remember what was started, in case this process cannot end it itself."""
    programs = []
    for number in numbers:
        with suppress(psutil.NoSuchProcess):
            programs.append([number, psutil.Process(number).create_time()])
    _write(file, _read(file) | {"programs": programs})


def _occupied(data: Path, note: dict[str, Any]) -> str:
    where = f"process {note.get('pid', '?')}, {note.get('address', 'starting')}"
    return (
        f"A demo already runs on {data} ({where}); stop it with Ctrl-C or `kill {note.get('pid', 'PID')}`, "
        "or start a second one elsewhere: make demo PORT=8010 DATA=/elsewhere"
    )


def _end_leftovers(programs: list[list[float]]) -> None:
    leftovers = []
    for number, started in programs:
        with suppress(psutil.Error):
            process = psutil.Process(int(number))
            if process.create_time() == started:
                leftovers += [process, *process.children(recursive=True)]
    for process in leftovers:
        with suppress(psutil.Error):
            process.terminate()
    _, stubborn = psutil.wait_procs(leftovers, timeout=END_SECONDS)
    for process in stubborn:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=END_SECONDS)


def _read(file: IO[str]) -> dict[str, Any]:
    file.seek(0)
    try:
        return json.loads(file.read() or "{}")
    except ValueError:
        return {}


def _write(file: IO[str], note: dict[str, Any]) -> None:
    file.seek(0)
    file.truncate()
    json.dump(note, file)
    file.flush()
