"""No sequence of acts, by anybody, brings a mandate where the table does not lead, or moves it without a step."""

import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from mandates.models import SsmMandaat, SsmStap
from mandates.sides import Side
from mandates.ssm.errors import MandaatError
from mandates.ssm.moving import close_periods, move
from mandates.ssm.parties import party_of
from mandates.ssm.starting import start_concept, start_extension, start_transfer
from mandates.ssm.states import MOVES, Status
from tests.mandates.ssm.making import AN, DIRK, GORAN, JANA, day, today
from tests.world import context_of, give_right, organisation

HANNE = ("Hanne Jacobs", "Kompas")
PERSONAS = {
    "giver": GORAN,
    "old taker": DIRK,
    "new taker": HANNE,
    "uitvoerder": ("Marc Dubois", "Boekhoudkantoor Peeters"),
    "outsider": AN,
    "citizen": JANA,
}
# Only these three are ever a party here.
PARTIES = {"giver", "old taker", "new taker"}
NAMES = sorted({item.name for item in MOVES} | {"aanmaken", "bestaat-niet"})
EDGES = {(item.source.value, item.name, item.target.value, item.side.value) for item in MOVES}
who, name = st.sampled_from(sorted(PERSONAS)), st.sampled_from(NAMES)
some = st.integers(0, 6)


class Mandates(RuleBasedStateMachine):
    """Everybody does anything with every mandate of Van Hoof, on days that pass."""

    @initialize()
    def world(self) -> None:
        self.savepoint = transaction.savepoint()
        self.personas = {persona: context_of(*names) for persona, names in PERSONAS.items()}
        self.seen: dict[int, str] = {}
        self.day = today()
        self.check({})

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def all(self) -> list[SsmMandaat]:
        return list(SsmMandaat.objects.filter(giver_organisation__name__contains="Van Hoof").order_by("pk"))

    def one(self, number: int) -> SsmMandaat:
        rows = self.all()
        return rows[number % len(rows)]

    def attempt(self, persona: str, act) -> None:
        """Do it as far as it may be done; then look at what changed."""
        before, steps = {row.pk: row for row in self.all()}, SsmStap.objects.count()
        try:
            with transaction.atomic():
                act(self.personas.get(persona))
        except (MandaatError, SsmMandaat.DoesNotExist):
            assert [(row.pk, row.status) for row in self.all()] == [(pk, row.status) for pk, row in before.items()]
            assert SsmStap.objects.count() == steps
        else:
            assert persona in PARTIES or persona == "portal", persona
        self.check(before)

    def check(self, before: dict[int, SsmMandaat]) -> None:
        """Every status is where its steps lead, and every step is an edge of the table."""
        for row in self.all():
            steps = list(row.stappen.values_list("source", "move", "target", "side"))
            at = ""
            for source, move_name, target, side in steps:
                assert source == at
                assert (source, move_name, target, side) in EDGES or (move_name, target) == ("aanmaken", "concept")
                at = target
            assert row.status == at, "a status without a step"
            if row.activated_at is not None:
                # Nothing became active without the signature of both parties.
                signed = {side for _source, move_name, _target, side in steps if move_name != "aanmaken"}
                assert Side.NEMER in signed
                assert Side.GEVER in signed
            old = before.get(row.pk)
            if old is not None and old.activated_at is not None:
                assert (row.type, row.giver, row.taker, row.start) == (old.type, old.giver, old.taker, old.start)
                # A mandate that was signed is never rewritten, but for an end that comes sooner.
                assert row.end == old.end or (row.end is not None and (old.end is None or row.end < old.end))

    @rule(who=who, giver=st.booleans(), other=st.sampled_from(["Peeters", "Kompas", "Van Hoof"]))
    def start(self, who: str, giver: bool, other: str) -> None:
        side = Side.GEVER if giver else Side.NEMER
        if who not in PARTIES or giver != (who == "giver") or (other == "Van Hoof") == giver:
            # What others give to each other is not looked at here, nor what anybody may ask for himself.
            return
        self.attempt(who, lambda acting: start_concept(acting, side, "vov-raadplegen", party_of(organisation(other))))

    @rule(who=who, name=name, number=some)
    def do(self, who: str, name: str, number: int) -> None:
        self.attempt(who, lambda acting: move(acting, self.one(number).key, name, reason="Daarom"))

    @rule(who=who, number=some, end=st.sampled_from([None, 5, 30]))
    def extend(self, who: str, number: int, end: int | None) -> None:
        last = None if end is None else day(end)
        self.attempt(who, lambda acting: start_extension(acting, self.one(number).key, last))

    @rule(who=who, number=some, start=st.integers(0, 3))
    def hand_over(self, who: str, number: int, start: int) -> None:
        kompas = party_of(organisation("Kompas"))
        self.attempt(who, lambda acting: start_transfer(acting, self.one(number).key, kompas, day(start)))

    @rule(number=some)
    def give_an_end(self, number: int) -> None:
        """As if it had been given with an end."""
        row = self.one(number)
        if row.state in {Status.CONCEPT, Status.ACTIEF} and row.end is None:
            row.end = max(row.start, day(2))
            row.save(update_fields=["end"])

    @rule(days=st.integers(0, 4))
    def days_pass(self, days: int) -> None:
        self.day += datetime.timedelta(days=days)
        self.attempt("portal", lambda acting: close_periods(self.day))


@pytest.mark.django_db
def test_no_sequence_leaves_the_table(demo_world):
    give_right(*HANNE, "ssm_mandaatbeheerder")
    # Who is an outsider here manages the mandates of another organisation.
    give_right(*AN, "ssm_mandaatbeheerder")
    run_state_machine_as_test(
        Mandates,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_table_leads_from_a_concept_to_everything_and_ends():
    """Every state is reached, and what is final has no way out."""
    reached, last = {Status.CONCEPT}, set()
    while reached != last:
        last = set(reached)
        reached |= {item.target for item in MOVES if item.source in reached}
    assert reached == set(Status)
    final = {Status.GEWEIGERD, Status.STOPGEZET, Status.VERLOPEN, Status.OVERGEDRAGEN}
    assert {item.source for item in MOVES} == set(Status) - final
