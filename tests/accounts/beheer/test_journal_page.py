""" "Wie deed wat": the own organisation's journal in words, and nothing of another one."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person, Rechtaanvraag
from accounts.rights.granting import end_right, extend
from accounts.rights.people import add_person, link
from accounts.rights.services import refuse
from loket.journal.labels import labelled_actions
from loket.journal.models import JournalEntry
from loket.journal.services import write_journal
from tests.world import context_of, give_right, organisation, person, text_of

JOURNAAL = "/gebruikersbeheer/journaal/"


@pytest.fixture
def an(acting):
    return acting("An Claes", "De Korenbloem")


@pytest.fixture
def week(demo_world) -> None:
    """What An and Lotte did at De Korenbloem, and Goran at Van Hoof, in this order."""
    an, lotte = context_of("An Claes", "De Korenbloem"), context_of("Lotte Willems", "De Korenbloem")
    right = give_right("Sofie Janssens", "De Korenbloem", "ssm_mandaatuitvoerder", end=100)
    extend(an, right.pk, timezone.localdate() + timedelta(days=200))
    end_right(an, right.pk, None, "Werkt niet meer met mandaten")
    refuse(lotte, Rechtaanvraag.objects.get(person=person("Sofie Janssens")).pk, "Neen")
    end_right(
        context_of("Goran De Smet", "Van Hoof"), give_right("Goran De Smet", "Van Hoof", "lokale_beheerder").pk, None
    )


def rows_of(response) -> list[list[str]]:
    """The table's rows as lists of words."""
    found = []
    for row in re.findall(r"<tr>(.*?)</tr>", text_of(response).split("<tbody>")[1], re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        found.append([re.sub(r"<[^>]+>", "", cell).strip() for cell in cells])
    return found


def acts(response) -> list[tuple[str, str, str]]:
    """(who, what, about whom) of each row."""
    return [(row[1], row[2], row[3]) for row in rows_of(response)]


def test_who_did_what_about_whom_the_newest_first(an, week):
    response = an.get(JOURNAAL)
    assert acts(response) == [
        ("Lotte Willems", "Gebruikersrecht geweigerd", "Sofie Janssens"),
        ("An Claes", "Gebruikersrecht beëindigd", "Sofie Janssens"),
        ("An Claes", "Gebruikersrecht toegekend", "Sofie Janssens"),
    ]
    facts = [row[4] for row in rows_of(response)]
    assert facts[1] == "recht SSM Mandaatuitvoerder, laatste dag meteen"
    start, end = (timezone.localdate() + timedelta(days=days) for days in (101, 200))
    assert f"van {start.day}/{start.month}/{start.year}, tot en met {end.day}/{end.month}/{end.year}" in facts[2]
    assert {row[5] for row in rows_of(response)} == {"Bakkerij De Korenbloem bv"}


def test_a_person_who_was_added_is_named(an):
    acting = context_of("An Claes", "De Korenbloem")
    link(
        acting,
        add_person(acting, "84071199107", "Rik", "Thys", "Nieuwe collega"),
        "rik@korenbloem.example",
        "025530000",
    )
    rows = rows_of(an.get(JOURNAAL))
    assert [row[2:5] for row in rows] == [
        ["Gekoppeld aan de organisatie", "Rik Thys", "-"],
        ["Persoon toegevoegd", "Rik Thys", "reden Nieuwe collega"],
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "lotte"}, ["Gebruikersrecht geweigerd"]),
        ({"q": "claes an", "wat": "recht_beeindigd"}, ["Gebruikersrecht beëindigd"]),
        ({"wat": "recht_aangevraagd"}, []),
        ({"van": "vandaag"}, ["Gebruikersrecht geweigerd", "Gebruikersrecht beëindigd", "Gebruikersrecht toegekend"]),
        ({"tot": "gisteren"}, []),
        ({"van": "morgen"}, []),
    ],
)
def test_the_filters_are_in_the_address(an, week, filters, expected):
    days = {"gisteren": -1, "vandaag": 0, "morgen": 1}
    today = timezone.localdate()
    typed = {
        name: f"{today + timedelta(days=days[value]):%d/%m/%Y}" if value in days else value
        for name, value in filters.items()
    }
    response = an.get(JOURNAAL, typed)
    if expected:
        assert [what for _, what, _ in acts(response)] == expected
    else:
        assert "Geen enkele regel past bij deze filters" in text_of(response)


def test_a_wrong_filter_filters_nothing_and_says_so(an, week):
    response = an.get(JOURNAAL, {"van": "2/1/2026", "tot": "1/1/2026"})
    assert "Deze dag ligt voor “Vanaf”." in text_of(response)
    assert len(rows_of(response)) == 3


