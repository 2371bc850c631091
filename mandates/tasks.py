"""The tasks of this room: Celery looks for them here."""

from mandates.dimona.importing import tasks as dimona  # noqa: F401  (Celery looks for tasks here)
from mandates.inzage import tasks as inzage  # noqa: F401
from mandates.ssm import tasks as ssm  # noqa: F401
from mandates.ssm.bulk import tasks as ssm_bulk  # noqa: F401
