"""OpenID Connect, as Toegangsbeheer speaks it: authorization code with PKCE, the claims from userinfo."""

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from accounts.login.claims import Claims, ClaimsMixin, read_claims


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """Allauth's client that also checks the signature of an id_token which came straight from the server."""

    def complete_login(self, request: HttpRequest, app, token, **kwargs) -> SocialLogin:
        """Raises OAuth2Error without an id_token: userinfo alone does not say for which client it was."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The token response holds no id_token.")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app, id_token: str) -> dict:
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


class OidcProvider(ClaimsMixin, OpenIDConnectProvider):
    """Allauth's OpenID Connect provider that binds on the uid claim and keeps no claims."""

    oauth2_adapter_class = OidcAdapter

    def sociallogin_from_response(self, request: HttpRequest, response: dict) -> SocialLogin:
        """Raises OAuth2Error when userinfo speaks of somebody else than the id_token (OpenID Connect Core 5.3.2)."""
        if response["userinfo"].get("sub") != response["id_token"].get("sub"):
            raise OAuth2Error("userinfo and id_token name different subjects.")
        return super().sociallogin_from_response(request, response)

    def claims_of(self, response: dict) -> Claims:
        def values_of(name: str) -> list:
            value = response["userinfo"].get(name, response["id_token"].get(name))
            if value is None:
                return []
            return value if isinstance(value, list) else [value]

        return read_claims(values_of)
