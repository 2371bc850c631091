"""Who gets which mail, from the stored outbox."""

import pytest
from django.conf import settings
from post_office.models import Email

from accounts.models import Person, Werkrelatie
from mandates.sides import Side
from mandates.ssm.moving import move
from mandates.ssm.parties import party_of
from mandates.ssm.starting import save_details, start_concept
from tests.mandates.ssm.making import (
    AN,
    DIRK,
    GORAN,
    JANA,
    an_manages,
    concept,
    day,
    korenbloem_peeters,
    sent,
    signed,
    transferred,
    van_hoof_peeters,
)
from tests.world import context_of, give_right, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]
GORANS, MARCS = "goran.desmet@vanhoof.example", "marc.dubois@peeters.example"
HANNES = "hanne.jacobs@kompas.example"


def mails() -> list[tuple[str, str]]:
    """(to, subject) of what was queued since the last look."""
    found = [(mail.to[0], mail.subject) for mail in Email.objects.order_by("pk")]
    texts = "".join(mail.subject + mail.message for mail in Email.objects.all())
    for insz in Person.objects.values_list("insz", flat=True):
        assert insz not in texts.replace(".", "").replace("-", "")
    Email.objects.all().delete()
    return found


def dirk_works_there() -> None:
    """A legal representative with a werkrelatie can be mailed without a right."""
    Werkrelatie.objects.create(
        person=person("Dirk Peeters"),
        organisation=organisation("Peeters"),
        email="dirk@peeters.example",
        start=day(-10),
    )


def test_what_waits_is_told_to_who_manages_there_now():
    dirk_works_there()
    mandaat = concept(context_of(*GORAN), Side.GEVER, "Peeters", "vov-raadplegen")
    assert mails() == []
    move(context_of(*GORAN), mandaat.key, "versturen")
    mail = Email.objects.get()
    assert f"{settings.BASE_URL}/mandaten/{mandaat.key}/openen/" in mail.message
    assert "wacht op ondertekening door Boekhoudkantoor Peeters bv" in mail.message
    # Marc may use mandates, not manage them.
    assert [to for to, _subject in mails()] == ["dirk@peeters.example"]
    give_right("Marc Dubois", "Boekhoudkantoor Peeters", "ssm_mandaatbeheerder")
    sent(context_of(*GORAN), Side.GEVER, "Peeters", "vov-voorbereiden")
    assert sorted(to for to, _subject in mails()) == ["dirk@peeters.example", MARCS]


def test_nobody_with_an_address_nobody_mailed():
    sent(context_of(*GORAN), Side.GEVER, "Peeters", "vov-raadplegen")
    assert mails() == []


@pytest.mark.parametrize("other", ["Jana Goossens", "Peeters"])
def test_the_address_that_the_starter_gave(other):
    """For a natural person, and for an organisation of which nobody can be reached."""
    goran = context_of(*GORAN)
    found = person(other) if " " in other else organisation(other)
    mandaat = start_concept(goran, Side.GEVER, "vov-raadplegen", party_of(found))
    save_details(goran, mandaat.key, start=day(0), end=None, reference="", other_email="ander@adres.example")
    move(goran, mandaat.key, "versturen")
    assert mails() == [
        (
            "ander@adres.example",
            "Een mandaat wacht op ondertekening: Terugbetalingsaanvraag Vlaams opleidingsverlof: raadplegen",
        )
    ]


def test_a_known_address_goes_before_one_that_somebody_typed():
    dirk_works_there()
    goran = context_of(*GORAN)
    mandaat = start_concept(goran, Side.GEVER, "vov-raadplegen", party_of(organisation("Peeters")))
    save_details(goran, mandaat.key, start=day(0), end=None, reference="", other_email="ander@adres.example")
    move(goran, mandaat.key, "versturen")
    assert [to for to, _subject in mails()] == ["dirk@peeters.example"]


