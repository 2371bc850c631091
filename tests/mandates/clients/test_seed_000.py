"""Seed 000, steps 2 and 3, without a browser: the tile, the KBO number, "Doorgaan", and the number again."""

import pytest
from django.test import Client
from django.utils import timezone

from aanvragen.models import Aanvraag
from accounts.models import Organisation
from loket.acting.session import KEY
from mandates.models import DimonaMandaat, Klant
from mandates.quarters import Quarter
from tests.aanvragen.filing import start_draft
from tests.mandates.mandaten import act_for, dimona, ssm, without_mandates
from tests.world import act_as, give_right, organisation, text_of, token

KORENBLOEM, VAN_HOOF, SMETS = "0999.000.129", "0999.000.228", "0999.000.327"
NUMBER = "/mandaten/namens/onderneming/"


@pytest.fixture
def world(demo_world):
    """Horizon may act for De Korenbloem and Van Hoof, and for nobody else."""
    without_mandates()
    return {"korenbloem": dimona("De Korenbloem"), "van_hoof": dimona("Van Hoof")}


@pytest.fixture
def elif_(client, world):
    return act_as(client, "Elif Yildiz", "Horizon")


def test_the_tile_of_the_secretariat_leads_to_the_number_and_that_to_the_loket(elif_):
    horizon = organisation("Horizon")
    chosen = elif_.post("/namens-wie/EA/", {"organisatie": horizon.pk})
    assert chosen.url == NUMBER
    page = elif_.get(NUMBER)
    assert "Voor welke onderneming treedt u op?" in text_of(page)
    assert "Geef geen KBO-nummer van een school in." in text_of(page)
    went_on = elif_.post(NUMBER, {"kbo": KORENBLOEM, "namens_context": token(elif_)})
    assert went_on.url == "/"
    home = text_of(elif_.get("/"))
    assert "<dd>Bakkerij De Korenbloem bv</dd>" in home
    assert f"<dd>{KORENBLOEM}</dd>" in home
    assert "<dt>Via</dt><dd>Sociaal Secretariaat Horizon vzw</dd>" in home


def test_who_has_no_right_to_act_comes_straight_in(client, world):
    freya = act_as(client, "Freya Wouters", "Horizon")
    assert freya.post("/namens-wie/EA/", {"organisatie": organisation("Horizon").pk}).url == "/"
    refused = freya.get(NUMBER)
    assert refused.status_code == 403
    assert "het recht <b>Dimona Mandaatuitvoerder</b> nodig" in text_of(refused)


def refusal(client, kbo):
    response = client.post(NUMBER, {"kbo": kbo, "namens_context": token(client)})
    assert response.status_code == 422
    assert f'value="{kbo}"' in text_of(response), "what was typed is kept"
    assert not client.session[KEY][3], "nothing was switched"
    return text_of(response)


@pytest.mark.parametrize(
    ("kbo", "words"),
    [
        ("0999.002.109", "Geef geen KBO-nummer van een school in."),
        ("0999.009.928", "Dit KBO-nummer is niet bekend in de Kruispuntbank van Ondernemingen."),
        ("0999.000.128", "KBO-nummer"),
        (SMETS, "Houthandel Smets bv gaf geen Dimona-mandaat aan Sociaal Secretariaat Horizon vzw."),
    ],
)
def test_each_refusal_says_why(elif_, kbo, words):
    assert words in refusal(elif_, kbo)


def test_a_ceased_enterprise_and_a_mandate_that_has_yet_to_begin_are_refused(elif_):
    Organisation.objects.filter(kbo="0999000228").update(ceased_on=timezone.localdate())
    assert "is stopgezet op" in refusal(elif_, VAN_HOOF)
    dimona("Smets", start=Quarter.of(timezone.localdate()).next)
    assert "begint pas op" in refusal(elif_, SMETS)


def test_a_mandate_that_is_over_is_refused_with_its_last_day(elif_, world):
    world["korenbloem"].end = Quarter.of(timezone.localdate()).previous.last_day
    world["korenbloem"].save()
    assert f"tot en met {world['korenbloem'].end:%d/%m/%Y}" in refusal(elif_, KORENBLOEM)


def test_the_own_number_brings_back_to_the_own_organisation(elif_):
    elif_.post(NUMBER, {"kbo": KORENBLOEM, "namens_context": token(elif_)})
    elif_.post(NUMBER, {"kbo": "0999.001.020", "namens_context": token(elif_)})
    horizon = organisation("Horizon")
    assert elif_.session[KEY] == ["EA", horizon.pk, horizon.pk, ""]


def test_the_dienst_asks_the_number_again_prefilled(world):
    elif_ = act_for("Elif Yildiz", "Horizon", world["korenbloem"])
    assert f'value="{KORENBLOEM}"' in text_of(elif_.get("/aanvragen/vov/start/"))
    draft = start_draft(elif_)
    assert (draft.own_organisation.name, draft.represented.name, draft.ground, draft.mandate) == (
        "Sociaal Secretariaat Horizon vzw", "Bakkerij De Korenbloem bv", "dimona", world["korenbloem"].ref
    )  # fmt: skip


