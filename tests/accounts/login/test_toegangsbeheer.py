"""The simulated identity provider: which requests it answers, and what its screens offer."""

import base64
import datetime
import zlib
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

import pytest
import xmlsec
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from accounts.models import Organisation, Person, Werkrelatie, WettelijkVertegenwoordiger
from accounts.toegangsbeheer.digital_keys import KEYS, DigitalKey
from accounts.toegangsbeheer.people import SHOWN, attributes_of, find_people
from loket.settings.login import key_pair
from tests.accounts.login import flow

pytestmark = pytest.mark.django_db
TRANSFORMS = {Names.RSA_SHA256: xmlsec.Transform.RSA_SHA256, Names.RSA_SHA1: xmlsec.Transform.RSA_SHA1}
SIGN_ON = "/toegangsbeheer/aanmelden/"


def signed_query(xml: str, signer: str = "loket", algorithm: str = Names.RSA_SHA256) -> str:
    """A request as the portal signs it."""
    packed = base64.b64encode(zlib.compress(xml.encode())[2:-4]).decode()
    query = f"SAMLRequest={quote_plus(packed)}&RelayState=x&SigAlg={quote_plus(algorithm)}"
    signature = OneLogin_Saml2_Utils.sign_binary(
        query, key_pair(settings.DATA_DIR, signer).key, algorithm=TRANSFORMS[algorithm]
    )
    return f"{query}&Signature={quote_plus(base64.b64encode(signature).decode())}"


def request_xml(**changes: str) -> str:
    values = {
        "destination": f"{flow.HOST}{SIGN_ON}",
        "acs": flow.ACS_URL,
        "issuer": settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"][0]["settings"]["sp"]["entity_id"],
        "instant": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "binding": Names.BINDING_HTTP_POST,
        "id": "_1",
    } | changes
    return (
        f'<samlp:AuthnRequest xmlns:samlp="{Names.NS_SAMLP}" xmlns:saml="{Names.NS_SAML}" ID="{values["id"]}" '
        f'Version="2.0" IssueInstant="{values["instant"]}" Destination="{values["destination"]}" '
        f'ProtocolBinding="{values["binding"]}" AssertionConsumerServiceURL="{values["acs"]}">'
        f"<saml:Issuer>{values['issuer']}</saml:Issuer></samlp:AuthnRequest>"
    )


def ask(client: Client, query: str):
    return client.get(f"{SIGN_ON}?{query}")


class TestRequest:
    def test_the_yardstick(self, client: Client) -> None:
        assert ask(client, signed_query(request_xml())).status_code == 302

    @pytest.mark.parametrize(
        "changes",
        [
            {"destination": "http://testserver/elders/"},
            {"acs": "https://kwaad.example/acs/"},
            {"issuer": "https://kwaad.example/"},
            {"instant": "2026-01-01T00:00:00Z"},
            {"instant": "2099-01-01T00:00:00Z"},
            {"instant": "morgen"},
            {"binding": Names.BINDING_HTTP_REDIRECT},
            {"id": ""},
        ],
        ids=lambda changes: str(changes),
    )
    def test_refused(self, client: Client, changes: dict[str, str]) -> None:
        response = ask(client, signed_query(request_xml(**changes)))
        assert response.status_code == 400
        assert "kan u niet aanmelden" in response.content.decode()

    def test_unsigned(self, client: Client) -> None:
        query = signed_query(request_xml())
        assert ask(client, query.split("&SigAlg")[0]).status_code == 400
        assert ask(client, query.split("&Signature")[0]).status_code == 400

    def test_signed_by_somebody_else(self, client: Client) -> None:
        assert ask(client, signed_query(request_xml(), signer="iemand-anders")).status_code == 400

    def test_weak_signature(self, client: Client) -> None:
        assert ask(client, signed_query(request_xml(), algorithm=Names.RSA_SHA1)).status_code == 400

    @pytest.mark.parametrize("name", ["SAMLRequest", "RelayState", "Signature"])
    def test_tampered(self, client: Client, name: str) -> None:
        other = dict(parse_qsl(signed_query(request_xml(id="_2", acs="https://kwaad.example/")))) | {"RelayState": "y"}
        parts = dict(parse_qsl(signed_query(request_xml())))
        assert ask(client, urlencode(parts | {name: other[name]})).status_code == 400

    def test_a_parameter_twice(self, client: Client) -> None:
        query = signed_query(request_xml())
        assert ask(client, f"{query}&{query.split('&')[0]}").status_code == 400

    @pytest.mark.parametrize("query", ["", "SAMLRequest=", "SAMLRequest=x&Signature=y&SigAlg=z", "a&b=c"])
    def test_rubbish(self, client: Client, query: str) -> None:
        assert ask(client, query).status_code == 400

    def test_a_bomb_is_not_unpacked(self, client: Client) -> None:
        assert ask(client, signed_query("<a>" + " " * 20_000_000 + "</a>")).status_code == 400

    def test_what_the_portal_sends_is_accepted(self, client: Client) -> None:
        assert flow.arrive(client, flow.start(client))


