"""`manage.py maatwerk_narekenen 2026/1`: compute the most recent calculations of a quarter again, and compare."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from maatwerk.models import Berekening
from maatwerk.narekenen import reken_na
from mandates.quarters import Quarter


class Command(BaseCommand):
    """Prints each label whose delivered calculation comes out differently. Changes nothing."""

    help = "Compare the delivered calculations of a quarter with what the engine makes of the same inputs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("quarter", help="as 2026/1")

    def handle(self, *args: object, **options: object) -> None:
        try:
            quarter = Quarter.parse(str(options["quarter"]))
        except ValueError:
            raise CommandError("Give a quarter as 2026/1.") from None
        found = Berekening.objects.recent().filter(onderwerp="kwartaal", periode=quarter.first_day)
        same = different = 0
        for berekening in found.select_related("toekenning").order_by("toekenning__nummer").iterator():
            outcome = reken_na(berekening)
            if outcome.gelijk:
                same += 1
                continue
            different += 1
            totals = ", ".join(f"{item.kolom} {item.geleverd} -> {item.nagerekend}" for item in outcome.totalen)
            self.stdout.write(f"{berekening.toekenning.nummer}: {len(outcome.lijnen)} workers differ; {totals}")
        self.stdout.write(f"{same} the same, {different} different.")
