from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.kbo.generating import MOST, write_full, write_update


class Command(BaseCommand):
    """Make a made-up extract."""

    help = "Write a made-up extract in the format of the KBO's open data: a full set, or the update that follows it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--enterprises", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--update", action="store_true", help="the update on the full set of this size and seed")

    def handle(
        self, *args: object, folder: Path, enterprises: int, seed: int, update: bool, **options: object
    ) -> None:
        if not 0 <= enterprises <= MOST:
            raise CommandError(f"Between 0 and {MOST} enterprises.")
        if (folder / "meta.csv").exists():
            raise CommandError(f"{folder} holds an extract already.")
        (write_update if update else write_full)(folder, enterprises, seed)
        self.stdout.write(f"Extract written in {folder}.")