def test_another_number_at_the_dienst_switches_after_the_same_checks(world):
    elif_ = act_for("Elif Yildiz", "Horizon", world["korenbloem"])
    draft = start_draft(elif_, VAN_HOOF)
    assert draft.represented.name == "Metaalwerken Van Hoof nv"
    assert draft.mandate == world["van_hoof"].ref
    assert elif_.session[KEY][3] == world["van_hoof"].ref
    assert "<dd>Metaalwerken Van Hoof nv</dd>" in text_of(elif_.get(f"/aanvragen/{draft.key}/stap/contact/"))


@pytest.mark.parametrize(
    ("kbo", "words"),
    [
        (SMETS, "gaf geen Dimona-mandaat"),
        ("0999.002.109", "Geef geen KBO-nummer van een school in."),
        ("0999.001.020", "openen ze niet"),
    ],
)
def test_a_number_that_is_refused_at_the_dienst_makes_no_draft(world, kbo, words):
    elif_ = act_for("Elif Yildiz", "Horizon", world["korenbloem"])
    key = "11111111-1111-4111-8111-111111111111"
    response = elif_.post("/aanvragen/vov/start/", {"kbo": kbo, "key": key, "namens_context": token(elif_)})
    assert response.status_code == 422
    assert words in text_of(response)
    assert not Aanvraag.objects.exists()
    assert elif_.session[KEY][3] == world["korenbloem"].ref


def test_an_employer_is_told_to_switch_as_before(client, world):
    bart = act_as(client, "Bart Maes", "De Korenbloem")
    key = "11111111-1111-4111-8111-111111111111"
    response = bart.post("/aanvragen/vov/start/", {"kbo": VAN_HOOF, "key": key, "namens_context": token(bart)})
    assert "klik dan bovenaan op “Wisselen”" in text_of(response)


def test_the_overview_opens_the_dienst_and_asks_no_right(world):
    elif_ = act_for("Elif Yildiz", "Horizon", world["korenbloem"])
    page = text_of(elif_.get("/aanvraag/"))
    assert "Aanvragen<span" in page
    assert "Gebruikersrecht aanvragen" not in page
    assert elif_.get("/gebruikersrechten/aanvragen/vov-terugbetaling/").status_code == 404


def test_ssm_givers_are_tiles_and_other_diensten_say_why_not(client, world):
    mandaat = ssm("Van Hoof", "Boekhoudkantoor", "vov-raadplegen")
    marc = act_as(client, "Marc Dubois", "Boekhoudkantoor")
    page = text_of(marc.get("/namens-wie/EA/"))
    assert "<b>namens Metaalwerken Van Hoof nv</b>" in page
    keuze = f"EA.{organisation('Boekhoudkantoor').pk}.{mandaat.giver_organisation_id}.{mandaat.ref}"
    assert f'value="{keuze}"' in page
    assert marc.post("/mandaten/namens/kiezen/", {"keuze": keuze}).url == "/"
    overview = text_of(marc.get("/aanvraag/"))
    assert "Uw mandaat opent deze dienst niet" in overview
    refused = marc.get("/aanvragen/vov/start/")
    assert refused.status_code == 403
    assert "Dat mandaat opent “Terugbetalingsaanvraag Vlaams opleidingsverlof” niet" in text_of(refused)


def test_nobody_chooses_what_is_not_his(client, world):
    mandaat = ssm("Van Hoof", "Boekhoudkantoor")
    sofie = act_as(client, "Sofie Janssens", "De Korenbloem")
    for keuze in (
        f"EA.{organisation('Boekhoudkantoor').pk}.{mandaat.giver_organisation_id}.{mandaat.ref}",
        f"EA.{organisation('De Korenbloem').pk}.{mandaat.giver_organisation_id}.{mandaat.ref}",
        f"EA.{organisation('De Korenbloem').pk}.{organisation('Van Hoof').pk}.{world['van_hoof'].ref}",
    ):
        before = sofie.session[KEY]
        assert sofie.post("/mandaten/namens/kiezen/", {"keuze": keuze}).url == "/namens-wie/"
        assert sofie.session[KEY] == before
    assert sofie.post("/mandaten/namens/kiezen/", {"keuze": "onzin"}).status_code == 404


def test_under_a_mandate_nothing_of_ones_own_organisation_is_open(world):
    give_right("Elif Yildiz", "Horizon", "hoofd_lokale_beheerder")
    elif_ = act_for("Elif Yildiz", "Horizon", world["korenbloem"])
    for address in ("/gebruikersbeheer/", "/gebruikersrechten/verzoeken/", "/mandaten/in-uw-naam/"):
        assert elif_.get(address).status_code == 403, address


