""" "Mijn aanvragen" and its exports."""

import csv
import io
import re
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from aanvragen.models import Aanvraag
from aanvragen.states import Status
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import VERLOF, WIM, dutch, file_one, post_step, stored
from tests.aanvragen.odb.registering import start
from tests.world import add_colleague, text_of, token

pytestmark = pytest.mark.django_db
LIST = "/aanvragen/mijn/"
NOW = timezone.now()


@pytest.fixture
def bart(acting):
    return acting("Bart Maes", "De Korenbloem")


def names(response) -> list[str]:
    """The werknemers of the filed rows, as shown."""
    return re.findall(r'<td data-kop="Werknemer">([^<]*)</td>', text_of(response))


def test_drafts_come_first_and_only_ones_own(bart):
    add_colleague()
    stored("Bart Maes", "De Korenbloem", Status.CONCEPT, first_name="Mijn", last_name="Concept")
    stored("Rik Thys", "De Korenbloem", Status.CONCEPT, first_name="Riks", last_name="Concept")
    stored("Rik Thys", "De Korenbloem", first_name="Riks", last_name="Ingediende")
    page = text_of(bart.get(LIST))
    assert "Riks Concept" not in page
    assert page.index("Mijn Concept") < page.index("Riks Ingediende")
    assert re.search(r"nog 40 dagen", page)


def test_the_filters_are_in_the_address(bart):
    for name, status, days in (
        ("Emma Lambert", Status.INGEDIEND, 0),
        ("Tom Vermeulen", Status.GOEDGEKEURD, 10),
        ("Emma Peeters", Status.GEWEIGERD, 20),
    ):
        first, last = name.split()
        stored("Bart Maes", "De Korenbloem", status, NOW - timedelta(days=days), first_name=first, last_name=last)
    draft = stored("Bart Maes", "De Korenbloem", Status.CONCEPT, first_name="Wim", last_name="Daems")
    today = timezone.localdate()
    assert names(bart.get(LIST)) == ["Emma Lambert", "Tom Vermeulen", "Emma Peeters"]
    assert names(bart.get(LIST, {"q": "emma"})) == ["Emma Lambert", "Emma Peeters"]
    assert names(bart.get(LIST, {"q": "peet emma"})) == ["Emma Peeters"]
    assert names(bart.get(LIST, {"status": "goedgekeurd"})) == ["Tom Vermeulen"]
    assert names(
        bart.get(LIST, {"van": dutch(today - timedelta(days=12)), "tot": dutch(today - timedelta(days=5))})
    ) == ["Tom Vermeulen"]
    concepts = bart.get(LIST, {"status": "concept"})
    assert names(concepts) == []
    assert "Wim Daems" in text_of(concepts)
    assert str(draft.key) not in text_of(bart.get(LIST, {"q": "emma"}))
    # What was filtered on stands in the form and in the links of the exports.
    page = text_of(bart.get(LIST, {"q": "emma", "status": "geweigerd"}))
    assert 'value="emma"' in page
    assert 'href="/aanvragen/mijn/export.csv?q=emma&status=geweigerd"' in page


def test_a_wrong_filter_filters_nothing_and_says_so(bart):
    stored("Bart Maes", "De Korenbloem")
    page = bart.get(LIST, {"van": "gisteren"})
    assert "Vul een bestaande datum in" in text_of(page)
    assert names(page) == ["Emma Lambert"]
    turned = bart.get(LIST, {"van": "2/1/2026", "tot": "1/1/2026"})
    assert "Deze dag ligt voor “Ingediend vanaf”." in text_of(turned)
    assert bart.get(LIST, {"q": "a\0b", "status": "bestaat-niet"}).status_code == 200


def test_nothing_fits_is_said_with_a_way_out(bart):
    assert "U diende nog geen aanvraag in voor “Terugbetalingsaanvraag Vlaams opleidingsverlof”" in text_of(
        bart.get(LIST)
    )
    stored("Bart Maes", "De Korenbloem")
    assert "Wis de filters" in text_of(bart.get(LIST, {"q": "niemand"}))


