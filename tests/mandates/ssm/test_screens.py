"""The screens of one mandate, from "Mandaat geven" to the end of it."""

import io
import re

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Person
from loket.demo import world
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.moving import move
from mandates.ssm.states import Status
from tests.mandates.ssm.making import (
    ADDRESS,
    AN,
    DIRK,
    GORAN,
    JANA,
    an_manages,
    concept,
    day,
    extended,
    korenbloem_peeters,
    sent,
    signed,
    transferred,
    van_hoof_peeters,
)
from tests.world import context_of, give_right, organisation, person, text_of, token

pytestmark = pytest.mark.django_db
JANAS_INSZ = "95081299616"


@pytest.fixture
def goran(acting):
    return acting(*GORAN)


@pytest.fixture
def dirk(acting):
    return acting(*DIRK)


def post(client, address: str, **typed):
    return client.post(address, {"namens_context": token(client), **typed})


def newest() -> SsmMandaat:
    return SsmMandaat.objects.order_by("-pk").first()


def test_giving_from_the_first_question_to_the_signature(goran, acting):
    """Van Hoof to Kompas, in every step; the page with the summary says who signs next."""
    page = goran.get(f"{ADDRESS}geven/")
    assert "Wie is de andere partij?" in text_of(page)
    page = goran.get(f"{ADDRESS}geven/?soort=organisatie")
    assert "De mandaatnemer mag aanvragen raadplegen, invullen en indienen." in text_of(page)
    assert "mijn-opleidingsverlof" not in text_of(page)
    response = post(goran, f"{ADDRESS}geven/?soort=organisatie", type="vov", kbo="0999.002.010")
    assert response.status_code == 302
    made = newest()
    assert response.url == f"{ADDRESS}{made.key}/gegevens/"
    assert f'value="{day(0).day}/{day(0).month}/{day(0).year}"' in text_of(goran.get(response.url))
    response = post(
        goran,
        response.url,
        start=f"{day(1):%d/%m/%Y}",
        end="",
        reference="Klant 77",
        other_email="x@kompas.example",
    )
    page = text_of(goran.get(response.url))
    assert "Daarna ondertekent de mandaatnemer: Opleidingscentrum Kompas vzw. Pas dan is het mandaat actief." in page
    assert "Klant 77" in page
    response = post(goran, response.url)
    assert response.url == f"{ADDRESS}{made.key}/"
    assert newest().state is Status.WACHT_OP_NEMER
    # A second click finds what the first one sent.
    assert post(goran, f"{ADDRESS}{made.key}/controleren/").url == f"{ADDRESS}{made.key}/"
    give_right("Hanne Jacobs", "Kompas", "ssm_mandaatbeheerder")
    hanne = acting("Hanne Jacobs", "Kompas")
    page = text_of(hanne.get(f"{ADDRESS}{made.key}/"))
    assert "Keur goed" in page
    assert "Weiger" in page
    assert "Terugbetalingsaanvraag Vlaams opleidingsverlof: raadplegen, invullen en indienen" in page
    response = post(hanne, f"{ADDRESS}{made.key}/zet/goedkeuren/", bevestigd="ja")
    page = text_of(hanne.get(response.url))
    assert "Het is nu actief" in page
    assert "Zet stop" in page
    assert "Hanne Jacobs (Opleidingscentrum Kompas vzw)" in page
    # The other side reads which party it was, not who works there.
    page = text_of(goran.get(f"{ADDRESS}{made.key}/"))
    assert "Opleidingscentrum Kompas vzw" in page
    assert "Hanne" not in page


def test_one_kind_of_party_is_not_asked(acting):
    """A citizen asks a mandate of a person or of an organisation; a type decides what there is to choose."""
    jana = acting(*JANA)
    assert "Wie is de andere partij?" in text_of(jana.get(f"{ADDRESS}geven/"))
    page = text_of(jana.get(f"{ADDRESS}geven/?soort=organisatie"))
    assert "mijn-opleidingsverlof" in page
    assert 'value="vov"' not in page


