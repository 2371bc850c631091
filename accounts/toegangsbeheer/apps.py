from django.apps import AppConfig


class ToegangsbeheerConfig(AppConfig):
    """The simulated Toegangsbeheer: a SAML identity provider for demo and tests, never installed in production."""

    name = "accounts.toegangsbeheer"
    verbose_name = "Nagebootst Toegangsbeheer"
