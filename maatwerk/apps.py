from django.apps import AppConfig


class MaatwerkConfig(AppConfig):
    """What it came to: the subsidy calculations of collectief maatwerk, their advances, settlements and WOPs."""

    name = "maatwerk"
    verbose_name = "Maatwerk"

    def ready(self) -> None:
        from maatwerk import attention, journal, mandaattypes, menu  # noqa: F401  (they register themselves, and the dienst)