@pytest.fixture
def many(bart):
    """200 filed by two colleagues, some at the same moment, and one of another company."""
    add_colleague()
    for number in range(200):
        who = "Rik Thys" if number % 2 else "Bart Maes"
        at = NOW - timedelta(minutes=number // 3)
        stored(who, "De Korenbloem", at=at, first_name=f"Nr{number:03d}", last_name="Proef")
    stored("Goran De Smet", "Van Hoof", first_name="Elders", last_name="Proef")


def test_200_rows_cost_few_queries_and_come_in_pages(bart, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = bart.get(LIST)
    seen = names(page)
    assert len(seen) == 25
    while page.context["page"].next:
        with django_assert_max_num_queries(8):
            page = bart.get(f"{LIST}{page.context['page'].next}")
        seen += names(page)
    assert sorted(seen) == [f"Nr{number:03d} Proef" for number in range(200)]
    assert seen[:3] == ["Nr002 Proef", "Nr001 Proef", "Nr000 Proef"]
    back = bart.get(f"{LIST}{page.context['page'].previous}")
    assert names(back) == seen[150:175]


def test_the_export_has_all_rows_in_few_queries(bart, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        rows = csv_rows(bart.get("/aanvragen/mijn/export.csv"))
    assert len(rows) == 201
    assert "Elders" not in {row[7] for row in rows}


def csv_rows(response) -> list[list[str]]:
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_wim_daems_keeps_his_zero_in_both_exports(bart):
    aanvraag = file_one(bart, worker={**WIM, "first_name": "=1+1"}, verlof={**VERLOF, "hours": "30,5"})
    head, row = csv_rows(bart.get("/aanvragen/mijn/export.csv"))
    found = dict(zip(head, row, strict=True))
    assert found["INSZ"] == "05.06.07-993.40"
    assert found["KBO-nummer"] == "0999.000.129"
    assert found["Referentie"] == aanvraag.reference
    assert found["Voornaam"] == "'=1+1"
    assert found["Uren opleidingsverlof"] == "30,50"
    assert found["Ingediend op"] == f"{timezone.localdate():%d/%m/%Y}"

    response = bart.get("/aanvragen/mijn/export.xlsx")
    assert response.headers["Content-Disposition"].endswith('.xlsx"')
    sheet = etree.fromstring(zipfile.ZipFile(io.BytesIO(b"".join(response))).read("xl/worksheets/sheet1.xml"))
    cells = {(cell.get("t"), "".join(cell.itertext())) for cell in sheet.iter("{*}c")}
    assert {("inlineStr", "05.06.07-993.40"), ("inlineStr", "0999.000.129"), ("inlineStr", "=1+1")} <= cells
    assert (None, "30.5") in cells
    assert not list(sheet.iter("{*}f"))
    assert JournalEntry.objects.filter(action="aanvragen_geexporteerd").count() == 2


def test_the_export_follows_the_filters(bart):
    stored("Bart Maes", "De Korenbloem")
    stored("Bart Maes", "De Korenbloem", Status.GEWEIGERD, first_name="Tom")
    stored("Bart Maes", "De Korenbloem", Status.CONCEPT)
    assert [row[7] for row in csv_rows(bart.get("/aanvragen/mijn/export.csv?status=geweigerd"))[1:]] == ["Tom"]
    assert len(csv_rows(bart.get("/aanvragen/mijn/export.csv"))) == 3


@pytest.mark.parametrize("slug", ["odb", "deelname"])
def test_after_stopping_and_throwing_away_the_list_is_of_the_same_dienst(acting, slug):
    hanne = acting("Hanne Jacobs", "Kompas")
    key = uuid.uuid4()
    number = "0999.002.010"
    hanne.post(f"/aanvragen/{slug}/start/", {"kbo": number, "key": str(key), "namens_context": token(hanne)})
    draft = Aanvraag.objects.get(key=key)
    contact = {"contact_name": "Hanne", "contact_email": "hanne@kompas.example", "contact_phone": "02 553 00 00"}
    stopped = post_step(hanne, draft, "contact", contact, action="bewaren")
    assert stopped.url == f"{LIST}?dienst={slug}"
    page = text_of(hanne.get(stopped.url))
    assert "Uw concept is bewaard." in page
    assert f"/aanvragen/{key}/verder/" in page
    asks = text_of(hanne.get(f"/aanvragen/{key}/verwijderen/"))
    assert f'href="{LIST}?dienst={slug}">Nee, bewaar het' in asks
    gone = hanne.post(f"/aanvragen/{key}/verwijderen/", {"namens_context": token(hanne)})
    assert gone.url == f"{LIST}?dienst={slug}"


def test_the_menu_leads_to_the_dienst_in_which_there_is_something(acting):
    hanne = acting("Hanne Jacobs", "Kompas")
    start(hanne)
    assert hanne.get(LIST).url == f"{LIST}?dienst=odb"
    # Who asks for an empty list gets it.
    assert "U diende nog geen aanvraag in" in text_of(hanne.get(f"{LIST}?dienst=vov"))


def test_who_comes_back_finds_the_filters_as_they_were(bart):
    filed = stored("Bart Maes", "De Korenbloem", Status.GOEDGEKEURD)
    back = re.compile(r'href="([^"]+)">Terug naar mijn aanvragen')
    page = f"/aanvragen/{filed.key}/"
    assert back.search(text_of(bart.get(page)))[1] == f"{LIST}?dienst=vov"
    bart.get(f"{LIST}?dienst=vov&q=emma&status=goedgekeurd")
    assert back.search(text_of(bart.get(page)))[1] == f"{LIST}?dienst=vov&q=emma&status=goedgekeurd"
    bart.get(LIST)
    assert back.search(text_of(bart.get(page)))[1] == f"{LIST}?dienst=vov"
