"""For whom one acts: nothing is guessed, and a form belongs to the context in which it was opened."""

import re
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from aanvragen.models import Aanvraag
from accounts.models import Rechtaanvraag, Werkrelatie
from loket.acting.context import Choice, Doelgroep
from loket.acting.session import KEY
from tests.aanvragen.filing import CONTACT, post_step, start_draft
from tests.world import act_as, give_right, organisation, person, text_of, token, user_of

pytestmark = pytest.mark.django_db


def logged_in(full_name: str, choice: object = None) -> Client:
    """A login with whatever in its session."""
    client = Client()
    client.force_login(user_of(person(full_name)), backend="accounts.login.backend.PersonBackend")
    if choice is not None:
        session = client.session
        session[KEY] = choice
        session.save()
    return client


def test_without_a_choice_one_goes_to_the_chooser_and_back(demo_world):
    client = logged_in("Bart Maes")
    assert client.get("/aanvragen/mijn/?q=emma").url == "/namens-wie/?next=%2Faanvragen%2Fmijn%2F%3Fq%3Demma"
    assert client.get("/").url == "/namens-wie/"


@pytest.mark.parametrize(
    "stored",
    ["x", [], ["EA"], ["XX", 1, 1, ""], ["EA", None, None, ""], ["EA", 1, 2, ""], ["EA", 999999999, 999999999, ""]],
)
def test_a_choice_that_is_nothing_leads_to_the_chooser(demo_world, stored):
    assert logged_in("Bart Maes", stored).get("/").url == "/namens-wie/"


def test_a_choice_that_no_longer_holds_leads_to_the_chooser_and_is_forgotten(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    assert bart.get("/").status_code == 200
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(end=timezone.localdate() - timedelta(days=1))
    assert bart.get("/").url == "/namens-wie/"
    assert KEY not in bart.session


@pytest.mark.parametrize("doelgroep", ["LB", "OV", "GID"])
def test_an_organisation_under_another_hoedanigheid_is_no_choice(demo_world, doelgroep):
    company = organisation("De Korenbloem").pk
    assert logged_in("Bart Maes", [doelgroep, company, company, ""]).get("/").url == "/namens-wie/"


def test_somebody_elses_own_name_is_no_choice(demo_world):
    an = person("An Claes").pk
    assert logged_in("Bart Maes", ["BUR", an, an, ""]).get("/").url == "/namens-wie/"
    bart = person("Bart Maes").pk
    assert logged_in("Bart Maes", ["BUR", bart, bart, ""]).get("/").status_code == 200


def test_the_top_line_says_for_whom_one_acts(acting):
    page = text_of(acting("Bart Maes", "De Korenbloem").get("/"))
    assert re.search(r"U handelt namens</dt><dd>Bakkerij De Korenbloem bv", page)
    assert "0999.000.129" in page


# --- Two tabs ------------------------------------------------------------------------------------
@pytest.fixture
def lotte(demo_world) -> Client:
    """Lotte Willems may file for both her companies; she acts for Kompas now."""
    for company in ("De Korenbloem", "Kompas"):
        give_right("Lotte Willems", company, "dwse_organisatieverantwoordelijke", "opleidingsverlof")
    return act_as(Client(), "Lotte Willems", "Kompas")


def token_for(company: str) -> str:
    chosen = organisation(company)
    return f"{chosen.doelgroep}.{chosen.pk}.{chosen.pk}."


def test_a_form_of_another_tab_is_held_up_and_goes_on_after_consent(lotte):
    lotte = act_as(lotte, "Lotte Willems", "De Korenbloem")
    draft = start_draft(lotte)
    address = f"/aanvragen/{draft.key}/stap/contact/"
    opened_in = token(lotte)
    act_as(lotte, "Lotte Willems", "Kompas")
    held_up = lotte.post(address, {**CONTACT, "actie": "volgende", "stap_versie": "leeg", "namens_context": opened_in})
    page = text_of(held_up)
    assert held_up.status_code == 409
    assert "U vulde dit formulier in namens <b>Bakkerij De Korenbloem bv</b>" in page
    assert "Nu handelt u namens <b>Opleidingscentrum Kompas vzw</b>" in page
    assert Aanvraag.objects.get().typed == {}
    # What was typed is all in the page, so that one click sends it again.
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert {name: hidden.get(name) for name in CONTACT} == CONTACT
    assert hidden["actie"] == "volgende"
    assert hidden["namens_wissel"] == opened_in
    done = lotte.post(address, hidden)
    assert done.status_code == 302
    assert Aanvraag.objects.get().vov.contact_name == CONTACT["contact_name"]
    assert token(lotte) == opened_in
    assert "De Korenbloem" in text_of(lotte.get("/"))


def test_a_form_without_a_token_is_held_up(lotte):
    assert lotte.post("/aanvragen/vov/start/", {"kbo": "0999002010"}).status_code == 409


@pytest.mark.parametrize("consent", [False, True])
def test_the_token_of_an_organisation_that_is_not_mine_is_refused(lotte, consent):
    other = token_for("Van Hoof")
    before = token(lotte)
    data = {"namens_context": other, "kbo": "0999000228", "key": "11111111-1111-1111-1111-111111111111"}
    response = lotte.post("/aanvragen/vov/start/", data | ({"namens_wissel": other} if consent else {}))
    assert response.status_code == 409
    assert "U kunt niet (meer) handelen voor de organisatie waarvoor u dit deed." in text_of(response)
    assert "Van Hoof" not in text_of(response)
    assert token(lotte) == before
    assert not Aanvraag.objects.exists()


def test_somebody_elses_own_name_as_token_is_refused(lotte):
    an = person("An Claes").pk
    other = f"BUR.{an}.{an}."
    response = lotte.post("/aanvragen/vov/start/", {"namens_context": other, "namens_wissel": other})
    assert response.status_code == 409
    assert "An Claes" not in text_of(response)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x",
        "EA.1",
        "EA.x.y.",
        "EA.².².",
        "EA.1.1.ssm-1",
        f"EA.{'9' * 5000}.1.",
        "ZZ.1.1.",
    ],
)
def test_a_token_that_is_nothing_is_no_error(lotte, wrong):
    assert lotte.post("/aanvragen/vov/start/", {"namens_context": wrong, "namens_wissel": wrong}).status_code == 409


