"""Answers that must not log anybody in. Each differs in one thing from one that would."""

import base64
import datetime
import re
import zlib
from urllib.parse import quote_plus

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names

from accounts.models import Person, User
from tests.accounts.login import flow

pytestmark = pytest.mark.django_db


def assert_refused(client: Client, response, status: int = 401) -> None:
    assert response.status_code == status
    assert "Aanmelden is niet gelukt" in response.content.decode()
    assert SESSION_KEY not in client.session
    assert not User.objects.exists()


def change_name(statement: etree._Element) -> etree._Element:
    text = etree.tostring(statement).replace(b">Claes<", b">Peeters<")
    assert b"Peeters" in text
    return etree.fromstring(text)


def without(path: str):
    def change(element: etree._Element) -> etree._Element:
        for found in element.findall(path, Names.NSMAP):
            found.getparent().remove(found)
        return element

    return change


def test_an_answer_that_is_right_logs_in(client: Client, an: Person) -> None:
    """The yardstick for the others: `forge` without changes makes an answer that is accepted."""
    assert flow.deliver(client, flow.forge(client, an)).status_code == 302
    assert SESSION_KEY in client.session


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"on_signed_assertion": change_name}, id="tampered assertion"),
        pytest.param({"on_message": without("saml:Issuer")}, id="tampered message"),
        pytest.param({"sign_with": None}, id="nothing signed"),
        pytest.param({"sign_with": "iemand-anders"}, id="signed by somebody else"),
        pytest.param({"sign_message": False}, id="message not signed"),
        pytest.param(
            {"on_signed_assertion": without("{http://www.w3.org/2000/09/xmldsig#}Signature")},
            id="assertion not signed",
        ),
        pytest.param({"encrypt": False}, id="not encrypted"),
        pytest.param({"audience": "https://een-ander-loket.example/"}, id="wrong audience"),
        pytest.param({"issuer": "https://een-andere-idp.example/"}, id="wrong issuer"),
        pytest.param({"recipient": "http://testserver/elders/"}, id="wrong recipient and destination"),
        pytest.param({"issued_in": datetime.timedelta(minutes=-10)}, id="expired"),
        pytest.param({"issued_in": datetime.timedelta(minutes=10)}, id="not yet valid"),
        pytest.param({"request_id": "_nooit-gevraagd"}, id="answers no request of ours"),
        pytest.param({"on_assertion": without("saml:AttributeStatement")}, id="without attributes"),
    ],
)
def test_refused(client: Client, an: Person, changes: dict) -> None:
    if "issued_in" in changes:
        # From now, and not from when the tests were collected: a long run would make it valid.
        changes = {"issued_at": timezone.now() + changes["issued_in"]}
    assert_refused(client, flow.deliver(client, flow.forge(client, an, **changes)))


def test_the_same_answer_twice(client: Client, an: Person) -> None:
    fields = flow.forge(client, an)
    flow.deliver(client, fields)
    client.post(reverse("afmelden"))
    response = flow.deliver(client, fields)
    assert response.status_code == 401
    assert SESSION_KEY not in client.session


def test_an_answer_in_another_browser(client: Client, an: Person) -> None:
    """Somebody is made to send the attacker's answer: it belongs to no request of this browser."""
    victim = Client()
    assert_refused(victim, flow.deliver(victim, flow.forge(client, an)))


def test_idp_initiated(client: Client, an: Person) -> None:
    def unasked(element: etree._Element) -> etree._Element:
        for found in element.iter():
            found.attrib.pop("InResponseTo", None)
        return element

    fields = flow.forge(client, an, request_id="", sign_message=False, on_assertion=unasked, on_message=unasked)
    assert_refused(client, flow.deliver(client, fields))


