"""What one row cannot say: sums over rows, and rows that come twice, also when a turn ended in between."""

import datetime
from decimal import Decimal

import pytest

from loket.bulk.large import csv_source, running
from maatwerk.leveringen.afrekeningen import CLAIM_TWICE
from maatwerk.leveringen.rijen import TWICE
from maatwerk.leveringen.verrekeningen import NOT_KEPT, TOO_MUCH
from maatwerk.models import Contingent, Loonlijn, Verrekening, Voorschotschijf, Vordering
from tests.maatwerk.leveringen import files
from tests.maatwerk.leveringen.files import NUMMER, check, deliver, deliver_all, findings, store

pytestmark = pytest.mark.usefixtures("demo_world")


@pytest.fixture
def made():
    return files.history()


@pytest.fixture
def short_turns(monkeypatch):
    """Every row has a turn of its own."""
    monkeypatch.setattr(csv_source, "PORTION", 1)
    monkeypatch.setattr(files, "go_on", lambda pk, _seconds: running.go_on(pk, 0))


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"s": 0}, "tellen op tot"), ({"brutoloon": "veel"}, "in 1 rijen is wat opgeteld wordt niet leesbaar")],
)
def test_a_wrong_row_hides_no_wrong_total(made, change, reason):
    deliver_all(made, "wops")
    rows = files.lonen(made)
    file = check("lonen", [rows[0] | change, *rows[1:]], totaal="1.00")
    assert (file.status, file.wrong_rows) == ("gestopt", 1)
    assert reason in file.stop_reason
    assert not Loonlijn.objects.filter(toekenning__nummer=NUMMER).exists()


def test_wrong_rows_count_in_a_total(made):
    deliver_all(made, "wops")
    rows = files.lonen(made)
    total = files.total(rows, "brutoloon")
    file = check("lonen", [rows[0] | {"s": 0}, *rows[1:]], totaal=total)
    assert (file.status, file.wrong_rows) == ("gecontroleerd", 1)


@pytest.mark.parametrize("more", [-1, 1])
@pytest.mark.parametrize("months", [2, 3])
def test_the_parts_of_a_quarter_are_its_advance(made, more, months):
    deliver_all(made, "berekeningen")
    quarter = files.QUARTERS[0].first_day
    rows = [row for row in files.voorschotten(made) if row["kwartaal"] == quarter][:months]
    whole = sum(row["bedrag"] for row in rows)
    file = check("voorschotten", [row | {"voorschot": whole + more} for row in rows])
    wrong = [item[:2] for item in findings(file)]
    # With a month to come there may be something left; too much is always too much.
    assert wrong == ([] if (more, months) == (1, 2) else [(months + 1, "schijf")])


def test_the_parts_of_a_quarter_are_its_advance_over_turns(made, short_turns):
    deliver_all(made, "berekeningen")
    rows = files.voorschotten(made)[:3]
    rows[2] = rows[2] | {"bedrag": rows[2]["bedrag"] + 1}
    file = store(check("voorschotten", rows))
    assert (file.status, file.stored_rows, [item[1] for item in findings(file)]) == ("verwerkt", 2, ["schijf"])
    assert Voorschotschijf.objects.filter(levering=file).count() == 2


def test_a_claim_is_of_one_settlement(made):
    deliver_all(made, "voorschotten")
    rows = [
        row
        | {"voorschotten": row["berekend"] + 10, "eerder": Decimal(0), "saldo": Decimal(-10)}
        | {"vordering": "V1", "verjaart_op": datetime.date(2031, 1, 1)}
        for row in files.afrekeningen(made)[:2]
    ]
    file = check("afrekeningen", rows)
    assert file.status == "gestopt"
    assert findings(file) == [(3, "vordering", CLAIM_TWICE)]
    rows[1]["vordering"] = "V2"
    deliver("afrekeningen", rows)
    assert Vordering.objects.filter(nummer__in=["V1", "V2"]).count() == 2


def repayments(made, *amounts: Decimal) -> list[files.Row]:
    """One per day of the claim that the history leaves."""
    [first, *_] = files.verrekeningen(made)
    return [
        first | {"soort": "terugbetaling", "maand": None, "op": datetime.date(2026, 10, 1 + day), "bedrag": amount}
        for day, amount in enumerate(amounts)
    ]


def test_no_more_is_set_off_than_is_open(made):
    deliver_all(made, "afrekeningen")
    claim = Vordering.objects.get(toekenning__nummer=NUMMER)
    file = check("verrekeningen", repayments(made, claim.bedrag - 10, Decimal("10.01")))
    assert file.status == "gestopt"
    assert findings(file) == [(3, "bedrag", TOO_MUCH.format("10,00\N{NO-BREAK SPACE}€"))]
    deliver("verrekeningen", repayments(made, claim.bedrag - 10, Decimal(10)))
    claim.refresh_from_db()
    assert claim.openstaand == 0


def test_no_more_is_set_off_against_a_part_than_was_kept_back(made):
    deliver_all(made, "afrekeningen")
    [first, *_] = files.verrekeningen(made)
    cent = Decimal("0.01")
    rows = [first | {"bedrag": first["bedrag"] - 10}, first | {"op": datetime.date(2026, 7, 31), "bedrag": 10 + cent}]
    file = check("verrekeningen", rows)
    assert findings(file) == [(3, "bedrag", NOT_KEPT.format("10,00\N{NO-BREAK SPACE}€"))]
    rows[1]["bedrag"] -= cent
    deliver("verrekeningen", rows)
    file = check("verrekeningen", [first | {"op": datetime.date(2026, 8, 1), "bedrag": cent}])
    assert findings(file) == [(2, "bedrag", NOT_KEPT.format("0,00\N{NO-BREAK SPACE}€"))]


def test_no_more_is_set_off_than_is_open_over_turns(made, short_turns):
    deliver_all(made, "afrekeningen")
    claim = Vordering.objects.get(toekenning__nummer=NUMMER)
    # Each turn of the check sees one row; storing sees what the rows above left.
    file = store(check("verrekeningen", repayments(made, claim.bedrag - 10, Decimal("10.01"), Decimal(10))))
    assert (file.status, file.stored_rows) == ("verwerkt", 2)
    assert findings(file) == [(3, "bedrag", TOO_MUCH.format("10,00\N{NO-BREAK SPACE}€"))]
    claim.refresh_from_db()
    assert claim.openstaand == 0
    assert Verrekening.objects.filter(levering=file).count() == 2


def test_a_row_that_comes_again_after_a_turn_replaces_nothing(made, short_turns):
    rows = files.contingenten(made)
    file = store(check("contingenten", [*rows, rows[0] | {"vte": rows[0]["vte"] + 1}]))
    assert (file.status, file.stored_rows) == ("verwerkt", len(rows))
    assert findings(file) == [(len(rows) + 2, "rij", TWICE)]
    stored = Contingent.objects.get(toekenning__nummer=NUMMER, kwartaal=rows[0]["kwartaal"])
    assert stored.vte == rows[0]["vte"]


def test_no_maximum_and_a_maximum_of_nothing_are_not_alike(made):
    deliver_all(made, "contingenten")
    [row, *_] = files.contingenten(made)
    assert deliver("contingenten", [row | {"maximum": Decimal(0)}]).counts["gewijzigd"] == 1
    assert Contingent.objects.get(toekenning__nummer=NUMMER, kwartaal=row["kwartaal"]).maximum == 0
    assert deliver("contingenten", [row | {"maximum": None}]).counts["gewijzigd"] == 1
