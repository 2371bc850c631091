"""The demo's settings, with the views to compare with. The data folder comes from LOKET_DATA, as everywhere."""

from loket.settings.demo import *  # noqa: F403
from loket.settings.demo import BASE_DIR, TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "bench" / "templates"]}]
