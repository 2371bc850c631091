"""The screens: giving and asking, one mandate and its moves, the clients of a secretariat, and the home page."""

import datetime
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from loket.acting.context import Doelgroep
from mandates.dimona import services
from mandates.models import DimonaMandaat
from tests.mandates.dimona.parties import freya, kbo, now, second_secretariat, smets, stored, terms
from tests.world import act_as, context_of, organisation, text_of, token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(demo_world: None) -> None:
    """De Korenbloem and Van Hoof gave Horizon a mandate; Smets gave none."""


@pytest.fixture
def rik() -> Client:
    smets()
    return act_as(Client(), "Rik Thys", "Smets")


@pytest.fixture
def secretariat() -> Client:
    return act_as(Client(), "Freya Wouters", "Horizon")


def post(client: Client, address: str, **typed: object):
    return client.post(address, {"namens_context": token(client), **typed})


def test_giving_from_the_name_to_the_mandate(rik):
    page = text_of(rik.get("/mandaten/dimona/"))
    assert "Houthandel Smets bv gaf nog geen Dimona-mandaat." in page
    assert "Geef een mandaat" in page
    assert "Uw klanten" not in page
    address = reverse("dimona_geven")
    assert rik.get(address).status_code == 200
    for typed, error in [
        ("", "Vul “Naam of KBO-nummer van het sociaal secretariaat” in."),
        ("Peeters", "We vinden geen sociaal secretariaat of dienstverrichter met deze naam of dit nummer."),
        ("0999.001.021", "de controlecijfers kloppen niet"),
    ]:
        response = post(rik, address, stap=0, zoek=typed)
        assert response.status_code == 422
        assert error in text_of(response)
    answers = {"zoek": "horizon", "groep": "dmfa_dimona", "begin": str(now()), "einde": ""}
    quarters = text_of(post(rik, address, stap=0, zoek="horizon"))
    assert "Kies de toepassingen en de kwartalen" in quarters
    assert "Sociaal Secretariaat Horizon vzw (0999.001.020)" in quarters
    assert f'<option value="{now()}" selected>' in quarters
    summary = text_of(post(rik, address, stap=1, **answers))
    for words in (
        "Wat gebeurt er?",
        "moet het mandaat bevestigen",
        "Zonder einde",
        "krijgt een mail",
        "zonder einde.",
    ):
        assert words in summary
    response = post(rik, address, stap=2, **answers)
    mandaat = DimonaMandaat.objects.get(giver=organisation("Smets"))
    assert response.url == f"/mandaten/dimona/{mandaat.key}/"
    page = text_of(rik.get(response.url))
    assert "Het Dimona-mandaat wacht nu op Sociaal Secretariaat Horizon vzw." in page
    assert "Trek het mandaat in" in page
    assert "Bevestig het mandaat" not in page
    assert "Rik Thys (Houthandel Smets bv)" in page
    assert "Wacht op bevestiging" in text_of(rik.get("/mandaten/dimona/"))


def test_several_names_that_fit_are_a_choice(rik):
    second_secretariat()
    address = reverse("dimona_geven")
    page = text_of(post(rik, address, stap=0, zoek="sociaal secretariaat"))
    assert "Sociaal Secretariaat Einder vzw" in page
    assert "Sociaal Secretariaat Horizon vzw" in page
    einder = organisation("Einder")
    answers = {"zoek": "sociaal secretariaat", "nemer": einder.pk, "groep": "dmfa_dimona", "begin": str(now())}
    assert post(rik, address, stap=3, **answers).status_code == 302
    assert DimonaMandaat.objects.get(giver=organisation("Smets")).taker == einder
    Organisation.objects.bulk_create(
        Organisation(
            name=f"Sociaal Secretariaat {index}",
            kbo=kbo(100 + index),
            doelgroep=Doelgroep.ONDERNEMING.value,
            kinds=["dimona_mandaatnemer"],
        )
        for index in range(20)
    )
    assert "Te veel namen passen" in text_of(post(rik, address, stap=0, zoek="sociaal"))