def test_idp_initiated_with_a_signed_message(client: Client, an: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """As above, with the signature right: refused because nothing was asked, not because of the signature."""
    original = flow.responses.response

    def unasked(answer, statement):
        message = original(answer, statement)
        message.attrib.pop("InResponseTo")
        return message

    def unconfirmed(element: etree._Element) -> etree._Element:
        del element.find(".//saml:SubjectConfirmationData", Names.NSMAP).attrib["InResponseTo"]
        return element

    monkeypatch.setattr(flow.responses, "response", unasked)
    fields = flow.forge(client, an, on_assertion=unconfirmed)
    assert_refused(client, flow.deliver(client, fields))


def test_without_uid(client: Client, an: Person) -> None:
    response = flow.deliver(client, flow.forge(client, attributes={"rrn": [an.insz], "family_name": ["Claes"]}))
    assert_refused(client, response, 403)
    assert "geen vast kenmerk" in response.content.decode()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("insz", [None, "80010199084", "niets"])
def test_without_a_valid_insz(client: Client, an: Person, insz: str | None) -> None:
    attributes = {"vo_id": ["u-1"], "family_name": ["Claes"]} | ({"rrn": [insz]} if insz else {})
    response = flow.deliver(client, flow.forge(client, attributes=attributes))
    assert_refused(client, response, 403)
    assert "rijksregisternummer" in response.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        "geen-base64!",
        base64.b64encode(b"<a/>").decode(),
        base64.b64encode(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").decode(),
    ],
)
def test_rubbish(client: Client, body: str) -> None:
    assert_refused(client, flow.deliver(client, {"SAMLResponse": body}))


@pytest.mark.parametrize("body", ["", "\u00e9" * 20, "a" * 200_000], ids=["nothing", "no ascii", "too long"])
def test_what_cannot_be_a_response_is_not_even_kept(client: Client, db, body: str) -> None:
    sessions = Session.objects.count()
    response = client.post(reverse("saml_acs", args=["toegangsbeheer"]), {"SAMLResponse": body, "junk": "x" * 1000})
    assert response.status_code == 400
    assert Session.objects.count() == sessions


def test_the_second_half_without_the_first(client: Client, db) -> None:
    assert_refused(client, client.get(reverse("saml_finish_acs", args=["toegangsbeheer"])))


def test_a_login_cannot_be_turned_into_something_else(client: Client, an: Person, dirk: Person) -> None:
    """`process=connect` would hang somebody's identity on the account that is logged in."""
    flow.log_in(client, an)
    url = client.post(reverse("saml_login", args=["toegangsbeheer"]) + "?process=connect", {"process": "connect"}).url
    flow.deliver(client, flow.choose(client, flow.arrive(client, url), dirk))
    assert client.session[SESSION_KEY] == str(dirk.user.pk)
    assert SocialAccount.objects.filter(user=an.user).count() == 1


def test_only_a_post_starts_a_login(client: Client) -> None:
    assert client.get(reverse("saml_login", args=["toegangsbeheer"])).url == reverse("login")


def test_the_post_needs_our_own_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("saml_login", args=["toegangsbeheer"])).status_code == 403
    assert strict.post(reverse("saml_acs", args=["toegangsbeheer"]), {"SAMLResponse": "x"}).status_code == 302


def test_an_unknown_organisation_is_no_page(client: Client, db) -> None:
    assert client.get(reverse("saml_metadata", args=["onbekend"])).status_code == 404


def test_the_page_says_what_to_do(client: Client, an: Person) -> None:
    page = flow.deliver(client, {"SAMLResponse": "x"}).content.decode()
    assert re.search(r'href="/aanmelden/"', page)
    assert "1700" in page


@pytest.mark.parametrize(
    "signature", ["", "&SigAlg=http://www.w3.org/2001/04/xmldsig-more%23rsa-sha256&Signature=eA=="]
)
def test_a_logout_that_the_identity_provider_did_not_sign(client: Client, an: Person, signature: str) -> None:
    flow.log_in(client, an)
    xml = (
        f'<samlp:LogoutRequest xmlns:samlp="{Names.NS_SAMLP}" xmlns:saml="{Names.NS_SAML}" ID="_1" Version="2.0" '
        f'IssueInstant="2026-11-20T10:00:00Z"><saml:Issuer>x</saml:Issuer><saml:NameID>y</saml:NameID>'
        "</samlp:LogoutRequest>"
    )
    packed = quote_plus(base64.b64encode(zlib.compress(xml.encode())[2:-4]).decode())
    response = client.get(reverse("saml_sls", args=["toegangsbeheer"]) + f"?SAMLRequest={packed}{signature}")
    assert response.status_code == 400
    assert SESSION_KEY in client.session
