"""`manage.py maatwerk_levering KIND FILE --user NAME`: hand in a delivery at a terminal, for the department."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.acting import resolve
from accounts.models import Organisation, User
from accounts.models.organisation import Kind
from loket.acting.context import ActingContext, Choice, Doelgroep
from loket.bulk.errors import FileRefused
from loket.bulk.files import AlreadyUploaded, CannotDo
from loket.bulk.large.files import cancel, confirm, upload
from loket.bulk.large.models import Bestand, FileState
from loket.bulk.large.running import go_on
from maatwerk.leveringen.rules import LEVERINGEN
from maatwerk.leveringen.soorten import SOORTEN

KINDS = {kind.code.removeprefix("maatwerk-"): kind for kind in SOORTEN}
FINDINGS_SHOWN = 50
TURN_SECONDS = 3600.0


class Command(BaseCommand):
    """Checks all rows, then stores the right ones. The report stays readable on the department's screen."""

    help = "Check a delivery of maatwerk (CSV, XLSX or Parquet) and store its rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="account of who answers for it, in the department")
        parser.add_argument("--rows", type=int, required=True, help="control figure: how many rows there are")
        parser.add_argument("--total", help="control figure: the sum that belongs to this kind")
        parser.add_argument("--check", action="store_true", help="only check, store nothing")
        parser.add_argument("--only-right", action="store_true", help="store the right rows when others are wrong")

    def handle(self, *args: object, **options: object) -> None:
        acting = self._acting(str(options["user"]))
        path: Path = options["file"]
        kind = KINDS[str(options["kind"])]
        try:
            with path.open("rb") as content:
                answers = {"rijen": options["rows"], "totaal": options["total"]}
                file = upload(kind, acting, path.name, File(content), again=True, answers=answers)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        except AlreadyUploaded as error:
            raise CommandError(f"This file waits already: {error.earlier.get_status_display()}.") from None
        except FileRefused as error:
            raise CommandError(str(error)) from None
        self._work(file, FileState.CHECKED)
        self._report(file)
        if options["check"] or not file.right_rows:
            cancel(acting, file)
            return
        try:
            confirm(acting, file, only_right=bool(options["only_right"]))
        except CannotDo as error:
            cancel(acting, file)
            raise CommandError(str(error)) from None
        file.refresh_from_db()
        self._work(file, FileState.DONE)
        self.stdout.write(f"{file.reference}: {file.stored_rows} rows stored.")

    def _acting(self, name: str) -> ActingContext:
        user = User.objects.filter(username=name, is_active=True).first()
        department = Organisation.objects.filter(kinds__contains=[Kind.DEPARTEMENT]).first()
        if user is not None and department is not None:
            choice = Choice(Doelgroep(department.doelgroep), department.pk, department.pk)
            found = resolve(user, choice, timezone.localdate())
            if found is not None and LEVERINGEN.allows(found):
                return found
        raise CommandError(f"{name} may not handle deliveries for the department.")

    def _work(self, file: Bestand, wanted: FileState) -> None:
        """Go on until the file is where it should be. Raises CommandError with the reason when it stops."""
        while go_on(file.pk, TURN_SECONDS):
            pass
        file.refresh_from_db()
        if file.status != wanted:
            self._report(file)
            raise CommandError(file.stop_reason or file.get_status_display())

    def _report(self, file: Bestand) -> None:
        self.stdout.write(
            f"{file.right_rows} right, {file.wrong_rows} wrong, {file.double_rows} there already, of {file.done_rows}."
        )
        for row in file.rijen.filter(double=False).order_by("number")[:FINDINGS_SHOWN]:
            for column, value, message in row.findings:
                self.stdout.write(f"  row {row.number}, {column}: {value} {message}")
