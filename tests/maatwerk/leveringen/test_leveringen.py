"""Deliveries from the file to the tables: what is right, what is refused, and that nothing is ever there twice."""

import datetime
import io
from decimal import Decimal

import pyarrow
import pyarrow.parquet
import pytest
from django.db import connection

from loket.bulk.large.files import cancel
from loket.dutch import amount
from loket.journal.models import JournalEntry
from maatwerk.leveringen.verrekeningen import OTHER as OTHER_SET_OFF
from maatwerk.leveringen.voorschotten import SET_OFF
from maatwerk.models import (
    Aankondiging,
    Activeringsuitkering,
    Afrekening,
    Berekening,
    Berekeningslijn,
    Contingent,
    Jaarkwartaal,
    Jaarlijn,
    Jaarrij,
    Leveringslijn,
    Loonlijn,
    Toekenning,
    Verrekening,
    Voorschot,
    Voorschotschijf,
    Vordering,
    Werknemer,
    Wop,
)
from maatwerk.narekenen import reken_na
from tests.maatwerk.leveringen import files
from tests.maatwerk.leveringen.files import FILES, NUMMER, as_csv, as_parquet, check, deliver, deliver_all, findings

pytestmark = pytest.mark.usefixtures("demo_world")
TABLES = (
    Toekenning, Contingent, Werknemer, Wop, Loonlijn, Aankondiging, Berekening, Berekeningslijn, Leveringslijn,
    Voorschot, Voorschotschijf, Afrekening, Vordering, Verrekening, Jaarkwartaal, Jaarlijn, Jaarrij,
    Activeringsuitkering,
)  # fmt: skip
# A year that would take back.
YEAR_BACK = {"over": "jaar", "kwartaal": datetime.date(2026, 1, 1), "berekend": Decimal("90.00"), "eerder": 0}
YEAR_BACK |= {"voorschotten": Decimal("100.00"), "saldo": Decimal("-10.00"), "vordering": "T9"}


@pytest.fixture
def made():
    return files.history()


def state() -> list[str]:
    """A fingerprint of every table of deliveries."""
    found = []
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY id), '')) FROM {table} t")  # noqa: S608
            found.append(cursor.fetchone()[0])
    return found


def test_everything_that_is_delivered_comes_in_as_it_was_made(made):
    deliver_all(made)
    label = Toekenning.objects.get(nummer=NUMMER)
    assert label.organisation.kbo == files.KBO
    assert Contingent.objects.filter(toekenning=label).count() == len(made.contingenten)
    assert Loonlijn.objects.filter(toekenning=label).count() == len(made.aangiften)
    for item, outcome in files.outcomes(made):
        period = outcome.kwartaal.first_day
        found = Berekening.objects.get(toekenning=label, onderwerp="kwartaal", periode=period, versie=item.versie)
        assert (found.totaal, found.premie, found.bron) == (outcome.totaal, outcome.premie, "SUMO")
        assert found.lijnen.count() == len(outcome.lijnen)
        assert sum(line.premie for line in found.lijnen.all()) == found.premie
        assert all(line.wop for line in found.lijnen.select_related("wop"))
    assert not Leveringslijn.objects.exists()
    parts = Voorschotschijf.objects.filter(voorschot__toekenning=label)
    assert parts.count() == 3 * len(made.voorschotten)
    assert [item.bedrag for item in Voorschot.objects.filter(toekenning=label)] == [
        item.bedrag for item in made.voorschotten
    ]
    settled = Afrekening.objects.filter(toekenning=label).exclude(soort="jaar").order_by("periode")
    assert [item.saldo for item in settled] == [item.saldo for item, _ in files.outcomes(made)]
    claims = Vordering.objects.filter(toekenning=label)
    assert [claim.bedrag for claim in claims] == [-item.saldo for item in settled if item.saldo < 0]
    kept = [amount for debt in made.schulden for _, amount in debt.inhoudingen]
    assert [item.bedrag for item in Verrekening.objects.filter(vordering__in=claims).order_by("pk")] == kept
    assert [claim.openstaand for claim in claims] == [sum(claim.bedrag for claim in claims) - sum(kept)]


