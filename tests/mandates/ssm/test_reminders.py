"""Reminders of what waits and of what ends: each line once, to who must act."""

from datetime import date, timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.utils import timezone
from post_office.models import Email

from accounts.models import Werkrelatie
from loket.journal.models import JournalEntry
from mandates.models import SsmHerinnering, SsmMandaat
from mandates.sides import Side
from mandates.ssm.moving import close_periods, move
from mandates.ssm.parties import party_of
from mandates.ssm.reminders import send_reminders
from mandates.ssm.starting import save_details, start_concept
from mandates.ssm.states import Status
from mandates.ssm.tasks import keep_ssm_periods, send_ssm_reminders
from tests.mandates.ssm.making import (
    DIRK,
    GORAN,
    an_manages,
    extended,
    in_the_past,
    korenbloem_peeters,
    signed,
    transferred,
    van_hoof_peeters,
)
from tests.world import context_of, organisation, person, together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]
ANS, GORANS, DIRKS = "an.claes@korenbloem.example", "goran.desmet@vanhoof.example", "dirk@peeters.example"


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def managers() -> None:
    """All three can be mailed."""
    an_manages()
    Werkrelatie.objects.create(
        person=person("Dirk Peeters"), organisation=organisation("Peeters"), email=DIRKS, start=day(-10)
    )


def sent() -> list[tuple[str, str]]:
    found = sorted((mail.to[0], mail.subject) for mail in Email.objects.all())
    Email.objects.all().delete()
    return found


def ending(days: int, longer: int = 400) -> SsmMandaat:
    """The active mandate of the demo, with an end so many days from today."""
    mandaat = van_hoof_peeters()
    mandaat.start, mandaat.end = day(days - longer), day(days)
    mandaat.save(update_fields=["start", "end"])
    return mandaat


def test_what_waits_is_told_after_three_and_seven_days(managers):
    """The demo's mandate waits since two days."""
    found = {days: sent() for days in range(10) if send_reminders(day(days))}
    subject = "1 mandaat wacht op uw handtekening"
    assert found == {1: [(ANS, subject)], 5: [(ANS, subject)]}
    assert JournalEntry.objects.filter(action="ssm_herinneringen_verstuurd").count() == 2


def test_who_signs_or_withdraws_hears_no_more(managers):
    move(context_of(*DIRK), korenbloem_peeters().key, "intrekken")
    assert send_reminders(day(8)) == 0


@pytest.mark.parametrize("threshold", [90, 30, 7])
def test_what_ends_is_told_to_both_once_per_threshold(managers, threshold):
    move(context_of(*DIRK), korenbloem_peeters().key, "intrekken")
    Email.objects.all().delete()
    ending(threshold)
    assert send_reminders(day(0)) == 2
    assert sent() == [(DIRKS, "1 mandaat loopt af"), (GORANS, "1 mandaat loopt af")]
    assert send_reminders(day(0)) == send_reminders(day(1)) == 0
    assert set(SsmHerinnering.objects.values_list("threshold", flat=True)) == {threshold}


def test_on_each_threshold_and_on_no_day_beside_it(managers):
    move(context_of(*DIRK), korenbloem_peeters().key, "intrekken")
    Email.objects.all().delete()
    ending(100)
    around = [100, 91, 90, 89, 60, 31, 30, 29, 8, 7, 6, 1, 0, -1, -9]
    assert [left for left in around if send_reminders(day(100 - left))] == [90, 30, 7]


def test_a_short_one_is_not_warned_the_day_after(managers):
    move(context_of(*DIRK), korenbloem_peeters().key, "intrekken")
    ending(20, longer=25)
    assert send_reminders(day(0)) == 0
    assert send_reminders(day(13)) == 2


@pytest.mark.parametrize("how", ["extension", "transfer"])
def test_what_is_followed_is_not_warned(managers, how):
    move(context_of(*DIRK), korenbloem_peeters().key, "intrekken")
    mandaat = ending(60)
    goran = context_of(*GORAN)
    new = extended(goran, mandaat) if how == "extension" else transferred(goran, mandaat, "Kompas", 3)
    assert send_reminders(day(0)) == 0
    move(goran, new.key, "intrekken")
    assert send_reminders(day(0)) == 2


def test_without_an_address_nothing_is_lost(managers):
    # Not even a beheerder can be told.
    Werkrelatie.objects.filter(organisation=organisation("De Korenbloem")).update(email="")
    assert send_reminders(day(2)) == 0
    Werkrelatie.objects.filter(person=person("An Claes")).update(email=ANS)
    assert send_reminders(day(3)) == 1


def test_one_mail_for_everything_of_an_address(managers):
    ending(60)
    acting = context_of(*GORAN)
    mandaat = start_concept(acting, Side.GEVER, "vov-raadplegen", party_of(organisation("Peeters")))
    move(acting, mandaat.key, "versturen")
    Email.objects.all().delete()
    # It waits since today, and the other one ends.
    assert send_reminders(day(4)) == 3
    mail = Email.objects.get(to=DIRKS)
    assert mail.subject == "1 mandaat wacht op uw handtekening, 1 mandaat loopt af"
    assert "Metaalwerken Van Hoof nv aan Boekhoudkantoor Peeters bv: al 4 dagen" in mail.message
    assert f"tot en met {day(60):%d/%m/%Y}, nog 56 dagen" in mail.message
    assert f"{settings.BASE_URL}/mandaten/" in mail.message


def test_a_citizen_is_reached_at_the_address_that_was_given(managers):
    dirk = context_of(*DIRK)
    mandaat = start_concept(dirk, Side.NEMER, "mijn-opleidingsverlof", party_of(person("Jana Goossens")))
    save_details(dirk, mandaat.key, start=day(0), end=None, reference="", other_email="jana@thuis.example")
    move(dirk, mandaat.key, "versturen")
    Email.objects.all().delete()
    send_reminders(day(3))
    mail = Email.objects.get(to="jana@thuis.example")
    assert person("Jana Goossens").insz not in mail.message.replace(".", "")


def test_what_lapsed_is_not_told(managers):
    mandaat = korenbloem_peeters()
    mandaat.end = day(3)
    mandaat.save(update_fields=["end"])
    assert send_reminders(day(4)) == 0


def test_an_address_that_is_none_keeps_nobody_from_a_mail(managers, caplog):
    Werkrelatie.objects.filter(email=GORANS).update(email="geen-adres")
    ending(60)
    assert send_reminders(day(0)) == 1
    assert "cannot be mailed" in caplog.text


def test_the_tasks(managers, settings):
    """Named in the schedule, and safe to run at any time."""
    schedule = settings.CELERY_BEAT_SCHEDULE
    assert schedule["ssm-periods"]["task"] == keep_ssm_periods.name
    assert schedule["ssm-reminders"]["task"] == send_ssm_reminders.name
    assert isinstance(schedule["ssm-reminders"]["schedule"], crontab)
    goran, dirk = context_of(*GORAN), context_of(*DIRK)
    over = in_the_past(signed(goran, Side.GEVER, "Peeters", dirk, "vov-raadplegen", end=3), 5)
    for _ in range(2):
        keep_ssm_periods()
        send_ssm_reminders()
    assert SsmMandaat.objects.get(pk=over.pk).state is Status.VERLOPEN
    assert close_periods(day(0)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_mail(transactional_db):
    an_manages()
    results = together(lambda: send_reminders(day(2)), lambda: send_reminders(day(2)))
    assert sorted(results) == [0, 1], results
    assert Email.objects.count() == 1
