"""Every address of the portal declares who may open it, and the open ones are few and known."""

import re
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve

from loket.access.rules import PUBLIC, STAFF
from loket.access.table import access_table, rows
from tests.access.personas import acting_as

# What anybody on the internet may open. Adding to this list is a decision.
OPEN_TO_ALL = {
    "/hulp/",
    "/toegankelijkheid/",
    "/privacy/",
    "/gezondheid/",
    "/aanmelden/",
    "/aanmelden/afgebroken/",
    "/aanmelden/mislukt/",
    "/afmelden/",
    "/afgemeld/",
    "/saml/<slug:organization_slug>/login/",
    "/saml/<slug:organization_slug>/acs/",
    "/saml/<slug:organization_slug>/acs/finish/",
    "/saml/<slug:organization_slug>/sls/",
    "/saml/<slug:organization_slug>/metadata/",
    "/oidc/<slug:provider_id>/login/",
    "/oidc/<slug:provider_id>/login/callback/",
    "/staf/login/",
    "/mandaten/hulp/",
    "/mandaten/hulp/handleiding.pdf",
    "/opleidingsdatabank/",
    "/opleidingsdatabank/opleidingen.<csv|json>",
    "/opleidingsdatabank/gegevens/",
    "/opleidingsdatabank/schema.json",
    "/opleidingsdatabank/<ODB-[0-9]{7}>/",
}
# These exist only where the demo is installed.
DEMO = ("/toegangsbeheer/", "/demo/")
FILLED = {"int": "1", "uuid": str(uuid.UUID(int=7)), "slug": "contact", "csv|xlsx": "csv", "str": "iets"}
# Views that change something and show nothing: the persona for whom the address is open.
ONLY_POST = {
    "/wisselen/": "Sofie",
    "/sessies/verlengen/": "Sofie",
    "/sessies/andere/beeindigen/": "Sofie",
    "/sessies/1/beeindigen/": "Sofie",
    "/afmelden/": "Sofie",
    "/gebruikersbeheer/nazicht/1/beeindigen/": "An",
    "/gebruikersbeheer/nazicht/1/afronden/": "An",
    f"/aanvragen/{FILLED['uuid']}/overnemen/": "Bart",
    f"/aanvragen/dossiers/{FILLED['uuid']}/goedkeuren/": "Nele",
    f"/aanvragen/vov/bestanden/{FILLED['uuid']}/indienen/": "Bart",
    f"/aanvragen/vov/bestanden/{FILLED['uuid']}/annuleren/": "Bart",
    f"/verstrekker/bestanden/{FILLED['uuid']}/indienen/": "Bart",
    f"/verstrekker/bestanden/{FILLED['uuid']}/annuleren/": "Bart",
    "/verstrekker/opleidingen/1/attesten/": "Ivo",
    "/verstrekker/gewijzigd/1/gezien/": "Nele",
    **{
        f"/maatwerk/leveringen/{kind}/{FILLED['uuid']}/{act}/": "Nele"
        for kind in (
            "contingenten",
            "wops",
            "lonen",
            "uitkeringen",
            "berekeningen",
            "lijnen",
            "voorschotten",
            "afrekeningen",
            "verrekeningen",
            "jaren",
        )
        for act in ("indienen", "annuleren")
    },
    "/mandaten/namens/kiezen/": "Sofie",
    "/mandaten/namens/terug/": "Sofie",
    "/mandaten/namens/klanten/1/favoriet/": "Elif",
    "/mandaten/lijst/meerdere/": "Goran",
    f"/mandaten/bestanden/{FILLED['uuid']}/indienen/": "Goran",
    f"/mandaten/bestanden/{FILLED['uuid']}/annuleren/": "Goran",
}


def concrete(path: str) -> str:
    """An address of this pattern."""
    return re.sub(r"<(?:(\w+):\w+|([\w|]+))>", lambda found: FILLED[found[1] or found[2]], path)


def protected() -> list[str]:
    """Behind the login of people; what local staff may open is in `tests/accounts/test_staff_admin.py`."""
    return [concrete(row.path) for row in rows() if row.rule not in (PUBLIC, STAFF)]


def test_the_walk_sees_everything():
    def leaves(resolver: URLResolver) -> int:
        return sum(leaves(item) if isinstance(item, URLResolver) else 1 for item in resolver.url_patterns)

    found = list(rows())
    assert len(found) == leaves(get_resolver()) > 40
    assert "/aanvragen/<uuid:key>/stap/<slug:slug>/" in {row.path for row in found}


def test_every_view_declares_a_rule():
    assert [row.path for row in rows() if row.rule is None] == []


def test_only_the_known_addresses_are_open_to_all():
    assert {row.path for row in rows() if row.rule == PUBLIC and not row.path.startswith(DEMO)} == OPEN_TO_ALL


def test_rules_that_ask_for_rights_ask_for_a_login_and_a_context_too():
    for row in rows():
        if row.rule.rights:
            assert row.rule.login, row.path
            assert row.rule.acting, row.path


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_anonymous_visitor_is_sent_to_the_login(client, method):
    for address in protected():
        response = getattr(client, method)(address)
        assert response.status_code == 302, (address, response.status_code)
        assert response.url.split("?")[0] == "/aanmelden/", address


@pytest.mark.django_db
def test_the_login_leads_back_to_a_page_and_never_to_a_post(client):
    assert client.get("/aanvragen/mijn/?q=emma").url == "/aanmelden/?next=%2Faanvragen%2Fmijn%2F%3Fq%3Demma"
    assert client.post("/wisselen/").url == "/aanmelden/?sessie=afgelopen"


@pytest.mark.parametrize(("address", "who"), ONLY_POST.items())
def test_what_changes_something_refuses_get(demo_world, address, who):
    client = acting_as(who)
    assert client.get(address).status_code == 405
    assert client.head(address).status_code == 405


def test_no_view_takes_another_method(rf):
    """Views behind the login know GET, HEAD and POST only, before they ask who it is."""
    for address in protected():
        view, args, kwargs = resolve(address)
        assert view(rf.delete(address), *args, **kwargs).status_code == 405, address


def test_who_may_open_a_page_may_not_delete_it(demo_world):
    assert acting_as("Bart").delete("/aanvragen/mijn/").status_code == 405
    assert acting_as("Sofie").delete("/aanvragen/mijn/").status_code == 403


@pytest.mark.django_db
def test_a_form_without_the_csrf_token_is_refused():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/wisselen/")
    assert response.status_code == 403
    assert "Dit formulier is verouderd" in response.content.decode()


def test_the_page_with_the_rules_is_up_to_date():
    page = settings.BASE_DIR / "docs" / "access.md"
    assert page.read_text() == access_table(), "run `manage.py access_table`"
