"""Asking a right: the beheerders get a mail with a link that works, and nobody else does."""

import re

import pytest
from django.conf import settings
from post_office.models import Email

from accounts.models import Rechtaanvraag, Werkrelatie
from loket.journal.models import JournalEntry
from tests.world import add_person, give_right, person, text_of, token

pytestmark = pytest.mark.django_db
ASK = "/gebruikersrechten/aanvragen/vov-terugbetaling/"


@pytest.fixture
def newcomer(acting):
    """Rik Thys of De Korenbloem, who may do nothing yet."""
    add_person("Rik Thys", "84071199107", "De Korenbloem", "rik.thys@korenbloem.example")
    return acting("Rik Thys", "De Korenbloem")


def ask(client, **data):
    return client.post(ASK, {"namens_context": token(client), **data}, follow=True)


def recipients() -> list[str]:
    return sorted(address for email in Email.objects.all() for address in email.to)


def test_the_overview_has_the_button_and_the_page_says_who_decides(newcomer):
    assert f'href="{ASK}"' in text_of(newcomer.get("/aanvraag/"))
    page = text_of(newcomer.get(ASK))
    assert "DWSE organisatieverantwoordelijke" in page
    assert "an.claes@korenbloem.example" in page
    assert "lotte.willems@korenbloem.example" in page
    assert "bart.maes" not in page
    assert not Email.objects.exists()


def test_asking_mails_the_beheerders_of_this_organisation_only(newcomer):
    page = ask(newcomer, message="Ik volg Bart op.")
    assert "Uw aanvraag is verstuurd naar uw lokale beheerder." in text_of(page)
    assert recipients() == ["an.claes@korenbloem.example", "lotte.willems@korenbloem.example"]
    aanvraag = Rechtaanvraag.objects.get(person=person("Rik Thys"))
    assert (aanvraag.status, aanvraag.message, aanvraag.context.code) == (
        "aangevraagd",
        "Ik volg Bart op.",
        "opleidingsverlof",
    )
    assert JournalEntry.objects.filter(action="recht_aangevraagd", object_id=aanvraag.pk).count() == 1
    assert re.search(r"Aangevraagd op \d+/\d+/\d{4}", text_of(newcomer.get("/aanvraag/")))


def test_the_mail_has_a_link_that_works_and_no_insz(newcomer, acting):
    ask(newcomer, message="Ik volg Bart op.")
    for email in Email.objects.all():
        assert email.subject == "Rik Thys vraagt een gebruikersrecht aan voor Bakkerij De Korenbloem bv"
        assert "Ik volg Bart op." in email.message
        assert "84071199107" not in email.message
        (link,) = re.findall(rf"{re.escape(settings.BASE_URL)}(/\S+)", email.message)
        name = "An Claes" if "an.claes" in email.to[0] else "Lotte Willems"
        assert f"Dag {name}" in email.message
        landed = acting(name, "De Korenbloem").get(link, follow=True)
        assert "Aanvraag van Rik Thys" in text_of(landed)


def test_a_second_request_is_refused_in_words_and_mails_nobody(newcomer):
    ask(newcomer)
    page = ask(newcomer)
    assert "U hebt dit recht al aangevraagd." in text_of(page)
    assert Rechtaanvraag.objects.filter(person=person("Rik Thys")).count() == 1
    assert len(recipients()) == 2
    assert "Uw lokale beheerder moet nog beslissen." in text_of(newcomer.get(ASK))
    assert "<textarea" not in text_of(newcomer.get(ASK))


def test_who_has_the_right_is_sent_to_the_dienst(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    assert "U hebt dit recht al." in text_of(bart.get(ASK))
    assert "U hebt dit recht al. U kunt de dienst meteen gebruiken." in text_of(ask(bart))
    assert not Rechtaanvraag.objects.filter(person=person("Bart Maes")).exists()
    assert not Email.objects.exists()


def test_a_right_that_ended_can_be_asked_again(newcomer):
    give_right("Rik Thys", "De Korenbloem", "dwse_organisatieverantwoordelijke", "opleidingsverlof", -90, -1)
    assert "Uw aanvraag is verstuurd" in text_of(ask(newcomer))


def test_where_nobody_can_decide_nothing_is_kept(acting):
    """Omar Haddad of Houthandel Smets: no lokale beheerder."""
    omar = acting("Omar Haddad", "Smets")
    lines = JournalEntry.objects.count()
    shown = text_of(omar.get(ASK))
    response = ask(omar, message="Graag.")
    for page in (shown, text_of(response)):
        assert "U kunt dit recht nu niet aanvragen" in page
        assert "Houthandel Smets bv heeft geen lokale beheerder met een e-mailadres. Er is niets verstuurd." in page
        assert "1700" in page
    assert response.status_code == 409
    assert not Rechtaanvraag.objects.filter(person=person("Omar Haddad")).exists()
    assert not Email.objects.exists()
    assert JournalEntry.objects.count() == lines
    assert "Gebruikersrecht aanvragen" in text_of(omar.get("/aanvraag/"))


def test_a_beheerder_without_address_cannot_be_reached(newcomer):
    Werkrelatie.objects.filter(person__in=[person("An Claes"), person("Lotte Willems")]).update(email="")
    assert ask(newcomer).status_code == 409
    assert not Rechtaanvraag.objects.filter(person=person("Rik Thys")).exists()


def test_a_beheerder_whose_right_ended_gets_no_mail(newcomer):
    werkrelatie = Werkrelatie.objects.get(person=person("Lotte Willems"), organisation__kbo="0999000129")
    werkrelatie.rechten.update(start="2020-01-01", end="2021-01-01")
    ask(newcomer)
    assert recipients() == ["an.claes@korenbloem.example"]


@pytest.mark.parametrize("context", ["maatwerk", "bestaat-niet"])
def test_a_context_that_the_dienst_does_not_name_does_not_exist(newcomer, context):
    assert ask(newcomer, context=context).status_code == 404


def test_a_message_that_is_too_long_is_said_at_the_field_and_kept(newcomer):
    page = ask(newcomer, message="a" * 1001)
    assert "1000" in " ".join(page.context["form"].errors["message"])
    assert "a" * 1001 in text_of(page)
    assert not Email.objects.exists()
