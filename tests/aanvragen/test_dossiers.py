"""The dossierbehandelaar: sees by which values was judged, decides once, and leaves a trail."""

import re

import pytest
from post_office.models import Email

from aanvragen.models import Aanvraag, Bijlage
from aanvragen.services import move
from aanvragen.states import Side, Status
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import VERLOF, answers, confirm, errors_at, file_one, fill_in, stored
from tests.aanvragen.odb.registering import register
from tests.world import context_of, text_of, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def bart(acting):
    return acting("Bart Maes", "De Korenbloem")


@pytest.fixture
def nele(acting):
    return acting("Nele Aerts", "Departement")


def act(client, aanvraag, name, **data):
    return client.post(f"/aanvragen/dossiers/{aanvraag.key}/{name}/", answers(client, name, **data))


def test_the_values_that_nobody_confirmed_are_marked(bart, nele):
    """For 2026-2027 the last known limits are carried on."""
    aanvraag = file_one(bart)
    page = text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))
    assert "waarden zijn niet geverifieerd" in page
    marked = {value["label"] for value in aanvraag.frozen["parameters"] if value["status"] == "niet geverifieerd"}
    assert {"Minimale tewerkstelling", "Uren opleidingsverlof bij voltijdse tewerkstelling"} <= marked
    assert f"{len(marked)} waarden zijn niet geverifieerd" in page
    assert page.count("laatst bekende waarde") >= 2
    assert "https://refli.be/fr/lex/2025005167" in page


def test_looking_is_in_the_journal_and_shows_the_whole_insz(bart, nele):
    aanvraag = file_one(bart)
    assert "90.01.20-990.16" in text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))
    line = JournalEntry.objects.get(action="dossier_bekeken")
    assert (line.object_id, line.person.full_name, line.own.ovo) == (aanvraag.pk, "Nele Aerts", "OVO000001")


def test_taking_and_approving_tells_the_filer(bart, nele):
    aanvraag = file_one(bart)
    Email.objects.all().delete()
    page = text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))
    assert "Neem in behandeling" in page
    assert "Keur goed" not in page
    act(nele, aanvraag, "behandelen")
    assert "De status is nu “In behandeling”." in text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))
    act(nele, aanvraag, "goedkeuren")
    assert [(email.to, email.subject) for email in Email.objects.order_by("pk")] == [
        (["bart.maes@korenbloem.example"], f"Aanvraag {aanvraag.reference}: in behandeling"),
        (["bart.maes@korenbloem.example"], f"Aanvraag {aanvraag.reference}: goedgekeurd"),
    ]
    mine = text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    assert "Goedgekeurd" in mine
    assert "Nele Aerts (Departement Werk en Sociale Economie)" in mine
    assert "Annuleer aanvraag" not in mine


def test_refusing_needs_a_reason_that_the_filer_reads(bart, nele):
    aanvraag = file_one(bart)
    act(nele, aanvraag, "behandelen")
    Email.objects.all().delete()
    assert errors_at(act(nele, aanvraag, "weigeren", reason="  "), "reason") == "Vul een reden in."
    assert Aanvraag.objects.get().status == "in_behandeling"
    assert not Email.objects.exists()
    act(nele, aanvraag, "weigeren", reason="Het attest ontbreekt.")
    assert "Reden: Het attest ontbreekt." in Email.objects.get().message
    assert "Reden: Het attest ontbreekt." in text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))


def test_a_reason_typed_for_another_move_is_not_lost(bart, nele):
    aanvraag = file_one(bart)
    act(nele, aanvraag, "behandelen")
    refused = act(nele, aanvraag, "weigeren", reason="", **{"aanvulling_vragen-reason": "Hoeveel uren zijn het?"})
    assert errors_at(refused, "reason") == "Vul een reden in."
    assert "Hoeveel uren zijn het?</textarea>" in text_of(refused)


def test_what_is_refused_counts_no_longer_against_the_hours(bart, nele):
    aanvraag = file_one(bart, verlof={**VERLOF, "hours": "64"})
    act(nele, aanvraag, "behandelen")
    act(nele, aanvraag, "weigeren", reason="Nee.")
    second = fill_in(bart)
    confirm(bart, second)
    second.refresh_from_db()
    assert ["Nog beschikbaar voor deze aanvraag", "125 uur"] in second.snapshot["outcome"]