def test_a_wrong_answer_keeps_everything_that_was_typed(goran):
    page = post(goran, f"{ADDRESS}geven/?soort=organisatie", kbo="0999 002 011")
    assert page.status_code == 422
    text = text_of(page)
    assert "Kies een type mandaat." in text
    assert "de controlecijfers kloppen niet" in text
    assert 'value="0999 002 011"' in text
    made = concept(context_of(*GORAN), Side.GEVER, "Kompas")
    page = post(goran, f"{ADDRESS}{made.key}/gegevens/", start="gisteren", end="31/2/2027", reference="Klant 9")
    assert page.status_code == 422
    assert "gisteren" in text_of(page)
    assert "Klant 9" in text_of(page)
    page = post(goran, f"{ADDRESS}{made.key}/gegevens/", start=f"{day(-1):%d/%m/%Y}", reference="x" * 256)
    assert "hoogstens" in text_of(page) or "255" in text_of(page)
    page = post(goran, f"{ADDRESS}{made.key}/gegevens/", start=f"{day(-1):%d/%m/%Y}")
    assert "verleden" in text_of(page)
    assert newest().start == day(0)


@pytest.mark.parametrize("code", ["mijn-opleidingsverlof", "iets"])
def test_a_forced_type_is_no_choice(goran, code):
    page = post(goran, f"{ADDRESS}geven/?soort=organisatie", type=code, kbo="0999002010")
    assert page.status_code == 422
    assert SsmMandaat.objects.count() == len(world.MANDATES)


def test_unknown_ceased_and_own_organisation(goran):
    Organisation.objects.filter(name__contains="Smets").update(ceased_on=day(0))
    for kbo, words in (
        ("0999999922", "kennen geen onderneming"),
        (world.SMETS, "stopgezet"),
        (world.VAN_HOOF, "verschillende partijen"),
    ):
        page = post(goran, f"{ADDRESS}geven/?soort=organisatie", type="vov", kbo=kbo)
        assert page.status_code == 422
        assert words in text_of(page), kbo


def test_an_insz_is_typed_once_and_never_shown_again(goran):
    typed = {"type": "vov", "first_name": "Jana", "last_name": "Goossens", "insz": "95.08.12-996.16"}
    response = post(goran, f"{ADDRESS}geven/?soort=persoon", **typed)
    made = newest()
    assert made.taker == person("Jana Goossens")
    pages = [response.url, f"{ADDRESS}{made.key}/controleren/", f"{ADDRESS}{made.key}/zet/intrekken/"]
    move(context_of(*GORAN), made.key, "versturen")
    pages += [f"{ADDRESS}{made.key}/", f"{ADDRESS}lijst/", ADDRESS]
    found = ""
    for address in pages:
        found += text_of(goran.get(address, follow=True))
        assert JANAS_INSZ not in address
    found += "".join(part.decode() for part in goran.get(f"{ADDRESS}lijst/export.csv"))
    assert "95.08.**-***.16" in found
    assert JANAS_INSZ not in re.sub(r"[.\- ]", "", found)


def test_a_wrong_name_is_refused_without_saying_more(goran):
    typed = {"type": "vov", "first_name": "Karel", "last_name": "Goossens", "insz": JANAS_INSZ}
    page = post(goran, f"{ADDRESS}geven/?soort=persoon", **typed)
    assert page.status_code == 422
    assert "We kunnen deze persoon niet aanvaarden" in text_of(page)
    assert "Jana" not in text_of(page)
    assert SsmMandaat.objects.count() == len(world.MANDATES)


