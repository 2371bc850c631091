"""The quarter of one label: who is inside, the fixed parts, the totals and the granted amount."""

from datetime import date
from decimal import Decimal

import pytest

from tests.maatwerk.berekening.making import bereken, d, loon, pakket, vte, werknemer, with_value


def order(outcome):
    return [line.sleutel for line in outcome.lijnen]


def test_the_highest_need_comes_first_then_the_fraction_then_the_wage():
    workers = [
        werknemer("laagste loon", pakket(60), bruto="5000"),
        werknemer("hoogste loon", pakket(60), bruto="7000"),
        werknemer("deeltijds", pakket(60), bruto="9000", q="19"),
        werknemer("midden", pakket(60, "midden"), bruto="9000"),
        werknemer("65 laag", pakket(65, "laag"), bruto="1000", q="10"),
    ]
    assert order(bereken(*workers)) == ["65 laag", "hoogste loon", "laagste loon", "deeltijds", "midden"]
    params = with_value("maatwerk.rangschikking", "niveau, percentage")
    assert order(bereken(*workers, params=params)) == [
        "hoogste loon", "laagste loon", "deeltijds", "midden", "65 laag"
    ]  # fmt: skip


def test_equal_workers_keep_the_same_order_whatever_the_order_of_the_file():
    workers = vte(5)
    assert order(bereken(*workers)) == order(bereken(*reversed(workers))) == sorted(order(bereken(*workers)))


def test_below_the_line_there_is_no_premium():
    outcome = bereken(*vte(4), contingent="3")
    assert [(line.rang, line.binnen, line.reden) for line in outcome.lijnen] == [
        (1, True, "volledig"), (2, True, "volledig"), (3, True, "volledig"), (4, False, "vol")
    ]  # fmt: skip
    out = outcome.lijnen[-1]
    assert (out.premie, out.correctiefactor, out.correctie_reden, out.vast_reden) == (0, 0, "buiten", "buiten")
    assert out.referteloon == d(6000)
    assert (outcome.werknemers, outcome.binnen, outcome.begrensd, outcome.ingevuld) == (4, 3, 3, 4)


def test_the_last_one_may_fit_in_part():
    outcome = bereken(*vte(3), contingent="2.75")
    last = outcome.lijnen[-1]
    assert (last.binnen, last.reden) == (True, "gedeeltelijk")
    assert (last.vte_binnen, last.correctiefactor, last.correctie_reden) == (d("0.75"), d("0.75"), "contingent")
    assert (last.loonpremie, last.variabel, last.vast) == (d("2700.00"), d("960.00"), d("600.00"))
    assert outcome.begrensd == d("2.75")


def test_or_he_does_not_and_nobody_below_him_either():
    params = with_value("maatwerk.gedeeltelijk_binnen", False)
    small = werknemer("klein", pakket(40), q="7.6")
    outcome = bereken(*vte(3), small, contingent="2.25", params=params)
    assert [line.reden for line in outcome.lijnen] == ["volledig", "volledig", "vol", "vol"]


def test_a_contingent_of_nothing_pays_nothing():
    outcome = bereken(*vte(2), contingent="0")
    assert (outcome.totaal, outcome.binnen) == (0, 0)


def test_t6_at_most_115_fixed_parts_on_a_contingent_of_100():
    outcome = bereken(*vte(116, "0.8"), contingent="100")
    assert (outcome.binnen, outcome.vaste_delen) == (116, 115)
    assert outcome.lijnen[-1].vast_reden == "maximum"
    assert outcome.lijnen[-1].variabel > 0


def test_the_limit_of_fixed_parts_is_not_rounded_up():
    assert bereken(*vte(3, "0.5"), contingent="2.5").vaste_delen == 2
    assert bereken(*vte(3, "0.5"), contingent="2.61").vaste_delen == 3


def test_a_new_contract_takes_its_share_of_a_place():
    half = werknemer("a", wage=loon("3000", van=date(2024, 5, 17)))
    (line,) = bereken(half).lijnen
    assert line.vte == line.duur == d("0.4945054945")
    # The wage is that of the days worked already: it is not reduced twice.
    assert (line.correctiefactor, line.loonpremie) == (1, d("1800.00"))
    assert line.variabel == d("632.97")


def test_a_wop_of_part_of_the_paid_days_reduces_the_referteloon():
    (line,) = bereken(werknemer("a", pakket(end=date(2024, 5, 16)))).lijnen
    assert (line.correctie_reden, line.correctiefactor) == ("periode", d("0.5054945055"))
    assert line.loonpremie == d("1819.78")


def test_a_progressive_return_counts_for_the_fill_rate_by_the_work_that_is_done():
    outcome = bereken(werknemer("a", wage=loon(q="38", q_effectief=Decimal(19))))
    assert (outcome.ingevuld, outcome.begrensd) == (d("0.5"), 1)


def test_more_hours_than_the_contract_are_no_more_than_the_contract():
    assert bereken(werknemer("a", wage=loon(q="19", q_effectief=Decimal(30)))).ingevuld == d("0.5")


def test_organisatieondersteuning_is_for_groups_a_and_b():
    workers = [werknemer(name, pakket(groep=name)) for name in "abc"]
    outcome = bereken(*workers)
    assert (outcome.ondersteuning, outcome.supplement) == (d(960), d(240))


def test_the_granted_amount_cuts_off_what_is_above_it():
    free = bereken(*vte(3))
    capped = bereken(*vte(3), maximum=free.totaal - d("10.01"))
    assert (capped.boven_maximum, capped.totaal) == (d("10.01"), free.totaal - d("10.01"))
    assert capped.premie == free.premie
    assert bereken(*vte(3), maximum=free.totaal).boven_maximum == 0


@pytest.mark.parametrize("contingent", ["1", "2.5", "100"])
def test_the_totals_are_those_of_the_lines(contingent):
    outcome = bereken(*vte(4), contingent=contingent)
    assert outcome.premie == sum(line.premie for line in outcome.lijnen)
    assert outcome.premie == outcome.loonpremie + outcome.vast + outcome.variabel
    assert outcome.totaal == outcome.premie + outcome.ondersteuning + outcome.supplement - outcome.boven_maximum


def test_nobody_on_the_list_is_a_quarter_of_nothing():
    outcome = bereken()
    assert (outcome.werknemers, outcome.totaal) == (0, 0)