def test_withdrawing_is_possible_until_it_is_handled(bart, nele):
    aanvraag = stored("Bart Maes", "De Korenbloem")
    assert "Annuleer aanvraag" in text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    act(nele, aanvraag, "behandelen")
    bart.post(f"/aanvragen/{aanvraag.key}/annuleren/", {"namens_context": token(bart)})
    page = text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    assert "Dit kan niet meer: de aanvraag staat op “In behandeling”." in page
    assert Aanvraag.objects.get().status == "in_behandeling"


def test_withdrawing_asks_first(bart):
    aanvraag = stored("Bart Maes", "De Korenbloem")
    page = text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    assert f'href="/aanvragen/{aanvraag.key}/annuleren/">Annuleer aanvraag</a>' in page
    asks = text_of(bart.get(f"/aanvragen/{aanvraag.key}/annuleren/"))
    assert f"Wilt u aanvraag {aanvraag.reference} annuleren?" in asks
    assert "U kunt dat niet ongedaan maken." in asks
    assert Aanvraag.objects.get().status == "ingediend"
    Aanvraag.objects.update(status="in_behandeling")
    assert bart.get(f"/aanvragen/{aanvraag.key}/annuleren/").url == f"/aanvragen/{aanvraag.key}/"
    assert Aanvraag.objects.get().status == "in_behandeling"


@pytest.mark.parametrize(
    ("status", "said", "running"),
    [
        (Status.INGEDIEND, "Een dossierbehandelaar kijkt de aanvraag na.", True),
        (Status.IN_BEHANDELING, "Een dossierbehandelaar kijkt de aanvraag na.", True),
        (Status.GOEDGEKEURD, "De aanvraag is goedgekeurd.", True),
        (Status.GEWEIGERD, "De aanvraag is geweigerd.", False),
        (Status.VERVALLEN, "De aanvraag is vervallen.", False),
        (Status.GEANNULEERD, "De aanvraag is geannuleerd.", False),
    ],
)
def test_the_page_says_what_happens_now(bart, status, said, running):
    aanvraag = stored("Bart Maes", "De Korenbloem", status)
    page = text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    assert said in page
    assert ("kijkt de aanvraag na" in page) is said.startswith("Een dossierbehandelaar")
    assert ("Later wordt het bedrag berekend" in page) is running
    assert ("beslist later over de uren" in page) is running


def test_what_was_withdrawn_cannot_be_taken(bart, nele):
    aanvraag = stored("Bart Maes", "De Korenbloem")
    bart.post(f"/aanvragen/{aanvraag.key}/annuleren/", {"namens_context": token(bart)})
    assert "De aanvraag is geannuleerd." in text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    act(nele, aanvraag, "behandelen")
    assert "Dit kan niet meer" in text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))
    assert Aanvraag.objects.get().status == "geannuleerd"


@pytest.mark.parametrize("name", ["annuleren", "verwijderen", "indienen", "goedkeuren"])
def test_moves_of_the_other_side_or_of_another_state_are_refused(nele, demo_world, name):
    aanvraag = stored("Bart Maes", "De Korenbloem")
    act(nele, aanvraag, name)
    assert "Dit kan niet" in text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))
    assert Aanvraag.objects.get().status == "ingediend"
    assert not Email.objects.exists()


def test_the_list_has_all_companies_and_no_drafts(nele, demo_world, django_assert_max_num_queries):
    here = stored("Bart Maes", "De Korenbloem")
    there = stored("Goran De Smet", "Van Hoof", Status.GOEDGEKEURD)
    stored("Bart Maes", "De Korenbloem", Status.CONCEPT, first_name="Nog", last_name="Niet")
    for number in range(60):
        stored("Bart Maes", "De Korenbloem", first_name=f"Nr{number}")
    with django_assert_max_num_queries(8):
        page = text_of(nele.get("/aanvragen/dossiers/"))
    assert "Nog Niet" not in page
    assert "Concept" not in page, "no filter for what is never in the list"
    assert there.reference in text_of(nele.get("/aanvragen/dossiers/?status=goedgekeurd"))
    assert here.reference not in text_of(nele.get("/aanvragen/dossiers/?status=goedgekeurd"))
    with django_assert_max_num_queries(8):
        nele.get(f"/aanvragen/dossiers/{here.key}/")