def csv_rows(response) -> list[dict[str, str]]:
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_export_is_a_line_itself_and_has_no_insz(an, week):
    rows = csv_rows(an.get(f"{JOURNAAL}export.csv"))
    # The act of exporting stands on top: it is done before the file is read.
    assert [row["Wat"] for row in rows] == [
        "Journaal gedownload",
        "Gebruikersrecht geweigerd",
        "Gebruikersrecht beëindigd",
        "Gebruikersrecht toegekend",
    ]
    assert rows[1]["Over wie"] == "Sofie Janssens"
    assert rows[1]["Dag"] == f"{timezone.localdate():%d/%m/%Y}"
    assert [row["Wie"] for row in csv_rows(an.get(f"{JOURNAAL}export.csv", {"q": "lotte"}))] == ["Lotte Willems"]
    whole = b"".join(an.get(f"{JOURNAAL}export.csv")).decode()
    assert not [insz for insz in Person.objects.values_list("insz", flat=True) if insz in whole]
    assert b"".join(an.get(f"{JOURNAAL}export.xlsx")).startswith(b"PK")
    assert JournalEntry.objects.filter(action="journaal_geexporteerd").count() == 4


def test_nothing_of_another_organisation(acting, week):
    goran = acting("Goran De Smet", "Van Hoof")
    assert acts(goran.get(JOURNAAL)) == [("Goran De Smet", "Gebruikersrecht beëindigd", "Goran De Smet")]
    assert acts(goran.get(f"{JOURNAAL}?q=goran")) == acts(goran.get(JOURNAAL))
    assert {row["Wie"] for row in csv_rows(goran.get(f"{JOURNAAL}export.csv"))} == {"Goran De Smet"}


@pytest.mark.parametrize("address", [JOURNAAL, f"{JOURNAAL}export.csv", f"{JOURNAAL}export.xlsx"])
def test_only_for_beheerders(acting, address):
    assert acting("Bart Maes", "De Korenbloem").get(address).status_code == 403
    assert acting("Nele Aerts", "Departement").get(address).status_code == 403
    assert not JournalEntry.objects.exists()


def test_a_mandate_says_for_whom(an):
    JournalEntry.objects.create(
        person=person("An Claes"),
        own=organisation("De Korenbloem"),
        represented=organisation("Smets"),
        action="aanvraag_indienen",
        object_type="aanvragen.aanvraag",
        details={"reference": "VOV-1", "status": "in_behandeling"},
    )
    ((_, who, what, about, facts, represented),) = rows_of(an.get(JOURNAAL))
    assert (who, what, about, represented) == ("An Claes", "Aanvraag ingediend", "-", "Houthandel Smets bv")
    assert facts == "referentie VOV-1, status in behandeling"


def test_a_look_under_a_mandate_names_the_screen(an):
    JournalEntry.objects.create(
        person=person("An Claes"),
        own=organisation("De Korenbloem"),
        represented=organisation("Smets"),
        action="bekeken",
        details={"scherm": "mijn_aanvragen", "reference": ""},
    )
    ((_, _who, what, _about, facts, _represented),) = rows_of(an.get(JOURNAAL))
    assert (what, facts) == ("Bekeken", "scherm Lijst van aanvragen")


def test_a_long_journal_comes_in_pages_of_few_queries(an, week):
    acting = context_of("An Claes", "De Korenbloem")
    for number in range(70):
        write_journal(
            acting, "recht_toegekend", None, persoon=person("Bart Maes").pk, recht="lokale_beheerder", aantal=number
        )
    with CaptureQueriesContext(connection) as queries:
        response = an.get(JOURNAAL)
    assert len(queries) <= 8, [query["sql"][:100] for query in queries]
    following = re.search(r'href="(\?[^"]*)">Volgende pagina', text_of(response))[1]
    assert len(rows_of(response)) == 50
    with CaptureQueriesContext(connection) as queries:
        rest = an.get(JOURNAAL + following)
    assert len(queries) <= 8
    assert len(rows_of(rest)) == 23
    with CaptureQueriesContext(connection) as queries:
        assert len(csv_rows(an.get(f"{JOURNAAL}export.csv"))) == 74
    assert len(queries) <= 9, [query["sql"][:100] for query in queries]


def test_acts_have_words():
    """Every act that the rooms write by a plain name is in the list from which the filter is made."""
    words = dict(labelled_actions())
    assert {"recht_aangevraagd", "werkrelatie_beeindigd", "aanvraag_indienen", "concept_begonnen"} <= set(words)
    assert list(words.values()) == sorted(words.values(), key=str.casefold)
