"""PostgreSQL and Redis together, for whoever needs both: the demo, the tests, a shell."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from loket.embedded import postgres, redis

ROOT = Path(__file__).resolve().parent.parent.parent
EMBEDDED = {"DATABASE_URL": postgres, "REDIS_URL": redis}


def data_folder() -> Path:
    """The data folder that LOKET_DATA names, as an absolute path; `.data` beside manage.py without it."""
    return (ROOT / os.environ.get("LOKET_DATA", ".data")).resolve()


def wanted() -> list[ModuleType]:
    """The servers that the environment does not name already; asked before `start`, which names them."""
    return [server for name, server in EMBEDDED.items() if not os.environ.get(name)]


def start(data: Path, *, durable: bool = True) -> None:
    """Start the wanted servers side by side, or find them running, and put their addresses in the environment.

    Raises CannotStart.
    """
    data.mkdir(parents=True, exist_ok=True)
    os.environ["LOKET_DATA"] = str(data)
    servers = wanted()
    with ThreadPoolExecutor() as pool:
        urls = {
            name: pool.submit(server.start, data, durable=durable)
            for name, server in EMBEDDED.items()
            if server in servers
        }
        # Ctrl-C is met here and not in the joining of a thread, which Python then takes for ended.
        wait(urls.values())
    for name, url in urls.items():
        os.environ[name] = url.result()


def stop(data: Path, servers: list[ModuleType]) -> None:
    """Stop these servers of this folder, as far as they run; the database last."""
    for server in reversed(servers):
        server.stop(data)


@contextmanager
def running(data: Path) -> Iterator[None]:
    """The servers for as long as the block lasts; those that ran before go on running after it."""
    own = [server for server in wanted() if not server.is_running(data)]
    try:
        start(data)
        yield
    finally:
        stop(data, own)
