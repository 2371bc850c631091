"""Reading the portal's login request (SAML 2.0, HTTP-Redirect binding, signed)."""

import base64
import datetime
import zlib
from dataclasses import dataclass
from urllib.parse import unquote_plus

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from accounts.toegangsbeheer.parties import Client

ALGORITHMS = {Names.RSA_SHA256, Names.RSA_SHA384, Names.RSA_SHA512}
SIGNED_PARTS = ("SAMLRequest", "RelayState", "SigAlg")
MAX_AGE = datetime.timedelta(minutes=5)
CLOCK_SKEW = datetime.timedelta(minutes=1)
MAX_BYTES = 64 * 1024


class InvalidRequest(Exception):
    """The request may not be answered; the message says why, for the person who connects an application."""


@dataclass(frozen=True, slots=True)
class AuthnRequest:
    """A request that was checked."""

    id: str
    acs_url: str
    relay_state: str


def read_authn_request(query: str, client: Client, own_url: str) -> AuthnRequest:
    """Check the query string as it arrived; the signature covers those very bytes.

    Raises InvalidRequest for anything but a fresh request, signed by the client, meant for `own_url`, that wants
    its answer at an address that the client registered.
    """
    parts = _parts(query)
    _check_signature(parts, client)
    document = _document(parts["SAMLRequest"])
    issuer = document.findtext("saml:Issuer", namespaces=Names.NSMAP)
    if document.tag != f"{{{Names.NS_SAMLP}}}AuthnRequest" or issuer != client.entity_id:
        raise InvalidRequest("De toepassing is niet bekend bij Toegangsbeheer.")
    if document.get("Destination") != own_url:
        raise InvalidRequest("De vraag is voor een andere dienst bedoeld.")
    acs_url = document.get("AssertionConsumerServiceURL", "")
    if acs_url not in client.acs_urls or document.get("ProtocolBinding") != Names.BINDING_HTTP_POST:
        raise InvalidRequest("De toepassing vraagt het antwoord op een adres dat niet afgesproken is.")
    _check_age(document.get("IssueInstant", ""))
    if not document.get("ID"):
        raise InvalidRequest("De vraag heeft geen kenmerk.")
    return AuthnRequest(document.get("ID"), acs_url, unquote_plus(parts.get("RelayState", "")))


def _parts(query: str) -> dict[str, str]:
    """Each parameter once, still encoded. A second one with the same name could be the one that gets read."""
    pairs = [pair.partition("=") for pair in query.split("&")]
    parts = {name: value for name, _, value in pairs}
    if len(parts) != len(pairs):
        raise InvalidRequest("De vraag bevat een gegeven dubbel.")
    if not parts.get("SAMLRequest"):
        raise InvalidRequest("Er is geen vraag om aan te melden.")
    return parts


def _check_signature(parts: dict[str, str], client: Client) -> None:
    algorithm = unquote_plus(parts.get("SigAlg", ""))
    if not parts.get("Signature") or algorithm not in ALGORITHMS:
        raise InvalidRequest("De vraag is niet ondertekend.")
    signed = "&".join(f"{name}={parts[name]}" for name in SIGNED_PARTS if name in parts)
    try:
        signature = base64.b64decode(unquote_plus(parts["Signature"]), validate=True)
    except ValueError:
        raise InvalidRequest("De handtekening klopt niet.") from None
    if not OneLogin_Saml2_Utils.validate_binary_sign(signed, signature, client.certificate, algorithm):
        raise InvalidRequest("De handtekening klopt niet.")


def _document(encoded: str) -> etree._Element:
    try:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        xml = inflate.decompress(base64.b64decode(unquote_plus(encoded), validate=True), MAX_BYTES)
        return OneLogin_Saml2_XML.to_etree(xml)
    except (ValueError, zlib.error, etree.XMLSyntaxError):
        raise InvalidRequest("De vraag is onleesbaar.") from None


def _check_age(instant: str) -> None:
    issued = parse_datetime(instant)
    now = timezone.now()
    if issued is None or timezone.is_naive(issued) or not now - MAX_AGE <= issued <= now + CLOCK_SKEW:
        raise InvalidRequest("De vraag is te oud. Begin opnieuw in de toepassing.")
