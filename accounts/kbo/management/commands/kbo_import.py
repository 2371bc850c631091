from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.kbo.importing import import_extract
from accounts.kbo.models import KboImport


class Command(BaseCommand):
    """Load an extract of the KBO's open data."""

    help = "Load an extract of the KBO's open data: a zip or a folder, a full set or the next update."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("extract", type=Path, help="the zip or the folder")
        parser.add_argument("--opnieuw", action="store_true", help="load it even when it was loaded before")

    def handle(self, *args: object, extract: Path, opnieuw: bool, **options: object) -> None:
        done = import_extract(extract, again=opnieuw)
        if done.status not in {KboImport.Status.DONE, KboImport.Status.KNOWN}:
            raise CommandError(done.message)
        if done.message:
            self.stdout.write(done.message)
            return
        self.stdout.write(f"Extract {done.number} ({done.type}) van {done.snapshot_on:%d/%m/%Y} is ingelezen.")
        for file, counts in done.counts.items():
            refused = counts.get("refused", 0)
            self.stdout.write(f"  {file}: {counts['read']} rijen gelezen, {refused} geweigerd")
        if done.skipped:
            self.stdout.write(f"Overgeslagen: {', '.join(done.skipped)}")
        for row in done.refusals.order_by("file", "line")[:20]:
            self.stdout.write(f"  {row.file} rij {row.line}: {row.value}: {row.reason}")
