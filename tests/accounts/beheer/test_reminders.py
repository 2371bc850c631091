"""Reminders: each line once, one mail a day, nothing lost by a missed day or a killed run."""

from datetime import date, timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from post_office.models import Email

from accounts.beheer import reminders
from accounts.beheer.reminders import send_reminders
from accounts.models import (
    Gebruikersrecht,
    Person,
    Rechtaanvraag,
    Reminder,
    ReminderDigest,
    ToegekendRecht,
    Werkrelatie,
)
from accounts.rights.granting import end_right, extend
from accounts.rights.services import refuse
from accounts.tasks import send_reminders as task
from loket.journal.models import JournalEntry
from tests.accounts.beheer.test_report import analyze
from tests.world import context_of, give_right, organisation, person

BART, AN, LOTTE = "bart.maes@korenbloem.example", "an.claes@korenbloem.example", "lotte.willems@korenbloem.example"
VOV = ("dwse_organisatieverantwoordelijke", "opleidingsverlof")


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def barts_right() -> ToegekendRecht:
    return ToegekendRecht.objects.get(werkrelatie__person=person("Bart Maes"), stopped_at__isnull=True, end=day(40))


def sofies_request() -> Rechtaanvraag:
    return Rechtaanvraag.objects.get(person=person("Sofie Janssens"))


def sent() -> list[tuple[str, str]]:
    """(to, subject) of all mails so far, in the order in which they were queued."""
    return [(mail.to[0], mail.subject) for mail in Email.objects.order_by("pk")]


def last_mail(to: str) -> str:
    return next(mail.message for mail in Email.objects.order_by("-pk") if mail.to == [to])


@pytest.fixture
def no_request(demo_world) -> None:
    """Without Sofie's request, which asks for reminders of its own."""
    refuse(context_of("An Claes", "De Korenbloem"), sofies_request().pk, "Neen")
    Email.objects.all().delete()


def test_the_demo_world_has_one_reminder_of_90_days(no_request):
    assert send_reminders(day(0)) == 3
    subject = "1 gebruikersrecht loopt af"
    assert sorted(sent()) == [(AN, subject), (BART, subject), (LOTTE, subject)]
    mine, theirs = last_mail(BART), last_mail(AN)
    right = f"DWSE organisatieverantwoordelijke (opleidingsverlof): tot en met {day(40):%d/%m/%Y}, nog 40 dagen"
    assert f"- {right}" in mine
    assert "Vraag uw lokale beheerder" in mine
    assert "/gebruikersbeheer/rechten/verlengen/" not in mine
    assert f"- Bart Maes, {right}" in theirs
    assert f"{settings.BASE_URL}/gebruikersbeheer/rechten/verlengen/" in theirs
    assert {row.threshold for row in Reminder.objects.all()} == {90}
    assert JournalEntry.objects.filter(action="herinneringen_verstuurd").count() == 3


def test_no_insz_in_any_mail(demo_world):
    send_reminders(day(5))
    mails = "".join(mail.subject + mail.message for mail in Email.objects.all())
    assert mails
    assert not [insz for insz in Person.objects.values_list("insz", flat=True) if insz in mails]


def test_each_threshold_once_over_all_days(no_request):
    """A run every day until the right is over: three mails for each of the three who get them."""
    found = {}
    for days in range(45):
        if number := send_reminders(day(days)):
            found[40 - days] = number
    assert found == {40: 3, 30: 3, 7: 3}
    assert Reminder.objects.filter(toegekend_recht=barts_right()).count() == 9


def test_running_again_sends_nothing(no_request):
    send_reminders(day(0))
    for _ in range(3):
        assert send_reminders(day(0)) == send_reminders(day(1)) == 0
    assert Email.objects.count() == 3


def test_missed_days_are_caught_up_with_the_nearest_threshold_only(no_request):
    """The portal slept from 40 until 5 days before the end."""
    assert send_reminders(day(35)) == 3
    assert {row.threshold for row in Reminder.objects.all()} == {7}
    assert send_reminders(day(36)) == 0


