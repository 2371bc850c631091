"""Contexten beheren: cells, changes shown first, all or nothing, and two beheerders at once."""

import html
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.beheer import contexts as c
from accounts.models import Gebruikersrecht, RechtContext, ToegekendRecht, Werkrelatie
from accounts.rights.errors import RightsError
from accounts.rights.granting import end_right, give
from accounts.rights.periods import last_possible_day
from loket.journal.models import JournalEntry
from tests.world import (
    act_as,
    add_colleague,
    add_person,
    context_of,
    give_right,
    organisation,
    person,
    text_of,
    together,
    token,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/gebruikersbeheer/contexten/"
DWSE = "dwse_organisatieverantwoordelijke"
TODAY = timezone.localdate()
FOUR_YEARS = last_possible_day(TODAY, 48)


def cell(full_name: str, context: str) -> str:
    """The name of a cell of De Korenbloem."""
    relation = Werkrelatie.objects.get(person=person(full_name), organisation=organisation("De Korenbloem"))
    return f"{relation.pk}-{RechtContext.objects.get(recht__code=DWSE, code=context).pk}"


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" (?:id="[^"]*" )?value="([^"]*)"', page)


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="cel" id="[^"]*" value="([^"]*)" checked', page))


def post(client, was: str, cells: set[str], action: str = "opslaan", address: str = ADDRESS):
    return client.post(address, {"namens_context": token(client), "was": was, "cel": sorted(cells), "actie": action})


@pytest.fixture
def an(demo_world, acting):
    return acting("An Claes", "De Korenbloem")


def opened(client, address: str = ADDRESS) -> tuple[str, set[str]]:
    """The matrix as it is drawn: what it carries, and the boxes that are ticked."""
    page = text_of(client.get(address))
    return hidden(page, "was")[0], ticked(page)


def test_the_matrix_names_each_cell(an):
    response = an.get(ADDRESS)
    page = text_of(response)
    assert response.status_code == 200
    assert "opleidingsverlof van Sofie Janssens" in page
    assert cell("Bart Maes", "opleidingsverlof") in ticked(page)
    assert cell("Sofie Janssens", "opleidingsverlof") not in ticked(page)
    assert '<button type="reset"' in page
    assert person("Bart Maes").insz not in page


def test_changes_are_shown_with_their_dates_and_then_applied_together(an):
    was, boxes = opened(an)
    bart = ToegekendRecht.objects.get(werkrelatie__person=person("Bart Maes"), recht__code=DWSE)
    wanted = (boxes - {cell("Bart Maes", "opleidingsverlof")}) | {cell("Sofie Janssens", "maatwerk")}
    review = post(an, was, wanted)
    page = text_of(review)
    assert review.status_code == 200
    assert re.search(rf"Sofie Janssens: maatwerk, van {TODAY.day} \w+ {TODAY.year} tot en met", page)
    assert "Bart Maes: opleidingsverlof, meteen" in page
    assert not ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).exists()

    done = post(an, hidden(page, "was")[0], set(hidden(page, "cel")), "bevestig")
    assert done.url == ADDRESS
    given = ToegekendRecht.objects.get(werkrelatie__person=person("Sofie Janssens"))
    assert (given.context.code, given.start, given.end) == ("maatwerk", TODAY, FOUR_YEARS)
    assert given.granted_by == person("An Claes")
    bart.refresh_from_db()
    assert bart.stopped_by == person("An Claes")
    assert list(JournalEntry.objects.order_by("-pk").values_list("action", flat=True)[:2]) in (
        ["recht_toegekend", "recht_beeindigd"],
        ["recht_beeindigd", "recht_toegekend"],
    )
    assert "2 wijzigingen zijn bewaard" in text_of(an.get(ADDRESS))


def test_a_new_right_ends_with_the_werkrelatie(an):
    last = TODAY + timedelta(days=40)
    Werkrelatie.objects.filter(person=person("Sofie Janssens"), organisation=organisation("De Korenbloem")).update(
        end=last
    )
    was, boxes = opened(an)
    post(an, was, boxes | {cell("Sofie Janssens", "maatwerk")}, "bevestig")
    assert ToegekendRecht.objects.get(werkrelatie__person=person("Sofie Janssens")).end == last


def test_unticking_ends_what_runs_and_what_is_planned(an):
    planned = give_right("Bart Maes", "De Korenbloem", DWSE, "opleidingsverlof", start=800, end=900)
    was, boxes = opened(an)
    post(an, was, boxes - {cell("Bart Maes", "opleidingsverlof")}, "bevestig")
    assert not ToegekendRecht.objects.filter(
        werkrelatie__person=person("Bart Maes"), recht__code=DWSE, stopped_at__isnull=True, end__gte=TODAY
    ).exists()
    planned.refresh_from_db()
    assert planned.stopped_at is not None


def test_nothing_changed_is_said(an):
    was, boxes = opened(an)
    assert post(an, was, boxes).url == ADDRESS
    assert "U hebt niets gewijzigd" in text_of(an.get(ADDRESS))


def test_back_to_the_table_keeps_the_boxes_and_offers_to_undo(an):
    was, boxes = opened(an)
    wanted = boxes | {cell("Sofie Janssens", "maatwerk")}
    page = text_of(post(an, was, wanted, "terug"))
    assert ticked(page) == wanted
    assert re.search(r'<a class="knop knop--rand" href="[^"]*">Alle wijzigingen ongedaan maken', page)
    # The cell is still known as not granted: that is what makes it yellow.
    assert re.search(rf'cel--nee"><input[^>]*{cell("Sofie Janssens", "maatwerk")}" checked', page)


def test_what_changed_meanwhile_is_shown_and_nothing_is_applied(an):
    add_colleague()
    was, boxes = opened(an)
    other = context_of("An Claes", "De Korenbloem")
    rik = ToegekendRecht.objects.get(werkrelatie__person=person("Rik Thys"))
    end_right(other, rik.pk, None)
    response = post(an, was, boxes | {cell("Sofie Janssens", "maatwerk")}, "bevestig")
    page = text_of(response)
    assert response.status_code == 409
    assert "Rik Thys, opleidingsverlof: intussen beëindigd door An Claes" in page
    assert not ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).exists()
    # Rik's cell was not touched here: it stays ended.
    assert cell("Rik Thys", "opleidingsverlof") not in hidden(page, "cel")
    done = post(an, hidden(page, "was")[0], set(hidden(page, "cel")), "bevestig")
    assert done.status_code == 302
    assert ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).count() == 1
    rik.refresh_from_db()
    assert rik.stopped_at is not None


