"""The report: every right of the own organisation with its state, filtered, exported, and nothing of another one."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from lxml import etree

from accounts.models import Gebruikersrecht, Person, RechtContext, ToegekendRecht, Werkrelatie
from accounts.rights.granting import end_right, end_werkrelatie
from loket.journal.models import JournalEntry
from tests.world import add_person, context_of, give_right, organisation, person, text_of

RAPPORT = "/gebruikersbeheer/rapport/"
VOV = ("dwse_organisatieverantwoordelijke", "opleidingsverlof")
ODB = ("dwse_organisatieverantwoordelijke", "opleidingsdatabank")


@pytest.fixture
def an(acting):
    return acting("An Claes", "De Korenbloem")


@pytest.fixture
def four_states(demo_world) -> None:
    """Bart's right runs; Sofie has one of each other state."""
    give_right("Sofie Janssens", "De Korenbloem", *VOV, start=-30, end=-3)
    give_right("Sofie Janssens", "De Korenbloem", *ODB, start=10, end=100)
    stopped = give_right("Sofie Janssens", "De Korenbloem", "ssm_mandaatuitvoerder", end=200)
    end_right(context_of("An Claes", "De Korenbloem"), stopped.pk, None)


def rows_of(response) -> list[list[str]]:
    """The table's rows as lists of words."""
    found = []
    for row in re.findall(r"<tr>(.*?)</tr>", text_of(response).split("<tbody>")[1], re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        found.append([re.sub(r"<[^>]+>", "", cell).strip() for cell in cells])
    return found


def shown(response) -> set[tuple[str, str]]:
    """(name, state) of each row."""
    return {(row[0], row[-1]) for row in rows_of(response)}


def day(days: int) -> str:
    date = timezone.localdate() + timedelta(days=days)
    return f"{date.day}/{date.month}/{date.year}"


def test_every_state_is_there_with_context_period_and_granter(an, four_states):
    rows = rows_of(an.get(RAPPORT))
    assert [row[0].split()[-1] for row in rows] == ["Claes", "Janssens", "Janssens", "Janssens", "Maes", "Willems"]
    dwse = "DWSE organisatieverantwoordelijke"
    assert ["Bart Maes", f"{dwse} (opleidingsverlof)", day(-300), day(40), "niet bekend", "Loopt"] in rows
    assert ["Sofie Janssens", f"{dwse} (opleidingsverlof)", day(-30), day(-3), "niet bekend", "Afgelopen"] in rows
    assert ["Sofie Janssens", f"{dwse} (opleidingsdatabank)", day(10), day(100), "niet bekend", "Begint later"] in rows
    assert ["Sofie Janssens", "SSM Mandaatuitvoerder", day(-30), day(0), "niet bekend", "Gestopt"] in rows


def test_a_right_ends_with_its_werkrelatie(an):
    relation = Werkrelatie.objects.get(person=person("Bart Maes"))
    Werkrelatie.objects.filter(pk=relation.pk).update(end=timezone.localdate() - timedelta(days=1))
    (row,) = rows_of(an.get(RAPPORT, {"q": "maes"}))
    assert row[3:] == [day(-1), "niet bekend", "Afgelopen"]
    Werkrelatie.objects.filter(pk=relation.pk).update(end=None)
    end_werkrelatie(context_of("An Claes", "De Korenbloem"), relation.pk, None)
    (row,) = rows_of(an.get(RAPPORT, {"q": "maes"}))
    assert row[-1] == "Gestopt"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "bart MAES"}, {("Bart Maes", "Loopt")}),
        ({"staat": "later"}, {("Sofie Janssens", "Begint later")}),
        ({"staat": "gestopt"}, {("Sofie Janssens", "Gestopt")}),
        ({"staat": "afgelopen"}, {("Sofie Janssens", "Afgelopen")}),
        ({"recht": "lokale_beheerder"}, {("Lotte Willems", "Loopt")}),
        ({"context": "opleidingsdatabank"}, {("Sofie Janssens", "Begint later")}),
        ({"context": "opleidingsverlof", "staat": "loopt"}, {("Bart Maes", "Loopt")}),
        # Before that day, not on it.
        ({"einde": day(40), "staat": "loopt"}, set()),
        ({"einde": day(41), "staat": "loopt"}, {("Bart Maes", "Loopt")}),
    ],
)
def test_the_filters_are_in_the_address(an, four_states, filters, expected):
    response = an.get(RAPPORT, filters)
    if expected:
        assert shown(response) == expected
    else:
        assert "Geen enkel recht past bij deze filters" in text_of(response)


def test_a_wrong_filter_filters_nothing_and_says_so(an, four_states):
    response = an.get(RAPPORT, {"einde": "32/13/2026"})
    assert "Vul een bestaande datum in" in text_of(response)
    assert len(rows_of(response)) == 6


