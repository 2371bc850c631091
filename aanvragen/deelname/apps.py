from django.apps import AppConfig


class DeelnameConfig(AppConfig):
    """Enrolments and attendance, as opleidingsverstrekkers declare them."""

    name = "aanvragen.deelname"
    label = "deelname"
    verbose_name = "Deelnames"

    def ready(self) -> None:
        from aanvragen.deelname import attention, dienst, journal, menu  # noqa: F401  (they register themselves)
