"""Is the portal able to work? Touches the database, the cache and the broker for real."""

import uuid

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from loket.access.rules import PUBLIC, access
from loket.celery import app


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    key = f"health-{uuid.uuid4().hex}"
    cache.set(key, "ok", 10)
    if cache.get(key) != "ok":
        raise RedisError("the cache forgets")
    cache.delete(key)


def _broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


PARTS = {"database": _database, "cache": _cache, "broker": _broker}


@access(PUBLIC)
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 with every part "ok", or 503 that names the part that is not; no other detail for the outside."""
    state = {}
    for name, touch in PARTS.items():
        try:
            touch()
            state[name] = "ok"
        except (DatabaseError, RedisError, OperationalError, OSError):
            state[name] = "fout"
    healthy = all(value == "ok" for value in state.values())
    return JsonResponse(state, status=200 if healthy else 503)
