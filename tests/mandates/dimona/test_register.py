"""Who is asked whether a mandate is in force: our table, and a register elsewhere over a real connection."""

import datetime
import json
import socket

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError
from django.utils import timezone

from mandates.dimona.register import LocalRegister, RegisterUnavailable, register
from mandates.models import DimonaMandaat
from tests.mandates.dimona.parties import now, second_secretariat, stored
from tests.mandates.dimona.remote_register import Elsewhere, serving
from tests.world import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(demo_world: None) -> None:
    """Smets gave no mandate."""


@pytest.fixture
def elsewhere(settings):
    with serving() as found:
        settings.DIMONA_REGISTER = "mandates.dimona.remote.RestRegister"
        settings.DIMONA_REGISTER_URL = found.address
        settings.DIMONA_REGISTER_TIMEOUT = 1
        settings.DIMONA_REGISTER_CACHE_SECONDS = 0
        yield found


def ids() -> tuple[int, int]:
    return organisation("Smets").pk, organisation("Horizon").pk


def in_force(day: datetime.date | None = None) -> DimonaMandaat | None:
    return register().in_force(*ids(), day or timezone.localdate())


def told(**other: object) -> dict:
    row = {"gever": "0999000327", "nemer": "0999001020", "groep": "dmfa_dimona", "begin": str(now().previous)}
    return {**row, "einde": None, "toestand": "actief", **other}


def test_our_table_answers_in_one_query(django_assert_num_queries):
    assert isinstance(register(), LocalRegister)
    stored("Smets", end=now())
    pair, day = ids(), timezone.localdate()
    LocalRegister().in_force(*pair, day)
    with django_assert_num_queries(1):
        mandaat = LocalRegister().in_force(*pair, day)
        assert (mandaat.giver.name, mandaat.giver.kbo) == ("Houthandel Smets bv", "0999000327")
        assert (mandaat.taker.name, mandaat.taker.kinds) == (
            "Sociaal Secretariaat Horizon vzw",
            ["werkgever", "dimona_mandaatnemer"],
        )
        assert (mandaat.ref, str(mandaat)) == (
            f"dimona:{mandaat.pk}",
            "Houthandel Smets bv -> Sociaal Secretariaat Horizon vzw (DmfA - Dimona)",
        )
    assert mandaat.created_at


def test_our_table_by_day_state_and_direction():
    mandaat = stored("Smets", begin=now(), end=now())
    for day, there in [
        (now().first_day - datetime.timedelta(days=1), False),
        (now().first_day, True),
        (now().last_day, True),
        (now().next.first_day, False),
    ]:
        assert (in_force(day) is not None) is there
    assert LocalRegister().in_force(*reversed(ids()), timezone.localdate()) is None
    for status in ("wacht_op_gever", "wacht_op_nemer", "geweigerd", "ingetrokken", "afgesloten"):
        DimonaMandaat.objects.update(status=status)
        assert in_force() is None
        assert LocalRegister().between(*ids()) == [mandaat]


def test_everything_between_two_parties_newest_first():
    old = stored("Smets", begin=now().previous.previous, end=now().previous, status="afgesloten")
    new = stored("Smets", begin=now())
    assert LocalRegister().between(*ids()) == [new, old]


def test_an_answer_from_elsewhere_counts_and_is_mirrored(elsewhere: Elsewhere, settings):
    settings.DIMONA_REGISTER_TOKEN = "a-token"
    elsewhere.tell(told(), told(groep="dmfappl_dimona", einde=str(now().previous), toestand="afgesloten"))
    mandaat = in_force()
    assert (mandaat.bron, mandaat.start, mandaat.end) == ("register", now().previous.first_day, None)
    assert mandaat.giver.name == "Houthandel Smets bv"
    assert DimonaMandaat.objects.filter(giver=ids()[0]).count() == 2
    [(path, question, headers)] = elsewhere.asked
    assert (path, question) == ("/mandaten", {"gever": "0999000327", "nemer": "0999001020"})
    assert headers["Authorization"] == "Bearer a-token"
    assert in_force().pk == mandaat.pk
    assert len(elsewhere.asked) == 2
    assert mandaat.stappen.count() == 1


def test_a_mandate_that_ended_elsewhere_opens_nothing_any_more(elsewhere: Elsewhere):
    elsewhere.tell(told())
    first = in_force()
    elsewhere.tell(told(einde=str(now().previous), toestand="afgesloten"))
    assert in_force() is None
    first.refresh_from_db()
    assert (first.status, first.end) == ("afgesloten", now().previous.last_day)
    elsewhere.tell()
    assert in_force() is None
    first.refresh_from_db()
    assert first.status == "ingetrokken"
    assert list(first.stappen.values_list("move", "source", "target")) == [
        ("register", "", "actief"),
        ("register", "actief", "afgesloten"),
        ("register", "afgesloten", "ingetrokken"),
    ]
    assert register().between(*ids()) == []


def test_what_contradicts_the_register_gives_way(elsewhere: Elsewhere):
    second_secretariat()
    running = stored("Smets", "Einder", begin=now().previous.previous)
    later = stored("Smets", "Einder", begin=now().next, groep="dmfappl_dimona")
    elsewhere.tell(told(), told(groep="dmfappl_dimona"))
    assert in_force() is not None
    running.refresh_from_db()
    later.refresh_from_db()
    assert (running.status, running.end) == ("actief", now().previous.previous.last_day)
    assert later.status == "ingetrokken"


def test_fields_that_nobody_promised_are_passed_over(elsewhere: Elsewhere):
    elsewhere.tell(told(kenmerk="A 1", einde=str(now())))
    assert in_force().end == now().last_day


