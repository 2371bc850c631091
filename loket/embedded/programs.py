"""The programs of the demo, and how to know that they work."""

import http.client
import sys
import time
from pathlib import Path

HEALTH = "/gezondheid/"
ANSWER_SECONDS = 180


def commands(data: Path, host: str, port: int) -> dict[str, list[str]]:
    """Each program's name and how it is started."""
    celery = [sys.executable, "-m", "celery", "-A", "loket"]
    beat = data / "beat"
    beat.mkdir(exist_ok=True)
    return {
        "web": [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", "2", "--blocking-threads", "4", "--no-ws", "loket.wsgi:application"),
        ],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle"],
        "beat": [*celery, "beat", "--schedule", str(beat / "schedule"), "--pidfile", "", "--loglevel", "INFO"],
    }


def web_answers(host: str, port: int) -> bool:
    """Whether the web server says within three minutes that it is well: a busy machine takes its time."""
    # An address that means "every interface" can be listened on, but not called.
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    end = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < end:
        if _status(target, port) == http.client.OK:
            return True
        time.sleep(0.1)
    return False


def _status(host: str, port: int) -> int | None:
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", HEALTH, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
