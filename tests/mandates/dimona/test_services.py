"""The two-sided procedure, from both sides, and the change of secretariat."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from post_office.models import Email

from accounts.models import Organisation
from loket.journal.models import JournalEntry
from mandates.dimona import services
from mandates.dimona.errors import DimonaError, InTheWay, MovedOn, NotAllowed
from mandates.dimona.periodic import keep_periods
from mandates.dimona.periods import default_begin
from mandates.models import DimonaMandaat
from mandates.quarters import Quarter
from tests.mandates.dimona.parties import GROEP, freya, now, second_secretariat, smets, stored, terms, wim
from tests.world import context_of, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(demo_world: None) -> None:
    """Smets has no mandate in the demo world: what a test wants, it makes."""


def steps(mandaat: DimonaMandaat) -> list[tuple[str, str, str, str]]:
    return list(mandaat.stappen.values_list("move", "source", "target", "side"))


def mails() -> dict[str, str]:
    """Who got a mail, with which subject."""
    return {mail.to[0]: mail.subject for mail in Email.objects.order_by("pk")}


def given(begin: Quarter | None = None, end: Quarter | None = None) -> DimonaMandaat:
    return services.give(smets(), organisation("Horizon"), terms(begin, end))


def test_the_giver_gives_and_the_secretariat_confirms():
    mandaat = given(now(), now().next)
    assert (mandaat.status, mandaat.start, mandaat.end) == ("wacht_op_nemer", now().first_day, now().next.last_day)
    assert mails() == {"freya.wouters@horizon.example": "Houthandel Smets bv wil u een Dimona-mandaat geven"}
    services.confirm(freya(), mandaat.key)
    mandaat.refresh_from_db()
    assert mandaat.status == "actief"
    assert steps(mandaat) == [
        ("starten", "", "wacht_op_nemer", "gever"),
        ("bevestigen", "wacht_op_nemer", "actief", "nemer"),
    ]
    assert mails()["rik.thys@smets.example"] == ("Sociaal Secretariaat Horizon vzw heeft het Dimona-mandaat bevestigd")
    journal = JournalEntry.objects.filter(object_type="mandates.dimonamandaat").order_by("pk")
    assert [(line.action, line.own.name) for line in journal] == [
        ("dimona_gegeven", "Houthandel Smets bv"),
        ("dimona_bevestigd", "Sociaal Secretariaat Horizon vzw"),
    ]


def test_the_secretariat_asks_and_the_giver_refuses_with_a_reason():
    rik = smets()
    mandaat = services.ask(freya(), organisation("Smets"), terms())
    assert mandaat.status == "wacht_op_gever"
    with pytest.raises(DimonaError, match="reden"):
        services.refuse(rik, mandaat.key, "  ")
    services.refuse(rik, mandaat.key, "Wij doen het zelf.")
    mandaat.refresh_from_db()
    assert mandaat.status == "geweigerd"
    assert mandaat.stappen.last().reason == "Wij doen het zelf."
    mail = Email.objects.get(to=["freya.wouters@horizon.example"])
    assert "Reden: Wij doen het zelf." in mail.message


def test_who_started_takes_it_back_and_can_start_again():
    mandaat = given()
    rik = context_of("Rik Thys", "Smets")
    services.withdraw(rik, mandaat.key)
    mandaat.refresh_from_db()
    assert mandaat.status == "ingetrokken"
    again = services.give(rik, organisation("Horizon"), terms())
    assert again.pk != mandaat.pk


@pytest.mark.parametrize("who", ["giver", "taker"])
def test_either_side_stops_at_the_end_of_a_quarter(who):
    rik = smets()
    mandaat = stored("Smets")
    acting, other = (rik, "freya.wouters@horizon.example") if who == "giver" else (freya(), "rik.thys@smets.example")
    services.stop(acting, mandaat.key, now().next)
    mandaat.refresh_from_db()
    assert (mandaat.status, mandaat.end) == ("actief", now().next.last_day)
    assert "eindigt op" in mails()[other]
    with pytest.raises(DimonaError, match="vroeger kwartaal"):
        services.stop(acting, mandaat.key, now().next)
    services.stop(acting, mandaat.key, now())
    mandaat.refresh_from_db()
    assert mandaat.end == now().last_day


def test_a_quarter_that_is_over_is_no_end():
    rik = smets()
    mandaat = stored("Smets")
    with pytest.raises(DimonaError, match="voorbij"):
        services.stop(rik, mandaat.key, now().previous)


def test_before_it_begins_either_side_can_renounce():
    mandaat = given(now().next)
    services.confirm(freya(), mandaat.key)
    with pytest.raises(DimonaError, match="nog niet begonnen"):
        services.stop(freya(), mandaat.key, now().next)
    services.renounce(freya(), mandaat.key)
    mandaat.refresh_from_db()
    assert mandaat.status == "ingetrokken"
    running = stored("Smets")
    with pytest.raises(DimonaError, match="loopt al"):
        services.renounce(freya(), running.key)


def test_who_may_not_and_who_is_no_party():
    mandaat = given()
    with pytest.raises(NotAllowed):
        services.confirm(context_of("Elif Yildiz", "Horizon"), mandaat.key)
    with pytest.raises(NotAllowed):
        services.give(context_of("Ivo Mertens", "De Brug"), organisation("Horizon"), terms())
    with pytest.raises(NotAllowed):
        services.give(context_of("Bart Maes"), organisation("Horizon"), terms())
    for act in (services.confirm, services.withdraw, services.renounce):
        with pytest.raises(DimonaMandaat.DoesNotExist):
            act(context_of("Goran De Smet", "Van Hoof"), mandaat.key)
    with pytest.raises(MovedOn, match="wacht op bevestiging"):
        services.confirm(context_of("Rik Thys", "Smets"), mandaat.key)


def test_who_can_be_a_party():
    rik = smets()
    with pytest.raises(DimonaError, match="geen Dimona Mandaatnemer"):
        services.give(rik, organisation("Peeters"), terms())
    with pytest.raises(DimonaError, match="school"):
        services.ask(freya(), organisation("De Brug"), terms())
    with pytest.raises(DimonaError, match="geen onderneming"):
        services.ask(freya(), organisation("Departement"), terms())
    with pytest.raises(DimonaError, match="zichzelf"):
        services.give(freya(), organisation("Horizon"), terms())
    with pytest.raises(DimonaError, match="geen Dimona Mandaatnemer"):
        services.ask(rik, organisation("Van Hoof"), terms())
    Organisation.objects.filter(name__contains="Peeters").update(ceased_on=timezone.localdate())
    with pytest.raises(DimonaError, match="stopgezet op"):
        services.ask(freya(), organisation("Peeters"), terms())
    assert services.ask(freya(), organisation("Gemeente"), terms(groep="dmfappl_dimona")).pk


def test_the_quarters_of_a_new_mandate():
    rik, horizon = smets(), organisation("Horizon")
    with pytest.raises(DimonaError, match="voorbij"):
        services.give(rik, horizon, terms(now().previous))
    with pytest.raises(DimonaError, match="voor het beginkwartaal"):
        services.give(rik, horizon, terms(now().next, now()))
    services.give(rik, horizon, terms())
    with pytest.raises(DimonaError, match="Er wacht al een mandaat"):
        services.ask(freya(), organisation("Smets"), terms(now().next))


def test_a_change_of_secretariat_at_the_boundary_of_a_quarter():
    rik, einder = smets(), second_secretariat()
    old = stored("Smets")
    assert default_begin(old.giver_id, GROEP, timezone.localdate()) == now().next
    assert default_begin(old.giver_id, "dmfappl_dimona", timezone.localdate()) == now()
    with pytest.raises(InTheWay, match=f"bij Sociaal Secretariaat Horizon vzw.*kies {now().next}"):
        services.give(rik, einder, terms())
    new = services.ask(wim(), organisation("Smets"), terms(now().next))
    with pytest.raises(DimonaError, match="intussen gewijzigd"):
        services.confirm(rik, new.key)
    services.confirm(rik, new.key, ends=old.key)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, old.end, new.status, new.start) == (
        "actief",
        now().last_day,
        "actief",
        now().next.first_day,
    )
    assert steps(old) == [("vervangen", "actief", "actief", "portaal")]
    mail = Email.objects.get(to=["freya.wouters@horizon.example"])
    assert f"eindigt op {now().last_day:%d/%m/%Y}" in mail.subject
    assert "Einder" not in mail.message
    assert keep_periods(now().last_day) == (0, 0)
    assert keep_periods(now().next.first_day) == (1, 0)
    assert keep_periods(now().next.first_day) == (0, 0)
    old.refresh_from_db()
    assert old.status == "afgesloten"


def test_a_secretariat_does_not_read_with_whom_the_other_mandate_is():
    smets()
    second_secretariat()
    stored("Smets")
    with pytest.raises(InTheWay, match="bij een ander sociaal secretariaat") as refused:
        services.ask(wim(), organisation("Smets"), terms())
    assert "Horizon" not in str(refused.value)


def test_a_later_mandate_is_never_pushed_aside():
    """Only what runs gives way; what begins in the same quarter or later must be given up first."""
    rik, einder = smets(), second_secretariat()
    later = stored("Smets", begin=now().next)
    with pytest.raises(InTheWay, match="al een mandaat voor deze groep"):
        services.give(rik, einder, terms(now().next))
    with pytest.raises(InTheWay, match="al een mandaat voor deze groep"):
        services.give(rik, einder, terms(now()))
    before = services.give(rik, einder, terms(now(), now()))
    services.confirm(wim(), before.key)
    services.renounce(rik, later.key)
    assert services.give(rik, organisation("Horizon"), terms(now().next)).pk


def test_a_mandate_with_the_same_secretariat_is_not_given_twice():
    rik = smets()
    stored("Smets")
    with pytest.raises(InTheWay, match="Er is al een mandaat tussen beide"):
        services.give(rik, organisation("Horizon"), terms(now().next))
    assert services.give(rik, organisation("Horizon"), terms(groep="dmfappl_dimona")).pk


def test_what_nobody_confirmed_in_time_lapses():
    waiting = stored("Smets", begin=now().previous, status="wacht_op_nemer")
    with pytest.raises(DimonaError, match="is voorbij"):
        services.confirm(freya(), waiting.key)
    assert keep_periods(timezone.localdate()) == (0, 1)
    waiting.refresh_from_db()
    assert waiting.status == "ingetrokken"


def test_the_database_has_the_last_word():
    second_secretariat()
    stored("Smets")
    with (
        pytest.raises(InTheWay, match="^Voor dit kwartaal is er al een mandaat"),
        services.constraints_in_words(),
        transaction.atomic(),
    ):
        stored("Smets", "Einder")
    stored("Smets", status="wacht_op_nemer")
    with (
        pytest.raises(InTheWay, match="^Er wacht al een mandaat"),
        services.constraints_in_words(),
        transaction.atomic(),
    ):
        stored("Smets", status="wacht_op_gever")
    with pytest.raises(IntegrityError, match="dimona_not_to_oneself"), services.constraints_in_words():
        stored("Smets", "Smets")


def test_a_register_elsewhere_is_only_read(settings):
    settings.DIMONA_REGISTER = "mandates.dimona.remote.RestRegister"
    with pytest.raises(DimonaError, match="register buiten dit loket"):
        given()


def test_no_numbers_in_mails():
    rik, einder = smets(), second_secretariat()
    stored("Smets")
    new = services.give(rik, einder, terms(now().next))
    services.confirm(wim(), new.key)
    text = " ".join(f"{mail.subject} {mail.message}" for mail in Email.objects.all())
    for organisation_ in Organisation.objects.exclude(kbo=None):
        assert organisation_.kbo not in text
        assert organisation_.number not in text
