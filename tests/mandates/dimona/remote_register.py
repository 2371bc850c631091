"""A register elsewhere: a real HTTP server in a thread, that answers as a test wants."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Elsewhere:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b'{"mandaten": []}', {}
        self.asked: list[tuple[str, dict, dict]] = []
        # Held up until the test lets go: nobody sleeps longer than is needed.
        self.let_go = threading.Event()
        self.let_go.set()
        self.trickle = False
        self.address = ""

    def tell(self, *mandates: dict) -> None:
        self.body = json.dumps({"mandaten": list(mandates)}).encode()


@contextmanager
def serving() -> Iterator[Elsewhere]:
    """A server on a free port, until the end of the block."""
    elsewhere = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            elsewhere.asked.append((self.path, json.loads(asked), dict(self.headers)))
            elsewhere.let_go.wait(10)
            self.send_response(elsewhere.status)
            for name, value in {"Content-Length": str(len(elsewhere.body)), **elsewhere.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self._send()
            except (BrokenPipeError, ConnectionResetError):
                return

        def _send(self) -> None:
            if not elsewhere.trickle:
                self.wfile.write(elsewhere.body)
                return
            for index in range(len(elsewhere.body)):
                self.wfile.write(elsewhere.body[index : index + 1])
                self.wfile.flush()
                if elsewhere.let_go.wait(0.2) and not elsewhere.trickle:
                    return

        def do_GET(self) -> None:
            elsewhere.asked.append((self.path, {}, dict(self.headers)))
            self.send_response(200)
            self.send_header("Content-Length", "16")
            self.end_headers()
            self.wfile.write(b'{"mandaten": []}')

        def log_message(self, *args: object) -> None:
            """Quiet."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request, client_address) -> None:
            """The client went away: that is what some tests are about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    elsewhere.address = f"http://127.0.0.1:{server.server_port}/mandaten"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield elsewhere
    finally:
        elsewhere.trickle = False
        elsewhere.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
