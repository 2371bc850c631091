from django.apps import AppConfig


class AanvullingConfig(AppConfig):
    """What the department asks more of a terugbetalingsaanvraag, and the answer."""

    name = "aanvragen.aanvulling"
    label = "aanvulling"
    verbose_name = "Aanvullingen"

    def ready(self) -> None:
        from aanvragen.aanvulling import attention, journal  # noqa: F401  (they register themselves)
