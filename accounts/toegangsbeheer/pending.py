"""Requests that wait for a choice. They live in the browser's session, each under a name of its own."""

import secrets
import time
from dataclasses import asdict

from django.core.cache import cache
from django.http import HttpRequest

from accounts.toegangsbeheer.authn_request import MAX_AGE, AuthnRequest

KEY = "toegangsbeheer"
MAX_WAITING = 10
LIFETIME = 15 * 60


def remember(request: HttpRequest, wanted: AuthnRequest) -> str:
    """Keep the request until a person is chosen; returns the name under which it waits."""
    waiting = dict(list(request.session.get(KEY, {}).items())[-MAX_WAITING + 1 :])
    name = secrets.token_urlsafe(16)
    waiting[name] = [asdict(wanted), time.time()]
    request.session[KEY] = waiting
    return name


def look_up(request: HttpRequest, name: str) -> AuthnRequest | None:
    """The waiting request, or None when it is unknown, too old, or answered."""
    stored, since = request.session.get(KEY, {}).get(name, (None, 0))
    return AuthnRequest(**stored) if stored and time.time() - since < LIFETIME else None


def take(request: HttpRequest, name: str) -> AuthnRequest | None:
    """The waiting request, this one time."""
    wanted = look_up(request, name)
    waiting = request.session.get(KEY, {})
    waiting.pop(name, None)
    request.session[KEY] = waiting
    if wanted is None or not cache.add(_used_key(wanted), True, timeout=LIFETIME + MAX_AGE.total_seconds()):
        return None
    return wanted


def is_used(wanted: AuthnRequest) -> bool:
    """A request with this id has been answered before, in this browser or another one."""
    return cache.get(_used_key(wanted)) is not None


def _used_key(wanted: AuthnRequest) -> str:
    return f"toegangsbeheer.answered.{wanted.id}"