def test_a_concept_waits_for_its_party_alone(goran, dirk):
    made = concept(context_of(*GORAN), Side.GEVER, "Peeters", "vov-raadplegen")
    response = post(goran, f"{ADDRESS}{made.key}/gegevens/", start=f"{day(2):%d/%m/%Y}", actie="bewaar")
    assert response.url == ADDRESS
    assert "Werk af" in text_of(goran.get(ADDRESS))
    assert goran.get(f"{ADDRESS}{made.key}/").url == f"{ADDRESS}{made.key}/controleren/"
    assert "Werk af" not in text_of(dirk.get(ADDRESS))
    for address in ("", "gegevens/", "controleren/", "mandaat.pdf", "zet/intrekken/", "openen/"):
        assert dirk.get(f"{ADDRESS}{made.key}/{address}").status_code == 404, address
    response = post(goran, f"{ADDRESS}{made.key}/zet/intrekken/", bevestigd="ja")
    assert response.url == ADDRESS
    assert goran.get(f"{ADDRESS}{made.key}/").status_code == 404


def test_what_cannot_be_sent_says_why(goran):
    made = concept(context_of(*GORAN), Side.GEVER, "Peeters", "vov-raadplegen")
    sent(context_of(*DIRK), Side.NEMER, "Van Hoof", "vov-raadplegen")
    page = post(goran, f"{ADDRESS}{made.key}/controleren/")
    assert page.status_code == 422
    assert "Er wacht al een mandaat van dit type" in text_of(page)


def test_of_others_nothing_exists(acting):
    an_manages()
    key = van_hoof_peeters().key
    for client in (acting(*AN), acting(*JANA)):
        for address in ("", "mandaat.pdf", "uitbreiden/", "overdragen/", "zet/stoppen/", "openen/"):
            assert client.get(f"{ADDRESS}{key}/{address}").status_code == 404, address
        assert post(client, f"{ADDRESS}{key}/zet/stoppen/").status_code == 404
        assert post(client, f"{ADDRESS}lijst/meerdere/", mandaat=key, beslissing="stoppen").status_code == 404
    for who in (("Marc Dubois", "Boekhoudkantoor Peeters"), ("Bart Maes", "De Korenbloem")):
        assert acting(*who).get(ADDRESS).status_code == 403
    assert van_hoof_peeters().state is Status.ACTIEF


def test_refusing_and_stopping_with_a_reason(acting, dirk):
    an_manages()
    an, key = acting(*AN), korenbloem_peeters().key
    page = post(an, f"{ADDRESS}{key}/zet/weigeren/", reason="")
    assert page.status_code == 422
    assert "Vul de reden in." in text_of(page)
    post(an, f"{ADDRESS}{key}/zet/weigeren/", reason="Wij kennen u <niet>")
    page = dirk.get(f"{ADDRESS}{key}/")
    assert "Wij kennen u &lt;niet&gt;" in page.content.decode()
    stopped = van_hoof_peeters().key
    assert "niet verplicht" in text_of(dirk.get(f"{ADDRESS}{stopped}/zet/stoppen/"))
    post(dirk, f"{ADDRESS}{stopped}/zet/stoppen/", reason="")
    assert van_hoof_peeters().state is Status.STOPGEZET
    response = post(dirk, f"{ADDRESS}{stopped}/zet/stoppen/", reason="")
    assert "Dit kan niet meer" in text_of(dirk.get(response.url))
    for name in ("versturen", "verlopen", "overdragen", "iets"):
        assert dirk.get(f"{ADDRESS}{stopped}/zet/{name}/").status_code == 404


def test_extending_on_screen(goran):
    mandaat = signed(context_of(*GORAN), Side.GEVER, "Peeters", context_of(*DIRK), "vov-raadplegen", end=20)
    assert "Uitbreiden" in text_of(goran.get(f"{ADDRESS}{mandaat.key}/"))
    page = post(goran, f"{ADDRESS}{mandaat.key}/uitbreiden/", end=f"{day(10):%d/%m/%Y}", actie="verder")
    assert page.status_code == 422
    response = post(goran, f"{ADDRESS}{mandaat.key}/uitbreiden/", end="", actie="verder")
    assert response.url.endswith("/controleren/")
    assert "Begindatum" in text_of(goran.get(response.url.replace("controleren", "gegevens")))
    post(goran, response.url)
    page = text_of(goran.get(f"{ADDRESS}{mandaat.key}/"))
    assert "Dit mandaat wordt uitgebreid vanaf" in page
    assert "Uitbreiden</a>" not in page
    assert goran.get(f"{ADDRESS}{van_hoof_peeters().key}/uitbreiden/").status_code == 404