def test_what_somebody_else_granted_meanwhile_is_not_granted_twice(an):
    was, boxes = opened(an)
    recht = Gebruikersrecht.objects.get(code=DWSE)
    relation = Werkrelatie.objects.get(person=person("Sofie Janssens"), organisation=organisation("De Korenbloem"))
    context = recht.contexts.get(code="maatwerk")
    give(context_of("An Claes", "De Korenbloem"), relation, recht, context, TODAY, FOUR_YEARS)
    response = post(an, was, boxes | {cell("Sofie Janssens", "maatwerk")}, "bevestig")
    page = text_of(response)
    assert response.status_code == 409
    assert "Sofie Janssens, maatwerk: intussen toegekend door An Claes" in page
    assert "Er blijft niets over om te bewaren" in page


def test_a_werkrelatie_that_ended_meanwhile_is_named(an):
    was, boxes = opened(an)
    wanted = boxes | {cell("Sofie Janssens", "maatwerk")}
    Werkrelatie.objects.filter(person=person("Sofie Janssens")).update(stopped_at=timezone.now())
    page = text_of(post(an, was, wanted, "bevestig"))
    assert "Sofie Janssens, maatwerk: de werkrelatie is intussen beëindigd" in page


def test_an_error_in_one_cell_undoes_all(an, monkeypatch):
    was, boxes = opened(an)
    calls = []

    def fails_second(*arguments):
        if calls:
            raise RightsError("Dat kan niet.")
        calls.append(give(*arguments))

    monkeypatch.setattr(c, "give", fails_second)
    response = post(
        an, was, boxes | {cell("Sofie Janssens", "maatwerk"), cell("Sofie Janssens", "opleidingsverlof")}, "bevestig"
    )
    assert response.status_code == 422
    assert re.search(r"Sofie Janssens, \w+: Dat kan niet\.", text_of(response))
    assert not ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).exists()


