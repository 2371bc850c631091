"""Writes `docs/rechten.md`."""

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.rights.table import rechten_table


class Command(BaseCommand):
    """`manage.py rechten_table`: run it after changing who may grant what."""

    help = "Write docs/rechten.md from the tables of rights."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        target = settings.BASE_DIR / "docs" / "rechten.md"
        target.write_text(rechten_table())
        self.stdout.write(f"Wrote {target.relative_to(settings.BASE_DIR)}")
