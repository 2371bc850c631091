"""What the tasks of all rooms share."""

import logging

from celery import Task
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


class QuietTask(Task):
    """A task whose loss is harmless, because a sweep does the same work later."""

    abstract = True

    def delay_quietly(self, *args: object) -> None:
        """Hand over to the broker; a dead broker is logged and costs no user an error."""
        try:
            self.delay(*args)
        except (OperationalError, ConnectionError, TimeoutError):
            logger.warning("The broker does not answer; the sweep will do %s.", self.name)
