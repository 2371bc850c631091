"""The questionnaire at the end of seed 004, and what the department reads of it."""

import re
import uuid

import pytest

from maatwerk.vragenlijst.models import Antwoord
from tests.world import text_of, token

ANSWERS = {
    "rapporten": ["afrekening", "wop"],
    "gevonden": "deels",
    "duidelijk": "4",
    "opmerking": "Graag ook per maand.",
}


@pytest.fixture
def karim(acting):
    return acting("Karim Benali", "De Wissel")


def fill_in(client, **changed):
    page = text_of(client.get("/maatwerk/vragenlijst/"))
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1]
    return client.post("/maatwerk/vragenlijst/", {"namens_context": token(client), "key": key, **ANSWERS, **changed})


def test_answers_are_kept_without_who_gave_them(karim):
    response = fill_in(karim)
    assert response.url == "/maatwerk/"
    assert "Bedankt. Het departement leest uw antwoorden zonder uw naam." in text_of(karim.get("/maatwerk/"))
    kept = Antwoord.objects.values().get()
    assert (kept["gevonden"], kept["duidelijk"], kept["rapporten"]) == ("deels", 4, ["afrekening", "wop"])
    assert set(kept) == {"id", "key", "on", "gevonden", "duidelijk", "rapporten", "opmerking"}


def test_a_second_click_counts_once(karim):
    key = uuid.uuid4()
    fill_in(karim, key=key)
    fill_in(karim, key=key)
    assert Antwoord.objects.count() == 1


def test_errors_keep_what_was_typed(karim):
    response = fill_in(karim, rapporten=[], gevonden="misschien", duidelijk="")
    assert response.status_code == 422
    page = text_of(response)
    assert "Verbeter 3 fouten" in page
    assert page.count("Kies minstens één rapport.") == 2
    assert "Graag ook per maand." in page
    assert not Antwoord.objects.exists()


def test_the_department_reads_the_results(karim, acting, django_assert_max_num_queries):
    nele = acting("Nele Aerts", "Departement")
    assert "Nog niemand vulde de vragenlijst in." in text_of(nele.get("/maatwerk/vragenlijst/resultaten/"))
    fill_in(karim)
    fill_in(karim, duidelijk="1", rapporten=["wop"], opmerking="<b>Onleesbaar</b>")
    # With those of session, user, context, and the line in the journal.
    with django_assert_max_num_queries(12):
        page = text_of(nele.get("/maatwerk/vragenlijst/resultaten/"))
    assert '<th scope="row">WOP</th><td class="num">2</td>' in page
    assert '<th scope="row">Voorschot</th><td class="num">0</td>' in page
    assert "2,5" in page
    assert page.index("<b>Onleesbaar</b>") < page.index("Graag ook per maand.")
    assert b"&lt;b&gt;Onleesbaar" in nele.get("/maatwerk/vragenlijst/resultaten/").content


def test_remarks_come_in_pages(acting):
    nele = acting("Nele Aerts", "Departement")
    for number in range(30):
        Antwoord.objects.create(
            key=uuid.uuid4(), gevonden="ja", duidelijk=5, rapporten=["wop"], opmerking=f"Opmerking {number:02}"
        )
    first = text_of(nele.get("/maatwerk/vragenlijst/resultaten/"))
    assert "Opmerking 29" in first
    assert "Opmerking 04" not in first
    after = re.search(r'href="(\?na=[^"]+)"', first)[1]
    assert "Opmerking 04" in text_of(nele.get(f"/maatwerk/vragenlijst/resultaten/{after}"))


def test_an_enterprise_does_not_read_the_results(karim):
    assert karim.get("/maatwerk/vragenlijst/resultaten/").status_code == 403
    assert "Resultaten van de vragenlijst" not in text_of(karim.get("/maatwerk/"))
