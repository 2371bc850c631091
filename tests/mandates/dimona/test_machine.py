"""Any order of moves by anybody: the table decides, the history tells the same story, and mandates never overlap."""

import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mandates.dimona import services
from mandates.dimona.errors import DimonaError
from mandates.dimona.periodic import keep_periods
from mandates.dimona.register import LocalRegister
from mandates.dimona.states import FINAL, MOVES, Status
from mandates.models import DimonaMandaat
from mandates.quarters import Quarter
from tests.mandates.dimona.parties import freya, now, second_secretariat, smets, terms, wim
from tests.world import context_of, organisation

pytestmark = pytest.mark.django_db


class Moves(RuleBasedStateMachine):
    """A giver, two secretariats, and somebody who is fully entitled elsewhere."""

    @initialize()
    def people(self):
        self.point = transaction.savepoint()
        self.giver, self.horizon, self.einder = PEOPLE["giver"], PEOPLE["horizon"], PEOPLE["einder"]
        self.outsider = PEOPLE["outsider"]
        self.made: list[DimonaMandaat] = []
        self.allowed = {(move.source, move.target) for move in MOVES}

    def teardown(self):
        """Steps cannot be deleted: what a run did is undone as a whole."""
        transaction.savepoint_rollback(self.point)

    def who(self, name: str):
        return getattr(self, name)

    @rule(
        by=st.sampled_from(["giver", "horizon", "einder"]),
        to=st.sampled_from(["Horizon", "Einder"]),
        ahead=st.integers(0, 3),
        length=st.one_of(st.none(), st.integers(0, 3)),
        groep=st.sampled_from(["dmfa_dimona", "dmfappl_dimona"]),
    )
    def start(self, by, to, ahead, length, groep):
        begin = later(now(), ahead)
        agreed = terms(begin, None if length is None else later(begin, length), groep)
        try:
            if by == "giver":
                made = services.give(self.giver, organisation(to), agreed)
            else:
                made = services.ask(self.who(by), organisation("Smets"), agreed)
        except DimonaError:
            return
        self.made.append(made)

    @precondition(lambda self: self.made)
    @rule(
        data=st.data(),
        by=st.sampled_from(["giver", "horizon", "einder", "outsider"]),
        name=st.sampled_from(["confirm", "refuse", "withdraw", "renounce", "stop"]),
        ahead=st.integers(-1, 3),
    )
    def move(self, data, by, name, ahead):
        mandaat = data.draw(st.sampled_from(self.made))
        mandaat.refresh_from_db()
        before, acting = (mandaat.status, mandaat.end), self.who(by)
        party = acting.own.id in (mandaat.giver_id, mandaat.taker_id)
        try:
            if name == "confirm":
                services.confirm(acting, mandaat.key, ends=self.seen(mandaat))
            elif name == "refuse":
                services.refuse(acting, mandaat.key, "Neen")
            elif name == "stop":
                services.stop(acting, mandaat.key, later(now(), ahead))
            else:
                getattr(services, name)(acting, mandaat.key)
        except DimonaMandaat.DoesNotExist:
            assert not party
        except DimonaError:
            mandaat.refresh_from_db()
            assert (mandaat.status, mandaat.end) == before
        else:
            assert party

    def seen(self, mandaat: DimonaMandaat):
        """What the page shows: the running mandate of the same group at another secretariat."""
        rows = DimonaMandaat.objects.filter(
            giver=mandaat.giver, groep=mandaat.groep, status="actief", start__lt=mandaat.start
        ).exclude(taker=mandaat.taker)
        found = [row.key for row in rows if row.end is None or row.end >= mandaat.start]
        return found[0] if found else None

    @rule(quarters=st.integers(0, 2))
    def time_passes_for_the_portal(self, quarters):
        keep_periods(later(now(), quarters).first_day if quarters else datetime.date.today())

    @invariant()
    def the_history_tells_the_same_story(self):
        for mandaat in DimonaMandaat.objects.filter(giver__name__contains="Smets").prefetch_related("stappen"):
            source = ""
            for step in mandaat.stappen.all():
                assert step.source == source
                assert source == "" or (source, step.target) in self.allowed
                assert source == "" or Status(source) not in FINAL
                source = step.target
            assert source == mandaat.status

    @invariant()
    def at_most_one_secretariat_on_any_day(self):
        rows = list(DimonaMandaat.objects.filter(status__in=["actief", "afgesloten"]))
        for one in rows:
            assert one.start == Quarter.of(one.start).first_day
            assert one.end is None or one.end == Quarter.of(one.end).last_day
            for other in rows:
                if one.pk < other.pk and (one.giver_id, one.groep) == (other.giver_id, other.groep):
                    apart = (one.end is not None and one.end < other.start) or (
                        other.end is not None and other.end < one.start
                    )
                    assert apart

    @invariant()
    def the_register_opens_what_is_active_today_and_nothing_else(self):
        today = datetime.date.today()
        for taker in ("Horizon", "Einder"):
            found = LocalRegister().in_force(organisation("Smets").pk, organisation(taker).pk, today)
            running = [
                row
                for row in DimonaMandaat.objects.filter(taker=organisation(taker), giver=organisation("Smets"))
                if row.status == "actief" and row.start <= today and (row.end is None or row.end >= today)
            ]
            assert (found is not None) == bool(running)


def later(quarter: Quarter, number: int) -> Quarter:
    for _ in range(abs(number)):
        quarter = quarter.next if number > 0 else quarter.previous
    return quarter


PEOPLE: dict[str, object] = {}


def test_any_order_of_moves(demo_world):
    giver = smets()
    second_secretariat()
    PEOPLE.update(giver=giver, horizon=freya(), einder=wim(), outsider=context_of("Goran De Smet", "Van Hoof"))
    run_state_machine_as_test(
        Moves,
        settings=settings(
            max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
