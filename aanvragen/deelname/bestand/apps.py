from django.apps import AppConfig


class DeelnameBestandConfig(AppConfig):
    """Files with attendance."""

    name = "aanvragen.deelname.bestand"
    label = "deelname_bestand"
    verbose_name = "Bestanden met deelnames"

    def ready(self) -> None:
        from aanvragen.deelname.bestand import kind  # noqa: F401  (declares its files)