# A signature carries its second: with an id of its own, every worker collects the same tests.
@pytest.mark.parametrize(
    "carried",
    ["", "x", pytest.param(signing.dumps([1, 1, {}], salt="other"), id="other-salt"), "a:b:c"],
)
def test_a_form_without_our_snapshot_changes_nothing(an, carried):
    before = ToegekendRecht.objects.count()
    assert post(an, carried, {cell("Sofie Janssens", "maatwerk")}, "bevestig").status_code == 302
    assert ToegekendRecht.objects.count() == before


def test_a_snapshot_of_another_organisation_is_worth_nothing(an, acting):
    was, _boxes = opened(an)
    goran = acting("Goran De Smet", "Van Hoof")
    response = post(goran, was, {cell("Sofie Janssens", "maatwerk")}, "bevestig")
    assert response.status_code in (302, 403)
    assert not ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).exists()


def test_a_cell_that_was_not_on_the_page_is_left_alone(an):
    was, boxes = opened(an, f"{ADDRESS}?q=Bart")
    response = post(an, was, boxes | {cell("Sofie Janssens", "maatwerk")}, "bevestig", f"{ADDRESS}?q=Bart")
    assert response.status_code == 302
    assert not ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).exists()


def test_who_is_no_beheerder_does_not_get_in(acting):
    assert acting("Bart Maes", "De Korenbloem").get(ADDRESS).status_code == 403


def test_an_unknown_right_does_not_exist(an):
    assert an.get(f"{ADDRESS}?recht=dimona_mandaatuitvoerder").status_code == 404


def numbers(count: int):
    for sequence in range(1, count + 1):
        base = f"700101{sequence:03}"
        yield f"{base}{97 - int(base) % 97:02}"


def test_fifty_people_a_page_in_few_queries(an):
    for index, insz in enumerate(numbers(60)):
        add_person(f"Persoon Naam{index:02}", insz, "De Korenbloem")
    with CaptureQueriesContext(connection) as queries:
        page = text_of(an.get(ADDRESS))
    assert len(queries) <= 8
    assert page.count('name="cel"') == 50 * 3
    following = html.unescape(re.search(r'href="(\?[^"]*na=[^"]*)">Volgende', page)[1])
    was, boxes = opened(an, f"{ADDRESS}{following}")
    wanted = boxes | {cell("Persoon Naam59", "maatwerk")}
    with CaptureQueriesContext(connection) as queries:
        post(an, was, wanted, address=f"{ADDRESS}{following}")
    assert len(queries) <= 8
    post(an, was, wanted, "bevestig", f"{ADDRESS}{following}")
    assert ToegekendRecht.objects.get(werkrelatie__person=person("Persoon Naam59")).context.code == "maatwerk"


@pytest.mark.django_db(transaction=True)
def test_two_beheerders_save_at_once(demo_world):
    """Both drew the same matrix; the second one to get the lock is told, and applies nothing."""
    add_colleague()
    give_right("Rik Thys", "De Korenbloem", "lokale_beheerder")
    recht = c.rights_with_contexts(context_of("An Claes", "De Korenbloem"))[0]
    sofie = {cell("Sofie Janssens", "maatwerk"), cell("Sofie Janssens", "opleidingsverlof")}
    client = act_as(Client(), "An Claes", "De Korenbloem")
    carried, boxes = opened(client)

    def save(who: str):
        acting = context_of(who, "De Korenbloem")
        was = c.read_snapshot(acting, recht, carried)
        return lambda: c.apply_changes(acting, recht, was, boxes | sofie)

    def hold():
        c.hold_until_commit(f"contexten {organisation('De Korenbloem').pk} {recht.pk}")

    results = together(save("An Claes"), save("Rik Thys"), holding=hold)
    assert sorted(type(result).__name__ for result in results) == ["Changed", "int"]
    assert ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).count() == 2