def test_handing_over_on_screen(goran, dirk, acting):
    """The old taker sees to whom it goes; the new taker does not see the old mandate."""
    old = van_hoof_peeters()
    page = text_of(dirk.get(f"{ADDRESS}{old.key}/overdragen/?soort=organisatie"))
    assert "Eerst keurt Metaalwerken Van Hoof nv de overdracht goed" in page
    response = post(
        dirk, f"{ADDRESS}{old.key}/overdragen/?soort=organisatie", kbo=world.KOMPAS, start=f"{day(3):%d/%m/%Y}"
    )
    new = newest()
    page = text_of(dirk.get(response.url))
    assert "Eerst keurt de mandaatgever de overdracht goed: Metaalwerken Van Hoof nv." in page
    assert "Einddatum" in text_of(dirk.get(f"{ADDRESS}{new.key}/gegevens/"))
    response = post(dirk, response.url)
    assert response.url == f"{ADDRESS}{old.key}/"
    page = text_of(dirk.get(response.url))
    assert "Dit mandaat wordt overgedragen aan Opleidingscentrum Kompas vzw vanaf" in page
    assert f"{ADDRESS}{new.key}/zet/intrekken/" in page
    assert dirk.get(f"{ADDRESS}{new.key}/").status_code == 404
    assert dirk.get(f"{ADDRESS}{new.key}/zet/intrekken/").status_code == 200
    page = text_of(goran.get(f"{ADDRESS}{new.key}/"))
    assert "Keur de overdracht goed" in page
    assert "Keur goed" not in page
    post(goran, f"{ADDRESS}{new.key}/zet/doorgeven/", bevestigd="ja")
    give_right("Hanne Jacobs", "Kompas", "ssm_mandaatbeheerder")
    hanne = acting("Hanne Jacobs", "Kompas")
    page = text_of(hanne.get(f"{ADDRESS}{new.key}/"))
    assert str(old.key) not in page
    assert "Peeters" not in page
    assert hanne.get(f"{ADDRESS}{old.key}/").status_code == 404
    post(hanne, f"{ADDRESS}{new.key}/zet/goedkeuren/", bevestigd="ja")
    assert newest().state is Status.ACTIEF
    assert str(old.key) in text_of(goran.get(f"{ADDRESS}{new.key}/"))