def test_a_quarter_that_is_taken_is_said_at_the_field(rik):
    second_secretariat()
    stored("Smets")
    answers = {"zoek": "einder", "groep": "dmfa_dimona", "begin": str(now()), "einde": ""}
    response = post(rik, reverse("dimona_geven"), stap=1, **answers)
    assert response.status_code == 422
    assert "Overstappen kan enkel bij het begin van een kwartaal" in text_of(response)
    answers |= {"begin": str(now().next), "einde": str(now())}
    assert "Het eindkwartaal ligt voor het beginkwartaal" in text_of(
        post(rik, reverse("dimona_geven"), stap=1, **answers)
    )
    answers |= {"einde": ""}
    summary = text_of(post(rik, reverse("dimona_geven"), stap=1, **answers))
    assert "Uw mandaat aan Sociaal Secretariaat Horizon vzw eindigt dan op" in summary


def test_asking_by_number(secretariat):
    address = reverse("dimona_vragen")
    Organisation.objects.create(name="School", kbo=kbo(5), doelgroep=Doelgroep.SCHOOL.value, kinds=["school"])
    Organisation.objects.create(
        name="Oud", kbo=kbo(6), doelgroep=Doelgroep.ONDERNEMING.value, ceased_on=datetime.date(2020, 1, 1)
    )
    for typed, error in [
        ("", "Vul “KBO-nummer van de onderneming” in."),
        (kbo(5), "Dit is het nummer van een school."),
        (kbo(6), "Oud is stopgezet op 01/01/2020."),
        (kbo(7), "We vinden geen onderneming met dit KBO-nummer."),
    ]:
        response = post(secretariat, address, stap=0, kbo=typed)
        assert response.status_code == 422
        assert error in text_of(response)
    assert "Geef geen KBO-nummer van een school in." in text_of(secretariat.get(address))
    answers = {"kbo": "0999 000 327", "groep": "dmfa_dimona", "begin": str(now()), "einde": str(now().next)}
    summary = text_of(post(secretariat, address, stap=1, **answers))
    assert "Bij Houthandel Smets bv kan nu niemand een mail krijgen" in summary
    assert post(secretariat, address, stap=2, **answers).status_code == 302
    mandaat = DimonaMandaat.objects.get(giver=organisation("Smets"))
    assert (mandaat.status, mandaat.end) == ("wacht_op_gever", now().next.last_day)


def test_the_buttons_are_those_of_the_table(rik, secretariat):
    def buttons(client: Client, mandaat: DimonaMandaat) -> list[str]:
        page = text_of(client.get(f"/mandaten/dimona/{mandaat.key}/"))
        return re.findall(rf"/mandaten/dimona/{mandaat.key}/(\w+)/", page)

    waiting = services.give(context_of("Rik Thys", "Smets"), organisation("Horizon"), terms(now().next))
    assert buttons(rik, waiting) == ["intrekken"]
    assert buttons(secretariat, waiting) == ["bevestigen", "weigeren"]
    services.confirm(freya(), waiting.key)
    assert buttons(rik, waiting) == buttons(secretariat, waiting) == ["afzien"]
    DimonaMandaat.objects.filter(pk=waiting.pk).update(start=now().previous.first_day)
    assert buttons(rik, waiting) == buttons(secretariat, waiting) == ["stoppen"]
    DimonaMandaat.objects.filter(pk=waiting.pk).update(end=now().last_day)
    assert buttons(rik, waiting) == []
    DimonaMandaat.objects.filter(pk=waiting.pk).update(status="afgesloten", end=now().previous.last_day)
    assert buttons(rik, waiting) == []


