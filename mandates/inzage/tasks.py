"""The daily run of the digest."""

from celery import shared_task
from django.utils import timezone

from mandates.inzage.digest import send_digests


@shared_task
def digests() -> None:
    """Mail who asked for it what others did in the name of the party. Running it twice sends nothing twice."""
    send_digests(timezone.localdate())
