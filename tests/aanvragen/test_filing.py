"""Filing a terugbetalingsaanvraag from the first page to the receipt."""

import pytest
from post_office.models import Email

from aanvragen.models import Aanvraag
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import confirm, file_one, fill_in
from tests.world import text_of

pytestmark = pytest.mark.django_db


def test_employer_files_and_gets_a_receipt(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    aanvraag = fill_in(bart)
    review = bart.get(f"/aanvragen/{aanvraag.key}/controleren/")
    assert "90.01.20-990.16" in review.content.decode()
    response = confirm(bart, aanvraag)
    page = bart.get(response.url).content.decode()
    aanvraag.refresh_from_db()
    assert aanvraag.status == "ingediend"
    assert "Ontvangstbevestiging" in page
    assert aanvraag.reference in page
    assert {email.to[0] for email in Email.objects.all()} == {
        "bart.maes@korenbloem.example",
        "emma@korenbloem.example",
    }
    assert not any("90012099016" in email.message or "990.16" in email.message for email in Email.objects.all())
    assert JournalEntry.objects.filter(action="aanvraag_indienen", object_id=aanvraag.pk).count() == 1


def test_second_confirm_finds_the_first_result(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    aanvraag = fill_in(bart)
    first, second = confirm(bart, aanvraag), confirm(bart, aanvraag)
    assert first.url == second.url
    assert Aanvraag.objects.filter(status="ingediend").count() == 1
    assert Email.objects.count() == 2


def test_hours_of_earlier_requests_count(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    file_one(bart, verlof={"hours": "64", "akkoord": "on"})
    second = fill_in(bart, verlof={"hours": "61", "akkoord": "on"})
    confirm(bart, second)
    third_page = bart.get(f"/aanvragen/{second.key}/")
    assert "125 uur" in third_page.content.decode()


def test_what_is_filed_says_what_it_may_come_to(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    aanvraag = file_one(bart, verlof={"hours": "64", "akkoord": "on"})
    page = text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    assert "954,24\N{NO-BREAK SPACE}€" in page
    assert "3.714,00\N{NO-BREAK SPACE}€ bruto per maand" in page
