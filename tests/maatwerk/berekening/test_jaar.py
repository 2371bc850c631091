"""The year settlement, the fill rate (T3 to T5), redistribution (T2), advances and set-offs."""

from datetime import date

import pytest

from maatwerk.berekening.invulling import herverdeling, invullingsgraad
from maatwerk.berekening.jaar import jaarafrekening
from maatwerk.berekening.saldo import saldo, verrekeningen
from maatwerk.berekening.voorschot import feestdagen, pasen, schijven, voorschot, werkdag
from mandates.quarters import Quarter
from tests.maatwerk.berekening.making import PARAMS, bereken, d, pakket, vte, waarden, werknemer, with_value

YEAR = [Quarter(2024, number) for number in (1, 2, 3, 4)]


def settle(quarters, params=PARAMS):
    return jaarafrekening(quarters, {one.kwartaal: waarden(one.kwartaal, params) for one in quarters})


def year_of(*counts, contingent="3", **rest):
    return [
        bereken(*vte(count), contingent=contingent, kwartaal=quarter, **rest)
        for count, quarter in zip(counts, YEAR, strict=True)
    ]


def test_t6_unused_places_of_weak_quarters_bring_others_inside():
    quarters = year_of(5, 2, 3, 3)
    assert [line.binnen for line in quarters[0].lijnen] == [True, True, True, False, False]
    outcome = settle(quarters)
    (moved,) = outcome.kwartalen[0].opgeschoven
    assert (moved.na.sleutel, moved.na.binnen, moved.na.reden, moved.vte) == ("w0003", True, "jaar", 1)
    assert [one.vte for one in outcome.kwartalen] == [1, 0, 0, 0]
    assert [one.ongebruikt for one in outcome.kwartalen] == [0, 1, 0, 0]
    # As if he had been inside all along, but for the fixed part: 1.15 x 3 places are 3 fixed parts.
    assert moved.na.vast_reden == "maximum"
    assert outcome.kwartalen[0].premie == quarters[0].lijnen[0].premie - d(600)
    assert outcome.totaal == outcome.kwartalen[0].premie + d(480) + d(120)


def test_the_strongest_need_of_the_whole_year_goes_first():
    first = bereken(*vte(3), werknemer("x", pakket(50)), contingent="3", kwartaal=YEAR[0])
    second = bereken(*vte(3), werknemer("y", pakket(55)), contingent="3", kwartaal=YEAR[1])
    weak = bereken(*vte(2), contingent="3", kwartaal=YEAR[2])
    outcome = settle([first, second, weak])
    assert [[item.na.sleutel for item in one.opgeschoven] for one in outcome.kwartalen] == [[], ["y"], []]


def test_who_was_inside_in_part_is_filled_up_first():
    quarters = [
        bereken(*vte(4), contingent="2.7", kwartaal=YEAR[0]), bereken(*vte(1), contingent="2", kwartaal=YEAR[1])
    ]  # fmt: skip
    moved = settle(quarters).kwartalen[0].opgeschoven
    assert [(item.na.sleutel, item.vte, item.na.vte_binnen) for item in moved] == [
        ("w0002", d("0.3"), 1), ("w0003", d("0.7"), d("0.7"))
    ]  # fmt: skip
    # He had his fixed part already.
    assert moved[0].na.vast == moved[0].voor.vast == d(600)


def test_without_partial_places_only_whole_workers_move():
    params = with_value("maatwerk.gedeeltelijk_binnen", False)
    quarters = [
        bereken(*vte(4), contingent="3", kwartaal=YEAR[0], params=params),
        bereken(*vte(2), contingent="2.75", kwartaal=YEAR[1], params=params),
    ]
    assert settle(quarters, params).totaal == 0


def test_the_fixed_parts_of_those_who_move_count_too():
    quarters = year_of(13, 7, 10, 10, contingent="10")
    moved = settle(quarters).kwartalen[0].opgeschoven
    # 1.15 x 10 are 11 fixed parts, and ten are paid already.
    assert [item.na.vast_reden for item in moved] == ["ja", "maximum", "maximum"]


def test_a_year_without_weak_quarters_adds_nothing():
    assert settle(year_of(5, 4, 3, 3)).totaal == 0
    assert settle(year_of(2, 2, 3, 1)).totaal == 0


def test_the_granted_amounts_of_the_year_hold():
    free = settle(year_of(5, 2, 3, 3))
    quarters = year_of(5, 2, 3, 3)
    room = d("100.00")
    amounts = [one.totaal for one in quarters]
    capped = [
        bereken(*vte(count), contingent="3", kwartaal=quarter, maximum=amount + (room if quarter.number == 1 else 0))
        for count, quarter, amount in zip((5, 2, 3, 3), YEAR, amounts, strict=True)
    ]
    outcome = settle(capped)
    assert (outcome.totaal, outcome.boven_maximum) == (room, free.totaal - room)


