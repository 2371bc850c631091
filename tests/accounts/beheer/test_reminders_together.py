"""Two runs of the reminders at the same moment, and one that dies half-way, over real connections."""

import pytest
from django.db import OperationalError, connection, transaction

from accounts.beheer import reminders
from accounts.beheer.reminders import send_reminders
from accounts.models import Reminder, ReminderDigest
from tests.accounts.beheer.test_reminders import AN, BART, LOTTE, barts_right, day, no_request, sent
from tests.world import add_person, give_right, person, together

__all__ = ["no_request"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def world(transactional_db: None, demo_world: None) -> None:
    """Committed, so that other connections see it."""


def impatient_run() -> int:
    """A run that dies when it has to wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 200")
    return send_reminders(day(0))


def test_a_killed_run_resends_nothing_and_loses_nothing(no_request):
    """It dies in the middle of Bart's mail: An's is whole, Bart's did not happen, Lotte's turn did not come."""
    bart = person("Bart Maes")
    with transaction.atomic():
        # Not committed yet, so that writing the same line waits.
        other = ReminderDigest.objects.create(person=bart, email=BART, day=day(-1))
        Reminder.objects.create(digest=other, person=bart, toegekend_recht=barts_right(), threshold=90)
        (died,) = together(impatient_run)
        transaction.set_rollback(True)
    assert isinstance(died, OperationalError)
    assert [to for to, _ in sent()] == [AN]
    assert ReminderDigest.objects.count() == Reminder.objects.count() == 1
    assert send_reminders(day(0)) == 2
    assert [to for to, _ in sent()] == [AN, BART, LOTTE]


def test_two_runs_at_once_send_each_mail_once():
    add_person("Rik Thys", "84071199107", "De Korenbloem", "rik.thys@korenbloem.example")
    give_right("Rik Thys", "De Korenbloem", "lokale_beheerder", end=900)
    results = together(lambda: send_reminders(day(5)), lambda: send_reminders(day(5)), lambda: send_reminders(day(5)))
    assert sum(results) == 4, results
    assert sorted(to for to, _ in sent()) == [AN, BART, LOTTE, "rik.thys@korenbloem.example"]
    assert Reminder.objects.count() == 4 + 3


def test_two_runs_meet_in_the_middle_of_a_mail():
    """Both have the list of recipients and stand before the first of them."""
    first = person("An Claes")
    results = together(
        lambda: send_reminders(day(5)),
        lambda: send_reminders(day(5)),
        holding=lambda: reminders.hold_until_commit(f"herinnering {first.pk}"),
    )
    assert sum(results) == 3, results
    assert sorted(to for to, _ in sent()) == [AN, BART, LOTTE]
