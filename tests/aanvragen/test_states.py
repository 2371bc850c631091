"""The table of moves: whatever both sides try, in whatever order, an aanvraag never leaves it."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aanvragen.aanvulling.models import Aanvulling
from aanvragen.models import StatusMove
from aanvragen.services import MoveError, move
from aanvragen.states import COUNTING, Side, Status
from aanvragen.vov.dienst import FLOW
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import stored
from tests.world import context_of

MOVES = FLOW.moves
ATTEMPT = st.tuples(
    st.sampled_from([*(step.name for step in MOVES), "bestaat-niet", ""]),
    st.sampled_from([Side.FILER, Side.DEPARTMENT]),
    st.sampled_from(["", "  ", "Daarom."]),
)


def allowed(status: Status, name: str, side: Side, reason: str) -> Status | None:
    """What the table says; filing has a service of its own."""
    step = MOVES.find(name)
    if step is None or step.side is not side or name == "indienen" or status not in step.sources:
        return None
    return None if step.reason and not reason.strip() else step.target


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([Status.CONCEPT, *MOVES.states, Status.VERWIJDERD]), st.lists(ATTEMPT, max_size=8))
def test_no_sequence_of_moves_leaves_the_table(demo_world, start, attempts):
    aanvraag = stored("Bart Maes", "De Korenbloem", start)
    actors = {
        Side.FILER: context_of("Bart Maes", "De Korenbloem"),
        Side.DEPARTMENT: context_of("Nele Aerts", "Departement"),
    }
    if start is Status.AANVULLING_GEVRAAGD:
        Aanvulling.objects.create(aanvraag=aanvraag, answer_by=timezone.localdate())
    state, trail = start, []
    for name, side, reason in attempts:
        target = allowed(state, name, side, reason)
        lines = JournalEntry.objects.count()
        try:
            assert move(aanvraag, name, side, actors[side], reason).state is target
            trail.append((state.value, target.value))
            state = target
        except MoveError:
            assert target is None
            assert JournalEntry.objects.count() == lines
        aanvraag.refresh_from_db()
        assert aanvraag.state is state
    assert list(StatusMove.objects.filter(aanvraag=aanvraag).values_list("source", "target")) == trail


def test_what_is_decided_or_taken_away_stays_so():
    for final in (Status.GOEDGEKEURD, Status.GEWEIGERD, Status.VERVALLEN, Status.GEANNULEERD, Status.VERWIJDERD):
        assert [MOVES.offered(final, side) for side in Side] == [[], [], []]


def test_what_each_side_is_offered():
    offered = {
        (status, side): [step.name for step in MOVES.offered(status, side)] for status in Status for side in Side
    }
    assert {key: names for key, names in offered.items() if names} == {
        (Status.CONCEPT, Side.FILER): ["indienen", "verwijderen"],
        (Status.INGEDIEND, Side.FILER): ["annuleren"],
        (Status.INGEDIEND, Side.DEPARTMENT): ["behandelen"],
        (Status.IN_BEHANDELING, Side.DEPARTMENT): ["goedkeuren", "weigeren", "aanvulling_vragen"],
        (Status.AANVULLING_GEVRAAGD, Side.FILER): ["aanvullen"],
        (Status.AANVULLING_GEVRAAGD, Side.PORTAL): ["vervallen"],
    }


def test_every_state_can_be_reached_and_what_needs_words():
    assert {step.target for step in MOVES} == {*MOVES.states, Status.VERWIJDERD}
    assert [step.name for step in MOVES if step.reason] == ["weigeren", "aanvulling_vragen", "aanvullen"]
    assert set(COUNTING) == set(MOVES.states) - {Status.GEWEIGERD, Status.VERVALLEN, Status.GEANNULEERD}