def test_a_form_after_the_choice_was_forgotten_goes_on_after_consent(lotte):
    opened_in = token(lotte)
    lotte.post("/wisselen/")
    response = lotte.post("/aanvragen/vov/start/", {"kbo": "0999002010", "namens_context": opened_in})
    assert response.status_code == 409
    assert "U koos intussen nog niet namens wie u handelt." in text_of(response)


def test_a_file_must_be_chosen_again_and_the_page_says_so(lotte, tmp_path):
    (tmp_path / "attest.pdf").write_bytes(b"%PDF-")
    with (tmp_path / "attest.pdf").open("rb") as file:
        response = lotte.post("/aanvragen/vov/start/", {"namens_context": token_for("De Korenbloem"), "attest": file})
    assert "Een bestand moet u wel opnieuw kiezen." in text_of(response)


def test_what_was_typed_is_escaped_in_the_page(lotte):
    response = lotte.post(
        "/aanvragen/vov/start/", {"namens_context": token_for("De Korenbloem"), "kbo": '"><script>alert(1)</script>'}
    )
    assert b"<script>alert" not in response.content


def test_asking_a_right_in_another_tab_asks_it_for_the_right_company(acting):
    """Lotte has no right at Kompas; her form of Kompas must not ask it at De Korenbloem."""
    lotte = acting("Lotte Willems", "De Korenbloem")
    address = "/gebruikersrechten/aanvragen/vov-terugbetaling/"
    assert lotte.post(address, {"namens_context": token_for("Kompas")}).status_code == 409
    assert not Rechtaanvraag.objects.filter(person=person("Lotte Willems")).exists()


def test_the_choice_survives_the_session_as_it_was():
    choice = Choice(Doelgroep.SCHOOL, 3, 4, "ssm-5")
    assert Choice.from_session(choice.to_session()) == choice
    request = RequestFactory().get("/")
    request.session = {}
    assert Choice.from_session(request.session.get(KEY)) is None


def test_a_step_sent_twice_by_the_same_tab_is_no_other_context(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    draft = start_draft(bart)
    assert [post_step(bart, draft, "contact", CONTACT).status_code for _ in range(2)] == [302, 302]
