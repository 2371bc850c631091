"""What the database itself keeps right: versions, the most recent one, periods, sums and balances."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from maatwerk.models import Afrekening, Berekening, Berekeningslijn, Toekenning, Verrekening, Vordering, Wop

pytestmark = pytest.mark.usefixtures("maatwerk_world")


def label() -> Toekenning:
    return Toekenning.objects.get(nummer="0020781")


def version(number: int, **changes) -> Berekening:
    values = {
        "toekenning": label(), "soort": "kwartaal", "onderwerp": "kwartaal", "periode": datetime.date(2019, 1, 1),
        "versie": number, "status": "voorlopig", "berekend_op": datetime.date(2019, 6, 15), "bron": "test",
        "contingent": Decimal(50), "totaal": Decimal(0),
    }  # fmt: skip
    return Berekening.objects.create(**(values | changes))


def recent() -> list[int]:
    return list(
        Berekening.objects.recent().filter(toekenning=label(), periode=datetime.date(2019, 1, 1)).values_list(
            "versie", flat=True
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE maatwerk_berekening SET totaal = totaal + 1",
        "UPDATE maatwerk_berekening SET recentste = NOT recentste",
        "DELETE FROM maatwerk_berekening",
        "UPDATE maatwerk_berekeningslijn SET premie = 0",
        "DELETE FROM maatwerk_berekeningslijn",
        "UPDATE maatwerk_afrekening SET saldo = saldo",
        "DELETE FROM maatwerk_jaarlijn",
        "DELETE FROM maatwerk_verrekening",
    ],
)
def test_what_was_delivered_is_never_changed_or_removed(statement):
    refused = pytest.raises(DatabaseError, match="never changed|Cannot update or delete")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_highest_version_is_the_most_recent_whatever_the_order_in_which_they_come():
    version(2)
    assert recent() == [2]
    version(1)
    assert recent() == [2]
    version(3, soort="correctie")
    assert recent() == [3]


def test_each_label_subject_and_period_has_exactly_one_most_recent():
    keys = ("toekenning", "onderwerp", "periode")
    all_of_them = Berekening.objects.values_list(*keys).distinct()
    assert sorted(Berekening.objects.recent().values_list(*keys)) == sorted(all_of_them)


def test_two_versions_with_one_number_are_refused():
    version(1)
    with pytest.raises(IntegrityError, match="berekening_version_once"), transaction.atomic():
        version(1)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"periode": datetime.date(2019, 2, 1)}, "berekening_period"),
        ({"soort": "jaar"}, "berekening_kind_and_subject"),
        ({"soort": "jaar", "onderwerp": "jaar", "periode": datetime.date(2019, 4, 1)}, "year_from_january"),
        ({"premie": Decimal(5)}, "premie_adds_up"),
        ({"premie": Decimal(5), "vast": Decimal(5)}, "total_adds_up"),
    ],
)
def test_a_calculation_that_does_not_add_up_is_refused(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        version(1, **changes)


def test_a_line_that_does_not_add_up_is_refused():
    line = Berekeningslijn.objects.select_related("berekening").first()
    line.pk, line.berekening = None, version(1)
    line.premie += 1
    with pytest.raises(IntegrityError, match="lijn_adds_up"), transaction.atomic():
        line.save(force_insert=True)


def test_at_most_one_wop_per_worker_and_day():
    wop = Wop.objects.filter(end__isnull=False).first()
    again = {
        "werknemer": wop.werknemer,
        "toekenning": wop.toekenning,
        "niveau": "laag",
        "basis": "start",
        "groep": "b",
    }
    with pytest.raises(IntegrityError, match="wop_one_at_a_time"), transaction.atomic():
        Wop.objects.create(percentage=40, start=wop.end, end=wop.end, **again)
    with pytest.raises(IntegrityError, match="wop_percentage"), transaction.atomic():
        Wop.objects.create(percentage=42, start=datetime.date(1990, 1, 1), end=datetime.date(1990, 2, 1), **again)


def test_the_open_balance_follows_the_set_offs_and_never_goes_below_zero():
    claim = Vordering.objects.get(openstaand__gt=0)
    rest = claim.openstaand
    kept = {"vordering": claim, "soort": "terugbetaling"}
    Verrekening.objects.create(bedrag=rest - 1, op=datetime.date(2026, 1, 1), **kept)
    claim.refresh_from_db()
    assert claim.openstaand == 1
    with pytest.raises(IntegrityError, match="vordering_open_balance"), transaction.atomic():
        Verrekening.objects.create(bedrag=Decimal("1.01"), op=datetime.date(2026, 1, 2), **kept)


def test_a_balance_is_computed_less_advances_less_what_was_settled():
    one = Afrekening.objects.filter(saldo__gt=0).first()
    one.pk, one.berekening = None, version(1)
    one.saldo += 1
    with pytest.raises(IntegrityError, match="afrekening_saldo"), transaction.atomic():
        one.save(force_insert=True)


def test_settlements_of_a_quarter_add_up_to_the_last_calculation():
    quarter = Berekening.objects.recent().filter(toekenning=label(), onderwerp="kwartaal").earliest("periode")
    settled = Afrekening.objects.filter(toekenning=label(), periode=quarter.periode).exclude(soort="jaar")
    assert settled.count() == 2
    assert sum(item.saldo for item in settled) + settled[0].voorschotten == quarter.totaal


@pytest.mark.parametrize("nummer", ["0012345", "0012346", "0020781"])
def test_the_year_is_its_quarters_and_the_settlement_to_the_cent(nummer):
    year = Berekening.objects.filter(toekenning__nummer=nummer, onderwerp="jaar").latest("periode")
    quarters = list(year.kwartalen.all())
    assert len(quarters) == 4
    assert year.totaal == sum(item.bijkomend for item in quarters)
    for item in quarters:
        lines = year.jaarlijnen.filter(kwartaal=item.kwartaal)
        premiums = sum(line.herberekend or 0 for line in lines)
        assert premiums == item.herberekend.premie
        assert item.jaar_totaal == item.herberekend.totaal + item.bijkomend
    assert year.premie == sum(line.bijkomend for line in year.jaarlijnen.all())
