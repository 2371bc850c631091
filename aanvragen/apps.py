from django.apps import AppConfig


class AanvragenConfig(AppConfig):
    """What people ask or report: the diensten, their forms, handling and receipts."""

    name = "aanvragen"
    verbose_name = "Aanvragen"

    def ready(self) -> None:
        from aanvragen import attention, journal, menu  # noqa: F401  (they register themselves)
        from aanvragen.vov import dienst, mandaattypes  # noqa: F401  (declare the dienst, its flow and its mandates)
        from aanvragen.vov.bestand import kind  # noqa: F401  (declares its files)
