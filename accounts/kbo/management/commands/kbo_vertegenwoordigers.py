from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.kbo.representatives import load_representatives
from loket.bulk.errors import FileRefused


class Command(BaseCommand):
    """Load legal representatives from a file."""

    help = "Load legal representatives from a CSV with the columns kbo;insz;voornaam;naam;van;tot."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--volledig", action="store_true", help="end those of an earlier file that are not in it")

    def handle(self, *args: object, file: Path, volledig: bool, **options: object) -> None:
        try:
            report = load_representatives(file.read_bytes(), timezone.localdate(), complete=volledig)
        except (OSError, FileRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{report.made} nieuw, {report.changed} gewijzigd, {report.same} ongewijzigd, {report.ended} beëindigd; "
            f"{report.people} nieuwe personen; {len({finding.row for finding in report.findings})} rijen geweigerd."
        )
        for finding in report.findings:
            self.stdout.write(f"  rij {finding.row}, {finding.column}: {finding.value or 'leeg'}: {finding.message}")
