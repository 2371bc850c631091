"""Housekeeping of logins."""

from celery import shared_task
from django.core.management import call_command

from accounts.login.sessions import forget_ended_sessions


@shared_task
def clear_sessions() -> None:
    """Take away sessions that are over."""
    call_command("clearsessions")
    forget_ended_sessions()
