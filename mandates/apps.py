from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """For whom somebody may act: SSM mandates between two parties, Dimona mandates of social secretariats."""

    name = "mandates"
    verbose_name = "Mandaten"

    def ready(self) -> None:
        from mandates.clients import menu, tiles  # noqa: F401  (they register themselves)
        from mandates.inzage import menu as inzage_menu  # noqa: F401
        from mandates.dimona import attention, checks, journal, menu  # noqa: F401
        from mandates.ssm import attention  # noqa: F401
        from mandates.ssm import journal as ssm_journal  # noqa: F401
        from mandates.ssm import menu as ssm_menu  # noqa: F401