def test_who_has_no_enterprise_number_is_not_asked_about(elsewhere: Elsewhere):
    for name in ("De Brug", "Departement"):
        assert register().in_force(organisation(name).pk, ids()[1], timezone.localdate()) is None
    assert register().in_force(0, ids()[1], timezone.localdate()) is None
    assert elsewhere.asked == []


WRONG = {
    "no JSON": b"<html>Service Unavailable</html>",
    "half": b'{"mandaten": [',
    "empty": b"",
    "no text": b"\xff\xfe\x00",
    "another shape": b"[]",
    "no list": b'{"mandaten": null}',
    "no object": b'{"mandaten": [7]}',
    "deep": b"[" * 100_000,
    "too long": b" " * (256 * 1024 + 1),
    "a field less": json.dumps({"mandaten": [{"gever": "0999000327"}]}).encode(),
}
FIELDS = [
    {"gever": "0999000129"},
    {"nemer": "0999000129"},
    {"gever": 999000327},
    {"groep": "iets anders"},
    {"groep": None},
    {"begin": "2026-01-01"},
    {"begin": None},
    {"einde": "2026/5"},
    {"einde": 20264},
    {"einde": "1999/1"},
    {"toestand": "ACTIEF?"},
    {"toestand": None},
    {"toestand": "afgesloten"},
    {"toestand": ["actief"]},
]


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_garbage_is_no_answer(elsewhere: Elsewhere, body):
    elsewhere.body = body
    with pytest.raises(RegisterUnavailable, match="Probeer het over enkele minuten opnieuw"):
        in_force()


@pytest.mark.parametrize("other", FIELDS, ids=str)
def test_one_wrong_field_spoils_the_answer(elsewhere: Elsewhere, other):
    elsewhere.tell(told(), told(groep="dmfappl_dimona") | other)
    with pytest.raises(RegisterUnavailable):
        in_force()
    assert not DimonaMandaat.objects.filter(giver=ids()[0]).exists()


def test_mandates_that_overlap_are_no_answer(elsewhere: Elsewhere):
    elsewhere.tell(told(), told(begin=str(now())))
    with pytest.raises(RegisterUnavailable):
        in_force()


@pytest.mark.parametrize("status", [204, 302, 400, 401, 404, 429, 500, 503])
def test_another_status_is_no_answer(elsewhere: Elsewhere, status):
    elsewhere.status = status
    if status == 302:
        elsewhere.headers = {"Location": elsewhere.address}
    elsewhere.tell(told())
    with pytest.raises(RegisterUnavailable):
        in_force()
    assert len(elsewhere.asked) == 1


@pytest.mark.parametrize("how", ["silent", "trickle"])
def test_a_slow_answer_is_no_answer(elsewhere: Elsewhere, how):
    elsewhere.tell(told())
    elsewhere.trickle = how == "trickle"
    elsewhere.let_go.clear()
    started = datetime.datetime.now()
    with pytest.raises(RegisterUnavailable):
        in_force()
    assert datetime.datetime.now() - started < datetime.timedelta(seconds=5)


def test_an_answer_that_breaks_off_is_no_answer(elsewhere: Elsewhere):
    elsewhere.tell()
    elsewhere.headers = {"Content-Length": "1000"}
    with pytest.raises(RegisterUnavailable):
        in_force()


def test_nobody_at_home(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.DIMONA_REGISTER = "mandates.dimona.remote.RestRegister"
        settings.DIMONA_REGISTER_URL = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(RegisterUnavailable):
            in_force()
    for address in ("", "file:///etc/passwd", "http://register.invalid/"):
        settings.DIMONA_REGISTER_URL = address
        with pytest.raises(RegisterUnavailable):
            register().between(*ids())


def test_without_a_cache_an_earlier_yes_counts_for_nothing(elsewhere: Elsewhere):
    elsewhere.tell(told())
    assert in_force() is not None
    elsewhere.status = 500
    with pytest.raises(RegisterUnavailable):
        in_force()


def test_with_a_cache_a_young_yes_counts_and_an_old_one_does_not(elsewhere: Elsewhere, settings):
    settings.DIMONA_REGISTER_CACHE_SECONDS = 60
    assert in_force() is None
    elsewhere.tell(told())
    assert in_force() is not None
    elsewhere.status = 500
    assert in_force() is not None
    assert len(elsewhere.asked) == 2
    DimonaMandaat.objects.update(seen_at=timezone.now() - datetime.timedelta(seconds=61))
    with pytest.raises(RegisterUnavailable):
        in_force()


def test_a_mandate_of_our_own_is_no_answer_from_elsewhere(elsewhere: Elsewhere, settings):
    settings.DIMONA_REGISTER_CACHE_SECONDS = 3600
    stored("Smets")
    assert in_force() is None


def test_a_register_must_be_set_up_as_a_whole(settings):
    def found() -> list[str]:
        return [error.id for error in run_checks() if error.id.startswith("mandates.E")]

    assert found() == []
    settings.DIMONA_REGISTER = "mandates.dimona.remote.RestRegister"
    settings.DIMONA_REGISTER_TIMEOUT = 0
    assert found() == ["mandates.E001", "mandates.E002"]
    settings.DIMONA_REGISTER_TIMEOUT = 5
    settings.DIMONA_REGISTER_URL = "http://register.example/"
    assert found() == []
    settings.PRODUCTION = True
    assert "mandates.E001" in found()


def test_the_database_keeps_whole_quarters():
    with pytest.raises(IntegrityError, match="dimona_whole_quarters"):
        DimonaMandaat.objects.create(
            giver_id=ids()[0], taker_id=ids()[1], start=datetime.date(2026, 2, 1), status="actief", bron="import"
        )
