"""How long a login lasts, and the list of one's own logins."""

import datetime
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.login.devices import device_name
from accounts.login.session_store import SessionStore
from accounts.login.sessions import SEEN, STARTED, forget_ended_sessions, keep_alive
from accounts.models import LoginSession, Person, User
from tests.accounts.login import flow

pytestmark = pytest.mark.django_db


def logged_in(person: Person) -> Client:
    user, _ = User.objects.get_or_create(person=person, defaults={"username": f"u{person.pk}"})
    client = Client()
    client.force_login(user)
    return client


def shift(client: Client, **seconds: float) -> None:
    """As if the login or the last click was longer ago."""
    session = client.session
    for key, value in seconds.items():
        session[key] = time.time() - value
    session.save()


@pytest.fixture
def client(an: Person) -> Client:
    return logged_in(an)


class TestLimits:
    @pytest.mark.parametrize(
        ("key", "setting"), [(SEEN, "SESSION_SLIDING_SECONDS"), (STARTED, "SESSION_ABSOLUTE_SECONDS")]
    )
    def test_past_a_limit(self, client: Client, settings, key: str, setting: str) -> None:
        shift(client, **{key: getattr(settings, setting) + 1})
        response = client.get("/sessies/?van=hier")
        assert urlsplit(response.url).path == reverse("login")
        assert parse_qs(urlsplit(response.url).query) == {"sessie": ["afgelopen"], "next": ["/sessies/?van=hier"]}
        assert SESSION_KEY not in client.session
        assert not LoginSession.objects.exists()
        page = client.get(response.url).content.decode()
        assert "Uw sessie is afgelopen" in page
        assert "Uw concepten zijn bewaard" in page

    def test_a_form_sent_after_logging_out_elsewhere_is_told_why_it_did_not_go_through(self, client: Client) -> None:
        other_window = Client()
        other_window.cookies = client.cookies.copy()
        other_window.post(reverse("afmelden"))
        response = client.post(reverse("sessies"))
        assert response.url == f"{reverse('login')}?sessie=afgelopen"
        assert "is niet verstuurd" in client.get(response.url).content.decode()

    def test_just_within_both(self, client: Client, settings) -> None:
        shift(
            client,
            sessie_gezien=settings.SESSION_SLIDING_SECONDS - 30,
            sessie_begin=settings.SESSION_ABSOLUTE_SECONDS - 30,
        )
        assert client.get(reverse("sessies")).status_code == 200

    def test_a_post_is_not_repeated_after_the_login(self, client: Client, settings) -> None:
        shift(client, sessie_gezien=settings.SESSION_SLIDING_SECONDS + 1)
        assert "next" not in client.post(reverse("sessie_verlengen")).url

    def test_htmx_loads_the_login_page_whole(self, client: Client, settings) -> None:
        shift(client, sessie_gezien=settings.SESSION_SLIDING_SECONDS + 1)
        response = client.get(reverse("sessies"), headers={"HX-Request": "true"})
        assert response.headers["HX-Redirect"].startswith(reverse("login"))

    def test_at_the_staff_s_site_it_is_the_staff_s_login(self, client: Client) -> None:
        session = client.session
        del session[STARTED]
        session.save()
        response = client.get("/staf/accounts/")
        assert response.url == "/staf/login/?sessie=afgelopen&next=%2Fstaf%2Faccounts%2F"

    def test_a_session_without_times_is_over(self, client: Client) -> None:
        session = client.session
        del session[STARTED]
        session.save()
        assert client.get(reverse("sessies")).status_code == 302

    def test_visitors_have_no_limit(self) -> None:
        response = Client().get(reverse("login"))
        assert response.status_code == 200
        assert response.wsgi_request.session_ends_in is None

    def test_the_nearest_limit_is_told(self, client: Client, settings) -> None:
        shift(client, sessie_begin=settings.SESSION_ABSOLUTE_SECONDS - 100)
        ends_in = client.get(reverse("sessies")).wsgi_request.session_ends_in
        assert 95 <= ends_in <= 100


class TestWriting:
    def test_not_at_each_click(self, client: Client, django_assert_num_queries) -> None:
        client.get(reverse("sessies"))
        with django_assert_num_queries(2):  # the session, the user with the person
            client.get(reverse("login"))

    def test_once_a_minute(self, client: Client, settings) -> None:
        LoginSession.objects.update(last_seen_at=timezone.now() - datetime.timedelta(minutes=5))
        shift(client, sessie_gezien=settings.SESSION_WRITE_EVERY_SECONDS + 1)
        response = client.get(reverse("sessies"))
        assert response.wsgi_request.session_ends_in >= settings.SESSION_SLIDING_SECONDS - 2
        assert time.time() - client.session[SEEN] < 5
        assert timezone.now() - LoginSession.objects.get().last_seen_at < datetime.timedelta(seconds=5)

    def test_what_another_tab_changed_meanwhile_stays(self, client: Client, rf) -> None:
        request = rf.get("/")
        request.session = SessionStore(client.session.session_key)
        assert SEEN in request.session  # loaded, as at the start of a request
        keep_alive(request, time.time())
        shift(client, iets=0)
        assert not request.session.modified
        assert "iets" in client.session

    def test_ended_at_this_very_moment(self, client: Client, rf) -> None:
        request = rf.get("/")
        request.session = SessionStore(client.session.session_key)
        assert SEEN in request.session
        Session.objects.all().delete()
        with pytest.raises(SessionInterrupted):
            keep_alive(request, time.time())


