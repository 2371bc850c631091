"""What is refused before Django reads it: odd charsets and lengths, cookies that are none of ours."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Start = Callable[..., Any]
CHARSET = re.compile(r"charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)
SESSION_KEY = re.compile(r"[a-z0-9]{32}")


def guard(application: Callable[[dict[str, Any], Start], Iterable[bytes]]):
    """Wrap the WSGI application: Django reads the charset while it makes the request, outside every middleware."""

    def guarded(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        charset = CHARSET.search(environ.get("CONTENT_TYPE") or "")
        if charset and charset[1].lower() not in ("utf-8", "utf8"):
            return _refuse(start_response, "400 Bad Request", "Gebruik UTF-8.")
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return _refuse(start_response, "400 Bad Request", "Ongeldige lengte.")
        return application(environ, start_response)

    return guarded


def _refuse(start_response: Start, status: str, text: str) -> list[bytes]:
    body = text.encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


class PrivacyMiddleware:
    """Drops session cookies that cannot be ours, and keeps what a logged-in user sees out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in (settings.SESSION_COOKIE_NAME, "saml-acs-session"):
            if name in request.COOKIES and not SESSION_KEY.fullmatch(request.COOKIES[name]):
                del request.COOKIES[name]
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response