def test_the_document(goran, dirk):
    mandaat = signed(context_of(*JANA), Side.GEVER, "Peeters", context_of(*DIRK), "mijn-opleidingsverlof")
    response = dirk.get(f"{ADDRESS}{mandaat.key}/mandaat.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in reader.pages))
    assert "Jana Goossens (95.08.**-***.16)" in text
    assert "Boekhoudkantoor Peeters bv (0999.001.119)" in text
    assert "Goedgekeurd: het mandaat is actief" in text
    assert JANAS_INSZ not in re.sub(r"[.\- ]", "", text)
    assert reader.metadata.title.startswith("Mandaat")
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert goran.get(f"{ADDRESS}{mandaat.key}/mandaat.pdf").status_code == 404


def test_the_link_in_a_mail_leads_to_the_right_party(acting, client):
    """Dirk as himself is asked to go on as his company; who manages neither party finds nothing."""
    key = van_hoof_peeters().key
    dirk = acting("Dirk Peeters", None)
    page = dirk.get(f"{ADDRESS}{key}/openen/")
    assert "Ga verder namens Boekhoudkantoor Peeters bv" in text_of(page)
    found = re.search(r'name="namens" value="([^"]+)"', page.content.decode())[1]
    assert dirk.post(f"{ADDRESS}{key}/openen/", {"namens": "EA.1.1."}).status_code == 200
    assert dirk.post(f"{ADDRESS}{key}/openen/", {"namens": found}).url == f"{ADDRESS}{key}/"
    assert dirk.get(f"{ADDRESS}{key}/").status_code == 200
    assert dirk.get(f"{ADDRESS}{key}/openen/").url == f"{ADDRESS}{key}/"
    assert acting("Marc Dubois", "Boekhoudkantoor Peeters").get(f"{ADDRESS}{key}/openen/").status_code == 404
    assert client.get(f"{ADDRESS}{key}/openen/").url.startswith("/aanmelden/")


def test_pages_take_few_queries(goran):
    old = van_hoof_peeters()
    transferred(context_of(*GORAN), old, "Kompas", 3)
    mandaat = signed(context_of(*GORAN), Side.GEVER, "Peeters", context_of(*DIRK), "vov-raadplegen", end=20)
    extended(context_of(*GORAN), mandaat)
    made = concept(context_of(*GORAN), Side.GEVER, "Smets")
    for address, most in (
        (ADDRESS, 12),
        (f"{ADDRESS}lijst/", 7),
        (f"{ADDRESS}{old.key}/", 9),
        (f"{ADDRESS}{mandaat.key}/", 9),
        (f"{ADDRESS}{made.key}/gegevens/", 7),
        (f"{ADDRESS}{made.key}/controleren/", 7),
        (f"{ADDRESS}geven/?soort=organisatie", 5),
        (f"{ADDRESS}{mandaat.key}/zet/stoppen/", 8),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert goran.get(address).status_code == 200
        assert len(queries) <= most, (address, len(queries))


def test_a_new_person_is_added_under_the_typed_name(goran):
    typed = {"type": "vov", "first_name": "Zoë", "last_name": "Nieuw", "insz": "84.07.11-991.07"}
    assert post(goran, f"{ADDRESS}geven/?soort=persoon", **typed).status_code == 302
    assert Person.objects.get(insz="84071199107").full_name == "Zoë Nieuw"
    assert organisation("Van Hoof") == newest().giver


@pytest.mark.parametrize("field", ["first_name", "last_name"])
@pytest.mark.parametrize("name", ["<b>Zoë</b>", "www.koop.example", "Zoë 2", "Zoë, beheerder", "-"])
def test_a_name_is_a_name(goran, field, name):
    """It stands in mails to others."""
    typed = {"type": "vov", "first_name": "Zoë", "last_name": "Nieuw", "insz": "84.07.11-991.07", field: name}
    for address in (f"{ADDRESS}geven/", f"{ADDRESS}{van_hoof_peeters().key}/overdragen/"):
        page = post(goran, f"{address}?soort=persoon", **typed, start=f"{day(3):%d/%m/%Y}")
        assert page.status_code == 422
        assert "Een naam bestaat uit letters, spaties, koppeltekens en apostroffen." in text_of(page)
    assert not Person.objects.filter(insz="84071199107").exists()


def test_an_old_taker_whom_the_giver_replaces_is_not_told_by_whom(goran, dirk):
    old = van_hoof_peeters()
    response = post(
        goran, f"{ADDRESS}{old.key}/overdragen/?soort=organisatie", kbo=world.KOMPAS, start=f"{day(3):%d/%m/%Y}"
    )
    post(goran, response.url)
    assert "wordt overgedragen aan Opleidingscentrum Kompas vzw" in text_of(goran.get(f"{ADDRESS}{old.key}/"))
    page = text_of(dirk.get(f"{ADDRESS}{old.key}/"))
    assert "wordt overgedragen aan een andere partij vanaf" in page
    assert "Kompas" not in page