def test_a_year_comes_in_with_its_quarters_and_everybody_in_them(made):
    deliver_all(made)
    year = Berekening.objects.get(toekenning__nummer=NUMMER, onderwerp="jaar")
    assert (year.periode, year.versie, year.recentste) == (datetime.date(2026, 1, 1), 1, True)
    assert (year.totaal, year.boven_maximum) == (90, 10)
    moved = {(row["kwartaal"], row["insz"]) for row in files.jaren(made) if "insz" in row}
    quarters = list(Jaarkwartaal.objects.filter(berekening=year))
    for quarter, (_, outcome) in zip(quarters, files.outcomes(made), strict=True):
        assert (quarter.kwartaal, quarter.herberekend_totaal) == (outcome.kwartaal.first_day, outcome.totaal)
        assert (quarter.bijkomend, quarter.bijkomende_vte) in ((25, 0), (75, Decimal("0.1")))
        lines = Jaarlijn.objects.filter(berekening=year, kwartaal=quarter.kwartaal).select_related("werknemer")
        found = {line.werknemer.insz: line for line in lines}
        assert found.keys() == {line.sleutel for line in outcome.lijnen}
        for line in outcome.lijnen:
            here, extra = found[line.sleutel], (quarter.kwartaal, line.sleutel) in moved
            assert (here.eerste, here.herberekend, here.bijkomend) == (line.premie, line.premie, 50 * extra)
            assert (here.vte, here.binnen) == (Decimal("0.1") * extra, line.binnen or extra)
    assert not Jaarrij.objects.exists()
    settled = year.afrekening
    assert (settled.soort, settled.periode, settled.wijze) == ("jaar", year.periode, "betaling")
    assert (settled.berekend, settled.saldo, hasattr(settled, "vordering")) == (90, 90, False)


@pytest.mark.parametrize(
    ("place", "change", "reason"),
    [
        (0, None, "niet elk berekend kwartaal"),
        (1, {"status": "voorlopig"}, "verschillen in status"),
        (1, {"vte": Decimal("0.05")}, "tellen niet op"),
        (1, {"bijkomend": Decimal("75.01")}, "samen meer bij dan hun kwartaal"),
        (None, {"totaal": Decimal("100.01")}, "meer bij dan zijn kwartalen"),
    ],
)
def test_a_year_that_does_not_add_up_does_not_come_in(made, place, change, reason):
    deliver_all(made, "lijnen")
    rows = [row | (change or {}) if index == place or place is None else row
            for index, row in enumerate(files.jaren(made)) if change or index != place]  # fmt: skip
    file = check("jaren", rows)
    assert file.status == "gestopt"
    assert reason in file.stop_reason
    assert not Jaarrij.objects.exists()


def test_a_year_is_in_one_open_file_and_leaves_nothing_behind_when_that_is_cancelled(made):
    deliver_all(made, "lijnen")
    first = check("jaren", files.jaren(made))
    second = check("jaren", files.jaren(made)[::-1])
    assert second.status == "gestopt"
    assert "in een ander bestand" in findings(second)[0][2]
    cancel(files.nele(), first)
    assert not Jaarrij.objects.exists()
    deliver("jaren", files.jaren(made))
    file = check("jaren", [row | {"totaal": Decimal("91.00")} for row in files.jaren(made)])
    assert [item[1] for item in findings(file)] == ["versie"] * 3
    deliver("jaren", [row | {"versie": 2, "totaal": Decimal("91.00")} for row in files.jaren(made)])
    years = Berekening.objects.filter(toekenning__nummer=NUMMER, onderwerp="jaar").order_by("versie")
    assert list(years.values_list("totaal", "recentste")) == [(90, False), (91, True)]


