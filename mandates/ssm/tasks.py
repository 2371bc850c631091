"""What SSM mandates need every day."""

from celery import shared_task
from django.utils import timezone

from mandates.ssm import moving, reminders


@shared_task
def keep_ssm_periods() -> None:
    """Let the status follow the dates. The acting context looks at the dates themselves and waits for nobody."""
    moving.close_periods(timezone.localdate())


@shared_task
def send_ssm_reminders() -> None:
    """Mail who must sign, and who has a mandate that ends. Running it twice sends nothing twice."""
    reminders.send_reminders(timezone.localdate())
