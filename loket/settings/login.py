"""Login settings: the identity provider of production from the environment, that of the demo made on the spot.

Read by settings modules, so nothing here may import models. Both ways end in the same place: the `APPS` entries
of django-allauth's `SOCIALACCOUNT_PROVIDERS`. Claim names come from `LOGIN_CLAIMS` in `loket.settings.base`.
"""

import datetime
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured

from loket.settings import env
from loket.settings.base import BASE_URL, LOGIN_CLAIMS

# What the accounts are filed under; both protocols lead to the same Toegangsbeheer.
SAML_ID = "toegangsbeheer"
OIDC_ID = "toegangsbeheer-oidc"
IDP_NAME = "Toegangsbeheer Vlaamse overheid"


class KeyPair(NamedTuple):
    """A private key and the certificate that goes with it, both as PEM."""

    key: str
    certificate: str


# --- Made once, kept under the data directory ----------------------------------------------------
def _once(path: Path, make: Callable[[], str]) -> str:
    """The file's text; made by the first process that asks, whole, readable by the owner only.

    A second process that starts at the same moment loses the `link` and reads what the first one wrote.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def read_secret(data_dir: Path) -> str:
    """Django's SECRET_KEY for the demo: random, the same at every start."""
    return _once(data_dir / "keys" / "secret_key", lambda: secrets.token_urlsafe(64)).strip()


def key_pair(data_dir: Path, name: str) -> KeyPair:
    """The RSA key and self-signed certificate with this name; only for the simulated login."""
    pem = _once(data_dir / "keys" / f"{name}.pem", lambda: _make_pair(name))
    start = pem.index("-----BEGIN CERTIFICATE-----")
    return KeyPair(key=pem[:start], certificate=pem[start:])


def _make_pair(name: str) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Oefenomgeving {name}")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode() + certificate.public_bytes(serialization.Encoding.PEM).decode()


# --- SAML ----------------------------------------------------------------------------------------
def _saml_app(idp: dict, sp: KeyPair, entity_id: str, logout_url: str, advanced: dict) -> dict:
    """The settings of allauth's SAML provider with every check switched on (several are off by default).

    Source of the demands: technical profile of Toegangsbeheer (signed requests, encrypted assertions,
    transient NameID, SP-initiated only).
    """
    return {
        "provider_id": SAML_ID,
        "client_id": SAML_ID,
        "name": IDP_NAME,
        "settings": {
            "attribute_mapping": dict(LOGIN_CLAIMS),
            "idp": idp,
            "sp": {"entity_id": entity_id},
            "logout_url": logout_url,
            "advanced": {
                "strict": True,
                "authn_request_signed": True,
                "logout_request_signed": True,
                "logout_response_signed": True,
                "metadata_signed": True,
                "want_assertion_signed": True,
                "want_assertion_encrypted": True,
                "want_message_signed": True,
                "want_attribute_statement": True,
                "want_name_id": True,
                "name_id_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
                "reject_deprecated_algorithm": True,
                "reject_idp_initiated_sso": True,
                "allow_single_label_domains": False,
                "x509cert": sp.certificate,
                "private_key": sp.key,
                **advanced,
            },
        },
    }


def demo_saml_app(base_url: str, data_dir: Path) -> dict:
    """The portal as a client of the simulated Toegangsbeheer (`accounts.toegangsbeheer`).

    The addresses of the simulated login are paths: it runs inside the portal, on whatever host and port the
    browser used (`accounts.login.saml.provider` completes them). `base_url` only names the two parties.
    """
    idp = {
        "entity_id": f"{base_url}/toegangsbeheer/",
        "sso_url": "/toegangsbeheer/aanmelden/",
        "x509cert": key_pair(data_dir, "toegangsbeheer").certificate,
    }
    return _saml_app(
        idp,
        key_pair(data_dir, "loket"),
        entity_id=f"{base_url}/saml/{SAML_ID}/metadata/",
        logout_url="/toegangsbeheer/afmelden/",
        advanced={"allow_single_label_domains": True},
    )


