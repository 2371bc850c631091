from django.core.management.base import BaseCommand
from django.utils import timezone

from loket.demo.loading import load_register, load_world
from loket.demo.maatwerk import load_maatwerk
from loket.demo.odb import load_registrations


class Command(BaseCommand):
    """Load the demo world; does nothing when it is there."""

    help = "Load the demo world once."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write("Demo world loaded." if load_world() else "Demo world already there.")
        load_maatwerk(timezone.localdate())
        load_registrations(timezone.localdate())
        load_register()