def test_a_quarter_that_came_in_after_the_check_stops_its_year(made):
    deliver_all(made, "lijnen")
    file = check("jaren", files.jaren(made))
    files.another_quarter()
    file = files.store(file)
    assert (file.status, file.stored_rows) == ("gestopt", 0)
    assert "niet elk berekend kwartaal" in file.stop_reason
    assert not Berekening.objects.filter(onderwerp="jaar", toekenning__nummer=NUMMER).exists()
    assert not Jaarrij.objects.exists()


def test_what_was_delivered_can_be_computed_again_without_a_difference(made):
    deliver_all(made)
    found = list(Berekening.objects.filter(toekenning__nummer=NUMMER, onderwerp="kwartaal"))
    assert found
    assert all(reken_na(one).gelijk for one in found)


def test_a_delivery_that_comes_twice_changes_nothing(made):
    deliver_all(made)
    before = state()
    for name, (kind, rows, _) in FILES.items():
        file = check(name, rows(made))
        assert (file.right_rows, file.wrong_rows, file.double_rows) == (0, 0, file.done_rows), (name, findings(file))
        # Another order and another format are no other delivery.
        again = check(name, rows(made), as_parquet(kind, rows(made)[::-1]))
        assert (again.right_rows, again.double_rows) == (0, again.done_rows), name
        cancel(files.nele(), file)
        cancel(files.nele(), again)
    assert state() == before


@pytest.mark.parametrize("group", [5, 100_000])
def test_parquet_is_read_as_csv_is(made, group):
    for name, (kind, rows, _) in FILES.items():
        deliver(name, rows(made), as_parquet(kind, rows(made), group))
    assert Berekening.objects.filter(toekenning__nummer=NUMMER, onderwerp="kwartaal").count() == 2
    # As text and as a number: zeros in front came back.
    row = {**files.wops(made)[0], "insz": 5060799340, "start": datetime.date(2030, 1, 1), "end": None}
    file = check("wops", [row], as_parquet(FILES["wops"][0], [row]))
    assert (file.right_rows, [notice[1] for notice in file.notices]) == (
        1, ["De voorloopnul was weggevallen en is hersteld."]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"PAR1 and then nothing that is Parquet PAR1", "beschadigd"), (b"PAR1", "beschadigd")],
)
def test_a_damaged_parquet_file_is_refused(content, reason):
    file = check("wops", [], content)
    assert file.status == "gestopt"
    assert reason in file.stop_reason


def test_nested_columns_are_refused():
    row = {"insz": [1, 2]}
    file = check("wops", [row], as_parquet(FILES["wops"][0], [row]))
    assert "geen gewone waarden" in file.stop_reason


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [("vanaf", pyarrow.array([9_999_999], pyarrow.date32()), "beschadigd"), (None, [1], "hoogstens 500 kolommen")],
)
def test_parquet_that_nothing_can_hold_is_refused(made, column, value, reason):
    [row, *_] = files.wops(made)
    read = pyarrow.parquet.read_table(io.BytesIO(as_parquet(FILES["wops"][0], [row])))
    for name in [column] if column else map(str, range(500)):
        place = read.schema.get_field_index(name)
        read = read.set_column(place, name, value) if column else read.append_column(name, [value])
    content = io.BytesIO()
    pyarrow.parquet.write_table(read, content)
    assert reason in check("wops", [row], content.getvalue()).stop_reason