@pytest.mark.parametrize(("days_left", "mails"), [(91, 0), (90, 1), (31, 1), (30, 1), (8, 1), (7, 1), (0, 1), (-1, 0)])
def test_the_edges(no_request, days_left, mails):
    ToegekendRecht.objects.filter(pk=barts_right().pk).update(end=day(0), start=day(-1000))
    send_reminders(day(-days_left))
    assert len([to for to, _ in sent() if to == BART]) == mails


def test_who_gets_a_short_right_is_not_warned_the_next_day(no_request):
    give_right("Sofie Janssens", "De Korenbloem", "ssm_mandaatuitvoerder", start=0, end=20)
    send_reminders(day(0))
    assert "Sofie" not in last_mail(AN)
    send_reminders(day(13))
    assert "Sofie Janssens, SSM Mandaatuitvoerder" in last_mail(AN)
    assert "sofie.janssens@korenbloem.example" in [to for to, _ in sent()]


def test_not_when_extended_nor_when_stopped(no_request):
    acting = context_of("An Claes", "De Korenbloem")
    extend(acting, barts_right().pk, day(300))
    assert send_reminders(day(0)) == 0
    follower = ToegekendRecht.objects.get(werkrelatie__person=person("Bart Maes"), end=day(300))
    end_right(acting, follower.pk, None)
    # What followed it was stopped: the end at 40 days is real again.
    assert send_reminders(day(0)) == 3
    give_right("Sofie Janssens", "De Korenbloem", "ssm_mandaatuitvoerder", start=-300, end=6)
    end_right(acting, ToegekendRecht.objects.get(end=day(6)).pk, None)
    assert send_reminders(day(1)) == 0


def test_not_when_the_werkrelatie_is_over(no_request):
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(end=day(10))
    assert send_reminders(day(11)) == 0


def test_without_an_address_nothing_is_lost(no_request):
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(email="")
    assert send_reminders(day(0)) == 2
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(email=BART)
    assert send_reminders(day(1)) == 1
    assert sent()[-1][0] == BART


def test_an_address_that_is_none_keeps_nobody_from_a_mail(no_request, caplog):
    Werkrelatie.objects.filter(person=person("An Claes")).update(email="geen adres")
    assert send_reminders(day(0)) == 2
    assert f"The address of person {person('An Claes').pk} cannot be mailed." in caplog.text
    assert not ReminderDigest.objects.filter(person=person("An Claes")).exists()


def test_several_rights_and_a_request_are_one_mail(demo_world):
    """Five days on, Bart's and Sofie's rights end, and Sofie's request waits for a week."""
    give_right("Sofie Janssens", "De Korenbloem", "ssm_mandaatuitvoerder", start=-300, end=20)
    assert send_reminders(day(5)) == 4
    assert dict(sent())[AN] == "2 gebruikersrechten lopen af, 1 aanvraag wacht op uw beslissing"
    mail = last_mail(AN)
    # The nearest end first.
    assert mail.index("Sofie Janssens, SSM") < mail.index("Bart Maes, DWSE") < mail.index("wachten op uw beslissing")
    assert f"{settings.BASE_URL}/gebruikersrechten/verzoeken/{sofies_request().pk}/openen/" in mail
    assert "Bart Maes" not in last_mail("sofie.janssens@korenbloem.example")


def test_a_request_is_remembered_after_3_and_7_days(demo_world):
    extend(context_of("An Claes", "De Korenbloem"), barts_right().pk, day(300))
    # Sofie asked two days ago.
    found = {days + 2: number for days in range(30) if (number := send_reminders(day(days)))}
    assert found == {3: 2, 7: 2}
    assert {to for to, _ in sent()} == {AN, LOTTE}
    assert dict(sent())[AN] == "1 aanvraag wacht op uw beslissing"


def test_a_decided_request_is_not_remembered(no_request):
    send_reminders(day(0))
    assert send_reminders(day(10)) == 3
    assert all("aanvraag" not in subject for _, subject in sent())


def test_what_comes_up_after_todays_mail_waits_for_tomorrow(no_request):
    send_reminders(day(0))
    give_right("Sofie Janssens", "De Korenbloem", "ssm_mandaatuitvoerder", start=-300, end=20)
    assert send_reminders(day(0)) == 1
    assert sent()[-1][0] == "sofie.janssens@korenbloem.example"
    assert send_reminders(day(1)) == 2
    assert "Sofie Janssens, SSM" in last_mail(AN)
    assert "Bart Maes" not in last_mail(AN)