class TestExtend:
    def test_for_the_script(self, client: Client, settings) -> None:
        shift(client, sessie_gezien=30)
        response = client.post(reverse("sessie_verlengen"), headers={"accept": "application/json"})
        assert settings.SESSION_SLIDING_SECONDS - response.json()["eindigt_over"] <= 2

    def test_without_script(self, client: Client) -> None:
        assert client.post(reverse("sessie_verlengen"), {"next": "/sessies/?a=1"}).url == "/sessies/?a=1"
        assert client.post(reverse("sessie_verlengen"), {"next": "https://kwaad.example/"}).url == reverse("sessies")

    def test_not_beyond_the_absolute_limit(self, client: Client, settings) -> None:
        shift(client, sessie_begin=settings.SESSION_ABSOLUTE_SECONDS - 60)
        response = client.post(reverse("sessie_verlengen"), headers={"accept": "application/json"})
        assert response.json()["eindigt_over"] <= 60

    def test_only_by_post(self, client: Client) -> None:
        assert client.get(reverse("sessie_verlengen")).status_code == 405


class TestWarning:
    def test_each_page_of_somebody_logged_in_carries_it(self, client: Client, settings) -> None:
        page = client.get(reverse("sessies")).content.decode()
        assert f'data-waarschuw-vooraf="{settings.SESSION_WARN_SECONDS}"' in page
        assert "Blijf aangemeld" in page
        assert "Blijf aangemeld" not in Client().get(reverse("login")).content.decode()


class TestList:
    def test_own_sessions_and_which_one_this_is(self, client: Client, an: Person, dirk: Person) -> None:
        flow.log_in(Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537"}), an)
        flow.log_in(Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS) Safari/604"}), dirk)
        page = client.get(reverse("sessies")).content.decode()
        assert page.count(">Deze sessie<") == 1
        assert "Chrome op Windows" in page
        assert "iPhone" not in page

    def test_end_one(self, client: Client, an: Person) -> None:
        other = logged_in(an)
        row = LoginSession.objects.exclude(session_key=client.session.session_key).get()
        assert client.post(reverse("sessie_beeindigen", args=[row.pk])).url == reverse("sessies")
        assert other.get(reverse("sessies")).status_code == 302
        assert client.get(reverse("sessies")).status_code == 200
        assert LoginSession.objects.count() == 1

    def test_somebody_elses(self, client: Client, dirk: Person) -> None:
        other = logged_in(dirk)
        row = LoginSession.objects.get(user=dirk.user)
        assert client.post(reverse("sessie_beeindigen", args=[row.pk])).status_code == 404
        assert other.get(reverse("sessies")).status_code == 200

    def test_this_one_and_by_get(self, client: Client) -> None:
        url = reverse("sessie_beeindigen", args=[LoginSession.objects.get().pk])
        assert client.post(url).status_code == 404
        assert client.get(url).status_code == 405

    def test_end_all_others(self, client: Client, an: Person, dirk: Person) -> None:
        others, stranger = [logged_in(an), logged_in(an)], logged_in(dirk)
        client.post(reverse("sessies_andere_beeindigen"))
        assert [other.get(reverse("sessies")).status_code for other in others] == [302, 302]
        assert client.get(reverse("sessies")).status_code == 200
        assert stranger.get(reverse("sessies")).status_code == 200

    def test_what_a_limit_ended_is_not_listed_and_is_cleared(self, client: Client, an: Person) -> None:
        logged_in(an)
        old = LoginSession.objects.exclude(session_key=client.session.session_key)
        key = old.get().session_key
        old.update(last_seen_at=timezone.now() - datetime.timedelta(days=1))
        assert "Beëindig alle" not in client.get(reverse("sessies")).content.decode()
        assert forget_ended_sessions() == 1
        assert not Session.objects.filter(session_key=key).exists()
        assert LoginSession.objects.count() == 1


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
            "Chrome op Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130", "Edge op Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox op Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit/605 Version/17 Safari/605", "Safari op Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) CriOS/130 Safari/604", "Chrome op iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25 Chrome/121 Safari/537", "Samsung Internet op Android"),
        ("curl/8.0", "Onbekend toestel"),
        ("", "Onbekend toestel"),
    ],
)
def test_device_names(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