class TestClients:
    def test_recent_ones_come_first_and_a_favourite_stays_at_hand(self, elif_, world):
        for number in (KORENBLOEM, VAN_HOOF):
            elif_.post(NUMBER, {"kbo": number, "namens_context": token(elif_)})
        page = elif_.get(NUMBER)
        assert [shown.row.name for shown in page.context["recent"]] == [
            "Metaalwerken Van Hoof nv", "Bakkerij De Korenbloem bv"
        ]  # fmt: skip
        pk = world["korenbloem"].giver_id
        elif_.post(f"/mandaten/namens/klanten/{pk}/favoriet/", {"namens_context": token(elif_)})
        assert [shown.row.pk for shown in elif_.get("/mandaten/namens/klanten/").context["favourites"]] == [pk]
        elif_.post(f"/mandaten/namens/klanten/{pk}/favoriet/", {"namens_context": token(elif_)})
        assert not Klant.objects.filter(favourite=True).exists()

    def test_what_is_remembered_opens_nothing_when_the_mandate_is_over(self, elif_, world):
        elif_.post(NUMBER, {"kbo": KORENBLOEM, "namens_context": token(elif_)})
        DimonaMandaat.objects.filter(pk=world["korenbloem"].pk).update(status="afgesloten")
        assert elif_.get("/mandaten/namens/klanten/").status_code == 302, "the choice itself holds no more"
        back = act_as(elif_, "Elif Yildiz", "Horizon")
        assert not back.get(NUMBER).context["recent"]

    @pytest.mark.parametrize(("query", "found"), [("koren", 1), ("0999.000.2", 1), ("bakkerij nv", 0), ("", 2)])
    def test_search_by_name_or_number(self, elif_, query, found):
        page = elif_.get("/mandaten/namens/klanten/", {"q": query})
        assert len(page.context["page"].rows) == found

    def test_a_client_with_two_kinds_of_mandates_is_one_row(self, elif_, world):
        give_right("Elif Yildiz", "Horizon", "ssm_mandaatuitvoerder")
        ssm("De Korenbloem", "Horizon", "vov-raadplegen")
        rows = elif_.get("/mandaten/namens/klanten/", {"q": "koren"}).context["page"].rows
        assert [(shown.row.ground, shown.row.mandate) for shown in rows] == [
            ("Dimona en SSM", world["korenbloem"].ref)
        ]  # fmt: skip

    def test_the_next_client_is_two_clicks_away(self, elif_, world):
        shown = elif_.get("/mandaten/namens/klanten/").context["page"].rows[0]
        assert [dienst.start_url for dienst in shown.diensten] == ["vov_start"]
        first = elif_.post("/mandaten/namens/kiezen/", {"keuze": shown.choice.token, "next": "/aanvragen/vov/start/"})
        assert first.url == "/aanvragen/vov/start/"
        assert start_draft(elif_).represented_id == world["korenbloem"].giver_id

    def test_queries_do_not_grow_with_the_clients(self, elif_, django_assert_max_num_queries):
        makers = [
            Organisation(name=f"Klant {number:03}", kbo=f"0998{number:06}", doelgroep="EA") for number in range(60)
        ]
        Organisation.objects.bulk_create(makers)
        start = Quarter(2020, 1).first_day
        horizon = organisation("Horizon")
        DimonaMandaat.objects.bulk_create(
            [DimonaMandaat(giver=m, taker=horizon, start=start, status="actief", bron="import") for m in makers]
        )
        elif_.get("/mandaten/namens/klanten/")
        with django_assert_max_num_queries(8):
            page = elif_.get("/mandaten/namens/klanten/")
        assert len(page.context["page"].rows) == 25
        assert page.context["page"].next

    def test_nobody_else_s_client_can_be_a_favourite(self, elif_):
        pk = organisation("Smets").pk
        response = elif_.post(f"/mandaten/namens/klanten/{pk}/favoriet/", {"namens_context": token(elif_)})
        assert response.status_code == 404


def test_a_name_is_never_markup(elif_, world):
    Organisation.objects.filter(pk=world["korenbloem"].giver_id).update(name='<script>alert(1)</script> & "zonen"')
    page = elif_.get("/mandaten/namens/klanten/").content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;zonen&quot;" in page


def test_a_natural_person_has_clients_too_and_no_favourites(world):
    mandaat = ssm("Van Hoof", "Jana Goossens")
    jana = act_as(Client(), "Jana Goossens")
    for address in ("/mandaten/namens/klanten/", "/mandaten/namens/klanten/?q=van"):
        page = jana.get(address)
        assert [shown.row.mandate for shown in page.context["page"].rows] == [mandaat.ref]
        assert "favoriet" not in text_of(page)
    assert jana.get("/mandaten/namens/onderneming/").status_code == 200
