"""Mijn profiel: what it says, and a new mail address that counts only once confirmed."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from post_office.models import Email

from accounts.models import EmailChange, Werkrelatie
from accounts.profile.services import MOST_A_DAY
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import errors_at
from tests.world import add_person, person, text_of

pytestmark = pytest.mark.django_db
OLD = "bart.maes@korenbloem.example"
NEW = "bart@nieuw.example"


def relation(full_name: str = "Bart Maes") -> Werkrelatie:
    return Werkrelatie.objects.get(person=person(full_name))


def ask(client, email: str = NEW, who: str = "Bart Maes"):
    return client.post(f"/profiel/werkrelaties/{relation(who).pk}/e-mailadres/", {"email": email})


def link_in(recipient: str) -> str:
    email = Email.objects.filter(to=[recipient]).latest("pk")
    (link,) = re.findall(rf"{re.escape(settings.BASE_URL)}(/profiel/\S+)", email.message)
    return link


def test_the_page_says_where_what_until_when_and_who_decides(acting, django_assert_max_num_queries):
    bart = acting("Bart Maes", "De Korenbloem")
    bart.get("/")
    with django_assert_max_num_queries(8):
        page = text_of(bart.get("/profiel/"))
    assert "Bakkerij De Korenbloem bv" in page
    assert OLD in page
    assert "DWSE organisatieverantwoordelijke" in page
    assert "opleidingsverlof" in page
    assert "nog 40 dagen" in page
    assert "An Claes" in page
    assert "Lotte Willems" in page
    assert "Nederlands" in page
    assert "750315" not in page


def test_every_page_links_to_it_also_in_the_own_name(acting):
    page = text_of(acting("Jana Goossens").get("/"))
    assert 'href="/profiel/"' in page
    assert "U hebt nu geen werkrelatie met een organisatie." in text_of(acting("Jana Goossens").get("/profiel/"))


def test_who_stands_by_law_reads_it(acting):
    assert "U bent wettelijk vertegenwoordiger" in text_of(acting("Dirk Peeters").get("/profiel/"))


def test_what_is_over_is_not_shown(acting):
    today = timezone.localdate()
    relation().rechten.update(stopped_at=timezone.now())
    assert "U hebt hier nog geen gebruikersrechten." in text_of(acting("Bart Maes").get("/profiel/"))
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(end=today - timedelta(days=1))
    assert "De Korenbloem" not in text_of(acting("Bart Maes").get("/profiel/"))


def test_asking_mails_both_addresses_and_changes_nothing_yet(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    assert ask(bart).url == "/profiel/"
    assert sorted(address for email in Email.objects.all() for address in email.to) == [OLD, NEW]
    assert relation().email == OLD
    assert f"{NEW} wacht op uw bevestiging" in text_of(bart.get("/profiel/"))
    # The notice to the old address holds no link that confirms.
    assert "/profiel/e-mailadres/" not in Email.objects.get(to=[OLD]).message
    token = link_in(NEW).rstrip("/").split("/")[-1]
    assert token not in EmailChange.objects.get().token_hash
    line = JournalEntry.objects.get(action="email_wijziging_gevraagd")
    assert line.own.name == "Bakkerij De Korenbloem bv"
    assert NEW not in str(line.details)


def test_opening_the_link_changes_nothing_and_confirming_works_once(acting):
    bart = acting("Bart Maes")
    ask(bart)
    link = link_in(NEW)
    assert NEW in text_of(bart.get(link))
    assert relation().email == OLD
    assert "is nu bart@nieuw.example" in text_of(bart.post(link, follow=True))
    assert relation().email == NEW
    assert JournalEntry.objects.filter(action="email_gewijzigd").count() == 1
    assert bart.get(link).status_code == 410
    assert bart.post(link).status_code == 410


def test_the_link_lasts_a_day(acting):
    bart = acting("Bart Maes")
    ask(bart)
    EmailChange.objects.update(requested_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert bart.post(link_in(NEW)).status_code == 410
    assert relation().email == OLD
    assert "wacht op uw bevestiging" not in text_of(bart.get("/profiel/"))


def test_a_later_request_replaces_the_earlier_one(acting):
    bart = acting("Bart Maes")
    ask(bart)
    first = link_in(NEW)
    ask(bart, "ander@nieuw.example")
    assert bart.post(first).status_code == 410
    assert bart.post(link_in("ander@nieuw.example")).status_code == 302
    assert relation().email == "ander@nieuw.example"


def test_somebody_else_with_the_link_confirms_nothing(acting):
    ask(acting("Bart Maes"))
    an = acting("An Claes", "De Korenbloem")
    assert an.get(link_in(NEW)).status_code == 410
    assert an.post(link_in(NEW)).status_code == 410
    assert relation().email == OLD


def test_a_werkrelatie_of_somebody_else_does_not_exist(acting):
    an = acting("An Claes", "De Korenbloem")
    assert ask(an).status_code == 404
    assert not Email.objects.exists()


def test_a_werkrelatie_that_ended_meanwhile_keeps_its_address(acting):
    bart = acting("Bart Maes")
    ask(bart)
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(stopped_at=timezone.now())
    assert bart.post(link_in(NEW)).status_code == 410
    assert relation().email == OLD


@pytest.mark.parametrize(
    ("typed", "message"),
    [("", "Vul “Nieuw e-mailadres” in."), ("bart", "geldig e-mailadres"), (OLD.upper(), "Dit is uw huidige")],
)
def test_what_is_wrong_is_said_at_the_field(acting, typed, message):
    response = ask(acting("Bart Maes"), typed)
    assert response.status_code == 422
    assert message in errors_at(response, "email")
    assert not Email.objects.exists()


def test_nobody_is_mailed_without_end(acting):
    bart = acting("Bart Maes")
    for number in range(MOST_A_DAY):
        assert ask(bart, f"adres{number}@nieuw.example").status_code == 302
    assert "te vaak" in errors_at(ask(bart), "email")


def test_without_an_old_address_there_is_one_mail(acting):
    add_person("Rik Thys", "84071199107", "De Korenbloem")
    ask(acting("Rik Thys"), who="Rik Thys")
    assert Email.objects.count() == 1