def csv_rows(response) -> list[dict[str, str]]:
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_exports_follow_the_filters_and_hold_no_insz(an, four_states):
    (row,) = csv_rows(an.get(f"{RAPPORT}export.csv", {"q": "maes"}))
    assert (row["Naam"], row["Voornaam"], row["Context"], row["Staat"]) == (
        "Maes",
        "Bart",
        "opleidingsverlof",
        "Loopt",
    )
    assert row["Tot en met"] == f"{timezone.localdate() + timedelta(days=40):%d/%m/%Y}"
    assert row["Rijksregisternummer (deels)"] == "75.03.**-***.58"
    assert JournalEntry.objects.filter(action="rapport_geexporteerd", own=organisation("De Korenbloem")).count() == 1

    whole = b"".join(an.get(f"{RAPPORT}export.csv")).decode()
    book = b"".join(an.get(f"{RAPPORT}export.xlsx"))
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    cells = {"".join(cell.itertext()) for cell in etree.fromstring(sheet).iter("{*}c")}
    assert {"Maes", "Gestopt", "Begint later", "75.03.**-***.58"} <= cells
    for insz in Person.objects.values_list("insz", flat=True):
        assert insz not in whole.replace(".", "").replace("-", "")
        assert insz not in sheet.decode().replace(".", "").replace("-", "")


def test_a_name_starts_no_formula(an):
    add_person("=1+1 Formule", "84071199107", "De Korenbloem")
    give_right("=1+1 Formule", "De Korenbloem", *VOV)
    assert "'=1+1" in {row["Voornaam"] for row in csv_rows(an.get(f"{RAPPORT}export.csv"))}


def test_nothing_of_another_organisation(acting, four_states):
    goran = acting("Goran De Smet", "Van Hoof")
    for address in (RAPPORT, f"{RAPPORT}?q=maes", f"{RAPPORT}export.csv"):
        response = goran.get(address)
        page = b"".join(response) if response.streaming else response.content
        assert b"Maes" not in page.replace(b'value="maes"', b"")
        assert b"Janssens" not in page
    assert {row["Naam"] for row in csv_rows(goran.get(f"{RAPPORT}export.csv"))} == {"De Smet"}


@pytest.mark.parametrize("address", [RAPPORT, f"{RAPPORT}export.csv", f"{RAPPORT}export.xlsx"])
def test_only_for_beheerders(acting, address):
    assert acting("Bart Maes", "De Korenbloem").get(address).status_code == 403
    assert acting("Bart Maes").get(address).status_code == 403
    response = acting("Dirk Peeters", "Boekhoudkantoor Peeters").get(address)
    assert response.status_code == 200
    # Read to the end, which closes the file of a download.
    assert b"".join(response)
    assert not JournalEntry.objects.filter(action="rapport_geexporteerd", own=organisation("De Korenbloem")).exists()


def analyze() -> None:
    """Tell PostgreSQL how much there is now, as autovacuum does; it plans for empty tables otherwise."""
    tables = ", ".join(model._meta.db_table for model in apps.get_app_config("accounts").get_models())
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


@pytest.fixture
def thousand(demo_world) -> None:
    """1,000 people with a right each at De Korenbloem."""
    today = timezone.localdate()
    people = Person.objects.bulk_create(
        Person(insz=f"{number:011}", first_name=f"V{number}", last_name=f"N{number % 200:04}")
        for number in range(1000)
    )
    company = organisation("De Korenbloem")
    relations = Werkrelatie.objects.bulk_create(
        Werkrelatie(person=one, organisation=company, start=today) for one in people
    )
    recht = Gebruikersrecht.objects.get(code=VOV[0])
    context = RechtContext.objects.get(recht=recht, code=VOV[1])
    ToegekendRecht.objects.bulk_create(
        ToegekendRecht(
            werkrelatie=relation,
            recht=recht,
            context=context,
            start=today,
            end=today + timedelta(days=200),
            granted_by=people[0],
        )
        for relation in relations
    )
    analyze()


def test_1000_people_cost_few_queries_and_come_in_pages(an, thousand, django_assert_max_num_queries):
    address, seen, pages = RAPPORT + "?recht=dwse_organisatieverantwoordelijke", [], 0
    while address and pages < 4:
        with django_assert_max_num_queries(8):
            response = an.get(address)
        seen += [row[0] for row in rows_of(response)]
        pages += 1
        following = re.search(r'href="(\?[^"]*)">Volgende pagina', text_of(response))
        address = following and RAPPORT + following[1]
    assert len(seen) == len(set(seen)) == 200
    with django_assert_max_num_queries(8):
        assert len(csv_rows(an.get(f"{RAPPORT}export.csv"))) == 1003
