from django.apps import AppConfig


class LoginConfig(AppConfig):
    """Login through Toegangsbeheer. Stands in INSTALLED_APPS in place of allauth's own provider apps."""

    name = "accounts.login"
    label = "login"
    verbose_name = "Aanmelden"

    def ready(self) -> None:
        from accounts.login import sessions

        sessions.connect()
