"""System checks: production refuses to start with demo parts on, with DEBUG, or without its secrets."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register


@register()
def production_is_safe(app_configs, **kwargs) -> list[Error]:
    """The demo may do what production may not; every error here stops `check`, `migrate` and the server."""
    if not settings.PRODUCTION:
        return []
    errors = []
    if len(settings.SECRET_KEY or "") < 50:
        errors.append(Error("SECRET_KEY must be set, with at least 50 characters.", id="loket.E001"))
    if settings.DEBUG:
        errors.append(Error("DEBUG must be off.", id="loket.E002"))
    demo_apps = {"loket.demo", "accounts.toegangsbeheer"} & set(settings.INSTALLED_APPS)
    if demo_apps or settings.DEMO:
        names = ", ".join(sorted(demo_apps)) or "the setting DEMO"
        errors.append(Error(f"Demo parts are on: {names}.", id="loket.E003"))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        errors.append(Error("ALLOWED_HOSTS must name the hosts.", id="loket.E004"))
    if not settings.BASE_URL.startswith("https://"):
        errors.append(Error("BASE_URL must be the https address of the portal.", id="loket.E005"))
    if urlsplit(settings.BASE_URL).hostname not in settings.ALLOWED_HOSTS:
        errors.append(Error("ALLOWED_HOSTS must contain the host of BASE_URL.", id="loket.E007"))
    if not settings.SOCIALACCOUNT_PROVIDERS:
        errors.append(Error("No identity provider: set the SAML_ or the OIDC_ variables.", id="loket.E006"))
    return errors
