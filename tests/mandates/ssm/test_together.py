"""Two people at the same moment, over real connections."""

import pytest

from loket.locks import hold_until_commit
from mandates.models import SsmMandaat, SsmStap
from mandates.sides import Side
from mandates.ssm.errors import MandaatError
from mandates.ssm.moving import close_periods, lock_name, move
from mandates.ssm.parties import giver_of, party_of
from mandates.ssm.starting import start_concept, start_extension, start_transfer
from mandates.ssm.states import Status
from tests.mandates.ssm.making import (
    DIRK,
    GORAN,
    an_manages,
    concept,
    day,
    in_the_past,
    korenbloem_peeters,
    sent,
    signed,
    steps,
    today,
    van_hoof_peeters,
)
from tests.world import context_of, organisation, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def world(transactional_db: None, demo_world: None) -> None:
    """Committed, so that other connections see it."""


def meeting(mandaat: SsmMandaat):
    """Holds the lock of the giver until all acts wait for it."""
    return lambda: hold_until_commit(lock_name(mandaat.type, giver_of(mandaat)))


def outcome(results: list[object]) -> list[str]:
    assert all(isinstance(result, SsmMandaat | MandaatError | int) for result in results), results
    return sorted(type(result).__name__ for result in results)


def test_approving_while_it_is_withdrawn():
    an, dirk, mandaat = an_manages(), context_of(*DIRK), korenbloem_peeters()
    results = together(
        lambda: move(an, mandaat.key, "goedkeuren"),
        lambda: move(dirk, mandaat.key, "intrekken"),
        holding=meeting(mandaat),
    )
    mandaat.refresh_from_db()
    assert outcome(results) == ["MovedOn", "SsmMandaat"]
    assert mandaat.state in {Status.ACTIEF, Status.STOPGEZET}
    assert len(steps(mandaat)) == 3


def test_two_approvals_and_two_stops():
    an, mandaat = an_manages(), korenbloem_peeters()
    approve = [lambda: move(an, mandaat.key, "goedkeuren")] * 2
    assert outcome(together(*approve, holding=meeting(mandaat))) == ["MovedOn", "SsmMandaat"]
    acts = [
        lambda: move(an, mandaat.key, "stoppen"),
        lambda: move(context_of(*DIRK), mandaat.key, "stoppen"),
    ]
    assert outcome(together(*acts, holding=meeting(mandaat))) == ["MovedOn", "SsmMandaat"]
    assert [name for name, _side in steps(mandaat)] == ["aanmaken", "versturen", "goedkeuren", "stoppen"]


def test_approving_and_stopping_end_stopped_or_refused():
    """Whoever comes second sees what the first one did: a stop never gets lost under an approval."""
    an, dirk, mandaat = an_manages(), context_of(*DIRK), korenbloem_peeters()
    together(
        lambda: move(an, mandaat.key, "goedkeuren"),
        lambda: move(dirk, mandaat.key, "stoppen"),
        holding=meeting(mandaat),
    )
    mandaat.refresh_from_db()
    told = [target for _source, target in SsmStap.objects.filter(mandaat=mandaat).values_list("source", "target")]
    assert mandaat.status == told[-1]
    assert mandaat.state in {Status.ACTIEF, Status.STOPGEZET}


def test_both_parties_start_the_same_mandate():
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    mine = concept(goran, Side.GEVER, "Peeters", "vov-raadplegen")
    theirs = concept(dirk, Side.NEMER, "Van Hoof", "vov-raadplegen")
    results = together(
        lambda: move(goran, mine.key, "versturen"),
        lambda: move(dirk, theirs.key, "versturen"),
        holding=meeting(mine),
    )
    assert outcome(results) == ["Overlap", "SsmMandaat"]
    assert SsmMandaat.objects.filter(type="vov-raadplegen", sent_at__isnull=False).count() == 1


def test_two_clicks_on_start_make_one_concept():
    goran = context_of(*GORAN)
    kompas = party_of(organisation("Kompas"))
    start = [lambda: start_concept(goran, Side.GEVER, "vov", kompas)] * 3
    results = together(*start, holding=meeting(van_hoof_peeters()))
    assert len({result.pk for result in results}) == 1
    assert SsmMandaat.objects.filter(taker_organisation=kompas.id).count() == 1


def test_approving_two_that_overlap():
    """The early check is passed by; the database has the last word, and nobody waits for ever."""
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    first = sent(goran, Side.GEVER, "Peeters", "vov-raadplegen", start=0, end=5)
    second = sent(goran, Side.GEVER, "Peeters", "vov-raadplegen", start=6, end=20)
    SsmMandaat.objects.filter(pk=second.pk).update(start=day(3))
    results = together(
        lambda: move(dirk, first.key, "goedkeuren"),
        lambda: move(dirk, second.key, "goedkeuren"),
        holding=meeting(first),
    )
    assert outcome(results) == ["Overlap", "SsmMandaat"]
    assert SsmMandaat.objects.filter(type="vov-raadplegen", status=Status.ACTIEF).count() == 1


def test_stopping_while_the_extension_is_signed():
    """Whatever comes first, nothing is left that opens something after the stop."""
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    old = signed(goran, Side.GEVER, "Peeters", dirk, "vov-raadplegen", end=20)
    new = move(goran, start_extension(goran, old.key, None).key, "versturen")
    together(
        lambda: move(dirk, new.key, "goedkeuren"),
        lambda: move(goran, old.key, "stoppen"),
        holding=meeting(old),
    )
    assert not SsmMandaat.objects.filter(type="vov-raadplegen", status=Status.ACTIEF).exists()


def test_two_transfers_at_once():
    goran, dirk, old = context_of(*GORAN), context_of(*DIRK), van_hoof_peeters()
    mine = start_transfer(goran, old.key, party_of(organisation("Kompas")), day(3))
    theirs = start_transfer(dirk, old.key, party_of(organisation("Smets")), day(3))
    results = together(
        lambda: move(goran, mine.key, "versturen"),
        lambda: move(dirk, theirs.key, "versturen"),
        holding=meeting(old),
    )
    assert outcome(results) == ["SsmMandaat", "Starts"]


def test_the_daily_task_twice_at_once():
    goran = context_of(*GORAN)
    mandaat = in_the_past(sent(goran, Side.GEVER, "Kompas", end=1), 3)
    results = together(lambda: close_periods(today()), lambda: close_periods(today()), holding=meeting(mandaat))
    assert sorted(results) == [0, 1]
    assert steps(mandaat).count(("vervallen", "portaal")) == 1
