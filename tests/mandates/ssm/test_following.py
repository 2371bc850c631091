"""Extending a mandate and handing it over to another taker."""

import pytest

from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.errors import MandaatError, MovedOn, Starts
from mandates.ssm.moving import STOPPED_BEFORE, close_periods, move, permitted
from mandates.ssm.parties import party_of, side_of
from mandates.ssm.starting import save_details, start_extension, start_transfer
from mandates.ssm.states import Status
from tests.mandates.ssm.making import (
    AN,
    DIRK,
    GORAN,
    JANA,
    day,
    extended,
    in_the_past,
    sent,
    signed,
    steps,
    today,
    transferred,
    van_hoof_peeters,
)
from tests.world import context_of, give_right, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]
HANNE = ("Hanne Jacobs", "Kompas")


@pytest.fixture
def goran():
    return context_of(*GORAN)


@pytest.fixture
def dirk():
    return context_of(*DIRK)


@pytest.fixture
def hanne():
    """Manages the mandates of Kompas, the new taker."""
    give_right(*HANNE, "ssm_mandaatbeheerder")
    return context_of(*HANNE)


@pytest.fixture
def ending(goran, dirk):
    """Van Hoof to Peeters, from today until day 20."""
    return signed(goran, Side.GEVER, "Peeters", dirk, "vov-raadplegen", end=20)


def again(mandaat: SsmMandaat) -> SsmMandaat:
    return SsmMandaat.objects.get(pk=mandaat.pk)


@pytest.mark.parametrize("starter", [GORAN, DIRK])
@pytest.mark.parametrize("end", [100, None])
def test_an_extension_starts_the_day_after_and_the_other_side_signs(ending, goran, dirk, starter, end):
    acting, other = (goran, dirk) if starter is GORAN else (dirk, goran)
    new = extended(acting, ending, end)
    assert (new.previous, new.start, new.end) == (ending, day(21), None if end is None else day(end))
    with pytest.raises(MovedOn):
        move(acting, new.key, "goedkeuren")
    assert move(other, new.key, "goedkeuren").state is Status.ACTIEF
    # The old one runs to its end, and then the new one is there.
    assert (again(ending).state, again(ending).end) == (Status.ACTIEF, day(20))
    assert list(SsmMandaat.objects.in_force(day(20)).filter(type="vov-raadplegen")) == [ending]
    assert list(SsmMandaat.objects.in_force(day(21)).filter(type="vov-raadplegen")) == [new]
    assert close_periods(day(21)) == 1
    assert again(ending).state is Status.VERLOPEN


def test_one_extension_at_a_time(ending, goran, dirk):
    new = extended(goran, ending, 100)
    for acting in (goran, dirk):
        with pytest.raises(Starts, match="uitbreiding"):
            start_extension(acting, ending.key, day(200))
    move(dirk, new.key, "weigeren", reason="Neen")
    assert extended(dirk, ending, 200).state is Status.WACHT_OP_GEVER


def test_two_concepts_of_one_extension_are_one_and_only_the_first_is_sent(ending, goran, dirk):
    mine, theirs = start_extension(goran, ending.key, day(50)), start_extension(dirk, ending.key, day(60))
    assert start_extension(goran, ending.key, day(70)) == mine
    assert again(mine).end == day(70)
    move(goran, mine.key, "versturen")
    with pytest.raises(Starts):
        move(dirk, theirs.key, "versturen")


def test_what_has_no_end_or_does_not_run_is_not_extended(goran, dirk, ending):
    with pytest.raises(MandaatError, match="geen einddatum"):
        start_extension(goran, van_hoof_peeters().key, day(100))
    with pytest.raises(MandaatError, match="actief"):
        start_extension(goran, sent(goran, Side.GEVER, "Kompas", end=9).key, day(100))
    with pytest.raises(MandaatError, match="voor de begindatum"):
        start_extension(goran, ending.key, day(20))
    with pytest.raises(SsmMandaat.DoesNotExist):
        start_extension(context_of(*JANA), ending.key, day(100))
    move(dirk, ending.key, "stoppen")
    with pytest.raises(MandaatError, match="actief"):
        start_extension(goran, ending.key, day(100))


def test_stopping_stops_what_was_to_follow(ending, goran, dirk):
    first = move(dirk, extended(goran, ending, 50).key, "goedkeuren")
    second = extended(dirk, first, 100)
    move(goran, ending.key, "stoppen", reason="Klaar")
    assert {again(row).state for row in (ending, first)} == {Status.STOPGEZET}
    assert again(second).state is Status.VERLOPEN
    assert second.stappen.last().reason == STOPPED_BEFORE
    assert steps(first)[-1] == ("stoppen", "gever")
    assert not SsmMandaat.objects.in_force(day(30)).filter(type="vov-raadplegen").exists()


def test_the_giver_hands_over_and_the_new_taker_signs(ending, goran, dirk, hanne):
    new = transferred(goran, ending, "Kompas", 5)
    assert (new.state, new.start, new.end) == (Status.WACHT_OP_NEMER, day(5), day(20))
    with pytest.raises(SsmMandaat.DoesNotExist):
        move(dirk, new.key, "goedkeuren")
    assert move(hanne, new.key, "goedkeuren").state is Status.ACTIEF
    old = again(ending)
    assert (old.state, old.end) == (Status.ACTIEF, day(4))
    assert close_periods(day(4)) == 0
    assert close_periods(day(5)) == 1
    assert again(ending).state is Status.OVERGEDRAGEN
    assert steps(ending)[-1] == ("overdragen", "portaal")