class TestControleCijfers:
    @pytest.mark.parametrize(
        ("answers", "reason"),
        [({"rijen": 3}, "meldt 3 rijen"), ({"totaal": "1.00"}, "tellen op tot")],
    )
    def test_a_file_that_is_not_what_was_announced_goes_no_further(self, made, answers, reason):
        deliver_all(made, "wops")
        file = check("lonen", files.lonen(made), **answers)
        assert file.status == "gestopt"
        assert reason in file.stop_reason
        assert not Loonlijn.objects.filter(toekenning__nummer=NUMMER).exists()

    def test_lines_that_do_not_add_up_to_their_calculation_are_refused_as_a_whole(self, made):
        deliver_all(made, "berekeningen")
        rows = files.lijnen(made)
        rows[0]["loonpremie"] += 1
        rows[0]["premie"] += 1
        file = check("lijnen", rows)
        assert file.status == "gestopt"
        assert (
            f"De lijnen tellen niet op tot de aangekondigde totalen van {NUMMER}, 2026 K1, versie 1"
            in file.stop_reason
        )
        assert not Berekening.objects.filter(toekenning__nummer=NUMMER).exists()
        assert not Leveringslijn.objects.exists()
        # Nothing holds on to it: the right file still comes in.
        deliver("lijnen", files.lijnen(made))
        assert Berekening.objects.filter(toekenning__nummer=NUMMER).count() == 2

    def test_a_calculation_without_all_its_lines_does_not_come_in(self, made):
        deliver_all(made, "berekeningen")
        file = check("lijnen", files.lijnen(made)[1:])
        assert "tellen niet op" in file.stop_reason

    def test_results_come_in_as_a_whole_or_not_at_all(self, made):
        deliver_all(made, "berekeningen")
        rows = files.lijnen(made)
        rows[2]["niveau"] = "zwaar"
        file = check("lijnen", rows)
        assert (file.status, file.wrong_rows) == ("gestopt", 1)
        assert "1 foute rijen" in file.stop_reason
        assert findings(file) == [(4, "WOP niveau", "Vul een van deze woorden in: laag, midden, hoog.")]


