"""A closed loop over kept-alive connections: each sends its next request when the answer to the last one is there.

One thread over plain sockets, in a process of its own beside the server: what a request costs here (some tens of
microseconds) is the same for every page.
"""

import gc
import re
import selectors
import socket
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

PATIENCE_SECONDS = 60
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class WrongAnswer(Exception):
    """The server said something else than the benchmark expects; its numbers would mean nothing."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What the connections send over and over (the first one the first request, ...), and what must come back.

    `location` is the end of the address to which a redirect must lead: the login page is a redirect too.
    """

    name: str
    requests: tuple[bytes, ...]
    status: int = 200
    location: str = ""


@dataclass(frozen=True, slots=True)
class Volley:
    """One turn of one shot."""

    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.latencies, n=100)[percent - 1] * 1000


def http_request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Connection:
    """One kept-alive connection with at most one request under way."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = bytearray()
        self._sent_at = 0.0

    def send(self, request: bytes) -> None:
        self._received.clear()
        self._sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[bytes, bytes] | None:
        """Read what is there; head and body when that completes the answer."""
        data = self.socket.recv(262_144)
        if not data:
            raise WrongAnswer("The server closed the connection.")
        self._received += data
        head_end = self._received.find(b"\r\n\r\n")
        if head_end < 0:
            return None
        head = bytes(self._received[: head_end + 2])
        length = LENGTH.search(head)
        if length is None:
            raise WrongAnswer("An answer without Content-Length.")
        if len(self._received) < head_end + 4 + int(length[1]):
            return None
        return head, bytes(self._received[head_end + 4 :])

    def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """One request and its answer."""
        self.send(request)
        while (answer := self.receive()) is None:
            pass
        return answer

    @property
    def waited(self) -> float:
        return time.perf_counter() - self._sent_at


@contextmanager
def connections(host: str, port: int, whoami: bytes, processes: int, each: int) -> Iterator[list[Connection]]:
    """`each` connections to every process of the server; `whoami` asks which one answers.

    The kernel hands connections out as it likes; unevenly spread, the same server has another p95 at each run.
    """
    found: dict[bytes, list[Connection]] = {}
    try:
        end = time.monotonic() + PATIENCE_SECONDS
        while sum(map(len, found.values())) < processes * each:
            if time.monotonic() > end:
                raise WrongAnswer("The server's processes do not all take connections.")
            connection = Connection(host, port)
            _, number = connection.ask(whoami)
            own = found.setdefault(number, [])
            if len(own) < each:
                own.append(connection)
            else:
                connection.socket.close()
                # One of the others may still be starting.
                time.sleep(0.01)
        yield [connection for group in found.values() for connection in group]
    finally:
        for group in found.values():
            for connection in group:
                connection.socket.close()


def fire(shot: Shot, over: Sequence[Connection], seconds: float) -> Volley:
    """Keep every connection busy for so long. Raises WrongAnswer at the first answer that is not as it must be."""
    status = f"HTTP/1.1 {shot.status} ".encode()
    location = f"{shot.location}\r\n".encode() if shot.location else b""
    latencies: list[float] = []
    # A collection in this process would be counted as the server's time.
    gc.collect()
    gc.disable()
    try:
        with selectors.DefaultSelector() as selector:
            for index, connection in enumerate(over):
                selector.register(connection.socket, selectors.EVENT_READ, index)
            begin = time.perf_counter()
            end = begin + seconds
            busy = len(over)
            for index, connection in enumerate(over):
                connection.send(shot.requests[index % len(shot.requests)])
            while busy:
                ready = selector.select(PATIENCE_SECONDS)
                if not ready:
                    raise WrongAnswer(f"{shot.name}: no answer within {PATIENCE_SECONDS} s.")
                for key, _ in ready:
                    connection = over[key.data]
                    answer = connection.receive()
                    if answer is None:
                        continue
                    head = answer[0]
                    if not head.startswith(status) or (location and location not in head):
                        raise WrongAnswer(
                            f"{shot.name}: expected {shot.status} {shot.location}, got:\n{head.decode()}"
                        )
                    latencies.append(connection.waited)
                    if time.perf_counter() < end:
                        connection.send(shot.requests[key.data % len(shot.requests)])
                    else:
                        busy -= 1
            return Volley(time.perf_counter() - begin, latencies)
    finally:
        gc.enable()