def test_from_today_it_goes_over_at_once(goran, dirk, hanne):
    old = van_hoof_peeters()
    new = move(hanne, transferred(goran, old, "Kompas").key, "goedkeuren")
    assert (again(old).state, again(old).end) == (Status.OVERGEDRAGEN, day(-1))
    assert list(SsmMandaat.objects.in_force(today()).filter(giver_organisation=organisation("Van Hoof"))) == [new]


def test_the_old_taker_asks_the_giver_first(goran, dirk, hanne):
    old = van_hoof_peeters()
    new = transferred(dirk, old, "Kompas", 3)
    assert new.state is Status.WACHT_OP_GEVER
    # The old taker is no party to it: it can only take it back.
    assert side_of(new, dirk) is Side.VORIGE_NEMER
    assert not SsmMandaat.objects.of(dirk).filter(pk=new.pk).exists()
    assert [item.name for item in permitted(new, Side.VORIGE_NEMER, today())] == ["intrekken"]
    # The giver passes it on or refuses; alone he cannot make it active.
    assert {item.name for item in permitted(new, Side.GEVER, today())} == {"doorgeven", "weigeren"}
    assert permitted(new, Side.NEMER, today()) == []
    for acting, name in ((hanne, "goedkeuren"), (hanne, "intrekken"), (goran, "goedkeuren"), (dirk, "goedkeuren")):
        with pytest.raises(MovedOn):
            move(acting, new.key, name)
    assert move(goran, new.key, "doorgeven").state is Status.WACHT_OP_NEMER
    assert move(hanne, new.key, "goedkeuren").state is Status.ACTIEF
    assert (again(old).state, again(old).end) == (Status.ACTIEF, day(2))
    assert steps(new) == [
        ("aanmaken", "vorige"),
        ("versturen", "vorige"),
        ("doorgeven", "gever"),
        ("goedkeuren", "nemer"),
    ]


@pytest.mark.parametrize("who", ["old taker before", "old taker after", "giver after", "giver refuses", "new refuses"])
def test_a_transfer_that_does_not_go_through_leaves_the_old_one(goran, dirk, hanne, who):
    old = van_hoof_peeters()
    new = transferred(dirk, old, "Kompas", 3)
    if "after" in who or who == "new refuses":
        move(goran, new.key, "doorgeven")
    acting = {"old": dirk, "giver": goran, "new": hanne}[who.split()[0]]
    move(acting, new.key, "weigeren" if "refuses" in who else "intrekken", reason="Toch niet")
    assert again(new).state in {Status.STOPGEZET, Status.GEWEIGERD}
    assert (again(old).state, again(old).end) == (Status.ACTIEF, None)
    # Another one may be started.
    assert transferred(goran, old, "Kompas", 3).state is Status.WACHT_OP_NEMER


def test_signed_later_than_planned_the_old_taker_keeps_what_it_did(goran, dirk, hanne):
    """Nobody's mandate is taken away for days that have passed."""
    old = van_hoof_peeters()
    new = in_the_past(transferred(goran, old, "Kompas", 2), 10)
    new = move(hanne, new.key, "goedkeuren")
    assert new.start == today()
    assert (again(old).end, again(old).state) == (day(-1), Status.OVERGEDRAGEN)


def test_an_old_one_that_was_stopped_in_the_meantime_stays_stopped(goran, dirk, hanne):
    old = van_hoof_peeters()
    new = transferred(goran, old, "Kompas")
    move(dirk, old.key, "stoppen")
    assert move(hanne, new.key, "goedkeuren").state is Status.ACTIEF
    assert (again(old).state, again(old).end) == (Status.STOPGEZET, None)


def test_to_whom_and_from_when(goran, dirk, ending):
    for other, start, field in (
        ("Peeters", 3, "kbo"),
        ("Van Hoof", 3, "kbo"),
        ("Kompas", -1, "start"),
        ("Kompas", 0, "start"),
        ("Kompas", 21, "start"),
    ):
        with pytest.raises(MandaatError) as error:
            start_transfer(goran, ending.key, party_of(organisation(other)), day(start))
        assert error.value.field == field, (other, start)
    to_jana = start_transfer(goran, ending.key, party_of(person("Jana Goossens")), day(3))
    assert move(goran, to_jana.key, "versturen").taker == person("Jana Goossens")
    with pytest.raises(Starts, match="overdracht"):
        start_transfer(dirk, ending.key, party_of(organisation("Kompas")), day(3))


def test_the_concept_of_a_transfer_keeps_the_end_and_that_of_an_extension_the_start(goran, ending):
    transfer = start_transfer(goran, ending.key, party_of(organisation("Kompas")), day(3))
    saved = save_details(goran, transfer.key, start=day(4), end=day(900), reference="x", other_email="")
    assert (saved.start, saved.end) == (day(4), day(20))
    extension = start_extension(goran, ending.key, day(30))
    saved = save_details(goran, extension.key, start=day(2), end=day(40), reference="x", other_email="")
    assert (saved.start, saved.end) == (day(21), day(40))


def test_only_parties_start_one(ending):
    give_right(*AN, "ssm_mandaatbeheerder")
    with pytest.raises(SsmMandaat.DoesNotExist):
        start_transfer(context_of(*AN), ending.key, party_of(organisation("Kompas")), day(3))
