"""What must hold whatever comes in."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from maatwerk.berekening.afronding import NUL
from maatwerk.berekening.jaar import jaarafrekening
from maatwerk.berekening.kwartaal import bereken_met
from mandates.quarters import Quarter
from tests.maatwerk.berekening.making import invoer, loon, pakket, waarden, werknemer

YEAR = [Quarter(2022, number) for number in (1, 2, 3, 4)]
VALUES = {quarter: waarden(quarter) for quarter in YEAR}
EXAMPLES = settings(max_examples=60)

money = st.decimals(min_value=0, max_value=20_000, places=2).map(str)
hours = st.sampled_from(["38", "30.4", "28.5", "19", "12.67", "1"])


@st.composite
def werknemers(draw, least=0, most=8):
    made = []
    for index in range(draw(st.integers(least, most))):
        wage = loon(
            draw(money), draw(money), draw(money), draw(money), draw(hours),
            van=draw(st.none() | st.dates(YEAR[0].first_day, YEAR[0].last_day)),
            q_effectief=draw(st.none() | st.just(Decimal(10))),
        )  # fmt: skip
        packages = pakket(
            draw(st.sampled_from(range(40, 76, 5))),
            draw(st.sampled_from(["laag", "midden", "hoog"])),
            draw(st.sampled_from("abc")),
            end=draw(st.none() | st.dates(YEAR[0].first_day, YEAR[3].last_day)),
        )
        made.append(werknemer(f"w{index}", packages, wage=wage, activering=draw(money)))
    return made


contingents = st.decimals(min_value=0, max_value=8, places=2).map(str)
amounts = st.none() | st.decimals(min_value=0, max_value=60_000, places=2)


@EXAMPLES
@given(werknemers(), contingents, amounts)
def test_no_line_is_negative_and_the_lines_are_the_quarter_to_the_cent(workers, contingent, maximum):
    outcome = bereken_met(invoer(*workers, contingent=contingent, maximum=maximum, kwartaal=YEAR[0]), VALUES[YEAR[0]])
    for line in outcome.lijnen:
        assert min(line.loonpremie_incl, line.loonpremie, line.vast, line.variabel, line.premie) >= 0
        assert line.premie == line.premie.quantize(Decimal("0.01"))
        assert 0 <= line.correctiefactor <= 1
        assert 0 <= line.vte_binnen <= line.vte
    assert outcome.premie == sum((line.premie for line in outcome.lijnen), NUL)
    assert outcome.totaal == outcome.premie + outcome.ondersteuning + outcome.supplement - outcome.boven_maximum
    assert outcome.begrensd <= Decimal(contingent)
    assert maximum is None or outcome.totaal <= maximum


@EXAMPLES
@given(werknemers(least=1), contingents, st.data())
def test_removing_a_worker_never_lowers_another_ones_premium(workers, contingent, data):
    gone = data.draw(st.sampled_from(workers))
    rest = [worker for worker in workers if worker is not gone]
    before, after = (
        {
            line.sleutel: line.premie
            for line in bereken_met(invoer(*who, contingent=contingent, kwartaal=YEAR[0]), VALUES[YEAR[0]]).lijnen
        }
        for who in (workers, rest)
    )
    assert all(after[key] >= premium for key, premium in before.items() if key in after)


@EXAMPLES
@given(werknemers(), contingents)
def test_the_order_of_the_file_does_not_matter(workers, contingent):
    one = bereken_met(invoer(*workers, contingent=contingent, kwartaal=YEAR[0]), VALUES[YEAR[0]])
    other = bereken_met(invoer(*reversed(workers), contingent=contingent, kwartaal=YEAR[0]), VALUES[YEAR[0]])
    assert one == other


@EXAMPLES
@given(st.lists(werknemers(most=5), min_size=4, max_size=4), contingents, st.none() | st.just(Decimal(20_000)))
def test_the_year_is_its_quarters_and_the_settlement_and_nobody_falls_out(groups, contingent, maximum):
    quarters = [
        bereken_met(invoer(*workers, contingent=contingent, maximum=maximum, kwartaal=quarter), VALUES[quarter])
        for workers, quarter in zip(groups, YEAR, strict=True)
    ]
    outcome = jaarafrekening(quarters, VALUES)
    assert outcome.totaal >= 0
    assert outcome.totaal == sum((one.bijkomend for one in outcome.kwartalen), NUL) - outcome.boven_maximum
    after = NUL
    for one in outcome.kwartalen:
        moved = {item.na.sleutel: item for item in one.opgeschoven}
        for line in one.uitkomst.lijnen:
            end = moved[line.sleutel].na if line.sleutel in moved else line
            assert end.premie >= line.premie
            assert end.binnen >= line.binnen
            after += end.premie
    before = sum((one.premie for one in quarters), NUL)
    assert after == before + sum((one.premie for one in outcome.kwartalen), NUL)
    given_away = sum((one.vte for one in outcome.kwartalen), NUL)
    assert given_away <= sum((one.ongebruikt for one in outcome.kwartalen), NUL)
