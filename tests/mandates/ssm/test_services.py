"""Starting, signing, refusing, withdrawing and stopping SSM mandates, between all kinds of parties."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation, Person
from loket.acting.context import ActingContext, Ground, Party
from loket.journal.models import JournalEntry
from mandates.models import SsmMandaat, SsmStap
from mandates.sides import Side
from mandates.ssm.errors import MandaatError, MovedOn, NotAllowed, Overlap
from mandates.ssm.moving import close_periods, move, permitted
from mandates.ssm.parties import MOST_REFUSED_A_DAY, find_or_add_person, find_organisation, party_of, side_of
from mandates.ssm.starting import save_details, start_concept
from mandates.ssm.states import Status
from tests.mandates.ssm.making import (
    AN,
    BART,
    DIRK,
    GORAN,
    JANA,
    an_manages,
    concept,
    day,
    in_the_past,
    korenbloem_peeters,
    party,
    sent,
    signed,
    steps,
    today,
    van_hoof_peeters,
)
from tests.world import context_of, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]
MIJN = "mijn-opleidingsverlof"
# giver, taker, type: the four kinds of pairs.
PAIRS = {
    "org-org": (GORAN, ("Kompas",), "vov"),
    "org-person": (GORAN, JANA, "vov-raadplegen"),
    "person-org": (JANA, DIRK, MIJN),
    "person-person": (JANA, BART, MIJN),
}


def of_pair(name: str) -> tuple[ActingContext, str, ActingContext, str, str]:
    giver, taker, code = PAIRS[name]
    if taker == ("Kompas",):
        giver, taker = GORAN, DIRK
        SsmMandaat.objects.all().update(type="other")
    one, other = context_of(*giver), context_of(*taker)
    return one, giver[1] or giver[0], other, taker[1] or taker[0], code


@pytest.mark.parametrize("starter", [Side.GEVER, Side.NEMER])
@pytest.mark.parametrize("pair", PAIRS)
def test_from_start_to_active_between_all_kinds_of_parties(pair, starter):
    giver, giver_name, taker, taker_name, code = of_pair(pair)
    acting, other, by = (giver, taker_name, taker) if starter is Side.GEVER else (taker, giver_name, giver)
    mandaat = concept(acting, starter, other, code)
    assert mandaat.state is Status.CONCEPT
    # A concept is nobody else's business.
    assert not SsmMandaat.objects.of(by).filter(pk=mandaat.pk).exists()
    mandaat = move(acting, mandaat.key, "versturen")
    assert mandaat.state is {Side.GEVER: Status.WACHT_OP_NEMER, Side.NEMER: Status.WACHT_OP_GEVER}[starter]
    assert not SsmMandaat.objects.in_force(today()).filter(pk=mandaat.pk).exists()
    with pytest.raises(MovedOn):
        move(acting, mandaat.key, "goedkeuren")
    mandaat = move(by, mandaat.key, "goedkeuren")
    assert SsmMandaat.objects.in_force(today()).filter(pk=mandaat.pk).exists()
    assert steps(mandaat) == [("aanmaken", starter), ("versturen", starter), ("goedkeuren", starter.other)]
    assert list(
        JournalEntry.objects.filter(object_type="mandates.ssmmandaat", object_id=mandaat.pk).values_list(
            "action", flat=True
        )
    ) == ["ssm_aanmaken", "ssm_versturen", "ssm_goedkeuren"]
    # At once, by either, without the other.
    move(by, mandaat.key, "stoppen")
    assert not SsmMandaat.objects.in_force(today()).filter(pk=mandaat.pk).exists()


def test_refusing_needs_a_reason_and_ends_it():
    an, dirk = an_manages(), context_of(*DIRK)
    key = korenbloem_peeters().key
    with pytest.raises(MandaatError) as error:
        move(an, key, "weigeren", reason="  ")
    assert error.value.field == "reason"
    assert korenbloem_peeters().state is Status.WACHT_OP_GEVER
    assert move(an, key, "weigeren", reason="Wij kennen u niet").state is Status.GEWEIGERD
    for acting in (an, dirk):
        for name in ("goedkeuren", "weigeren", "intrekken", "stoppen", "versturen"):
            with pytest.raises(MovedOn):
                move(acting, key, name, reason="x")


def test_the_starter_withdraws_what_waits():
    an, dirk = an_manages(), context_of(*DIRK)
    key = korenbloem_peeters().key
    with pytest.raises(MovedOn):
        move(an, key, "intrekken")
    assert move(dirk, key, "intrekken").state is Status.STOPGEZET
    with pytest.raises(MovedOn, match="stopgezet"):
        move(an, key, "goedkeuren")


def test_nobody_else_moves_anything():
    """Somebody of a third party, somebody who may only use mandates, somebody without the right."""
    key = van_hoof_peeters().key
    for acting in (context_of(*JANA), an_manages()):
        with pytest.raises(SsmMandaat.DoesNotExist):
            move(acting, key, "stoppen")
    for who in (("Marc Dubois", "Boekhoudkantoor Peeters"), ("Bart Maes", "De Korenbloem")):
        with pytest.raises(NotAllowed):
            move(context_of(*who), key, "stoppen")
        with pytest.raises(NotAllowed):
            start_concept(context_of(*who), Side.GEVER, "vov", party_of(organisation("Kompas")))
    assert van_hoof_peeters().state is Status.ACTIEF


@pytest.mark.parametrize("who", [DIRK, JANA])
def test_who_acts_for_somebody_else_manages_nothing(who):
    acting, korenbloem = context_of(*who), organisation("Van Hoof")
    behalf = replace(
        acting, represented=Party(korenbloem.pk, korenbloem.name), ground=Ground.SSM, mandate=van_hoof_peeters().ref
    )
    assert not SsmMandaat.objects.of(behalf).exists()
    assert not SsmMandaat.objects.concepts_of(behalf).exists()
    assert not SsmMandaat.objects.reachable_by(behalf).exists()
    with pytest.raises(NotAllowed):
        move(behalf, van_hoof_peeters().key, "stoppen")
    with pytest.raises(NotAllowed):
        start_concept(behalf, Side.GEVER, "vov", party_of(organisation("Kompas")))


def test_two_clicks_make_one_concept():
    goran = context_of(*GORAN)
    first = start_concept(goran, Side.GEVER, "vov", party_of(organisation("Kompas")))
    assert start_concept(goran, Side.GEVER, "vov", party_of(organisation("Kompas"))) == first
    move(goran, first.key, "versturen")
    with pytest.raises(MovedOn):
        move(goran, first.key, "versturen")
    assert SsmStap.objects.filter(mandaat=first, move="versturen").count() == 1


@pytest.mark.parametrize("code", ["mijn-opleidingsverlof", "bestaat-niet", ""])
def test_a_forced_type_is_refused(code):
    with pytest.raises(MandaatError) as error:
        start_concept(context_of(*GORAN), Side.GEVER, code, party_of(organisation("Kompas")))
    assert error.value.field == "type"


def test_not_to_oneself():
    with pytest.raises(MandaatError, match="verschillende partijen"):
        start_concept(context_of(*GORAN), Side.GEVER, "vov", party_of(organisation("Van Hoof")))
    with pytest.raises(IntegrityError, match="ssm_not_to_oneself"), transaction.atomic():
        SsmMandaat.objects.filter(pk=van_hoof_peeters().pk).update(taker_organisation=organisation("Van Hoof"))


@pytest.mark.parametrize(("start", "end", "field"), [(-1, None, "start"), (5, 4, "end"), (-3, -1, "start")])
def test_periods_that_cannot_be(start, end, field):
    with pytest.raises(MandaatError) as error:
        concept(context_of(*GORAN), Side.GEVER, "Kompas", start=start, end=end)
    assert error.value.field == field


def test_a_concept_of_yesterday_asks_for_another_day_before_it_leaves():
    goran = context_of(*GORAN)
    mandaat = in_the_past(concept(goran, Side.GEVER, "Kompas"), 1)
    with pytest.raises(MandaatError, match="verleden"):
        move(goran, mandaat.key, "versturen")
    save_details(goran, mandaat.key, start=day(0), end=None, reference="", other_email="")
    assert move(goran, mandaat.key, "versturen").state is Status.WACHT_OP_NEMER


def test_signed_after_its_first_day_it_counts_from_the_signature():
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    mandaat = in_the_past(sent(goran, Side.GEVER, "Peeters", "vov-raadplegen", end=50), 10)
    assert move(dirk, mandaat.key, "goedkeuren").start == today()


def test_unknown_and_ceased_organisations():
    with pytest.raises(MandaatError, match="kennen geen onderneming"):
        find_organisation("0999999922", today())
    smets = organisation("Smets")
    Organisation.objects.filter(pk=smets.pk).update(ceased_on=day(0))
    with pytest.raises(MandaatError, match="stopgezet"):
        find_organisation(smets.kbo, today())


def test_a_party_that_ceased_in_the_meantime():
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    mandaat = concept(goran, Side.GEVER, "Smets")
    waiting = sent(goran, Side.GEVER, "Peeters", "vov-raadplegen")
    Organisation.objects.filter(name__contains="Smets").update(ceased_on=day(-1))
    with pytest.raises(MandaatError, match="stopgezet"):
        move(goran, mandaat.key, "versturen")
    Organisation.objects.filter(name__contains="Van Hoof").update(ceased_on=day(-1))
    with pytest.raises(MandaatError, match="stopgezet"):
        move(dirk, waiting.key, "goedkeuren")


def test_a_person_by_name_and_number():
    goran = context_of(*GORAN)
    assert find_or_add_person(goran, "jana", "GOOSSENS", "95081299616") == person("Jana Goossens")
    new = find_or_add_person(goran, "Zoë", "Nieuw", "84071199107")
    assert (new.first_name, new.last_name) == ("Zoë", "Nieuw")
    assert JournalEntry.objects.filter(action="persoon_toegevoegd", object_id=new.pk).exists()
    with pytest.raises(MandaatError) as wrong:
        find_or_add_person(goran, "Karel", "Goossens", "95081299616")
    assert "Jana" not in str(wrong.value)
    assert "bestaat" not in str(wrong.value)


def test_nobody_finds_out_by_trying_whose_number_it_is():
    """After so many wrong ones everything is refused in the same words, known or not, right or wrong."""
    goran = context_of(*GORAN)
    words = set()
    for _ in range(MOST_REFUSED_A_DAY):
        with pytest.raises(MandaatError) as error:
            find_or_add_person(goran, "Karel", "Goossens", "95081299616")
        words.add(str(error.value))
    before = Person.objects.count()
    for name, insz in (("Jana", "95081299616"), ("Nieuw", "84071199107")):
        with pytest.raises(MandaatError) as error:
            find_or_add_person(goran, name, "Goossens", insz)
        words.add(str(error.value))
    assert len(words) == 1
    assert Person.objects.count() == before
    # For somebody else nothing changed.
    assert find_or_add_person(context_of(*DIRK), "Jana", "Goossens", "95081299616")


def test_new_people_count_too():
    """Else an unknown number would tell itself from a known one as often as somebody likes."""
    goran = context_of(*GORAN)
    for number in range(840711900, 840711900 + MOST_REFUSED_A_DAY):
        find_or_add_person(goran, "Zoë", "Nieuw", f"{number}{97 - number % 97:02}")
    before = Person.objects.count()
    with pytest.raises(MandaatError, match="We kunnen deze persoon niet aanvaarden"):
        find_or_add_person(goran, "Zoë", "Nieuw", "84071199107")
    assert Person.objects.count() == before


def test_the_same_mandate_does_not_run_twice():
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    with pytest.raises(Overlap, match="loopt in deze periode al"):
        concept(goran, Side.GEVER, "Peeters")
    mandaat = signed(goran, Side.GEVER, "Peeters", dirk, "vov-raadplegen", end=10)
    with pytest.raises(Overlap):
        sent(dirk, Side.NEMER, "Van Hoof", "vov-raadplegen", start=10)
    later = sent(dirk, Side.NEMER, "Van Hoof", "vov-raadplegen", start=11)
    with pytest.raises(Overlap, match="wacht al"):
        sent(goran, Side.GEVER, "Peeters", "vov-raadplegen", start=20)
    assert move(goran, later.key, "goedkeuren").state is Status.ACTIEF
    assert mandaat.state is Status.ACTIEF


def test_the_constraint_speaks_dutch_when_it_has_the_last_word():
    """Two that wait for the same period, as if the early check had not been there."""
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    waiting = sent(goran, Side.GEVER, "Peeters", "vov-raadplegen")
    SsmMandaat.objects.filter(pk=van_hoof_peeters().pk).update(type="vov-raadplegen")
    with pytest.raises(Overlap) as error:
        move(dirk, waiting.key, "goedkeuren")
    assert str(error.value).startswith("Er loopt in deze periode al een mandaat van dit type tussen deze partijen.")
    assert SsmMandaat.objects.get(pk=waiting.pk).state is Status.WACHT_OP_NEMER
    assert steps(waiting)[-1][0] == "versturen"


def test_what_is_over_lapses_or_expires_and_opens_nothing_before_that():
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    waiting = in_the_past(sent(goran, Side.GEVER, "Peeters", "vov-raadplegen", end=5), 6)
    active = in_the_past(signed(goran, Side.GEVER, "Peeters", dirk, "vov-voorbereiden", end=5), 6)
    assert not SsmMandaat.objects.in_force(today()).filter(pk=active.pk).exists()
    # Nothing but withdrawing and refusing is offered, even before the task has run.
    assert [item.name for item in permitted(waiting, Side.NEMER, today())] == ["weigeren"]
    assert [item.name for item in permitted(waiting, Side.GEVER, today())] == ["intrekken"]
    assert permitted(active, Side.GEVER, today()) == []
    for key, name in ((waiting.key, "goedkeuren"), (active.key, "stoppen")):
        with pytest.raises(MovedOn):
            move(dirk, key, name)
    assert close_periods(today()) == 2
    assert close_periods(today()) == 0
    assert SsmMandaat.objects.get(pk=waiting.pk).state is Status.VERLOPEN
    assert steps(waiting)[-1] == ("vervallen", "portaal")
    assert SsmMandaat.objects.get(pk=active.pk).state is Status.VERLOPEN
    assert steps(active)[-1] == ("verlopen", "portaal")


def test_the_last_day_counts():
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    active = in_the_past(signed(goran, Side.GEVER, "Peeters", dirk, "vov-voorbereiden", end=5), 5)
    assert close_periods(today()) == 0
    assert SsmMandaat.objects.in_force(today()).filter(pk=active.pk).exists()
    assert [item.name for item in permitted(active, Side.NEMER, today())] == ["stoppen"]


def test_a_concept_can_be_thrown_away_and_is_gone_for_everybody():
    goran = context_of(*GORAN)
    mandaat = concept(goran, Side.GEVER, "Kompas")
    move(goran, mandaat.key, "intrekken")
    assert not SsmMandaat.objects.reachable_by(goran).filter(pk=mandaat.pk).exists()
    assert side_of(mandaat, goran) is Side.GEVER


def test_details_only_while_it_is_a_concept():
    goran = context_of(*GORAN)
    mandaat = sent(goran, Side.GEVER, "Kompas")
    with pytest.raises(MovedOn):
        save_details(goran, mandaat.key, start=day(3), end=None, reference="", other_email="")
    other = concept(goran, Side.GEVER, "Smets")
    with pytest.raises(SsmMandaat.DoesNotExist):
        save_details(an_manages(), other.key, start=day(3), end=None, reference="", other_email="")


def test_steps_are_never_changed():
    step = SsmStap.objects.first()
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        SsmStap.objects.filter(pk=step.pk).update(reason="anders")


def test_a_right_that_is_withdrawn_works_at_once():
    acting = an_manages()
    assert party("De Korenbloem") == organisation("De Korenbloem")
    organisation("De Korenbloem").werkrelaties.get(person=person("An Claes")).rechten.filter(
        recht__code="ssm_mandaatbeheerder"
    ).update(end=day(-1))
    with pytest.raises(NotAllowed):
        move(context_of(*AN), korenbloem_peeters().key, "goedkeuren")
    assert acting.has_right("ssm_mandaatbeheerder")