def _production_saml_app() -> dict | None:
    entity_id = env.text("SAML_IDP_ENTITY_ID", "")
    if not entity_id:
        return None
    idp: dict = {"entity_id": entity_id}
    metadata_url = env.text("SAML_IDP_METADATA_URL", "")
    if metadata_url:
        idp["metadata_url"] = _https("SAML_IDP_METADATA_URL", metadata_url)
    else:
        idp["sso_url"] = _https("SAML_IDP_SSO_URL", env.text("SAML_IDP_SSO_URL"))
        idp["x509cert"] = _required_file("SAML_IDP_CERT_FILE")
    slo_url = env.text("SAML_IDP_SLO_URL", "")
    if slo_url:
        idp["slo_url"] = _https("SAML_IDP_SLO_URL", slo_url)
    return _saml_app(
        idp,
        KeyPair(_required_file("SAML_SP_KEY_FILE"), _required_file("SAML_SP_CERT_FILE")),
        entity_id=env.text("SAML_SP_ENTITY_ID", f"{BASE_URL}/saml/{SAML_ID}/metadata/"),
        logout_url=env.text("IDP_LOGOUT_URL", ""),
        advanced={
            # A second certificate in the metadata: announced first, used after the identity provider knows it.
            "x509cert_new": env.file_text("SAML_SP_CERT_NEW_FILE"),
            "want_message_signed": env.flag("SAML_WANT_MESSAGE_SIGNED", True),
        },
    )


# --- OpenID Connect ------------------------------------------------------------------------------
def oidc_app(server_url: str, client_id: str, secret: str, scopes: list[str], logout_url: str = "") -> dict:
    """The settings of allauth's OpenID Connect provider, with PKCE, bound to the uid claim."""
    return {
        "provider_id": OIDC_ID,
        "client_id": client_id,
        "secret": secret,
        "name": IDP_NAME,
        "settings": {
            "server_url": server_url,
            "scope": scopes,
            "uid_field": LOGIN_CLAIMS["uid"],
            "oauth_pkce_enabled": True,
            "logout_url": logout_url,
        },
    }


def _production_oidc_app() -> dict | None:
    server_url = env.text("OIDC_SERVER_URL", "")
    if not server_url:
        return None
    return oidc_app(
        _https("OIDC_SERVER_URL", server_url),
        env.text("OIDC_CLIENT_ID"),
        env.text("OIDC_CLIENT_SECRET"),
        env.text("OIDC_SCOPES", "openid profile rrn vo wettelijkvertegenwoordiger").split(),
        env.text("IDP_LOGOUT_URL", ""),
    )


def login_providers() -> tuple[dict, tuple[str, str] | tuple[()]]:
    """`SOCIALACCOUNT_PROVIDERS` and `LOGIN_PROVIDER` from the environment; both empty when nothing is set.

    With SAML and OpenID Connect both configured, the login button uses `LOGIN_PROVIDER` ("saml" when not given).
    Raises ImproperlyConfigured for a variable that is missing or unsafe.
    """
    providers, ids = {}, {}
    if saml := _production_saml_app():
        providers["saml"], ids["saml"] = {"APPS": [saml]}, SAML_ID
    if oidc := _production_oidc_app():
        providers["openid_connect"], ids["openid_connect"] = {"APPS": [oidc]}, OIDC_ID
    if not providers:
        return {}, ()
    chosen = env.text("LOGIN_PROVIDER", next(iter(providers)))
    if chosen not in providers:
        raise ImproperlyConfigured(f"LOGIN_PROVIDER is {chosen!r}, but its variables are not set.")
    return providers, (chosen, ids[chosen])


def _https(name: str, url: str) -> str:
    """The login's addresses carry who people are: only over TLS."""
    if not url.startswith("https://"):
        raise ImproperlyConfigured(f"{name} must be an https address.")
    return url


def _required_file(name: str) -> str:
    text = env.file_text(name)
    if not text:
        raise ImproperlyConfigured(f"The environment variable {name} must name a file.")
    return text
