"""The Celery application; tasks live in the `tasks` module of each app."""

import gc
import os

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loket.settings.production")

app = Celery("loket")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def spare_collector(**_signal: object) -> None:
    """Look for circles of objects a hundred times less often, and never among what was loaded at the start.

    A large file makes objects by the million and hardly a circle: looking took a tenth of the time of its worker.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