@pytest.mark.parametrize(("name", "word"), [("goedkeuren", "ondertekend"), ("weigeren", "geweigerd")])
def test_the_starter_hears_what_was_decided(name, word):
    dirk_works_there()
    an = an_manages()
    move(an, korenbloem_peeters().key, name, reason="Omdat" if name == "weigeren" else "")
    mail = Email.objects.get()
    assert ("Reden: Omdat" in mail.message) == (name == "weigeren")
    assert mails() == [
        ("dirk@peeters.example", f"Uw mandaat is {word}: Terugbetalingsaanvraag Vlaams opleidingsverlof")
    ]


def test_both_hear_of_a_stop():
    dirk_works_there()
    move(context_of(*DIRK), van_hoof_peeters().key, "stoppen", reason="Te duur")
    assert all("stopgezet door Boekhoudkantoor Peeters bv" in mail.message for mail in Email.objects.all())
    assert all("Reden: Te duur" in mail.message for mail in Email.objects.all())
    assert sorted(to for to, _subject in mails()) == ["dirk@peeters.example", GORANS]


def test_withdrawing_a_concept_or_one_that_waits_mails_nobody():
    goran = context_of(*GORAN)
    move(goran, concept(goran, Side.GEVER, "Kompas").key, "intrekken")
    move(goran, sent(goran, Side.GEVER, "Kompas").key, "intrekken")
    assert mails() == []


def test_a_transfer_tells_each_when_it_is_their_turn_and_all_at_the_end():
    dirk_works_there()
    give_right("Hanne Jacobs", "Kompas", "ssm_mandaatbeheerder")
    goran, dirk, hanne = context_of(*GORAN), context_of(*DIRK), context_of("Hanne Jacobs", "Kompas")
    old = van_hoof_peeters()
    new = transferred(dirk, old, "Kompas", 3)
    assert [to for to, _subject in mails()] == [GORANS]
    move(goran, new.key, "doorgeven")
    assert [to for to, _subject in mails()] == [HANNES]
    move(hanne, new.key, "goedkeuren")
    told = {mail.to[0]: mail.message for mail in Email.objects.all()}
    # The old taker is led to the own mandate, being no party to the new one.
    assert f"/mandaten/{old.key}/openen/" in told["dirk@peeters.example"]
    assert f"/mandaten/{new.key}/openen/" in told[GORANS]
    assert sorted(to for to, _subject in mails()) == ["dirk@peeters.example", GORANS]


def test_who_is_replaced_by_the_giver_does_not_read_by_whom():
    dirk_works_there()
    give_right("Hanne Jacobs", "Kompas", "ssm_mandaatbeheerder")
    new = transferred(context_of(*GORAN), van_hoof_peeters(), "Kompas", 3)
    Email.objects.all().delete()
    move(context_of("Hanne Jacobs", "Kompas"), new.key, "goedkeuren")
    told = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert "Kompas" not in told["dirk@peeters.example"]
    assert "naar een andere mandaatnemer" in told["dirk@peeters.example"]
    assert "Kompas" in told[GORANS]


def test_a_refused_transfer_is_told_to_the_old_taker():
    dirk_works_there()
    new = transferred(context_of(*DIRK), van_hoof_peeters(), "Kompas", 3)
    mails()
    move(context_of(*GORAN), new.key, "weigeren", reason="Neen")
    assert [to for to, _subject in mails()] == ["dirk@peeters.example"]


def test_a_citizen_who_started_has_no_address_and_nothing_breaks():
    dirk_works_there()
    mandaat = signed(context_of(*JANA), Side.GEVER, "Peeters", context_of(*DIRK), "mijn-opleidingsverlof")
    move(context_of(*DIRK), mandaat.key, "stoppen")
    assert {to for to, _subject in mails()} == {"dirk@peeters.example"}


def test_nothing_is_mailed_for_what_does_not_happen():
    give_right(*AN, "ssm_mandaatbeheerder")
    with pytest.raises(Exception, match="Dit kan niet meer"):
        move(context_of(*DIRK), korenbloem_peeters().key, "goedkeuren")
    assert mails() == []
