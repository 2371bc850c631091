"""What the demo shows of maatwerk is really there, made by the engine, and the same for everybody on one day."""

import datetime

import pytest
from django.utils import timezone

from loket.demo.maatwerk import PARAMETERS, histories, load_maatwerk
from loket.numbers import parse_insz
from loket.parameters.files import read_parameters
from maatwerk.generating.careers import Mensen
from maatwerk.generating.history import berekend_op, kwartalen_voor, laatste_berekende
from maatwerk.models import Afrekening, Berekening, Berekeningslijn, Toekenning, Vordering, Werknemer, Wop
from mandates.quarters import Quarter

pytestmark = pytest.mark.usefixtures("maatwerk_world")


def test_two_labels_of_about_180_workers_and_one_of_about_60():
    counts = {
        label.nummer: Berekening.objects.recent().filter(toekenning=label, onderwerp="kwartaal").latest("periode")
        for label in Toekenning.objects.all()
    }
    assert set(counts) == {"0012345", "0012346", "0020781"}
    assert 165 <= counts["0012345"].werknemers + counts["0012346"].werknemers <= 195
    assert 50 <= counts["0020781"].werknemers <= 70


def test_two_years_of_quarters_up_to_the_last_calculated_one():
    quarters = Berekening.objects.recent().filter(toekenning__nummer="0012345", onderwerp="kwartaal")
    assert quarters.count() >= 8
    assert quarters.latest("periode").periode == laatste_berekende(timezone.localdate()).first_day
    assert set(Berekening.objects.values_list("soort", flat=True)) == {
        "voorschot", "kwartaal", "herberekening", "correctie", "jaar"
    }  # fmt: skip


def test_a_negative_settlement_and_an_open_claim_with_set_offs():
    assert Afrekening.objects.filter(saldo__lt=0, soort="kwartaal").exists()
    claim = Vordering.objects.get(openstaand__gt=0)
    kept = sum(item.bedrag for item in claim.verrekeningen.all())
    assert kept > 0
    assert claim.openstaand == claim.bedrag - kept
    assert claim.afbetalingsplan


def test_wops_end_within_90_days_and_zeros_lead():
    today = timezone.localdate()
    assert Wop.objects.filter(end__range=(today, today + datetime.timedelta(days=90))).exists()
    assert Werknemer.objects.filter(insz__startswith="0").exists()
    assert all(parse_insz(number) == number for number in Werknemer.objects.values_list("insz", flat=True))


def test_a_second_load_adds_nothing():
    before = Berekeningslijn.objects.count()
    assert load_maatwerk(timezone.localdate()) is False
    assert Berekeningslijn.objects.count() == before


@pytest.mark.parametrize("day", ["2026-01-02", "2026-03-31", "2026-06-14", "2026-09-15", "2027-02-28", "2028-02-29"])
def test_the_demo_has_everything_on_whatever_day_it_is_loaded(day):
    made = histories.__wrapped__(datetime.date.fromisoformat(day))
    labels = [label for labels in made.values() for label in labels]
    versions = [version for label in labels for version in label.versies]
    assert {version.soort for version in versions} == {"kwartaal", "herberekening", "jaar", "correctie"}
    assert all(len(label.kwartalen) >= 8 for label in labels)
    debts = [debt for label in labels for debt in label.schulden]
    assert any(debt.in_delen and 0 < sum(amount for _, amount in debt.inhoudingen) < debt.bedrag for debt in debts)


def test_a_quarter_is_calculated_in_the_third_month_after_it():
    assert berekend_op(Quarter(2026, 1)) == datetime.date(2026, 6, 15)
    assert berekend_op(Quarter(2026, 4)) == datetime.date(2027, 3, 15)
    assert laatste_berekende(datetime.date(2026, 6, 14)) == Quarter(2025, 4)
    assert laatste_berekende(datetime.date(2026, 6, 15)) == Quarter(2026, 1)
    quarters = kwartalen_voor(datetime.date(2026, 11, 25), 8, whole_years=True)
    assert (quarters[0], quarters[-1], len(quarters)) == (Quarter(2024, 1), Quarter(2026, 2), 10)


def test_the_same_day_gives_the_same_people_and_amounts():
    day = datetime.date(2026, 11, 25)
    one, other = histories.__wrapped__(day), histories.__wrapped__(day)
    assert [v.saldo for h in one["0999003097"] for v in h.versies] == [
        v.saldo for h in other["0999003097"] for v in h.versies
    ]
    assert [c.mens for c in one["0999003196"][0].loopbanen] == [c.mens for c in other["0999003196"][0].loopbanen]


def test_nobody_shares_an_insz():
    people = Mensen(1)
    numbers = [people.mens().insz for _ in range(40_000)]
    assert len(set(numbers)) == len(numbers)


def test_every_law_dependent_number_has_a_source_and_unknown_amounts_say_so():
    parameters = list(read_parameters(PARAMETERS))
    assert len(parameters) > 20
    guessed = [value for value in parameters if value.source.startswith("Eigen")]
    assert guessed
    assert all(value.status == "niet geverifieerd" for value in guessed)
