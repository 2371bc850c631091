"""Writes `docs/access.md`."""

from django.conf import settings
from django.core.management.base import BaseCommand

from loket.access.table import access_table


class Command(BaseCommand):
    """`manage.py access_table`: run it after declaring or changing a rule."""

    help = "Write docs/access.md from the access rules that the views declare."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        target = settings.BASE_DIR / "docs" / "access.md"
        target.write_text(access_table())
        self.stdout.write(f"Wrote {target.relative_to(settings.BASE_DIR)}")
