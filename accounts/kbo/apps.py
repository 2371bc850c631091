from django.apps import AppConfig


class KboConfig(AppConfig):
    """The register of enterprises, copied from the KBO's open data."""

    name = "accounts.kbo"
    label = "kbo"
    verbose_name = "KBO-register"

    def ready(self) -> None:
        from accounts.kbo import journal, menu  # noqa: F401  (they register themselves)