def test_the_way_back_leads_to_the_list_of_the_same_dienst(acting, nele):
    """And who has nothing in the first dienst finds what there is in another."""
    hanne = acting("Hanne Jacobs", "Kompas")
    registration = register(hanne)
    back = re.compile(r'href="([^"]+)">Terug naar de dossiers')
    page = f"/aanvragen/dossiers/{registration.key}/"
    assert nele.get("/aanvragen/dossiers/").url == "/aanvragen/dossiers/?dienst=odb"
    assert back.search(text_of(nele.get(page)))[1] == "/aanvragen/dossiers/?dienst=odb"
    nele.get("/aanvragen/dossiers/?dienst=odb&status=ingediend")
    act(nele, registration, "behandelen")
    assert back.search(text_of(nele.get(page)))[1] == "/aanvragen/dossiers/?dienst=odb&status=ingediend"
    assert "Er zijn nog geen dossiers." in text_of(nele.get("/aanvragen/dossiers/?dienst=vov"))


def test_a_file_that_is_gone_from_the_disk_is_no_crash(nele, bart):
    """A restored database without its files: 404, as on the employer's side."""
    aanvraag = stored("Bart Maes", "De Korenbloem")
    gone = Bijlage.objects.create(
        aanvraag=aanvraag,
        kind="inschrijvingsattest",
        name="a.pdf",
        content_type="application/pdf",
        size=1,
        file="bijlagen/weg",
        uploaded_by=aanvraag.created_by,
    )
    assert bart.get(f"/aanvragen/{aanvraag.key}/bijlage/{gone.pk}/").status_code == 404
    assert nele.get(f"/aanvragen/dossiers/{aanvraag.key}/bijlage/{gone.pk}/").status_code == 404


def test_the_home_page_counts_what_waits_and_leads_to_it(nele):
    assert "Er is niets dat op u wacht." in text_of(nele.get("/"))
    rows = [stored("Bart Maes", "De Korenbloem") for _ in range(3)]
    stored("Bart Maes", "De Korenbloem", Status.IN_BEHANDELING)
    page = text_of(nele.get("/"))
    assert "Terugbetalingsaanvraag Vlaams opleidingsverlof: 3 te behandelen." in page
    (address,) = re.findall(r'href="(/aanvragen/dossiers/\?[^"]+)"', page)
    listed = text_of(nele.get(address))
    assert sorted(re.findall(r"VOV-T-[0-9a-f]+", listed)) == sorted(row.reference for row in rows)


def seen(client, aanvraag) -> str:
    """What the forms of the dossier's page carry."""
    page = client.get(f"/aanvragen/dossiers/{aanvraag.key}/").content.decode()
    return re.search(r'name="gezien" value="([^"]*)"', page)[1]


def test_nobody_decides_on_what_the_page_did_not_show(bart, nele):
    """While it was open, a colleague asked more and the answer came in: it stands where it stood, otherwise."""
    aanvraag = file_one(bart)
    act(nele, aanvraag, "behandelen")
    before = seen(nele, aanvraag)
    department = context_of("Nele Aerts", "Departement")
    move(aanvraag, "aanvulling_vragen", Side.DEPARTMENT, department, "Hoeveel uren?")
    move(aanvraag, "aanvullen", Side.FILER, context_of("Bart Maes", "De Korenbloem"), "Minder.")
    refused = act(nele, aanvraag, "weigeren", gezien=before, reason="Te veel uren.")
    assert refused.status_code == 409
    assert "Er gebeurde intussen iets met dit dossier." in text_of(refused)
    assert "Te veel uren.</textarea>" in text_of(refused)
    assert "Minder." in text_of(refused)
    assert act(nele, aanvraag, "goedkeuren", gezien=before).status_code == 409
    aanvraag.refresh_from_db()
    assert aanvraag.state is Status.IN_BEHANDELING
    act(nele, aanvraag, "goedkeuren", gezien=seen(nele, aanvraag))
    aanvraag.refresh_from_db()
    assert aanvraag.state is Status.GOEDGEKEURD


def test_a_reason_that_came_too_late_is_given_back(bart, nele):
    aanvraag = file_one(bart)
    act(nele, aanvraag, "behandelen")
    before = seen(nele, aanvraag)
    act(nele, aanvraag, "goedkeuren")
    act(nele, aanvraag, "weigeren", gezien=before, reason="Het attest ontbreekt.")
    assert "U schreef: “Het attest ontbreekt.”" in text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))
