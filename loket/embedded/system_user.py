"""PostgreSQL refuses to run as root; then it runs as a system user of its own.

For anybody else all of this does nothing: the server runs as the person who started it.
"""

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from loket.embedded.errors import CannotStart

NAME = "loket-postgres"


def as_keywords() -> dict[str, Any]:
    """The keywords for `subprocess.run` that start a program as the server's user."""
    if os.geteuid() != 0:
        return {}
    entry = _entry()
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def hand_over(folder: Path, programs: Path) -> None:
    """Let the server's user own the folder, reach it, and run the programs."""
    if os.geteuid() != 0:
        return
    give(folder)
    # Passing through is enough; what stands in the folders above stays unlisted.
    for parent in (*folder.resolve().parents, *programs.resolve().parents):
        _allow(parent, 0o001)
    for path in (programs, *programs.rglob("*")):
        if not path.is_symlink():
            _allow(path, 0o005 if path.is_dir() or path.stat().st_mode & 0o100 else 0o004)


def give(path: Path) -> None:
    """Make the server's user the owner of one file or folder."""
    if os.geteuid() == 0:
        entry = _entry()
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _allow(path: Path, bits: int) -> None:
    mode = path.stat().st_mode & 0o7777
    if mode & bits != bits:
        path.chmod(mode | bits)


def _entry() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise CannotStart(f"As root, PostgreSQL needs a user of its own; make it: {' '.join(command)}") from None
        return pwd.getpwnam(NAME)
