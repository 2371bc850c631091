"""What is looked at before the demo starts, so that it fails with one line instead of half-way."""

import ctypes
import errno
import os
import shutil
import socket
import sys
from pathlib import Path

from loket.embedded.errors import CannotStart

PYTHON = (3, 11)
FREE_MEGABYTES = 500
# What WeasyPrint opens when the first receipt is made; that would be late to find out.
PDF_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
)
PDF_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"


def check(data: Path, host: str, port: str) -> int:
    """Look at everything; return the port as a number. Raises CannotStart at the first thing that is wrong."""
    check_python(sys.version_info[:2])
    check_folder(data)
    check_space(data, shutil.disk_usage(data).free)
    check_libraries()
    return check_port(host, port)


def check_python(version: tuple[int, int]) -> None:
    """The portal is written for this Python and later ones."""
    if version < PYTHON:
        raise CannotStart(f"This is Python {version[0]}.{version[1]}; the portal needs 3.11 or later.")


def check_folder(data: Path) -> None:
    """The data folder must be there and writable; trying is the only sure answer."""
    probe = data / f".writable-{os.getpid()}"
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The data folder {data} cannot be written ({error.strerror}); choose another: make demo DATA=/elsewhere"
        ) from None


def check_space(data: Path, free: int) -> None:
    """A database that meets a full disk stops in the middle of something."""
    megabytes = free // 1024**2
    if megabytes < FREE_MEGABYTES:
        raise CannotStart(
            f"Only {megabytes} MB free at {data}, {FREE_MEGABYTES} MB are needed; "
            "make room or choose another folder: make demo DATA=/elsewhere"
        )


def check_libraries(names: tuple[str, ...] = PDF_LIBRARIES) -> None:
    """The system libraries behind the PDFs."""
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            raise CannotStart(
                f"The library {name} is missing, without it no PDF can be made: sudo apt-get install -y {PDF_PACKAGES}"
            ) from None


def check_port(host: str, port: str) -> int:
    """The port must be a number and free to listen on."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CannotStart(f"The port must be a number from 1 to 65535, not {port!r}: make demo PORT=8010")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As the web server does: a port that was just left may be taken over at once.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(f"Port {port} on {host} is in use; choose another: make demo PORT=8010") from None
        raise CannotStart(f"Cannot listen on {host} port {port}: {error.strerror}.") from None
    return int(port)
