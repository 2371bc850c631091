"""The tasks of this room: Celery looks for them here."""

from mandates.inzage import tasks as inzage  # noqa: F401
