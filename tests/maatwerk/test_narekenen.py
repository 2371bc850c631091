"""A delivered calculation computed again: the same when the inputs are, and every difference named when not."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Count

from maatwerk.models import Berekening, Loonlijn, Wop
from maatwerk.narekenen import reken_na

pytestmark = pytest.mark.usefixtures("maatwerk_world")


def latest(nummer: str = "0020781") -> Berekening:
    return Berekening.objects.recent().filter(toekenning__nummer=nummer, onderwerp="kwartaal").latest("periode")


def test_what_the_demo_holds_is_what_the_engine_makes(django_assert_num_queries):
    for found in Berekening.objects.filter(onderwerp="kwartaal"):
        assert reken_na(found).gelijk, found
    with django_assert_num_queries(6):
        reken_na(latest())


def test_a_changed_wage_shows_with_every_value_that_follows_from_it():
    found = latest()
    line = found.lijnen.filter(reden="volledig", binnen=True).order_by("rang").first()
    Loonlijn.objects.filter(werknemer=line.werknemer, kwartaal=found.periode).update(brutoloon=line.brutoloon - 100)
    outcome = reken_na(found)
    mine = next(item for item in outcome.lijnen if item.werknemer == line.werknemer)
    values = {item.kolom: (item.geleverd, item.nagerekend) for item in mine.verschillen}
    assert values["brutoloon"] == (line.brutoloon, line.brutoloon - 100)
    assert values["referteloon"] == (line.referteloon, line.referteloon - 100)
    assert mine.bedrag < 0
    assert {item.kolom for item in outcome.totalen} >= {"premie", "totaal"}
    assert not outcome.gelijk


def test_somebody_who_is_on_one_list_only_is_named():
    found = latest()
    line = found.lijnen.alias(wops=Count("werknemer__wops")).filter(wops=1).first()
    Wop.objects.filter(werknemer=line.werknemer).update(percentage=40, start="2010-01-01", end="2010-12-31")
    outcome = reken_na(found)
    mine = next(item for item in outcome.lijnen if item.werknemer == line.werknemer)
    assert (mine.alleen, mine.bedrag) == ("geleverd", -line.premie)


def test_nothing_that_was_delivered_changes():
    found = latest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(string_agg(l::text, ',' ORDER BY id)) FROM maatwerk_berekeningslijn l")
        before = cursor.fetchone()
        Loonlijn.objects.filter(kwartaal=found.periode).update(brutoloon=Decimal(1))
        reken_na(found)
        cursor.execute("SELECT md5(string_agg(l::text, ',' ORDER BY id)) FROM maatwerk_berekeningslijn l")
        assert cursor.fetchone() == before
