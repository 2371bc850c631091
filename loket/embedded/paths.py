"""Where a server's socket goes."""

import hashlib
import os
import tempfile
from pathlib import Path

from loket.embedded.errors import CannotStart

# The kernel takes 107 characters for the path of a socket.
LONGEST_SOCKET_PATH = 107


def socket_folder(folder: Path, name: str) -> Path:
    """The folder itself, or a short private one elsewhere when the path would be too long for a socket."""
    if len(os.fsencode(folder / name)) <= LONGEST_SOCKET_PATH:
        return folder
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"loket-{os.geteuid()}-{mark}"
    short.mkdir(mode=0o700, exist_ok=True)
    # In a shared folder, somebody else may have made it first in order to listen in.
    status = short.lstat()
    foreign = os.geteuid() != 0 and status.st_uid != os.geteuid()
    if short.is_symlink() or foreign or status.st_mode & 0o077:
        raise CannotStart(f"{short} is not private; remove it, or choose a data folder with a shorter path.")
    return short
