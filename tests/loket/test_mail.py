"""A mail is there if and only if its act is, leaves once, and is not lost by a dead broker."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from post_office.connections import connections as mail_connections
from post_office.models import STATUS, Email

from loket.celery import app
from loket.locks import hold_until_commit, try_lock
from loket.mail.services import MailOutsideTransaction, queue_mail
from loket.mail.tasks import deliver, send_waiting, sweep
from tests.loket import slow_mail
from tests.world import together

RECEIPT = {
    "aanvraag": {"reference": "VOV-1"},
    "snapshot": {"worker": "Emma & co", "dienst": "Proef", "represented": {"name": "D'Hondt", "number": "1"}},
}


def queue(*recipients: str) -> list[Email]:
    with transaction.atomic():
        return queue_mail(recipients or ["emma@korenbloem.example"], "vov_ontvangst_werknemer", RECEIPT)


@pytest.fixture
def backend(settings) -> Iterator[object]:
    """`backend("SlowBackend")`: mail goes through one of the backends of `slow_mail`."""

    def use(name: str) -> None:
        settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": {"default": f"tests.loket.slow_mail.{name}"}}
        _forget_connections()

    slow_mail.sent.clear()
    yield use
    _forget_connections()


def _forget_connections() -> None:
    mail_connections._connections.__dict__.clear()


@pytest.fixture
def dead_broker(monkeypatch) -> Iterator[None]:
    """Nobody listens where the broker should be."""
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
    _forget_broker()
    yield
    monkeypatch.undo()
    _forget_broker()


def _forget_broker() -> None:
    app._pool = None
    app.amqp._producer_pool = None


@pytest.mark.django_db(transaction=True)
def test_a_mail_outside_a_transaction_is_refused():
    with pytest.raises(MailOutsideTransaction):
        queue_mail(["a@b.example"], "vov_ontvangst_werknemer", RECEIPT)
    assert not Email.objects.exists()


@pytest.mark.django_db
def test_a_mail_falls_with_its_act():
    @transaction.atomic
    def act() -> None:
        queue()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Email.objects.exists()


@pytest.mark.django_db
def test_a_mail_is_plain_text_with_its_subject_apart():
    (email,) = queue()
    assert email.subject == "Uw werkgever vroeg opleidingsverlof aan: VOV-1"
    assert email.message.startswith("Dag Emma & co\n")
    assert "D'Hondt" in email.message
    assert email.status == STATUS.queued


@pytest.mark.django_db
def test_every_recipient_gets_a_mail_of_its_own_and_no_more_than_one():
    assert [email.to for email in queue("a@b.example", "c@d.example", "a@b.example")] == [
        ["a@b.example"],
        ["c@d.example"],
    ]


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_it_after_the_commit(celery_worker_running):
    with transaction.atomic():
        (email,) = queue_mail(["a@b.example"], "vov_ontvangst_werknemer", RECEIPT)
        time.sleep(0.3)
        assert Email.objects.get(pk=email.pk).status == STATUS.queued
    give_up = time.monotonic() + 15
    while Email.objects.get(pk=email.pk).status == STATUS.queued and time.monotonic() < give_up:
        time.sleep(0.05)
    assert Email.objects.get(pk=email.pk).status == STATUS.sent


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_costs_the_user_nothing_and_the_sweep_sends(dead_broker, backend, caplog):
    backend("SlowBackend")
    with pytest.raises(Exception, match="onnection refused"):
        deliver.delay()
    queue()
    assert "The broker does not answer" in caplog.text
    assert Email.objects.get().status == STATUS.queued
    sweep()
    assert Email.objects.get().status == STATUS.sent
    assert len(slow_mail.sent) == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_every_mail_once(dead_broker, backend):
    backend("SlowBackend")
    for number in range(5):
        queue(f"a{number}@b.example")
    assert together(send_waiting, send_waiting) == [None, None]
    sweep()
    assert len(slow_mail.sent) == 5
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.sent}


@pytest.mark.django_db
def test_a_mail_that_fails_waits_for_its_next_try_and_the_sender_stops(backend):
    backend("BrokenBackend")
    queue()
    started = time.monotonic()
    send_waiting()
    assert time.monotonic() - started < 5
    email = Email.objects.get()
    assert (email.status, email.number_of_retries) == (STATUS.requeued, 1)
    assert email.scheduled_time is not None
    assert email.logs.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_held_by_one_and_let_go_after_an_error():
    def attempt() -> bool:
        with try_lock("proef") as held:
            return held

    def fail() -> None:
        with try_lock("proef"):
            raise RuntimeError

    with try_lock("proef") as held:
        assert held
        assert together(attempt) == [False]
    with pytest.raises(RuntimeError):
        fail()
    assert together(attempt) == [True]


@pytest.mark.django_db(transaction=True)
def test_a_waiting_lock_ends_with_its_transaction():
    order: list[str] = []

    def second() -> None:
        with transaction.atomic():
            hold_until_commit("proef")
            order.append("second")

    def first() -> None:
        hold_until_commit("proef")
        transaction.on_commit(lambda: order.append("first"))

    together(second, holding=first)
    assert sorted(order) == ["first", "second"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM "
            "pg_database WHERE datname = current_database())"
        )
        assert cursor.fetchone() == (0,)
