from django.apps import AppConfig


class LoketConfig(AppConfig):
    """The shell: settings, acting context, access, catalogue of diensten, journal, mail, look."""

    name = "loket"

    def ready(self) -> None:
        from loket import checks  # noqa: F401  (registers the system checks)
