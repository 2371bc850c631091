"""A natural person who was added under a typed name: until the first login that is said, and then the login counts."""

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts.login.binding import bind
from accounts.login.claims import Claims
from accounts.models import Person
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.errors import MandaatError
from mandates.ssm.moving import move
from mandates.ssm.parties import find_or_add_person, party_of
from mandates.ssm.starting import start_concept
from mandates.ssm.states import Status
from tests.mandates.ssm.making import ADDRESS, GORAN, JANA, sent
from tests.world import act_as, context_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]
INSZ = "84071199107"
UNCONFIRMED = "naam nog niet bevestigd door een aanmelding"


@pytest.fixture
def goran():
    return act_as(Client(), *GORAN)


def added(first_name: str = "Karel", last_name: str = "Verkeerd") -> Person:
    return find_or_add_person(context_of(*GORAN), first_name, last_name, INSZ)


def waiting(other: Person) -> SsmMandaat:
    return sent(context_of(*GORAN), Side.GEVER, other.full_name, "vov-raadplegen")


def log_in(first_name: str, last_name: str) -> None:
    claims = Claims(uid="uid-zoe", insz=INSZ, first_name=first_name, last_name=last_name, represents=(), kept={})
    bind("toegangsbeheer", claims, timezone.localdate())


def test_it_is_said_until_the_first_login(goran):
    mandaat = waiting(added("Zoë", "Nieuw"))
    assert UNCONFIRMED in text_of(goran.get(f"{ADDRESS}{mandaat.key}/"))
    log_in("ZOE", "Nieuw")
    page = text_of(goran.get(f"{ADDRESS}{mandaat.key}/"))
    assert UNCONFIRMED not in page
    assert "ZOE Nieuw" in page
    mandaat.refresh_from_db()
    assert mandaat.state is Status.WACHT_OP_NEMER


def test_who_was_known_is_no_news(goran):
    mandaat = sent(context_of(*GORAN), Side.GEVER, JANA[0], "vov-raadplegen")
    act_as(Client(), JANA[0])
    assert UNCONFIRMED not in text_of(goran.get(f"{ADDRESS}{mandaat.key}/"))


def test_another_name_at_the_login_lets_the_mandate_lapse_and_tells_who_started_it(goran):
    mandaat = waiting(added())
    Email.objects.all().delete()
    log_in("Zoë", "Nieuw")
    mandaat.refresh_from_db()
    assert mandaat.state is Status.VERLOPEN
    assert Person.objects.get(insz=INSZ).full_name == "Zoë Nieuw"
    (mail,) = Email.objects.all()
    page = text_of(goran.get(f"{ADDRESS}{mandaat.key}/"))
    listed = text_of(goran.get(f"{ADDRESS}lijst/"))
    assert str(mandaat.key) not in text_of(goran.get(f"{ADDRESS}lijst/", {"q": "Zoë"}))
    assert mail.to == ["goran.desmet@vanhoof.example"]
    for told in (mail.message, page):
        assert "De naam die voor deze persoon is ingevuld, hoort niet bij dit INSZ." in told
    # Whoever typed a number learns no name by it.
    for told in (mail.message, page, listed):
        assert "Karel Verkeerd" in told
        assert "Nieuw" not in told


def test_a_concept_is_not_sent_any_more_and_names_nobody(goran):
    concept = start_concept(context_of(*GORAN), Side.GEVER, "vov-raadplegen", party_of(added()))
    log_in("Zoë", "Nieuw")
    with pytest.raises(MandaatError, match="hoort niet bij dit INSZ"):
        move(context_of(*GORAN), concept.key, "versturen")
    assert "Nieuw" not in text_of(goran.get(f"{ADDRESS}{concept.key}/controleren/"))


def test_a_later_login_with_a_new_name_touches_no_mandate():
    mandaat = waiting(added("Zoë", "Nieuw"))
    log_in("Zoë", "Nieuw")
    log_in("Zoë", "Getrouwd")
    mandaat.refresh_from_db()
    assert mandaat.state is Status.WACHT_OP_NEMER
    assert mandaat.taker.full_name == "Zoë Getrouwd"