class TestOnce:
    def test_a_request_is_answered_once(self, client: Client, an: Person) -> None:
        url = flow.start(client)
        name = flow.arrive(client, url)
        flow.choose(client, name, an)
        again = client.post(reverse("toegangsbeheer_personen", args=[name, "itsme"]), {"persoon": an.pk})
        assert again.status_code == 400
        assert client.get(flow.local(url)).status_code == 400
        assert Client().get(flow.local(url)).status_code == 400

    def test_a_request_of_another_browser(self, client: Client, an: Person) -> None:
        name = flow.arrive(client, flow.start(client))
        assert Client().get(reverse("toegangsbeheer_sleutels", args=[name])).status_code == 400

    def test_an_old_request(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        name = flow.arrive(client, flow.start(client))
        monkeypatch.setattr("accounts.toegangsbeheer.pending.LIFETIME", -1)
        assert client.get(reverse("toegangsbeheer_sleutels", args=[name])).status_code == 400


class TestScreens:
    def test_keys(self, client: Client) -> None:
        page = client.get(reverse("toegangsbeheer_sleutels", args=[flow.arrive(client, flow.start(client))]))
        text = page.content.decode()
        assert "Kies hoe u wilt aanmelden" in text
        assert "Hulp nodig?" in text
        assert text.count("<summary>Meer info") == len(KEYS)

    def test_an_ended_key_is_explained_but_cannot_be_used(self, client: Client, settings) -> None:
        settings.TOEGANGSBEHEER_KEYS = [DigitalKey("token", "Federaal token", 10, "Een kaart.", active=False), *KEYS]
        name = flow.arrive(client, flow.start(client))
        page = client.get(reverse("toegangsbeheer_sleutels", args=[name])).content.decode()
        assert "Beëindigd" in page
        assert "Federaal token</a>" not in page
        assert client.get(reverse("toegangsbeheer_personen", args=[name, "token"])).status_code == 400
        assert client.get(reverse("toegangsbeheer_personen", args=[name, "verzonnen"])).status_code == 400

    def test_the_keys_are_a_setting(self, client: Client, settings) -> None:
        settings.TOEGANGSBEHEER_KEYS = [DigitalKey("token", "Federaal token", 10, "Een kaart met codes.")]
        page = client.get(reverse("toegangsbeheer_sleutels", args=[flow.arrive(client, flow.start(client))]))
        assert "Federaal token" in page.content.decode()
        assert "itsme</a>" not in page.content.decode()

    def test_people_and_a_warning(self, client: Client, an: Person) -> None:
        name = flow.arrive(client, flow.start(client))
        text = client.get(reverse("toegangsbeheer_personen", args=[name, "eid"])).content.decode()
        assert "An Claes" in text
        assert an.insz not in text
        assert "nooit echte sleutels" in text

    @pytest.mark.parametrize("person", ["", "0", "abc", "-1"])
    def test_an_unknown_person(self, client: Client, db, person: str) -> None:
        name = flow.arrive(client, flow.start(client))
        url = reverse("toegangsbeheer_personen", args=[name, "eid"])
        assert client.post(url, {"persoon": person}).status_code == 404

    def test_logging_off_goes_back_to_the_portal_only(self, client: Client) -> None:
        url = reverse("toegangsbeheer_afmelden")
        good = f"{flow.HOST}{reverse('afgemeld')}"
        assert client.get(url, {"post_logout_redirect_uri": good}).url == reverse("afgemeld")
        assert client.get(url, {"post_logout_redirect_uri": "https://kwaad.example/"}).status_code == 400


class TestPeople:
    def test_search_and_limit(self, an: Person, today: datetime.date) -> None:
        for number in range(SHOWN):
            Person.objects.create(insz=f"{number:011}", first_name="Piet", last_name=f"Aa{number}")
        people, more = find_people("", today)
        assert (len(people), more) == (SHOWN, True)
        people, more = find_people("an cla", today)
        assert ([person.name for person in people], more) == (["An Claes"], False)

    def test_what_they_are(self, an: Person, dirk: Person, peeters: Organisation, today: datetime.date) -> None:
        Werkrelatie.objects.create(person=an, organisation=peeters, start=today)
        WettelijkVertegenwoordiger.objects.create(person=dirk, organisation=peeters, start=today, source="KBO")
        roles = {person.name: person.roles for person in find_people("", today)[0]}
        assert roles["An Claes"] == ("Boekhoudkantoor Peeters bv: nog geen gebruikersrecht",)
        assert roles["Dirk Peeters"] == ("Boekhoudkantoor Peeters bv: wettelijk vertegenwoordiger",)

    def test_representations_come_from_the_kbo_only(self, dirk: Person, peeters, smets, today: datetime.date) -> None:
        for organisation, source in ((peeters, "KBO"), (smets, "aanmelding")):
            WettelijkVertegenwoordiger.objects.create(
                person=dirk, organisation=organisation, start=today, source=source
            )
        assert attributes_of(dirk, today)["wv_orgcode"] == [peeters.kbo]

    def test_the_uid_is_stable_and_no_number(self, dirk: Person, today: datetime.date) -> None:
        first, second = attributes_of(dirk, today)["vo_id"], attributes_of(dirk, today)["vo_id"]
        assert first == second
        assert dirk.insz not in first[0]


def test_the_addresses_follow_the_host_that_the_browser_used(an: Person) -> None:
    client = Client(headers={"host": "127.0.0.1:54321"})
    url = client.post(reverse("saml_login", args=["toegangsbeheer"])).url
    assert urlsplit(url).netloc == "127.0.0.1:54321"
    assert flow.deliver(client, flow.choose(client, flow.arrive(client, url), an)).status_code == 302
