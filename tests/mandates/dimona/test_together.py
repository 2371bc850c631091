"""Two people at the same moment, over real connections."""

import pytest

from loket.locks import hold_until_commit
from mandates.dimona import services
from mandates.dimona.errors import DimonaError
from mandates.models import DimonaMandaat
from tests.mandates.dimona.parties import GROEP, freya, now, second_secretariat, smets, stored, terms, wim
from tests.world import context_of, organisation, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def world(transactional_db: None, demo_world: None) -> None:
    """Committed, so that other connections see it."""


def holding():
    """Both acts wait here, and then meet."""
    hold_until_commit(f"dimona {organisation('Smets').pk} {GROEP}")


def outcome(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_two_confirmations_count_once():
    smets()
    mandaat = services.ask(freya(), organisation("Smets"), terms())
    rik = context_of("Rik Thys", "Smets")
    results = together(
        lambda: services.confirm(rik, mandaat.key), lambda: services.confirm(rik, mandaat.key), holding=holding
    )
    assert outcome(results) == ["DimonaMandaat", "MovedOn"]
    assert mandaat.stappen.filter(move="bevestigen").count() == 1


def test_confirming_what_is_being_withdrawn():
    rik, horizon = smets(), freya()
    mandaat = services.give(rik, organisation("Horizon"), terms())
    results = together(
        lambda: services.confirm(horizon, mandaat.key), lambda: services.withdraw(rik, mandaat.key), holding=holding
    )
    assert outcome(results) == ["DimonaMandaat", "MovedOn"]
    mandaat.refresh_from_db()
    assert mandaat.stappen.last().target == mandaat.status
    assert mandaat.stappen.count() == 2


def test_two_secretariats_for_the_same_quarter():
    """The first one is the new secretariat; the second one reads why it is not."""
    rik = smets()
    second_secretariat()
    first = services.give(rik, organisation("Horizon"), terms(now().next))
    second = services.give(rik, organisation("Einder"), terms(now().next))
    horizon, einder = freya(), wim()
    results = together(
        lambda: services.confirm(horizon, first.key), lambda: services.confirm(einder, second.key), holding=holding
    )
    assert outcome(results) == ["DimonaMandaat", "InTheWay"]
    [refused] = [result for result in results if isinstance(result, DimonaError)]
    assert "bij een ander sociaal secretariaat" in str(refused)
    assert DimonaMandaat.objects.filter(giver=organisation("Smets"), status="actief").count() == 1


def test_stopping_while_the_giver_goes_to_another():
    rik = smets()
    second_secretariat()
    old = stored("Smets")
    new = services.ask(wim(), organisation("Smets"), terms(now().next))
    horizon = freya()
    results = together(
        lambda: services.confirm(rik, new.key, ends=old.key),
        lambda: services.stop(horizon, old.key, now()),
        holding=holding,
    )
    old.refresh_from_db()
    assert old.end == now().last_day
    assert outcome(results) in (["DimonaError", "DimonaMandaat"], ["DimonaMandaat", "DimonaMandaat"])


def test_giving_twice_at_once():
    rik = smets()
    horizon = organisation("Horizon")
    results = together(
        lambda: services.give(rik, horizon, terms()), lambda: services.give(rik, horizon, terms()), holding=holding
    )
    assert outcome(results) == ["DimonaError", "DimonaMandaat"]
