from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Who people are, where they work, and what they may do there."""

    name = "accounts"
    verbose_name = "Personen, organisaties en gebruikersrechten"

    def ready(self) -> None:
        from accounts import attention, journal, menu  # noqa: F401  (they register themselves)
        from accounts.beheer import attention_review  # noqa: F401
        from accounts.rights.catalogue import sync_catalogue

        post_migrate.connect(sync_catalogue, sender=self)
