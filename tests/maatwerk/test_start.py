"""From the home page to the Startscherm: for whom there is something to read, and how others get the right."""

import pytest

from loket.acting.context import Handeling
from maatwerk.dienst import MAATWERK
from mandates.ssm.types import find_type
from tests.world import text_of


@pytest.mark.parametrize(
    ("who", "where"), [("Karim Benali", "De Wissel"), ("Nele Aerts", "Departement")], ids=["own", "department"]
)
def test_home_leads_to_the_startscherm_with_a_button_per_measure(acting, who, where):
    client = acting(who, where)
    assert 'href="/maatwerk/"' in text_of(client.get("/"))
    page = text_of(client.get("/maatwerk/"))
    assert 'href="/maatwerk/ondernemingen/"><b>Maatwerk</b>' in page
    assert "Een gebruikersrecht is 4 jaar geldig." in page
    assert 'target="_blank" rel="noopener">WSE Loket' in page


def test_the_overview_offers_the_right_to_who_lacks_it(acting):
    sofie = acting("Sofie Janssens", "De Korenbloem")
    assert 'href="/maatwerk/"' not in text_of(sofie.get("/"))
    assert 'href="/gebruikersrechten/aanvragen/maatwerk/"' in text_of(sofie.get("/aanvraag/"))
    refused = sofie.get("/maatwerk/")
    assert refused.status_code == 403
    assert 'href="/gebruikersrechten/aanvragen/maatwerk/"' in text_of(refused)


def test_the_overview_has_the_button_of_who_has_the_right(acting):
    page = text_of(acting("Karim Benali", "De Wissel").get("/aanvraag/"))
    assert 'href="/maatwerk/">Raadplegen<span class="verborgen">: Maatwerk' in page


def test_the_mandate_type_opens_reading_and_nothing_else():
    found = find_type("maatwerk-raadplegen")
    assert found.acts == {(MAATWERK.code, Handeling.RAADPLEGEN.value)}