class TestWatErIs:
    def test_a_delivered_calculation_is_never_replaced(self, made):
        deliver_all(made)
        rows = files.berekeningen(made)
        rows[0]["ondersteuning"] += 1
        rows[0]["totaal"] += 1
        file = check("berekeningen", rows)
        assert file.status == "gestopt"
        assert [message for _, column, message in findings(file) if column == "versie"] == [
            "Deze versie is al geleverd met andere cijfers. Een correctie krijgt het volgende versienummer."
        ]
        lines = files.lijnen(made)
        lines[0]["brutoloon"] += 1
        file = check("lijnen", lines)
        assert [message for _, _, message in findings(file) if "andere lijn" in message]

    def test_a_new_version_is_the_most_recent_and_the_old_one_stays(self, made):
        deliver_all(made)
        rows = [row | {"versie": 2, "soort": "correctie"} for row in files.berekeningen(made)]
        deliver("berekeningen", rows)
        assert not Berekening.objects.filter(toekenning__nummer=NUMMER, versie=2).exists()
        deliver("lijnen", [row | {"versie": 2} for row in files.lijnen(made)])
        versions = Berekening.objects.filter(toekenning__nummer=NUMMER, periode="2026-01-01", onderwerp="kwartaal")
        assert list(versions.order_by("versie").values_list("versie", "recentste")) == [(1, False), (2, True)]

    def test_a_changed_wage_is_a_new_version(self, made):
        deliver_all(made, "lonen")
        rows = files.lonen(made)
        rows[0] = rows[0] | {"brutoloon": rows[0]["brutoloon"] + 1}
        file = check("lonen", rows)
        assert [column for _, column, _ in findings(file) if column != "rij"] == ["versie van de aangifte"]
        deliver("lonen", [rows[0] | {"versie": 9}])
        assert Loonlijn.objects.filter(toekenning__nummer=NUMMER, versie=9).count() == 1

    def test_a_wop_gets_an_end_and_then_another_may_follow(self, made):
        deliver_all(made, "wops")
        first = next(row for row in files.wops(made) if row["end"] is None or row["end"].year > 2027)
        following = first | {"start": datetime.date(2027, 1, 1), "end": None, "percentage": 75}
        assert "al een WOP" in findings(check("wops", [following]))[0][2]
        ended = first | {"end": datetime.date(2026, 12, 31)}
        file = deliver("wops", [ended, following])
        assert file.counts == {"gewijzigd": 1, "nieuw": 1}
        other = check("wops", [following | {"percentage": 70}])
        assert "andere inhoud" in findings(other)[0][2]

    def test_a_contingent_may_change_and_the_report_says_so(self, made):
        deliver_all(made, "contingenten")
        rows = files.contingenten(made)
        rows[0]["vte"] += 1
        file = deliver("contingenten", rows)
        assert (file.counts["gewijzigd"], file.double_rows) == (1, len(rows) - 1)
        assert Contingent.objects.get(toekenning__nummer=NUMMER, kwartaal=rows[0]["kwartaal"]).vte == rows[0]["vte"]

    def test_a_payment_may_come_later_and_the_advance_itself_stays(self, made):
        deliver_all(made, "voorschotten")
        rows = files.voorschotten(made)
        paid = rows[0] | {"betaald_op": rows[0]["te_betalen_op"]}
        assert deliver("voorschotten", [paid, *rows[1:]]).counts == {"gewijzigd": 1}
        assert Voorschotschijf.objects.filter(betaald_op__isnull=False).count() == 1
        other = check("voorschotten", [rows[0] | {"bedrag": rows[0]["bedrag"] - 1}])
        assert "andere cijfers" in findings(other)[0][2]

    def test_no_less_is_kept_back_than_was_set_off(self, made):
        deliver_all(made)
        off = files.verrekeningen(made)[0]
        row = next(row for row in files.voorschotten(made) if row["maand"] == off["maand"])
        file = check("voorschotten", [row | {"ingehouden": off["bedrag"] - Decimal("0.01")}])
        said = [(column, message) for _, column, message in findings(file)]
        assert said == [("ingehouden", SET_OFF.format(amount(off["bedrag"])))]
        more = row | {"ingehouden": row["bedrag"], "betaald_op": row["te_betalen_op"]}
        assert deliver("voorschotten", [more]).counts == {"gewijzigd": 1}
        # What was not set off may still be paid out.
        assert deliver("voorschotten", [row]).counts == {"gewijzigd": 1}

    def test_a_calculation_is_settled_once(self, made):
        deliver_all(made)
        rows = files.afrekeningen(made)
        rows[0] |= {"voorschotten": rows[0]["voorschotten"] - 1, "saldo": rows[0]["saldo"] + 1}
        file = check("afrekeningen", rows)
        assert [message for _, column, message in findings(file) if column == "saldo"] == [
            "Deze berekening is al afgerekend met andere cijfers. Een correctie is een nieuwe berekening."
        ]

    def test_a_set_off_stays_as_it_was(self, made):
        deliver_all(made)
        rows = files.verrekeningen(made)
        file = check("verrekeningen", [rows[0] | {"bedrag": rows[0]["bedrag"] - 1}])
        assert file.status == "gestopt"
        assert [item[1:] for item in findings(file)] == [("bedrag", OTHER_SET_OFF)]

    def test_an_allowance_is_there_once(self, made):
        deliver_all(made, "wops")
        row = files.uitkeringen(made)[0]
        deliver("uitkeringen", [row])
        deliver("uitkeringen", [row | {"bedrag": Decimal("950.00")}])
        assert Activeringsuitkering.objects.get().bedrag == 950


