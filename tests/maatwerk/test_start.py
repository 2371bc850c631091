"""From the home page to the Startscherm: for whom there is something to read, and how others get the right."""

import datetime
import re

import pytest
from django.utils import timezone

from loket.acting.context import Handeling
from maatwerk.attention import wops_that_end
from maatwerk.dienst import MAATWERK
from maatwerk.models import Toekenning, Wop
from mandates.ssm.types import find_type
from tests.mandates.mandaten import act_for, ssm
from tests.world import add_person, context_of, text_of


@pytest.mark.parametrize(
    ("who", "where"), [("Karim Benali", "De Wissel"), ("Nele Aerts", "Departement")], ids=["own", "department"]
)
def test_home_leads_to_the_startscherm_with_a_button_per_measure(acting, who, where):
    client = acting(who, where)
    assert 'href="/maatwerk/"' in text_of(client.get("/"))
    page = text_of(client.get("/maatwerk/"))
    assert 'href="/maatwerk/ondernemingen/"><b>Maatwerk</b>' in page
    assert "Een gebruikersrecht is 4 jaar geldig." in page
    assert 'target="_blank" rel="noopener">WSE Loket' in page


def test_the_overview_offers_the_right_to_who_lacks_it(acting):
    sofie = acting("Sofie Janssens", "De Korenbloem")
    assert 'href="/maatwerk/"' not in text_of(sofie.get("/"))
    assert 'href="/gebruikersrechten/aanvragen/maatwerk/"' in text_of(sofie.get("/aanvraag/"))
    refused = sofie.get("/maatwerk/")
    assert refused.status_code == 403
    assert 'href="/gebruikersrechten/aanvragen/maatwerk/"' in text_of(refused)


def test_the_overview_has_the_button_of_who_has_the_right(acting):
    page = text_of(acting("Karim Benali", "De Wissel").get("/aanvraag/"))
    assert 'href="/maatwerk/">Raadplegen<span class="verborgen">: Maatwerk' in page


def test_the_mandate_type_opens_reading_and_nothing_else():
    found = find_type("maatwerk-raadplegen")
    assert found.acts == {(MAATWERK.code, Handeling.RAADPLEGEN.value)}


class TestWopsThatEnd:
    def said(self, client, address: str) -> list[str]:
        return [line.strip() for line in re.findall(r"<span>(Er eindig[^<]*)", text_of(client.get(address)))]

    def test_home_and_startscherm_say_per_label_how_many_end_soon(self, maatwerk_world, acting):
        today = timezone.localdate()
        rows = Wop.objects.filter(toekenning__nummer="0012345")
        number = rows.filter(start__lte=today, end__range=(today, today + datetime.timedelta(days=90))).count()
        assert number > 1
        client = acting("Karim Benali", "De Wissel")
        for address in ("/", "/maatwerk/"):
            assert f"Er eindigen {number} WOP’s van toekenning 0012345 binnen 90 dagen." in self.said(client, address)
        key = Toekenning.objects.get(nummer="0012345").key
        address = f"/maatwerk/ondernemingen/{key}/wop/?eindigt=90"
        assert f'href="{address}">Bekijk' in text_of(client.get("/"))
        assert text_of(client.get(address)).count('<th scope="row">') == min(number, 25)

    def test_one_is_one_and_none_is_not_said(self, maatwerk_world, acting):
        today = timezone.localdate()
        soon = Wop.objects.filter(
            toekenning__nummer="0012345", end__range=(today, today + datetime.timedelta(days=90))
        )
        kept = soon.first()
        Wop.objects.filter(end__gte=today).exclude(pk=kept.pk).update(end=None)
        client = acting("Karim Benali", "De Wissel")
        assert self.said(client, "/maatwerk/") == ["Er eindigt 1 WOP van toekenning 0012345 binnen 90 dagen."]
        Wop.objects.filter(pk=kept.pk).update(end=today + datetime.timedelta(days=91))
        assert self.said(client, "/maatwerk/") == self.said(client, "/") == []

    def test_only_who_reads_the_label_is_told(self, maatwerk_world, acting):
        add_person("Noor Vos", "86122999154", "Noorderwind")
        assert self.said(acting("Noor Vos", "Noorderwind"), "/") == []
        assert self.said(acting("Nele Aerts", "Departement"), "/") == []
        by_mandate = act_for(
            "Marc Dubois", "Boekhoudkantoor", ssm("De Wissel", "Boekhoudkantoor", "maatwerk-raadplegen")
        )
        assert any("0012345" in line for line in self.said(by_mandate, "/maatwerk/"))

    def test_it_costs_one_query(self, maatwerk_world, django_assert_num_queries):
        karim = context_of("Karim Benali", "De Wissel")
        with django_assert_num_queries(1):
            assert wops_that_end(karim, timezone.localdate())
