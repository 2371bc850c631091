"""At the same moment, over real connections: limits hold, and everything happens once."""

import pytest
from django.db import connection
from post_office.models import Email

from aanvragen.models import Aanvraag, Ontvangstbewijs, StatusMove
from aanvragen.receipts import ensure_receipt
from aanvragen.states import COUNTING
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import EMMA, VERLOF, confirm, file_one, fill_in, post_step, start_draft, stored
from tests.world import text_of, together, token

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bart(acting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return acting("Bart Maes", "De Korenbloem")


def hold(aanvraag: Aanvraag):
    return lambda: Aanvraag.objects.select_for_update().get(pk=aanvraag.pk)


def hold_journal() -> None:
    """Nobody can write a line: whoever files has passed all checks and stands before the end of its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE journal_journalentry IN EXCLUSIVE MODE")


def test_two_employers_at_once_cannot_exceed_the_maximum_of_a_werknemer(bart, acting):
    """Emma has 125 hours, of which 64 are asked already: two requests for 61 fit one by one, not together."""
    file_one(bart, verlof={**VERLOF, "hours": "64"})
    goran = acting("Goran De Smet", "Van Hoof")
    here = fill_in(bart, verlof={**VERLOF, "hours": "61"})
    there = fill_in(
        goran, {**EMMA, "establishment": "2999000270"}, verlof={**VERLOF, "hours": "61"}, kbo="0999.000.228"
    )
    answers = together(
        lambda: confirm(bart, here),
        lambda: confirm(goran, there),
        holding=hold_journal,
    )
    filed = [answer.status_code == 302 for answer in answers]
    assert sorted(filed) == [False, True], answers
    # Who comes second reads why, now that the hours are gone.
    client, refused = (bart, here) if filed[1] else (goran, there)
    again = confirm(client, refused)
    assert again.status_code in (409, 422)
    assert "geen uren opleidingsverlof meer over" in text_of(again)
    counting = Aanvraag.objects.filter(status__in=[status.value for status in COUNTING])
    assert sum(row.vov.hours for row in counting) == 125


def test_a_double_click_on_bevestigen_gives_one_reference(bart, acting):
    aanvraag = fill_in(bart)
    again = acting("Bart Maes", "De Korenbloem")
    answers = together(lambda: confirm(bart, aanvraag), lambda: confirm(again, aanvraag), holding=hold(aanvraag))
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, f"/aanvragen/{aanvraag.key}/")] * 2
    aanvraag.refresh_from_db()
    assert aanvraag.reference
    assert StatusMove.objects.filter(aanvraag=aanvraag, target="ingediend").count() == 1
    assert JournalEntry.objects.filter(action="aanvraag_indienen").count() == 1
    # The filer and the werknemer, once each.
    assert Email.objects.count() == 2


def test_cancelling_while_the_department_takes_it_has_one_result(bart, acting):
    aanvraag = stored("Bart Maes", "De Korenbloem")
    nele = acting("Nele Aerts", "Departement")
    answers = together(
        lambda: bart.post(f"/aanvragen/{aanvraag.key}/annuleren/", {"namens_context": token(bart)}),
        lambda: nele.post(f"/aanvragen/dossiers/{aanvraag.key}/behandelen/", {"namens_context": token(nele)}),
        holding=hold(aanvraag),
    )
    assert [answer.status_code for answer in answers] == [302, 302], answers
    aanvraag.refresh_from_db()
    (move,) = StatusMove.objects.filter(aanvraag=aanvraag)
    assert move.target == aanvraag.status
    told = {
        "geannuleerd": (
            nele,
            f"/aanvragen/dossiers/{aanvraag.key}/",
            "Dit kan niet meer: de aanvraag staat op “Geannuleerd”.",
        ),
        "in_behandeling": (
            bart,
            f"/aanvragen/{aanvraag.key}/",
            "Dit kan niet meer: de aanvraag staat op “In behandeling”.",
        ),
    }
    loser, address, message = told[aanvraag.status]
    assert message in text_of(loser.get(address))


def test_filing_and_throwing_away_at_once_has_one_result(bart, acting):
    aanvraag = fill_in(bart)
    again = acting("Bart Maes", "De Korenbloem")
    answers = together(
        lambda: confirm(bart, aanvraag),
        lambda: again.post(f"/aanvragen/{aanvraag.key}/verwijderen/", {"namens_context": token(again)}),
        holding=hold(aanvraag),
    )
    assert [answer.status_code for answer in answers] == [302, 302], answers
    aanvraag.refresh_from_db()
    assert StatusMove.objects.filter(aanvraag=aanvraag, source="concept").count() == 1
    assert (aanvraag.reference is None) is (aanvraag.status == "verwijderd")


def test_two_tabs_that_save_at_once_lose_nothing(bart, acting):
    """The second is held up with both answers, or both wrote the same."""
    draft = start_draft(bart)
    again = acting("Bart Maes", "De Korenbloem")
    data = {"contact_email": "b@k.example", "contact_phone": "02 553 00 00", "iban": "BE71096123456769"}
    answers = together(
        lambda: post_step(bart, draft, "contact", {**data, "contact_name": "Een"}, version="leeg"),
        lambda: post_step(again, draft, "contact", {**data, "contact_name": "Twee"}, version="leeg"),
        holding=hold(draft),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409], answers
    first = "Een" if answers[0].status_code == 302 else "Twee"
    draft.refresh_from_db()
    assert draft.vov.contact_name == first
    assert draft.typed["contact"]["contact_name"] == [first]


def test_two_double_starts_at_once_are_one_draft(bart, acting):
    again = acting("Bart Maes", "De Korenbloem")
    key = "7d1f1b9e-6a0f-4b44-9f38-0b3f5a3b0001"
    data = {"kbo": "0999000129", "key": key}
    answers = together(
        lambda: bart.post("/aanvragen/vov/start/", {**data, "namens_context": token(bart)}),
        lambda: again.post("/aanvragen/vov/start/", {**data, "namens_context": token(again)}),
    )
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, f"/aanvragen/{key}/verder/")] * 2
    assert StatusMove.objects.filter(aanvraag=Aanvraag.objects.get()).count() == 1


def test_two_makers_of_a_receipt_make_one(bart, tmp_path):
    aanvraag = stored("Bart Maes", "De Korenbloem")
    made = together(lambda: ensure_receipt(aanvraag.pk), lambda: ensure_receipt(aanvraag.pk), holding=hold(aanvraag))
    assert made[0] == made[1] == Ontvangstbewijs.objects.get()
    assert len(list((tmp_path / "ontvangstbewijzen").rglob("*.pdf"))) == 1
