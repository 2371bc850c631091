from django.apps import AppConfig


class OdbConfig(AppConfig):
    """Registering opleidingen in the opleidingsdatabank, and its public list."""

    name = "aanvragen.odb"
    label = "odb"
    verbose_name = "Opleidingsdatabank"

    def ready(self) -> None:
        from aanvragen.odb import attention, dienst, journal  # noqa: F401  (they register themselves)
