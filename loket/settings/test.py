"""Tests: the demo's parts on servers and keys of their own."""

from importlib.util import find_spec
from pathlib import Path

from loket.settings.demo import *  # noqa: F403
from loket.settings.demo import DATABASES, REDIS_URL, STATICFILES_DIRS

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each parallel test process has a cache and a queue of its own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
# Every test client makes the middleware anew: it looks a file up when it is asked for, not all of them each time.
WHITENOISE_AUTOREFRESH = True
# Tests count queries: on a slow machine none is added because somebody is still there.
SESSION_WRITE_EVERY_SECONDS = 600
# A busy machine is no reason to fail: what a query may take is measured by the benchmarks.
DATABASES["default"]["OPTIONS"]["options"] = "-c statement_timeout=120000 -c lock_timeout=60000"
# The browser tests read axe from here: sending half a megabyte of script to each page takes four times as long.
STATICFILES_DIRS = [*STATICFILES_DIRS, ("axe", Path(find_spec("axe_playwright_python").origin).parent)]
