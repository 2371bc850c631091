"""/gezondheid/ says what works, by touching it."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection

from loket import health

pytestmark = pytest.mark.django_db
NOBODY = "redis://127.0.0.1:1/0"


def test_all_is_well(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/gezondheid/")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "cache": "ok", "broker": "ok"}
    assert "no-cache" in response.headers["Cache-Control"]


def test_without_a_cache_it_is_ill(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": NOBODY}}
    response = client.get("/gezondheid/")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "cache": "fout", "broker": "ok"}


def test_a_cache_that_forgets_is_ill(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert client.get("/gezondheid/").json()["cache"] == "fout"


def test_without_a_broker_it_is_ill(client, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", NOBODY)
    response = client.get("/gezondheid/")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "cache": "ok", "broker": "fout"}


def test_without_a_database_it_is_ill_and_says_no_more(client):
    def refuse(*args):
        raise DatabaseError("password authentication failed for user loket")

    with connection.execute_wrapper(refuse):
        response = client.get("/gezondheid/")
    assert response.status_code == 503
    assert response.json() == {"database": "fout", "cache": "ok", "broker": "ok"}
    assert b"password" not in response.content


def test_it_leaves_nothing_behind(client):
    cache.clear()
    client.get("/gezondheid/")
    assert not cache._cache.get_client(write=True).keys("*health-*")


def test_it_only_answers_reading(client):
    assert client.post("/gezondheid/").status_code == 405
    assert set(health.PARTS) == {"database", "cache", "broker"}
