"""SAML 2.0, as Toegangsbeheer speaks it."""

from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest

from accounts.login.claims import Claims, ClaimsMixin, read_claims


class SamlProvider(ClaimsMixin, SAMLProvider):
    """Allauth's SAML provider that binds on the uid attribute and keeps no attributes."""

    def __init__(self, request: HttpRequest, app=None) -> None:
        super().__init__(request, app=app)
        sso_url = app.settings["idp"].get("sso_url", "")
        if sso_url.startswith("/"):
            # The simulated Toegangsbeheer runs inside the portal, on the host and port that the browser used.
            idp = {**app.settings["idp"], "sso_url": request.build_absolute_uri(sso_url)}
            app.settings = {**app.settings, "idp": idp}

    def claims_of(self, response) -> Claims:
        attributes = response.get_attributes()
        return read_claims(lambda name: attributes.get(name) or ())