def test_t2_below_90_percent_the_shortfall_is_lost():
    outcome = herverdeling(PARAMS, date(2025, 10, 1), d("0.8"), d(50))
    assert (outcome.verlies, outcome.contingent, outcome.mag_krijgen) == (5, 45, False)
    assert [value.key for value in outcome.parameters] == [
        "maatwerk.herverdeling_ondergrens", "maatwerk.herverdeling_bovengrens", "maatwerk.herverdeling_bodem"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("graad", "contingent", "left", "may_gain"),
    [
        ("0.2", "30", "20", False),
        ("0.5", "15", "15", False),
        ("0.89", "100", "99", False),
        ("0.90", "50", "50", False),
        ("0.95", "50", "50", False),
        ("0.9501", "50", "50", True),
    ],
)
def test_redistribution_at_its_edges(graad, contingent, left, may_gain):
    outcome = herverdeling(PARAMS, date(2025, 10, 1), d(graad), d(contingent))
    assert (outcome.contingent, outcome.mag_krijgen) == (d(left), may_gain)


def test_a_granted_amount_moves_in_proportion():
    assert herverdeling(PARAMS, date(2025, 10, 1), d("0.8"), d(50), d(1000)).maximum == 900


def test_t3_an_extension_lowers_the_fill():
    assert invullingsgraad([(d(50), d(50))]) == 1
    assert round(invullingsgraad([(d(50), d(55))]) * 100, 1) == d("90.9")


def test_t4_the_fill_of_a_year():
    quarters = [(d(48), d(50)), (d(47), d(50)), (d(50), d(50)), (d(51), d(55))]
    assert round(invullingsgraad(quarters), 5) == d("0.95682")


def test_a_fill_without_a_contingent_is_unknown():
    assert invullingsgraad([]) is None
    assert invullingsgraad([(d(3), d(0))]) is None


@pytest.mark.parametrize(
    ("contingent", "filled", "open_places", "percent"),
    [
        ("19533.80", "18602.73", "931.07", "95.23"),
        ("19587.80", "18433.95", "1153.85", "94.11"),
        ("19804.80", "18748.94", "1055.86", "94.67"),
        ("19929.40", "18828.37", "1101.03", "94.48"),
        ("21421.94", "19790.62", "1631.32", "92.38"),
        ("21318.54", "19800.49", "1518.05", "92.88"),
        ("21245.67", "20341.62", "904.05", "95.74"),
        ("21466.66", "19913.79", "1552.87", "92.77"),
    ],
)
def test_t5_the_totals_of_the_open_data(contingent, filled, open_places, percent):
    assert d(contingent) - d(filled) == d(open_places)
    assert round(invullingsgraad([(d(filled), d(contingent))]) * 100, 2) == d(percent)


def test_an_advance_is_paid_in_three_parts_to_the_cent():
    amount = voorschot(d("1000.01"), d("0.95"))
    assert amount == d("950.01")
    parts = schijven(amount, Quarter(2026, 4))
    assert parts == [
        (date(2026, 10, 1), d("316.67")), (date(2026, 11, 1), d("316.67")), (date(2026, 12, 1), d("316.67"))
    ]  # fmt: skip
    assert sum(part for _, part in schijven(d("100.00"), Quarter(2026, 1))) == 100


def test_the_tenth_working_day_skips_weekends_and_holidays():
    # 1 and 11 November 2026 fall on a Sunday and a Wednesday.
    assert werkdag(date(2026, 11, 1), 10) == date(2026, 11, 16)
    assert werkdag(date(2026, 10, 1), 10) == date(2026, 10, 14)
    assert werkdag(date(2026, 5, 1), 1) == date(2026, 5, 4)


@pytest.mark.parametrize(("year", "month", "day"), [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)])
def test_easter(year, month, day):
    assert pasen(year) == date(year, month, day)
    assert len(feestdagen(year)) == 10


def test_a_balance_is_what_was_computed_less_what_was_paid():
    assert saldo(d(100), d(120)) == -20
    assert saldo(d(130), d(120), d(-20)) == 30


def test_a_claim_is_kept_back_until_nothing_is_open():
    assert verrekeningen(d(25), [d(10), d(10), d(10)]) == [10, 10, 5]
    assert verrekeningen(d(25), [d(10), d(10), d(10)], hoogstens=d(4)) == [4, 4, 4]
    assert verrekeningen(d(0), [d(10)]) == [0]