@pytest.mark.parametrize(
    ("name", "change", "column", "message"),
    [
        ("contingenten", {"kbo": "0999009999"}, "ondernemingsnummer", "bestaat niet"),
        ("contingenten", {"kbo": "0999003592"}, "ondernemingsnummer", "niet in het loket"),
        ("contingenten", {"kwartaal": datetime.date(2026, 2, 1)}, "kwartaal", "begint op 1 januari"),
        ("contingenten", {"vte": "1.234"}, "contingent (VTE)", "met een komma"),
        ("wops", {"nummer": "77"}, "toekenningsnummer", "kennen we niet"),
        ("wops", {"insz": "90012099017"}, "INSZ", "controlecijfers"),
        ("wops", {"percentage": 42}, "WOP percentage", "per 5"),
        ("wops", {"end": datetime.date(1999, 1, 1)}, "tot en met", "voor het begin"),
        ("lonen", {"versie": 0}, "versie van de aangifte", "is versie 1"),
        ("lonen", {"s": 0}, "S", "meer dan 0 uur"),
        ("lonen", {"brutoloon": Decimal("-1")}, "brutoloon", "niet negatief"),
        ("berekeningen", {"premie": Decimal("1.00")}, "premies", "niet de som"),
        ("berekeningen", {"totaal": Decimal("1.00")}, "subsidie", "niet de som van haar delen"),
        ("berekeningen", {"begrensd": Decimal("99")}, "binnen het contingent (VTE)", "kan niet meer zijn"),
        ("lijnen", {"versie": 7}, "versie", "niet aangekondigd"),
        ("lijnen", {"premie": Decimal("1.00")}, "premie", "niet de som"),
        ("lijnen", {"variabel": Decimal("1.00")}, "begeleidingspremie", "niet de som"),
        ("lijnen", {"binnen": "misschien"}, "binnen het contingent", "ja of nee"),
        ("voorschotten", {"maand": datetime.date(2026, 7, 1)}, "maand", "niet de eerste dag van een maand"),
        ("voorschotten", {"ingehouden": Decimal("9999999.00")}, "ingehouden", "niet meer ingehouden"),
        ("voorschotten", {"basis": Decimal("1.00")}, "voorschot van het kwartaal", "andere cijfers"),
        ("afrekeningen", {"versie": 9}, "versie", "is er niet"),
        ("afrekeningen", {"berekend": Decimal("1.00")}, "berekend", "niet de subsidie"),
        ("afrekeningen", {"saldo": Decimal("1.00")}, "saldo", "niet het berekende"),
        ("afrekeningen", {"over": "jaar"}, "kwartaal", "met zijn eerste kwartaal"),
        (
            "afrekeningen",
            {"over": "jaar", "kwartaal": datetime.date(2025, 1, 1)},
            "versie",
            "jaarberekening is er niet",
        ),
        ("afrekeningen", {"over": "maand"}, "afrekening van", "kwartaal, jaar"),
        ("afrekeningen", YEAR_BACK, "saldo", "betaalt alleen bij"),
        ("uitkeringen", {"kwartaal": datetime.date(2023, 5, 1)}, "kwartaal", "begint op 1 januari"),
        ("afrekeningen", {"vordering": "X", "verjaart_op": None}, "vordering", "Alleen een negatief saldo"),
        ("jaren", {"nummer": "77"}, "toekenningsnummer", "kennen we niet"),
        ("jaren", {"versie": 0}, "versie", "is versie 1"),
        ("jaren", {"eerste": 9}, "eerste berekening", "is er niet"),
        ("jaren", {"herberekend": 9}, "herberekening", "is er niet"),
        ("jaren", {"insz": "05060799340"}, "INSZ", "staat niet in de herberekening"),
        ("jaren", {"vte": Decimal(9)}, "bijkomende VTE", "VTE buiten het contingent"),
        ("jaren", {"vte": Decimal(0)}, "bijkomende VTE", "heeft geen rij"),
        ("jaren", {"insz": "", "vte": Decimal("0.12345")}, "bijkomende VTE", "hoogstens 4 decimalen"),
        ("verrekeningen", {"nummer": "77"}, "toekenningsnummer", "kennen we niet"),
        ("verrekeningen", {"vordering": "T77"}, "vordering", "kennen we niet bij dit toekenningsnummer"),
        ("verrekeningen", {"bedrag": Decimal("0.00")}, "bedrag", "meer dan 0 euro"),
        ("verrekeningen", {"bedrag": Decimal("9999999.00")}, "bedrag", "staat nog"),
        ("verrekeningen", {"op": datetime.date(2026, 1, 1)}, "verrekend op", "bestond nog niet"),
        ("verrekeningen", {"soort": "korting"}, "soort", "inhouding, terugbetaling"),
        ("verrekeningen", {"soort": "terugbetaling"}, "maand van het voorschot", "een terugbetaling niet"),
        ("verrekeningen", {"maand": None}, "maand van het voorschot", "een terugbetaling niet"),
        ("verrekeningen", {"maand": datetime.date(2020, 1, 1)}, "maand van het voorschot", "geen schijf"),
        ("verrekeningen", {"maand": datetime.date(2026, 1, 1)}, "bedrag", "nog 0,00\N{NO-BREAK SPACE}€ ingehouden"),
    ],
)
def test_a_wrong_row_says_what_is_wrong_and_in_which_column(made, name, change, column, message):
    order = list(FILES)
    if name != "contingenten":
        deliver_all(made, order[order.index(name) - 1])
    rows = FILES[name][1](made)
    rows[1] = rows[1] | change
    content = as_csv(FILES[name][0], rows)
    file = check(name, rows, content, totaal=None)
    found = [item for item in findings(file) if item[0] == 3]
    assert [(item[0], item[1]) for item in found] == [(3, column)]
    assert message in found[0][2]


