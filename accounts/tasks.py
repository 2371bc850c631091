"""Housekeeping of logins, and reminders."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts.beheer import reminders
from accounts.beheer.bulk import tasks as bulk  # noqa: F401  (Celery looks for tasks here)
from accounts.login.sessions import forget_ended_sessions


@shared_task
def clear_sessions() -> None:
    """Take away sessions that are over."""
    call_command("clearsessions")
    forget_ended_sessions()


@shared_task
def send_reminders() -> None:
    """Mail who has a right that ends, or a request to decide on. Running it twice sends nothing twice."""
    reminders.send_reminders(timezone.localdate())
