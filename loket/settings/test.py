"""Tests: the demo's parts on servers and keys of their own."""

from loket.settings.demo import *  # noqa: F403
from loket.settings.demo import REDIS_URL

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each parallel test process has a cache and a queue of its own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
# Every test client makes the middleware anew: it looks a file up when it is asked for, not all of them each time.
WHITENOISE_AUTOREFRESH = True
