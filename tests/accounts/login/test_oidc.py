"""OpenID Connect from settings alone, with the same binding as SAML."""

import json
import logging
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import Person, User, WettelijkVertegenwoordiger
from loket.settings.login import OIDC_ID, oidc_app
from tests.accounts.login import flow, oidc_server
from tests.accounts.login.conftest import AN_INSZ
from tests.accounts.login.oidc_server import OidcServer

pytestmark = pytest.mark.django_db
SCOPES = ["openid", "profile", "rrn", "vo", "wettelijkvertegenwoordiger"]


@pytest.fixture
def server(settings) -> Iterator[OidcServer]:
    with oidc_server.running() as oidc:
        app = oidc_app(oidc.issuer, oidc_server.CLIENT_ID, oidc_server.SECRET, SCOPES)
        settings.SOCIALACCOUNT_PROVIDERS = settings.SOCIALACCOUNT_PROVIDERS | {"openid_connect": {"APPS": [app]}}
        settings.LOGIN_PROVIDER = ("openid_connect", OIDC_ID)
        oidc.claims = {
            "sub": "acm-1",
            "vo_id": "vo-1",
            "rrn": AN_INSZ,
            "given_name": "An",
            "family_name": "Claes",
            "email": "an@korenbloem.example",
            "vo_doelgroepcode": "EA",
        }
        yield oidc


def begin(client: Client, **data: str) -> str:
    start_url = reverse("openid_connect_login", args=[OIDC_ID])
    assert f'action="{start_url}"' in client.get(reverse("login")).content.decode()
    return client.post(start_url, data).url


def log_in(client: Client, server: OidcServer, **data: str):
    return client.get(flow.local(server.authorize(begin(client, **data))))


def test_login(client: Client, server: OidcServer, an: Person, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        response = log_in(client, server, next="/sessies/")
    assert response.url == "/sessies/"
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid) == (OIDC_ID, "vo-1")
    assert account.user.person == an
    assert account.extra_data == {"vo_doelgroepcode": "EA"}
    assert not SocialToken.objects.exists()
    assert not EmailAddress.objects.exists()
    assert AN_INSZ not in json.dumps([session.get_decoded() for session in Session.objects.all()])
    assert AN_INSZ not in caplog.text


def test_the_scopes_that_were_agreed_and_no_others(client: Client, server: OidcServer) -> None:
    start_url = reverse("openid_connect_login", args=[OIDC_ID]) + "?scope=admin&auth_params=prompt%3Dnone"
    query = parse_qs(urlsplit(client.post(start_url).url).query)
    assert sorted(query["scope"][0].split()) == sorted(SCOPES)
    assert "prompt" not in query


def test_another_sub_and_the_same_uid_is_the_same_account(client: Client, server: OidcServer) -> None:
    log_in(client, server)
    server.claims["sub"] = "acm-2"
    log_in(Client(), server)
    assert User.objects.count() == 1


def test_saml_and_oidc_lead_to_the_same_user(client: Client, server: OidcServer, an: Person) -> None:
    flow.log_in(client, an)
    server.claims["vo_id"] = SocialAccount.objects.get().uid
    log_in(Client(), server)
    assert User.objects.count() == 1


def test_a_legal_representative(client: Client, server: OidcServer, peeters, smets) -> None:
    server.claims["wv_orgcode"] = [peeters.kbo, smets.kbo]
    log_in(client, server)
    assert WettelijkVertegenwoordiger.objects.count() == 2


def assert_refused(client: Client, response, status: int) -> None:
    assert response.status_code == status
    assert "Aanmelden is niet gelukt" in response.content.decode()
    assert SESSION_KEY not in client.session
    assert not User.objects.exists()


def test_without_uid(client: Client, server: OidcServer) -> None:
    del server.claims["vo_id"]
    assert_refused(client, log_in(client, server), 403)


def test_userinfo_of_somebody_else(client: Client, server: OidcServer) -> None:
    server.id_token_changes = {"sub": "acm-anders"}
    assert_refused(client, log_in(client, server), 401)


def test_id_token_signed_by_somebody_else(client: Client, server: OidcServer) -> None:
    server.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert_refused(client, log_in(client, server), 401)


@pytest.mark.parametrize("changes", [{"aud": "een-ander"}, {"iss": "https://kwaad.example"}, {"exp": 1}], ids=str)
def test_id_token_for_somebody_else_or_expired(client: Client, server: OidcServer, changes: dict) -> None:
    server.id_token_changes = changes
    assert_refused(client, log_in(client, server), 401)


def test_without_id_token(client: Client, server: OidcServer) -> None:
    server.with_id_token = False
    assert_refused(client, log_in(client, server), 401)


def test_state_of_another_browser_and_a_code_twice(client: Client, server: OidcServer) -> None:
    back = flow.local(server.authorize(begin(client)))
    stranger = Client()
    assert_refused(stranger, stranger.get(back), 401)
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 401


def test_cancelled(client: Client, server: OidcServer) -> None:
    state = parse_qs(urlsplit(begin(client)).query)["state"][0]
    response = client.get(
        reverse("openid_connect_callback", args=[OIDC_ID]), {"error": "access_denied", "state": state}
    )
    assert response.url == reverse("socialaccount_login_cancelled")


def test_provider_out_of_reach(client: Client, server: OidcServer, settings) -> None:
    app = oidc_app("http://127.0.0.1:9", oidc_server.CLIENT_ID, oidc_server.SECRET, SCOPES)
    settings.SOCIALACCOUNT_PROVIDERS = settings.SOCIALACCOUNT_PROVIDERS | {"openid_connect": {"APPS": [app]}}
    response = client.post(reverse("openid_connect_login", args=[OIDC_ID]))
    assert_refused(client, response, 503)


def test_an_unknown_provider_is_no_page(client: Client, server: OidcServer) -> None:
    assert client.post(reverse("openid_connect_login", args=["onbekend"])).status_code == 404
    assert client.get(reverse("openid_connect_login", args=[OIDC_ID])).url == reverse("login")
