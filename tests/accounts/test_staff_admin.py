"""The administration at /staf/: local accounts with a second factor, who look and change nothing."""

import base64
import io
import re
import sys

import pytest
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from post_office import mail
from post_office.models import Email

from accounts.models import Organisation, Person, User
from accounts.staff.registrations import staff_site
from loket.access.rules import STAFF
from loket.access.table import rows
from loket.journal.models import JournalEntry
from tests.access.personas import acting_as
from tests.world import person, text_of, user_of

pytestmark = pytest.mark.django_db
PASSWORD = "een lang wachtwoord 42"
LOGIN = "/staf/login/"


@pytest.fixture(autouse=True)
def _no_tries_before():
    cache.clear()


@pytest.fixture
def device(db) -> TOTPDevice:
    """The second factor of the account named Wim."""
    user = User.objects.create_user("wim", PASSWORD, is_staff=True)
    return TOTPDevice.objects.create(user=user, name="app", confirmed=True)


def code(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key):06}"


def log_in(client: Client, name: str = "wim", password: str = PASSWORD, token: str = "", **extra):
    return client.post(LOGIN, {"username": name, "password": password, "otp_token": token, "next": "/staf/"}, **extra)


@pytest.fixture
def wim(demo_world, device) -> Client:
    client = Client()
    assert log_in(client, token=code(device)).url == "/staf/"
    return client


# --- Logging in ----------------------------------------------------------------------------------
def test_the_three_together_open_the_site(wim):
    page = text_of(wim.get("/staf/"))
    assert "Gegevens (enkel lezen)" in page
    assert "/staf/accounts/person/" in page
    assert wim.post("/staf/logout/").url == "/afgemeld/"
    assert wim.get("/staf/").url.startswith(LOGIN)


def test_one_that_is_wrong_opens_nothing_and_all_give_the_same_words(device):
    wrong = f"{(int(code(device)) + 1) % 1_000_000:06}"
    for attempt in (
        {"token": ""},
        {"token": wrong},
        {"token": "abc"},
        {"password": "fout", "token": code(device)},
        {"name": "niemand", "token": code(device)},
    ):
        cache.clear()
        client = Client()
        response = log_in(client, **attempt)
        assert response.status_code == 200
        if attempt["token"]:
            assert "De naam, het wachtwoord of de code klopt niet." in text_of(response)
        assert client.get("/staf/").url.startswith(LOGIN)


def test_a_code_works_once(device):
    token = code(device)
    assert log_in(Client(), token=token).status_code == 302
    assert log_in(Client(), token=token).status_code == 200


def test_without_a_device_nobody_gets_in(device):
    device.delete()
    assert log_in(Client(), token="123456").status_code == 200


def test_five_tries_in_a_quarter_of_an_hour_per_name_and_address(device):
    for _ in range(5):
        log_in(Client(), password="fout", token="123456")
    page = log_in(Client(), token=code(device))
    assert "Te veel pogingen." in text_of(page)
    # Another address, and another name, are not punished.
    assert log_in(Client(), token=code(device), REMOTE_ADDR="10.0.0.9").status_code == 302
    assert "Te veel pogingen." not in text_of(log_in(Client(), name="Els", token="123456"))


def test_a_success_starts_the_count_anew(device):
    for _ in range(4):
        log_in(Client(), password="fout", token="123456")
    assert log_in(Client(), token=code(device)).status_code == 302
    assert "Te veel pogingen." not in text_of(log_in(Client(), password="fout", token="123456"))


def test_the_password_serves_this_login_only(device):
    factory = RequestFactory()
    assert authenticate(factory.post(LOGIN), username="wim", password=PASSWORD) == device.user
    assert authenticate(factory.post("/aanmelden/"), username="wim", password=PASSWORD) is None
    assert authenticate(None, username="wim", password=PASSWORD) is None


def test_an_account_of_a_person_never_gets_in(demo_world):
    user = user_of(person("Pieter Lemmens"))
    user.is_staff = True
    user.set_password(PASSWORD)
    user.save()
    made = TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    assert log_in(Client(), name=user.username, token=code(made)).status_code == 200
    pieter = acting_as("Pieter")
    assert pieter.get("/staf/").url.startswith(LOGIN)


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_an_account_that_is_closed_is_out_at_once(wim, change):
    User.objects.filter(username="wim").update(**change)
    assert wim.get("/staf/").url.startswith(LOGIN)


def test_a_device_that_is_taken_away_ends_the_access(wim, device):
    device.delete()
    assert wim.get("/staf/").url.startswith(LOGIN)


