"""Tests: the demo's parts on servers and keys of their own."""

from loket.settings.demo import *  # noqa: F403
from loket.settings.demo import DATABASES, REDIS_URL

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each parallel test process has a cache and a queue of its own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
# Every test client makes the middleware anew: it looks a file up when it is asked for, not all of them each time.
WHITENOISE_AUTOREFRESH = True
# A busy machine is no reason to fail: what a query may take is measured by the benchmarks.
DATABASES["default"]["OPTIONS"]["options"] = "-c statement_timeout=120000 -c lock_timeout=60000"
