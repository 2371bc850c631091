"""The pages of login and logout."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import LoginSession, Person
from tests.accounts.login import flow

pytestmark = pytest.mark.django_db


def test_one_button_to_the_provider(client: Client) -> None:
    page = client.get(reverse("login"), {"next": "/sessies/"}).content.decode()
    assert f'action="{reverse("saml_login", args=["toegangsbeheer"])}"' in page
    assert 'name="next" value="/sessies/"' in page
    assert "Meld u aan met één van de digitale sleutels" in page


@pytest.mark.parametrize(
    "target",
    [
        "https://kwaad.example/",
        "//kwaad.example/",
        "/\\kwaad.example",
        "javascript:alert(1)",
        "http://testserver/sessies/",
        "sessies/",
    ],
)
def test_next_stays_in_the_portal(client: Client, an: Person, target: str) -> None:
    assert 'name="next"' not in client.get(reverse("login"), {"next": target}).content.decode()
    assert flow.log_in(client, an, target).url == reverse("namens_wie")


def test_who_is_logged_in_goes_on(client: Client, an: Person) -> None:
    flow.log_in(client, an)
    assert client.get(reverse("login"), {"next": "/sessies/"}).url == "/sessies/"
    assert client.get(reverse("login")).url == reverse("namens_wie")


def test_logging_out(client: Client, an: Person) -> None:
    flow.log_in(client, an)
    response = client.post(reverse("afmelden"), follow=True)
    assert [flow.local(url).split("?")[0] for url, _ in response.redirect_chain] == [
        reverse("toegangsbeheer_afmelden"),
        reverse("afgemeld"),
    ]
    assert "U bent afgemeld" in response.content.decode()
    assert SESSION_KEY not in client.session
    assert not LoginSession.objects.exists()


def test_logging_out_twice_and_by_get(client: Client) -> None:
    assert client.post(reverse("afmelden")).url == reverse("afgemeld")
    assert client.get(reverse("afmelden")).status_code == 405


def test_cancelled_and_failed(client: Client) -> None:
    cancelled = client.get(reverse("socialaccount_login_cancelled"))
    failed = client.get(reverse("socialaccount_login_error"))
    assert (cancelled.status_code, failed.status_code) == (200, 401)
    for page in (cancelled, failed):
        assert "1700" in page.content.decode()
        assert "Opnieuw aanmelden" in page.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_email",
        "account_change_password",
        "account_reset_password",
        "socialaccount_signup",
        "socialaccount_connections",
    ],
)
def test_allauths_own_account_pages_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


class TestAddressInProduction:
    """What is published and checked follows BASE_URL, whatever Host header arrives."""

    @pytest.fixture(autouse=True)
    def production(self, settings) -> None:
        settings.DEMO = False
        settings.BASE_URL = "https://loket.example"
        settings.ALLOWED_HOSTS = ["loket.example", "testserver"]
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    def test_metadata(self, client: Client) -> None:
        metadata = client.get(reverse("saml_metadata", args=["toegangsbeheer"])).content.decode()
        assert "https://loket.example/saml/toegangsbeheer/acs/" in metadata
        assert "testserver" not in metadata

    def test_back_from_the_logout_page(self, client: Client, an: Person, settings) -> None:
        app = settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"][0]
        changed = {**app, "settings": {**app["settings"], "logout_url": "https://idp.example/logout?a=1"}}
        settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [changed]}}
        settings.DEMO = True
        flow.log_in(client, an)
        settings.DEMO = False
        url = client.post(reverse("afmelden")).url
        assert (
            url == "https://idp.example/logout?a=1&post_logout_redirect_uri=https%3A%2F%2Floket.example%2Fafgemeld%2F"
        )
