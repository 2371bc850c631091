"""Who may act for whom by a mandate, read afresh each time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aanvragen.vov.dienst import VOV
from accounts.models import Organisation, ToegekendRecht
from loket.acting.context import Choice, Ground, Handeling
from mandates.acting import resolve, why_not
from mandates.dimona.states import Status as DimonaStatus
from mandates.quarters import Quarter
from mandates.ssm.states import Status as SsmStatus
from tests.mandates.mandaten import choice_for, context_for, dimona, ssm, without_mandates
from tests.world import give_right, person, user_of

ELIF = ("Elif Yildiz", "Horizon")
MARC = ("Marc Dubois", "Boekhoudkantoor")
ALL_OF_VOV = frozenset((VOV.code, handeling.value) for handeling in Handeling)

pytestmark = pytest.mark.usefixtures("no_mandates")


@pytest.fixture
def no_mandates(demo_world):
    """The demo world without its mandates: each test makes its own."""
    without_mandates()


def today():
    return timezone.localdate()


def this_quarter() -> Quarter:
    return Quarter.of(today())


def reason(who: tuple[str, str | None], mandaat) -> str:
    return why_not(user_of(person(who[0])), choice_for(*who, mandaat), today())


def test_dimona_opens_the_diensten_that_admit_it_and_no_right_of_the_own_organisation():
    mandaat = dimona("De Korenbloem")
    acting = context_for(*ELIF, mandaat)
    assert acting.ground is Ground.DIMONA
    assert (acting.own.name, acting.represented.name) == (
        "Sociaal Secretariaat Horizon vzw", "Bakkerij De Korenbloem bv"
    )  # fmt: skip
    assert acting.mandate == mandaat.ref
    assert acting.acts == ALL_OF_VOV
    assert acting.rights == frozenset()
    assert VOV.allowed(acting)


@pytest.mark.parametrize(
    ("start", "end", "status", "words"),
    [
        (+1, None, DimonaStatus.ACTIEF, "begint pas op"),
        (-8, -1, DimonaStatus.ACTIEF, "is beëindigd: het liep tot en met"),
        (-8, -1, DimonaStatus.AFGESLOTEN, "is beëindigd: het liep tot en met"),
        (0, None, DimonaStatus.WACHT_OP_GEVER, "geldt nog niet: wacht op bevestiging"),
        (0, None, DimonaStatus.GEWEIGERD, "gaf geen Dimona-mandaat aan"),
    ],
)
def test_a_dimona_mandate_that_does_not_hold_says_why(start, end, status, words):
    def quarter(steps):
        found = this_quarter()
        for _ in range(abs(steps)):
            found = found.next if steps > 0 else found.previous
        return found

    mandaat = dimona("De Korenbloem", start=quarter(start), end=end and quarter(end), status=status)
    assert context_for(*ELIF, mandaat) is None
    assert words in reason(ELIF, mandaat)


def test_the_last_day_of_the_last_quarter_still_counts():
    mandaat = dimona("De Korenbloem", end=this_quarter())
    user, choice = user_of(person("Elif Yildiz")), choice_for(*ELIF, mandaat)
    assert resolve(user, choice, mandaat.end) is not None
    assert resolve(user, choice, mandaat.end + timedelta(days=1)) is None


def test_without_dimona_mandaatuitvoerder_nobody_acts():
    mandaat = dimona("De Korenbloem")
    assert context_for("Freya Wouters", "Horizon", mandaat) is None
    assert "het recht Dimona Mandaatuitvoerder niet" in reason(("Freya Wouters", "Horizon"), mandaat)
    ToegekendRecht.objects.filter(werkrelatie__person=person("Elif Yildiz")).update(stopped_at=timezone.now())
    assert context_for(*ELIF, mandaat) is None


def test_a_dimona_mandate_of_one_is_worth_nothing_to_another():
    mandaat = dimona("De Korenbloem", taker="Kompas")
    assert context_for(*ELIF, mandaat) is None
    assert "gaf geen Dimona-mandaat aan Sociaal Secretariaat Horizon" in reason(ELIF, mandaat)


def test_a_ceased_enterprise_is_not_acted_for():
    mandaat = dimona("De Korenbloem")
    Organisation.objects.filter(pk=mandaat.giver_id).update(ceased_on=today())
    assert context_for(*ELIF, mandaat) is None
    assert "is stopgezet" in reason(ELIF, mandaat)


@pytest.mark.parametrize(
    ("type", "handelingen"),
    [
        ("vov", set(Handeling)),
        ("vov-voorbereiden", {Handeling.RAADPLEGEN, Handeling.INVULLEN}),
        ("vov-raadplegen", {Handeling.RAADPLEGEN}),
    ],
)
def test_an_ssm_mandate_opens_what_its_type_names(type, handelingen):
    acting = context_for(*MARC, ssm("Van Hoof", "Boekhoudkantoor", type))
    assert acting.ground is Ground.SSM
    assert acting.acts == {(VOV.code, handeling.value) for handeling in handelingen}
    for handeling in Handeling:
        assert VOV.may(handeling).allows(acting) == (handeling in handelingen)
    assert VOV.allowed(acting) == (Handeling.INVULLEN in handelingen)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": SsmStatus.WACHT_OP_NEMER}, "het staat op “Wacht op ondertekening door de mandaatnemer”"),
        ({"status": SsmStatus.STOPGEZET}, "het staat op “Stopgezet”"),
        ({"start": timezone.localdate() + timedelta(days=2)}, "het begint op"),
        ({"end": timezone.localdate() - timedelta(days=1)}, "het liep tot en met"),
    ],
)
def test_an_ssm_mandate_that_does_not_hold_says_why(fields, words):
    mandaat = ssm("Van Hoof", "Boekhoudkantoor", **fields)
    assert context_for(*MARC, mandaat) is None
    assert words in reason(MARC, mandaat)


def test_a_legal_representative_uses_a_mandate_without_a_right_and_a_beheerder_does_not():
    mandaat = ssm("Van Hoof", "Boekhoudkantoor")
    assert context_for("Dirk Peeters", "Boekhoudkantoor", mandaat) is not None
    ToegekendRecht.objects.filter(werkrelatie__person=person("Marc Dubois")).update(stopped_at=timezone.now())
    assert context_for(*MARC, mandaat) is None
    give_right("Marc Dubois", "Boekhoudkantoor", "hoofd_lokale_beheerder")
    assert context_for(*MARC, mandaat) is None
    assert "het recht SSM Mandaatuitvoerder niet" in reason(MARC, mandaat)


def test_between_natural_persons_no_right_is_needed():
    mandaat = ssm("Jana Goossens", "Omar Haddad", "mijn-opleidingsverlof")
    acting = context_for("Omar Haddad", None, mandaat)
    assert acting.represented.name == "Jana Goossens"
    assert not acting.represented.is_organisation
    assert acting.natural_person
    assert context_for("Jana Goossens", None, mandaat) is None, "the giver does not act by it"


def test_an_organisation_for_a_person_and_a_person_for_an_organisation():
    assert context_for(*MARC, ssm("Jana Goossens", "Boekhoudkantoor", "mijn-opleidingsverlof")).on_behalf
    assert context_for("Jana Goossens", None, ssm("Van Hoof", "Jana Goossens")).represented.is_organisation


def test_a_choice_names_giver_and_mandate_and_both_must_fit():
    mandaat, other = ssm("Van Hoof", "Boekhoudkantoor"), ssm("De Korenbloem", "Boekhoudkantoor")
    user, good = user_of(person("Marc Dubois")), choice_for(*MARC, mandaat)
    wrong = Choice(good.doelgroep, good.own_id, other.giver_organisation_id, mandaat.ref)
    assert resolve(user, good, today()) is not None
    assert resolve(user, wrong, today()) is None
    for broken in ("ssm:", "ssm:x", "ssm:9" + "9" * 20, "iets:1", ":"):
        assert resolve(user, Choice(good.doelgroep, good.own_id, good.represented_id, broken), today()) is None


def test_a_person_and_an_organisation_with_one_number_are_told_apart():
    """The token of a form must not fit a party of the other kind that happens to have the same id."""
    van_hoof, jana = (
        ssm("Van Hoof", "Boekhoudkantoor"),
        ssm("Jana Goossens", "Boekhoudkantoor", "mijn-opleidingsverlof"),
    )
    one, other = context_for(*MARC, van_hoof), context_for(*MARC, jana)
    assert one.parties.rpartition(".")[2].isdigit()
    assert other.parties.rpartition(".")[2].startswith("p")


def test_what_acting_by_a_mandate_costs(django_assert_num_queries):
    """The own context and an SSM mandate are one query; a register of Dimona mandates may be elsewhere."""
    dimona_mandaat, ssm_mandaat = dimona("De Korenbloem"), ssm("Van Hoof", "Boekhoudkantoor")
    for who, mandaat, number in ((ELIF, dimona_mandaat, 2), (MARC, ssm_mandaat, 1)):
        user, choice = user_of(person(who[0])), choice_for(*who, mandaat)
        assert user.person.full_name
        with django_assert_num_queries(number):
            assert resolve(user, choice, today()) is not None
