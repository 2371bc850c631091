from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """For whom somebody may act: SSM mandates between two parties, Dimona mandates of social secretariats."""

    name = "mandates"
    verbose_name = "Mandaten"

    def ready(self) -> None:
        # They register themselves.
        import mandates.clients.menu
        import mandates.clients.tiles
        import mandates.dimona.attention
        import mandates.dimona.checks
        import mandates.dimona.journal
        import mandates.dimona.menu
        import mandates.inzage.menu
        import mandates.ssm.attention
        import mandates.ssm.journal
        import mandates.ssm.menu
        import mandates.ssm.naming  # noqa: F401
