"""Holding a mandate until what is done by it is over: two may, and who stops it waits."""

import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from loket.acting.context import Choice, Doelgroep
from mandates.acting import hold_mandate, resolve
from mandates.models import DimonaMandaat, SsmMandaat
from tests.world import organisation, person, user_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]


def marc():
    """At Boekhoudkantoor Peeters, for Van Hoof."""
    own = organisation("Boekhoudkantoor")
    mandaat = SsmMandaat.objects.get(giver_organisation=organisation("Van Hoof"), type="vov")
    choice = Choice(Doelgroep(own.doelgroep), own.pk, mandaat.giver_organisation_id, f"ssm:{mandaat.pk}")
    return resolve(user_of(person("Marc Dubois")), choice, timezone.localdate()), mandaat


def elif_():
    """At Horizon, for De Korenbloem."""
    own, client = organisation("Horizon"), organisation("De Korenbloem")
    mandaat = DimonaMandaat.objects.in_force(timezone.localdate()).get(giver=client, taker=own)
    choice = Choice(Doelgroep(own.doelgroep), own.pk, client.pk, f"dimona:{mandaat.pk}")
    return resolve(user_of(person("Elif Yildiz")), choice, timezone.localdate()), mandaat


def elsewhere(act):
    """What it gives on another connection, at once; or the error of who would have to wait."""
    given = []

    def run():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                given.append(act())
        except OperationalError as error:
            given.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    return given[0]


@pytest.mark.parametrize("who", [marc, elif_])
def test_two_act_by_one_mandate_and_who_stops_it_waits(who):
    acting, mandaat = who()
    today = timezone.localdate()
    stop = type(mandaat).objects.filter(pk=mandaat.pk)
    with transaction.atomic():
        assert hold_mandate(acting, today)
        assert elsewhere(lambda: hold_mandate(acting, today)) is True
        assert isinstance(elsewhere(lambda: stop.update(status="stopgezet")), OperationalError)
    assert elsewhere(lambda: stop.update(status="stopgezet")) == 1
    with transaction.atomic():
        assert not hold_mandate(acting, today)
