from django.apps import AppConfig


class BulkConfig(AppConfig):
    """Files that people upload: small ones of a room, and large ones that a worker goes through."""

    name = "loket.bulk"
    verbose_name = "Bestanden"

    def ready(self) -> None:
        from loket.bulk.large import journal  # noqa: F401  (its words register themselves)