def test_a_row_that_comes_twice_in_one_file_is_refused(made):
    for name in FILES:
        rows = FILES[name][1](made)
        content = as_csv(FILES[name][0], [*rows, rows[0]])
        file = check(name, [*rows, rows[0]], content, totaal=None)
        assert (file.done_rows, "staat al hoger" in findings(file)[-1][2]) == (len(rows) + 1, True), name
        if file.status == "gecontroleerd":
            cancel(files.nele(), file)
        deliver(name, rows)


def test_lines_that_wait_for_somebody_keep_another_file_out(made):
    deliver_all(made, "berekeningen")
    first = check("lijnen", files.lijnen(made))
    second = check("lijnen", files.lijnen(made)[::-1])
    assert second.status == "gestopt"
    assert "in een ander bestand" in findings(second)[0][2]
    cancel(files.nele(), first)
    assert not Leveringslijn.objects.exists()
    deliver("lijnen", files.lijnen(made))


def test_lines_that_are_cancelled_halfway_leave_nothing_behind(made):
    deliver_all(made, "berekeningen")
    file = check("lijnen", files.lijnen(made))
    files.confirm(files.nele(), file, only_right=False)
    file.refresh_from_db()
    # As a worker leaves it that died after its first chunk.
    file.stored_rows = 5
    file.save(update_fields=["stored_rows"])
    cancel(files.nele(), file)
    file.refresh_from_db()
    assert (file.status, file.stored_rows, file.reference) == ("geannuleerd", 0, None)
    assert not Berekening.objects.filter(toekenning__nummer=NUMMER).exists()


def test_a_calculation_of_nobody_is_there_at_once(made):
    deliver_all(made, "contingenten")
    zero = dict.fromkeys(files.TOTALS, 0)
    row = files.berekeningen(made)[0] | zero | {"contingent": Decimal(9), "maximum": None}
    deliver("berekeningen", [row])
    assert Berekening.objects.get(toekenning__nummer=NUMMER).werknemers == 0


def test_the_receipt_masks_people_and_names_calculations(made):
    found = deliver_all(made)
    lines = list(files.soorten.LONEN.receipt_lines(found["lonen"]))
    assert len(lines) == len(made.aangiften)
    assert all("***" in line[2] for line in lines)
    assert [line[:3] for line in files.soorten.LIJNEN.receipt_lines(found["lijnen"])] == [
        (NUMMER, "2026 K1", 1), (NUMMER, "2026 K2", 1)
    ]  # fmt: skip
    settled = list(files.soorten.AFREKENINGEN.receipt_lines(found["afrekeningen"]))
    assert [line[1:3] for line in settled] == [("2026 K1", "kwartaal"), ("2026 K2", "kwartaal"), (2026, "jaar")]
    assert found["lijnen"].reference.startswith("MWL-")
    assert JournalEntry.objects.filter(action="groot_bestand_verwerkt").count() == len(FILES)
