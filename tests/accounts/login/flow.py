"""Walks a browser through the simulated Toegangsbeheer, step by step, as a person would."""

import base64
import re
import zlib
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from accounts.models import Person
from accounts.toegangsbeheer import responses
from accounts.toegangsbeheer.people import attributes_of
from loket.settings.login import SAML_ID, key_pair

HOST = "http://testserver"
ACS_URL = f"{HOST}/saml/{SAML_ID}/acs/"


def start(client: Client, next_url: str = "") -> str:
    """Press "Aanmelden"; returns the address at the identity provider."""
    data = {"next": next_url} if next_url else {}
    response = client.post(reverse("saml_login", args=[SAML_ID]), data)
    assert response.status_code == 302, response.content
    return response.url


def local(url: str) -> str:
    """Path and query of an absolute address: the test client has no host."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def arrive(client: Client, idp_url: str) -> str:
    """Follow the redirect to the identity provider; returns the name of the waiting request."""
    response = client.get(local(idp_url))
    assert response.status_code == 302, response.content
    return response.url.strip("/").split("/")[-1]


def choose(client: Client, name: str, person: Person, key: str = "itsme") -> dict[str, str]:
    """Choose a key and a person; returns the fields of the page that posts itself to the portal."""
    page = client.post(reverse("toegangsbeheer_personen", args=[name, key]), {"persoon": person.pk})
    assert page.status_code == 200, page.content
    return dict(re.findall(r'name="(SAMLResponse|RelayState)" value="([^"]*)"', page.content.decode()))


def deliver(client: Client, fields: Mapping[str, str]):
    """Post the answer to the portal and follow its one redirect; returns the last response."""
    landed = client.post(reverse("saml_acs", args=[SAML_ID]), fields)
    assert landed.status_code == 302
    return client.get(landed.url)


def log_in(client: Client, person: Person, next_url: str = ""):
    """The whole way, as a browser."""
    return deliver(client, choose(client, arrive(client, start(client, next_url)), person))


def request_id(idp_url: str) -> str:
    """The id that the portal gave to its request."""
    packed = parse_qs(urlsplit(idp_url).query)["SAMLRequest"][0]
    return etree.fromstring(zlib.decompress(base64.b64decode(packed), -15)).get("ID")


Change = Callable[[etree._Element], etree._Element]


def forge(
    client: Client,
    person: Person | None = None,
    *,
    attributes: Mapping[str, list[str]] | None = None,
    sign_with: str | None = "toegangsbeheer",
    encrypt: bool = True,
    sign_message: bool = True,
    on_assertion: Change = lambda element: element,
    on_signed_assertion: Change = lambda element: element,
    on_message: Change = lambda element: element,
    **changes,
) -> dict[str, str]:
    """An answer to a request that this client has just started, right but for what the caller changes."""
    own = settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"][0]["settings"]
    if attributes is None:
        attributes = attributes_of(person, timezone.localdate())
    values = {
        "issuer": own["idp"]["entity_id"],
        "audience": own["sp"]["entity_id"],
        "recipient": ACS_URL,
        "request_id": request_id(start(client)) if "request_id" not in changes else None,
        "authn_context": "urn:be:vlaanderen:authmech:itsme",
        "attributes": attributes,
        "issued_at": timezone.now(),
    } | changes
    answer = responses.Answer(**values)
    statement = on_assertion(responses.assertion(answer))
    keys = key_pair(settings.DATA_DIR, sign_with) if sign_with else None
    if keys:
        statement = responses.signed(statement, keys)
    statement = on_signed_assertion(statement)
    if encrypt:
        statement = responses.encrypted(statement, own["advanced"]["x509cert"])
    message = responses.response(answer, statement)
    if keys and sign_message:
        message = responses.signed(message, keys)
    return {"SAMLResponse": responses.encoded(on_message(message))}
