"""The whole login: portal, Toegangsbeheer, and back, over the same code as in production."""

import json
import logging

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import LoginSession, Person, User
from loket.acting.session import KEY as ACTING
from tests.accounts.login import flow
from tests.accounts.login.conftest import AN_INSZ

pytestmark = pytest.mark.django_db


def test_first_login_makes_one_account_for_the_person(client: Client, an: Person) -> None:
    response = flow.log_in(client, an, "/sessies/?x=1")
    assert response.status_code == 302
    assert response.url == "/sessies/?x=1"
    user = User.objects.get()
    assert user.person == an
    assert client.session[SESSION_KEY] == str(user.pk)
    assert len(user.username) == 32
    assert not user.has_usable_password()
    assert not EmailAddress.objects.exists()


def test_without_next_the_login_leads_to_the_chooser(client: Client, an: Person) -> None:
    assert flow.log_in(client, an).url == reverse("namens_wie")


def test_a_second_login_has_another_name_id_and_the_same_account(an: Person) -> None:
    for _ in range(2):
        flow.log_in(Client(), an)
    assert User.objects.count() == SocialAccount.objects.count() == 1
    assert LoginSession.objects.count() == 2


def test_the_insz_stays_with_the_person(client: Client, an: Person, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        flow.log_in(client, an)
        flow.log_in(client, an)
    account = SocialAccount.objects.get()
    assert account.extra_data == {}
    assert AN_INSZ not in account.uid
    assert AN_INSZ not in json.dumps([session.get_decoded() for session in Session.objects.all()])
    assert AN_INSZ not in caplog.text
    assert all(AN_INSZ not in str(record.__dict__) for record in caplog.records if record.name != "django.db.backends")


def test_only_the_doelgroep_code_is_kept(client: Client, an: Person) -> None:
    attributes = {
        "vo_id": ["u-1"],
        "rrn": [AN_INSZ],
        "vo_doelgroepcode": ["EA"],
        "vo_email": ["an@korenbloem.example"],
    }
    flow.deliver(client, flow.forge(client, attributes=attributes))
    assert SocialAccount.objects.get().extra_data == {"vo_doelgroepcode": "EA"}


def test_the_session_of_before_the_login_is_gone(client: Client, an: Person) -> None:
    session = client.session
    session[ACTING] = ["EA", 1, 1, ""]
    session.save()
    before = session.session_key
    flow.log_in(client, an)
    assert client.session.session_key != before
    assert ACTING not in client.session
    assert not Session.objects.filter(session_key=before).exists()


def test_another_person_in_the_same_browser_inherits_nothing(client: Client, an: Person, dirk: Person) -> None:
    flow.log_in(client, an)
    session = client.session
    session[ACTING] = ["EA", 1, 1, ""]
    session.save()
    flow.log_in(client, dirk)
    assert client.session[SESSION_KEY] == str(dirk.user.pk)
    assert ACTING not in client.session
    assert list(LoginSession.objects.values_list("user", flat=True)) == [dirk.user.pk]


def test_the_user_is_read_with_the_person_in_one_query(client: Client, an: Person, django_assert_num_queries) -> None:
    flow.log_in(client, an)
    with django_assert_num_queries(2):  # the session, and the user with the person
        assert client.get(reverse("login")).status_code == 302


def test_an_inactive_account_cannot_log_in(client: Client, an: Person) -> None:
    flow.log_in(client, an)
    User.objects.update(is_active=False)
    assert client.get(reverse("sessies")).url.startswith(reverse("login"))
    response = flow.log_in(Client(), an)
    assert response.status_code == 403
    assert "afgesloten" in response.content.decode()


def test_metadata_is_signed_and_names_our_addresses(client: Client) -> None:
    metadata = client.get(reverse("saml_metadata", args=["toegangsbeheer"])).content.decode()
    assert flow.ACS_URL in metadata
    assert "SignatureValue" in metadata


def test_what_waits_between_the_post_and_its_redirect_holds_no_cookies(client: Client, an: Person) -> None:
    fields = flow.forge(client, an)
    client.post(
        reverse("saml_acs", args=["toegangsbeheer"]), fields, HTTP_COOKIE_TEST="x", HTTP_AUTHORIZATION="geheim"
    )
    waiting = json.dumps([session.get_decoded() for session in Session.objects.all()])
    assert "geheim" not in waiting
    assert "HTTP_COOKIE" not in waiting
