"""The digest goes to an address that is known as the own one, or that was confirmed from there."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts.profile.services import MOST_A_DAY
from loket.journal.models import JournalEntry
from mandates.inzage.digest import send_digests
from mandates.models import DigestAdres, DigestVoorkeur
from tests.mandates.mandaten import act_for, ssm, without_mandates
from tests.world import act_as, text_of, token

PAGE = "/mandaten/in-uw-naam/"
NEW, GORANS = "goran@elders.example", "goran.desmet@vanhoof.example"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]


@pytest.fixture
def goran():
    return act_as(Client(), "Goran De Smet", "Van Hoof")


def ask(client, email=NEW, ritme="dagelijks"):
    answers = {"ritme": ritme, "email": email, "namens_context": token(client)}
    return client.post(f"{PAGE}per-mail/", answers)


def link_in(recipient: str = NEW) -> str:
    message = Email.objects.filter(to=[recipient]).latest("pk").message
    (link,) = re.findall(rf"{re.escape(settings.BASE_URL)}(/mandaten/in-uw-naam/per-mail/\S+)", message)
    return link


def looked_at_in_the_name_of_van_hoof() -> None:
    without_mandates()
    act_for("Marc Dubois", "Boekhoudkantoor", ssm("Van Hoof", "Boekhoudkantoor")).get("/aanvragen/mijn/")


def test_another_address_counts_only_once_it_is_confirmed_from_there(goran):
    assert ask(goran).url == PAGE
    page = text_of(goran.get(PAGE))
    assert "We stuurden een link naar goran@elders.example" in page
    assert "wacht op uw bevestiging" in page
    assert "U krijgt hier geen mail over." in page
    looked_at_in_the_name_of_van_hoof()
    assert send_digests(timezone.localdate()) == 0
    link = link_in()
    assert NEW in text_of(goran.get(link))
    assert not DigestVoorkeur.objects.exists(), "opening the link changes nothing"
    assert "U krijgt het overzicht voortaan op goran@elders.example" in text_of(goran.post(link, follow=True))
    assert send_digests(timezone.localdate()) == 0, "what was before the confirmation is not mailed"
    looked_at_in_the_name_of_van_hoof()
    send_digests(timezone.localdate())
    assert Email.objects.filter(to=[NEW], subject__startswith="Wat anderen deden").count() == 1
    assert goran.get(link).status_code == 410
    assert goran.post(link).status_code == 410
    assert "wacht op uw bevestiging" not in text_of(goran.get(PAGE))
    assert NEW not in str(list(JournalEntry.objects.values_list("details", flat=True)))
    assert DigestAdres.objects.get().token_hash not in link


def test_until_then_the_old_address_stays(goran):
    ask(goran, GORANS)
    ask(goran, NEW, "wekelijks")
    wish = DigestVoorkeur.objects.get()
    assert (wish.email, wish.ritme) == (GORANS, "dagelijks")
    goran.post(link_in())
    wish.refresh_from_db()
    assert (wish.email, wish.ritme) == (NEW, "wekelijks")
    # A confirmed address is known from then on.
    ask(goran, NEW.upper(), "dagelijks")
    wish.refresh_from_db()
    assert wish.ritme == "dagelijks"


def test_who_has_no_werkrelatie_there_confirms_every_address():
    jana = act_as(Client(), "Jana Goossens")
    ask(jana, "jana@thuis.example")
    assert not DigestVoorkeur.objects.exists()
    jana.post(link_in("jana@thuis.example"))
    assert DigestVoorkeur.objects.get().organisation is None


@pytest.mark.parametrize(
    "meanwhile", [lambda client: ask(client, "ander@elders.example"), lambda client: ask(client, "", "")]
)
def test_a_later_wish_makes_the_link_worthless(goran, meanwhile):
    ask(goran)
    link = link_in()
    meanwhile(goran)
    assert goran.post(link).status_code == 410
    assert not DigestVoorkeur.objects.exists()


def test_the_link_lasts_a_day_and_is_for_who_asked_it(goran):
    ask(goran)
    assert act_as(Client(), "An Claes", "De Korenbloem").post(link_in()).status_code == 410
    DigestAdres.objects.update(requested_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert goran.post(link_in()).status_code == 410
    assert not DigestVoorkeur.objects.exists()


def test_the_link_works_whatever_was_chosen_after_the_login(goran):
    ask(goran)
    assert act_as(Client(), "Goran De Smet").post(link_in()).status_code == 302
    assert DigestVoorkeur.objects.get().organisation.name == "Metaalwerken Van Hoof nv"


def test_nobody_fills_a_mailbox_with_links(goran):
    for number in range(MOST_A_DAY):
        ask(goran, f"slachtoffer{number}@elders.example")
    page = ask(goran)
    assert page.status_code == 422
    assert "U vroeg vandaag al te vaak een link" in text_of(page)
    assert not Email.objects.filter(to=[NEW]).exists()