def test_two_organisations_at_one_address_are_one_mail(no_request):
    give_right("Lotte Willems", "Kompas", "ssm_mandaatuitvoerder", start=-300, end=25)
    Werkrelatie.objects.filter(person=person("Lotte Willems")).update(email=LOTTE)
    send_reminders(day(0))
    assert [to for to, _ in sent()].count(LOTTE) == 1
    here, there = last_mail(LOTTE).split("Opleidingscentrum Kompas vzw\n", 1)
    assert "Bart Maes" in here
    assert "SSM Mandaatuitvoerder" in there
    # At Kompas she is no beheerder, and Hanne Jacobs hears nothing of her right.
    assert "Vraag uw lokale beheerder" in there
    assert "hanne.jacobs@kompas.example" not in [to for to, _ in sent()]


def test_nothing_goes_to_another_organisation(no_request):
    send_reminders(day(0))
    assert not [to for to, _ in sent() if not to.endswith("@korenbloem.example")]


def test_a_legal_representative_who_works_there_is_told(no_request):
    ToegekendRecht.objects.filter(werkrelatie__person=person("Marc Dubois")).update(end=day(20))
    Werkrelatie.objects.create(
        person=person("Dirk Peeters"),
        organisation=organisation("Boekhoudkantoor Peeters"),
        email="dirk@peeters.example",
        start=day(-10),
    )
    send_reminders(day(0))
    assert "Marc Dubois, SSM Mandaatuitvoerder" in last_mail("dirk@peeters.example")


def test_the_database_refuses_a_second_line_and_a_second_mail(no_request):
    send_reminders(day(0))
    row = Reminder.objects.get(person=person("Bart Maes"))
    digest = row.digest
    with pytest.raises(IntegrityError, match="one_reminder_per_right"), transaction.atomic():
        Reminder.objects.create(digest=digest, person=row.person, toegekend_recht=row.toegekend_recht, threshold=90)
    with pytest.raises(IntegrityError, match="one_digest_a_day"), transaction.atomic():
        ReminderDigest.objects.create(person=digest.person, email=digest.email, day=digest.day)
    with pytest.raises(IntegrityError, match="reminder_is_about_one_thing"), transaction.atomic():
        Reminder.objects.create(digest=digest, person=row.person, threshold=30)
    asked = sofies_request()
    Reminder.objects.create(digest=digest, person=row.person, rechtaanvraag=asked, threshold=3)
    with pytest.raises(IntegrityError, match="one_reminder_per_rechtaanvraag"), transaction.atomic():
        Reminder.objects.create(digest=digest, person=row.person, rechtaanvraag=asked, threshold=3)


def test_the_task_runs_at_seven(no_request):
    entry = settings.CELERY_BEAT_SCHEDULE["reminders"]
    assert entry["task"] == task.name == "accounts.tasks.send_reminders"
    assert entry["schedule"] == crontab(hour=7, minute=0)
    task()
    assert Email.objects.count() == 3


def test_a_thousand_rights_are_one_mail_of_a_hundred_lines(no_request, django_assert_num_queries):
    people = Person.objects.bulk_create(
        Person(insz=f"{number:011}", first_name=f"V{number}", last_name="Velen") for number in range(1000)
    )
    relations = Werkrelatie.objects.bulk_create(
        Werkrelatie(person=one, organisation=organisation("De Korenbloem"), start=day(-300)) for one in people
    )
    recht = Gebruikersrecht.objects.get(code="ssm_mandaatuitvoerder")
    ToegekendRecht.objects.bulk_create(
        ToegekendRecht(werkrelatie=relation, recht=recht, start=day(-300), end=day(20)) for relation in relations
    )
    analyze()
    with django_assert_num_queries(1):
        assert len(reminders.recipients(day(0))) == 3
    assert send_reminders(day(0)) == 3
    assert last_mail(AN).count("Velen, SSM Mandaatuitvoerder") == reminders.MOST_LISTED
    assert "en nog andere: in totaal zijn het er 1001" in last_mail(AN)
    assert Reminder.objects.filter(person=person("An Claes")).count() == 1001
    assert send_reminders(day(1)) == 0