def test_confirming_says_which_mandate_ends_and_notices_a_change(rik):
    second_secretariat()
    old = stored("Smets")
    new = services.ask(context_of("Wim Maas", "Einder"), organisation("Smets"), terms(now().next))
    address = f"/mandaten/dimona/{new.key}/bevestigen/"
    page = text_of(rik.get(address))
    assert "Uw mandaat aan Sociaal Secretariaat Horizon vzw eindigt dan op" in page
    assert f'name="eindigt" value="{old.key}"' in page
    response = post(rik, address, eindigt="iets")
    assert "Uw mandaten zijn intussen gewijzigd." in text_of(rik.get(response.url))
    response = post(rik, address, eindigt=str(old.key))
    assert "Het Dimona-mandaat is bevestigd." in text_of(rik.get(response.url))
    assert "Eindigt" in text_of(rik.get("/mandaten/dimona/"))
    response = post(rik, address, eindigt=str(old.key))
    assert "Dit kan niet (meer)" in text_of(rik.get(response.url))


def test_what_cannot_be_confirmed_says_why_and_has_no_button(rik):
    second_secretariat()
    stored("Smets")
    waiting = stored("Smets", "Einder", begin=now(), status="wacht_op_gever")
    page = text_of(rik.get(f"/mandaten/dimona/{waiting.key}/bevestigen/"))
    assert "Dit mandaat kan niet beginnen" in page
    assert 'method="post" novalidate' not in page


def test_refusing_and_stopping(rik, secretariat):
    waiting = services.ask(freya(), organisation("Smets"), terms())
    address = f"/mandaten/dimona/{waiting.key}/weigeren/"
    assert post(rik, address).status_code == 422
    assert post(rik, address, reason="Wij doen het zelf.").status_code == 302
    assert "Wij doen het zelf." in text_of(secretariat.get(f"/mandaten/dimona/{waiting.key}/"))
    running = stored("Smets")
    address = f"/mandaten/dimona/{running.key}/stoppen/"
    assert "tot en met de laatste dag van het kwartaal dat u kiest" in text_of(secretariat.get(address))
    assert post(secretariat, address, last="1999/1").status_code == 422
    assert post(secretariat, address, last=str(now())).status_code == 302
    running.refresh_from_db()
    assert running.end == now().last_day
    assert rik.get(f"/mandaten/dimona/{running.key}/iets/").status_code == 404


def test_the_clients_of_a_secretariat(secretariat):
    second_secretariat()
    stored("Smets", status="wacht_op_nemer")
    stored("Gemeente", begin=now().next)
    stored("De Wissel", end=now())
    stored("Noorderwind", begin=now().previous.previous, end=now().previous, status="afgesloten")
    stored("Kompas", "Einder")

    def shown(query: str) -> list[str]:
        page = text_of(secretariat.get(f"/mandaten/dimona/klanten/{query}"))
        return re.findall(r'<th scope="row" class="breekbaar"><a href="[^"]+">([^<]+)<', page)

    assert shown("") == [
        "Bakkerij De Korenbloem bv",
        "Gemeente Voorbeeldgem",
        "Maatwerkbedrijf De Wissel vzw",
        "Metaalwerken Van Hoof nv",
    ]
    assert shown("?staat=ons") == ["Houthandel Smets bv"]
    assert shown("?staat=einde") == ["Maatwerkbedrijf De Wissel vzw"]
    assert shown("?staat=voorbij") == ["Maatwerkbedrijf Noorderwind vzw"]
    assert len(shown("?staat=alles")) == 6
    assert shown("?q=hoof+metaal") == ["Metaalwerken Van Hoof nv"]
    assert shown("?q=999.000.129") == ["Bakkerij De Korenbloem bv"]
    assert shown("?q=0999000129&staat=hen") == []
    assert "Geen enkel mandaat past bij deze filters." in text_of(secretariat.get("/mandaten/dimona/klanten/?q=zzz"))
    assert len(shown("?staat=onzin")) == 4
    export = b"".join(secretariat.get("/mandaten/dimona/klanten/export.csv?staat=alles")).decode()
    assert export.splitlines()[0] == (
        "\ufeffOnderneming;KBO-nummer;Groep van toepassingen;Beginkwartaal;Eindkwartaal;Staat"
    )
    assert (
        f"Maatwerkbedrijf De Wissel vzw;0999.003.097;DmfA - Dimona;{now().previous};{now()};Eindigt {now()}" in export
    )
    assert "Kompas" not in export
    assert b"".join(secretariat.get("/mandaten/dimona/klanten/export.xlsx")).startswith(b"PK")


