"""The table of moves of a registration: whatever three sides try, in whatever order, nothing leaves it, and the
databank says the same as the state."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aanvragen.models import Opleiding, StatusMove
from aanvragen.odb.bewegingen import IN_DE_DATABANK, MOVES
from aanvragen.odb.models import OdbGegevens, Verlenging
from aanvragen.services import MoveError, move
from aanvragen.states import Side, Status
from loket.journal.models import JournalEntry
from tests.aanvragen.odb.registering import stored
from tests.world import context_of

ATTEMPT = st.tuples(
    st.sampled_from([*(step.name for step in MOVES), "bestaat-niet", ""]),
    st.sampled_from(Side),
    st.sampled_from(["", "Daarom."]),
    # Days that go by before it.
    st.sampled_from([0, 0, 31]),
)
# Weighted: the moves that lead further come before what anybody may try.
FORWARD = st.sampled_from(
    [
        ("behandelen", Side.DEPARTMENT, "", 0),
        ("aanvulling_vragen", Side.DEPARTMENT, "Wat?", 0),
        ("aanvullen", Side.FILER, "Dit.", 0),
        ("goedkeuren", Side.DEPARTMENT, "", 0),
        ("verlenging_vragen", Side.FILER, "Ziek.", 0),
        ("verlengen", Side.DEPARTMENT, "", 0),
    ]
)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FORWARD | ATTEMPT, max_size=14))
def test_no_sequence_of_moves_leaves_the_table(demo_world, attempts):
    aanvraag = stored("Hanne Jacobs", "Kompas")
    hanne, nele = context_of("Hanne Jacobs", "Kompas"), context_of("Nele Aerts", "Departement")
    actors = {Side.FILER: hanne, Side.DEPARTMENT: nele, Side.PORTAL: None}
    state, trail = Status.INGEDIEND, []
    for number, (name, side, reason, days) in enumerate(attempts):
        if days:
            late = timezone.localdate() - timedelta(days=days)
            OdbGegevens.objects.filter(pk=aanvraag.pk, answer_by__isnull=False).update(answer_by=late)
        step = MOVES.find(name)
        answer_by = OdbGegevens.objects.get(pk=aanvraag.pk).answer_by
        over = answer_by is not None and answer_by < timezone.localdate()
        may = (
            step is not None
            and name not in ("indienen", "verwijderen")
            and step.side is side
            and state in step.sources
            and (bool(reason) or not step.reason)
            and (name != "aanvullen" or not over)
            and (name != "vervallen" or over)
        )
        lines = JournalEntry.objects.count()
        new_end = timezone.localdate() + timedelta(days=200 + number)
        try:
            move(aanvraag, name, side, actors[side], reason, {"new_end": new_end})
        except MoveError:
            assert not may, (name, side, state)
            assert JournalEntry.objects.count() == lines
        else:
            assert may, (name, side, state)
            trail.append((state.value, step.target.value))
            state = step.target
        aanvraag.refresh_from_db()
        assert aanvraag.state is state
    assert list(StatusMove.objects.filter(aanvraag=aanvraag).values_list("source", "target")) == trail
    opleiding = Opleiding.objects.filter(aanvraag=aanvraag).first()
    assert (opleiding is not None) is (state in IN_DE_DATABANK or state is Status.STOPGEZET)
    if opleiding is not None:
        assert (opleiding.stopped_on is not None) is (state is Status.STOPGEZET)
    open_requests = Verlenging.objects.filter(gegevens=aanvraag.pk, granted__isnull=True).count()
    assert open_requests == (1 if state is Status.VERLENGING_GEVRAAGD else 0)
    answer_by = OdbGegevens.objects.get(pk=aanvraag.pk).answer_by
    assert (answer_by is not None) is (state is Status.AANVULLING_GEVRAAGD)


def test_what_is_over_stays_so():
    for final in (Status.GEWEIGERD, Status.GEANNULEERD, Status.VERVALLEN, Status.STOPGEZET, Status.VERWIJDERD):
        assert [MOVES.offered(final, side) for side in Side] == [[], [], []]


def test_every_state_can_be_reached_and_who_takes_something_away_says_why():
    reached, found = {Status.CONCEPT}, True
    while found:
        found = {step.target for step in MOVES if step.sources & reached} - reached
        reached |= found
    assert reached == {Status.CONCEPT, Status.VERWIJDERD, *MOVES.states}
    told = {step.name for step in MOVES if step.danger and not step.reason}
    assert told == {"verwijderen", "annuleren", "vervallen"}
