"""What needs attention, on the home page."""

import datetime

from django.template.loader import render_to_string

from loket.catalogue import attention
from loket.catalogue.attention import Attention, attention_for
from tests.world import context_of

TODAY = datetime.date(2026, 12, 31)
LAST_DAY = Attention("Registreer.", "mijn_opleidingen", "Bekijk", last_day=TODAY)


def test_the_last_day_itself_is_named():
    drawn = render_to_string("loket/_aandacht.html", {"attention": [LAST_DAY], "today": TODAY})
    assert "Tot en met 31 december 2026, vandaag de laatste dag" in drawn


def test_who_waits_comes_before_a_later_day_and_after_a_late_one(demo_world, monkeypatch):
    late = Attention("Te laat", "home", "Bekijk", last_day=TODAY - datetime.timedelta(days=1))
    later = Attention("Later", "home", "Bekijk", last_day=TODAY + datetime.timedelta(days=1))
    waits, some_day = Attention("Wacht", "home", "Beslis", at_once=True), Attention("Ooit", "home", "Bekijk")
    monkeypatch.setattr(attention, "_providers", [lambda acting, today: [some_day, later, waits, late]])
    assert attention_for(context_of("An Claes", "De Korenbloem"), TODAY) == [late, waits, later, some_day]
    drawn = render_to_string("loket/_aandacht.html", {"attention": [waits], "today": TODAY})
    assert "Tot en met" not in drawn