def many_clients(number: int) -> None:
    horizon = organisation("Horizon")
    made = Organisation.objects.bulk_create(
        Organisation(name=f"Klant {index:05}", kbo=kbo(1000 + index), doelgroep=Doelgroep.ONDERNEMING.value)
        for index in range(number)
    )
    DimonaMandaat.objects.bulk_create(
        DimonaMandaat(giver=row, taker=horizon, start=now().previous.first_day, status="actief", bron="import")
        for row in made
    )
    # As the server does by itself before long, and an import at its end.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mandates_dimonamandaat, accounts_organisation")


def test_a_thousand_clients_cost_no_more_queries(secretariat):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            response = secretariat.get(address)
            assert response.status_code == 200
            if response.streaming:
                assert b"".join(response)
        return len(found)

    addresses = ["/mandaten/dimona/klanten/", "/mandaten/dimona/klanten/?q=klant+42", "/mandaten/dimona/", "/"]
    few = {address: queries(address) for address in addresses}
    many_clients(1_000)
    assert {address: queries(address) for address in addresses} == few
    assert few["/mandaten/dimona/klanten/"] <= 9
    seen, address = 0, "/mandaten/dimona/klanten/"
    for _page in range(3):
        page = secretariat.get(address).content.decode()
        seen += page.count('<th scope="row"')
        address = "/mandaten/dimona/klanten/" + html.unescape(re.search(r'href="([^"]+)">Volgende pagina', page)[1])
    assert seen == 150
    assert len(b"".join(secretariat.get("/mandaten/dimona/klanten/export.csv")).splitlines()) == 1_003


def test_what_waits_stands_on_the_home_page(rik, secretariat):
    assert "Dimona-mandaat wacht" not in text_of(rik.get("/"))
    services.give(context_of("Rik Thys", "Smets"), organisation("Horizon"), terms())
    assert "1 Dimona-mandaat wacht op uw antwoord." in text_of(secretariat.get("/"))
    assert "op uw antwoord" not in text_of(rik.get("/"))
    services.ask(freya(), organisation("De Wissel"), terms())
    services.ask(freya(), organisation("De Wissel"), terms(groep="dmfappl_dimona"))
    karim = act_as(Client(), "Karim Benali", "De Wissel")
    assert "2 Dimona-mandaten wachten op uw antwoord." in text_of(karim.get("/"))
    assert "op uw antwoord" not in text_of(act_as(Client(), "Elif Yildiz", "Horizon").get("/"))


def test_the_menu_is_for_who_manages(rik):
    assert 'href="/mandaten/dimona/"' in text_of(rik.get("/"))
    for name, company in (("Bart Maes", "De Korenbloem"), ("Ivo Mertens", "De Brug"), ("Bart Maes", None)):
        assert 'href="/mandaten/dimona/"' not in text_of(act_as(Client(), name, company).get("/"))


def test_another_party_does_not_exist(rik):
    mandaat = DimonaMandaat.objects.get(giver=organisation("Van Hoof"))
    for address in (f"/mandaten/dimona/{mandaat.key}/", f"/mandaten/dimona/{mandaat.key}/stoppen/"):
        assert rik.get(address).status_code == 404
        assert post(rik, address).status_code in (404, 405)


def test_a_register_elsewhere_is_shown_and_not_changed(rik, secretariat, settings):
    settings.DIMONA_REGISTER = "mandates.dimona.remote.RestRegister"
    mandaat = DimonaMandaat.objects.get(giver=organisation("Van Hoof"))
    assert "register buiten dit loket" in text_of(rik.get("/mandaten/dimona/"))
    assert "Stop het mandaat" not in text_of(secretariat.get(f"/mandaten/dimona/{mandaat.key}/"))
    assert "Vraag een mandaat" not in text_of(secretariat.get("/mandaten/dimona/klanten/"))
    for client, name in ((rik, "dimona_geven"), (secretariat, "dimona_vragen")):
        assert "register buiten dit loket" in text_of(client.get(reverse(name), follow=True))
