"""The demo's settings, with the views to compare with. The data folder comes from LOKET_DATA, as everywhere."""

from loket.settings.demo import *  # noqa: F403
from loket.settings.demo import AUTHENTICATION_BACKENDS, BASE_DIR, MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "bench" / "templates"]}]
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
MIDDLEWARE = ["bench.plain.Sessions" if name == SESSIONS else name for name in MIDDLEWARE]
AUTHENTICATION_BACKENDS = [*AUTHENTICATION_BACKENDS, "bench.plain.Accounts"]