# --- What a local account is in the portal -------------------------------------------------------
@pytest.mark.parametrize("address", ["/", "/namens-wie/", "/profiel/", "/gebruikersbeheer/", "/departement/rechten/"])
def test_a_local_account_is_nobody_in_the_portal(wim, address):
    assert wim.get(address).url.split("?")[0] == "/aanmelden/"
    assert wim.get("/aanmelden/").status_code == 200


@pytest.mark.parametrize("who", ["An", "Pieter", "Jana"])
def test_people_do_not_get_in(demo_world, who):
    client = acting_as(who)
    for row in rows():
        if row.rule == STAFF:
            address = re.sub(r"<[^>]*>", "1", re.sub(r"<(\w+)\|[^>]*>", r"\1", row.path))
            assert client.get(address).url.split("?")[0] == LOGIN, address
            assert client.post(address).url.split("?")[0] == LOGIN, address


# --- Looking, and no more ------------------------------------------------------------------------
def test_every_registration_lists_and_shows(wim):
    JournalEntry.objects.create(action="iets")
    mail.send(["x@y.example"], "a@b.example", subject="Dag", message="geheime link")
    for model in staff_site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listed = wim.get(reverse(f"{base}_changelist"))
        assert listed.status_code == 200, base
        shown = wim.get(reverse(f"{base}_change", args=[model.objects.first().pk]))
        assert shown.status_code == 200, base
        for response in (listed, shown):
            page = text_of(response)
            assert "<style" not in page
            assert " style=" not in page
            assert "<script>" not in page
            assert 'name="_save"' not in page
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_an_insz_is_masked_and_a_mail_keeps_its_text(wim):
    an = person("An Claes")
    for address in ("/staf/accounts/person/", f"/staf/accounts/person/{an.pk}/change/"):
        page = text_of(wim.get(address))
        assert "80.01.**-***.85" in page
        assert an.insz not in page
    mail.send(["x@y.example"], "a@b.example", subject="Dag", message="geheime link")
    assert "geheime link" not in text_of(wim.get(f"/staf/post_office/email/{Email.objects.latest('pk').pk}/change/"))


def test_nothing_can_be_changed(wim):
    an, before = person("An Claes"), Person.objects.count()
    response = wim.post(f"/staf/accounts/person/{an.pk}/change/", {"first_name": "Anna", "last_name": "X"})
    assert response.status_code == 403
    wim.post("/staf/accounts/person/", {"action": "delete_selected", "_selected_action": an.pk})
    for address in ("/staf/accounts/person/add/", f"/staf/accounts/person/{an.pk}/delete/", "/staf/accounts/user/"):
        assert wim.get(address).status_code == 404
    an.refresh_from_db()
    assert (an.first_name, Person.objects.count()) == ("An", before)
    assert wim.delete("/staf/").status_code == 405


def test_searching_and_few_queries(wim, django_assert_max_num_queries):
    assert "De Korenbloem" in text_of(wim.get("/staf/accounts/organisation/", {"q": "korenbloem"}))
    Organisation.objects.bulk_create(
        Organisation(name=f"B{number:02d}", kbo=f"0{number + 100000000}", doelgroep="EA") for number in range(60)
    )
    for model in staff_site._registry:
        with django_assert_max_num_queries(8):
            wim.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))


def test_every_view_of_the_site_asks_for_staff():
    found = {row.path: row.rule for row in rows() if row.path.startswith("/staf/")}
    assert found.pop(LOGIN) != STAFF
    assert set(found.values()) == {STAFF}
    assert len(found) > 15


# --- Making an account ---------------------------------------------------------------------------
def make(monkeypatch, name: str, password: str) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    call_command("make_staff", name, stdout=out)
    return out.getvalue()


def test_the_command_makes_an_account_that_works(db, monkeypatch):
    said = make(monkeypatch, "els", PASSWORD)
    user = User.objects.get(username="els")
    assert (user.is_staff, user.is_superuser, user.person) == (True, False, None)
    secret = re.search(r"Secret: (\w+)", said)[1]
    assert f"secret={secret}" in said.replace("%3D", "")
    assert PASSWORD not in said
    assert log_in(Client(), "els", token=f"{totp(base64.b32decode(secret)):06}").status_code == 302


@pytest.mark.parametrize(("name", "password"), [("wim", PASSWORD), ("els", "kort"), ("els", "")])
def test_a_taken_name_or_a_weak_password_makes_nothing(device, monkeypatch, name, password):
    with pytest.raises(CommandError):
        make(monkeypatch, name, password)
    assert User.objects.filter(is_staff=True).count() == 1
