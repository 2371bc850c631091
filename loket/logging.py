"""Structured logs: one line per request, with a request id and without personal data.

The path is not logged, only the route's name: what somebody puts in an address must not end up in a log.
"""

import contextvars
import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable

from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")
access_log = logging.getLogger("loket.access_log")
failure_log = logging.getLogger("loket.failure")
SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdFilter(logging.Filter):
    """Gives every log record the id of the request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


@receiver(got_request_exception)
def log_failure(sender: object, request: HttpRequest | None = None, **_signal: object) -> None:
    """What failed and where. Not the message: a database error may quote what was typed."""
    kind, error, _traceback = sys.exc_info()
    frames = traceback.extract_tb(error.__traceback__) if error else []
    failure_log.error(
        "request failed",
        extra={
            "error": f"{kind.__module__}.{kind.__qualname__}" if kind else None,
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-6:]],
        },
    )


class RequestLogMiddleware:
    """Takes over the proxy's request id or makes one, answers with it, and logs the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(request.id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            match = request.resolver_match
            access_log.info(
                "request",
                extra={
                    "method": request.method,
                    "route": match.view_name if match else None,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )
            response.headers["X-Request-ID"] = request.id
            return response
        finally:
            request_id.reset(token)
