from django.core.management.base import BaseCommand

from loket.demo.world import PEOPLE


class Command(BaseCommand):
    """Who to log in as."""

    help = "Print the people of the demo world."

    def handle(self, *args: object, **options: object) -> None:
        width = max(len(person.full_name) for person in PEOPLE)
        for person in PEOPLE:
            self.stdout.write(f"{person.full_name:<{width}}  {person.what}")
