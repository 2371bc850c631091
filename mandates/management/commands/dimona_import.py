"""`manage.py dimona_import FILE`: put a file of the register of Dimona mandates in the table."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from loket.bulk.errors import FileRefused
from loket.bulk.files import AlreadyUploaded, CannotDo
from mandates.dimona.importing.chunk import CHANGED, ENTERPRISE, NEW, SAME
from mandates.dimona.importing.files import cancel, confirm, upload
from mandates.dimona.importing.running import go_on
from mandates.models import DimonaBestand

FINDINGS_SHOWN = 50


class Command(BaseCommand):
    """Checks all rows, then applies the right ones. The report stays readable on the department's screen."""

    help = "Check a CSV file of the register of Dimona mandates and put its rows in the table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only check, change nothing")
        parser.add_argument("--only-right", action="store_true", help="apply the right rows when others are wrong")

    def handle(self, *args: object, **options: object) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as content:
                # The same file changes nothing, and the report says so.
                file = upload(None, path.name, content, path.stat().st_size, again=True)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        except AlreadyUploaded as error:
            raise CommandError(f"This file waits already: {error.earlier.get_status_display()}.") from None
        except FileRefused as error:
            raise CommandError(str(error)) from None
        self._work(file)
        self.stdout.write(f"{file.done_rows} rows checked, {file.wrong_rows} wrong.")
        self._report(file)
        if options["check"]:
            cancel(None, file)
            return
        try:
            confirm(None, file, only_right=bool(options["only_right"]))
        except CannotDo as error:
            cancel(None, file)
            raise CommandError(f"{error} (--only-right leaves them out)") from None
        self._work(file)
        counts = [file.counts.get(name, 0) for name in (NEW, CHANGED, SAME, ENTERPRISE)]
        self.stdout.write("{} new, {} changed, {} as they were, {} enterprises added.".format(*counts))

    def _work(self, file: DimonaBestand) -> None:
        while go_on(file.pk, 60.0):
            self.stderr.write(".", ending="")
        file.refresh_from_db()
        if file.status == DimonaBestand.Status.STOPPED:
            raise CommandError(file.stop_reason)

    def _report(self, file: DimonaBestand) -> None:
        for row in file.rijen.order_by("number")[:FINDINGS_SHOWN]:
            for column, value, message in row.findings:
                self.stdout.write(f"  {row.number}: {column} ({value}): {message}")
        if file.wrong_rows > FINDINGS_SHOWN:
            self.stdout.write(f"  ... and {file.wrong_rows - FINDINGS_SHOWN} more rows, on the department's screen.")
