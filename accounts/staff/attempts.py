"""How often somebody may try to log in at /staf/, counted in the cache per name and address."""

import hashlib

from django.conf import settings
from django.core.cache import cache


def _key(name: str, address: str) -> str:
    """Opaque: neither a name nor an address stands in the cache."""
    digest = hashlib.sha256(f"{name.casefold()}\0{address}".encode()).hexdigest()
    return f"staff-login:{digest}"


def count_try(name: str, address: str) -> bool:
    """Count one try before it is looked at; False when there were too many. Tries at the same moment all count."""
    key = _key(name, address)
    cache.add(key, 0, settings.STAFF_LOGIN_WINDOW_SECONDS)
    try:
        tries = cache.incr(key)
    except ValueError:
        # The window ended between the two.
        cache.set(key, 1, settings.STAFF_LOGIN_WINDOW_SECONDS)
        tries = 1
    return tries <= settings.STAFF_LOGIN_TRIES


def forget_tries(name: str, address: str) -> None:
    """After a login that succeeded."""
    cache.delete(_key(name, address))
