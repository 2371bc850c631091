"""The two parties of the simulated login, as they know each other: names, keys and addresses."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from loket.settings.login import SAML_ID, KeyPair, key_pair


@dataclass(frozen=True, slots=True)
class Client:
    """The portal as this identity provider registered it."""

    entity_id: str
    certificate: str
    acs_urls: frozenset[str]


def registered_client(request: HttpRequest) -> Client:
    """The one client. It runs on the same host, so its addresses follow the host that the browser used."""
    app = settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"][0]["settings"]
    return Client(
        entity_id=app["sp"]["entity_id"],
        certificate=app["advanced"]["x509cert"],
        acs_urls=frozenset({request.build_absolute_uri(reverse("saml_acs", args=[SAML_ID]))}),
    )


def own_entity_id() -> str:
    """The name under which the portal knows this identity provider."""
    return settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"][0]["settings"]["idp"]["entity_id"]


def own_keys() -> KeyPair:
    """The key with which responses are signed."""
    return key_pair(settings.DATA_DIR, "toegangsbeheer")
