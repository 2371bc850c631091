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
from types import TracebackType

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


def _kind(error: type[BaseException] | None) -> str | None:
    return f"{error.__module__}.{error.__qualname__}" if error else None


def _frames(found: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(found)[-12:]]


class TaskFailureFilter(logging.Filter):
    """Of a task that fails: which one, what kind of error and where. Not the message, as for requests.

    It stands on the loggers of Celery: a worker puts handlers of its own in the place of ours.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        failure = record.exc_info
        # A logger that was set up twice asks twice.
        kind = _kind(failure[0]) if failure else getattr(record, "error", None)
        if failure:
            record.error, record.at = kind, _frames(failure[2])
            record.exc_info = record.exc_text = None
        if isinstance(record.args, dict):
            if "exc" in record.args:
                # What Celery gives to handlers of others: the message, the traceback and the arguments.
                record.__dict__.pop("data", None)
                record.args = {**record.args, "exc": kind or "", "traceback": ""}
                if failure:
                    record.msg = f"{record.msg} at %(at)s"
                    record.args["at"] = record.at
        elif record.args:
            record.args = tuple(_kind(type(arg)) if isinstance(arg, BaseException) else arg for arg in record.args)
        return True


@receiver(got_request_exception)
def log_failure(sender: object, request: HttpRequest | None = None, **_signal: object) -> None:
    """What failed and where. Not the message: a database error may quote what was typed."""
    kind, error, _traceback = sys.exc_info()
    failure_log.error(
        "request failed",
        extra={
            "error": _kind(kind),
            "at": _frames(error.__traceback__ if error else None),
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
