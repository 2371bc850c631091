"""Bulk files: what is wrong is said all at once, right rows only by choice, no row twice, no INSZ left behind."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.utils import timezone

from accounts.beheer.bulk.applying import apply_rows
from accounts.beheer.bulk.files import forget_old_rows
from accounts.beheer.bulk.tasks import sweep_files
from accounts.models import BulkFile, Person, ToegekendRecht
from accounts.rights.periods import last_possible_day
from loket.journal.models import JournalEntry
from tests.accounts.beheer.bulk_files import (
    ADDRESS,
    DWSE,
    FAR,
    applied,
    as_csv,
    as_xlsx,
    line,
    numbers,
    press,
    rejected,
    send,
    uploaded,
)
from tests.world import person, text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST = last_possible_day(TODAY, 48)
PAST, SOON = (f"{TODAY + datetime.timedelta(days=days):%d/%m/%Y}" for days in (-300, 30))
SOME = list(numbers(10))


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """The tests apply files themselves."""
    handed_over = []
    monkeypatch.setattr("accounts.beheer.bulk.tasks.apply_file.delay_quietly", handed_over.append)
    return handed_over


@pytest.fixture
def an(demo_world, acting):
    return acting("An Claes", "De Korenbloem")


def test_people_and_rights_through_the_services_of_single_entry(an):
    file = uploaded(
        an,
        as_csv(
            line(SOME[0]), line(SOME[0], context="opleidingsverlof"), line(SOME[1], context="", gebruikersrecht="")
        ),
    )
    assert (file.right_rows, file.wrong_rows) == (3, 0)
    assert file.plan_counts == {"personen": 2, "koppelingen": 2, "rechten": 2}
    assert not Person.objects.filter(insz__in=SOME).exists()
    page = text_of(an.get(f"{ADDRESS}{file.key}/"))
    assert "Controleer en bevestig" in page
    assert "Nieuwe gebruikersrechten" in page
    assert f"{DWSE} (maatwerk)" in page
    assert not any(insz in page for insz in SOME)
    press(an, file, "indienen")
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert file.status == BulkFile.Status.DONE
    assert file.counts == {"personen": 2, "koppelingen": 2, "rechten": 2}
    rights = ToegekendRecht.objects.filter(werkrelatie__person__insz=SOME[0])
    assert {(right.context.code, right.start, right.end, right.granted_by) for right in rights} == {
        (context, TODAY, LAST, person("An Claes")) for context in ("maatwerk", "opleidingsverlof")
    }
    actions = list(JournalEntry.objects.values_list("action", flat=True))
    assert actions.count("recht_toegekend") == 2
    assert [actions.count(name) for name in ("bestand_opgeladen", "bestand_ingediend", "bestand_verwerkt")] == [
        1,
        1,
        1,
    ]


def test_xlsx_with_real_dates_numbers_and_a_lost_zero(an):
    born_in_2005 = "05081200155"
    base = f"2{born_in_2005[:9]}"
    insz = f"{born_in_2005[:9]}{97 - int(base) % 97:02}"
    day = TODAY + datetime.timedelta(days=10)
    content = as_xlsx(
        [int(insz), "Zoë", "Ménard", "Nieuw", "z@korenbloem.example", "09 123 45 67", DWSE, "maatwerk", day]
    )
    file = applied(an, content, "personen.xlsx")
    assert file.kind == "xlsx"
    assert ToegekendRecht.objects.get(werkrelatie__person__insz=insz).start == day
    assert file.notices[0][0] == 2
    assert "voorloopnul" in file.notices[0][3]
    assert insz not in str(file.notices)
    assert insz[1:] not in str(file.notices)


MISTAKES = {
    "the check digits": (line("70010100199"), "INSZ", "controlecijfers"),
    "no INSZ": (line(""), "INSZ", "Vul het INSZ in"),
    "too few digits": (line("7001"), "INSZ", "11 cijfers"),
    "a rounded number": (line("7,00E+10"), "INSZ", "afgerond"),
    "a sign that is no text": (line(SOME[0], naam="a\x07b"), "naam", "tekens die niet kunnen"),
    "no name": (line(SOME[0], naam=""), "naam", "Vul “Naam” in"),
    "no reason": (line(SOME[0], reden=""), "reden", "Vul de reden in"),
    "no e-mail": (line(SOME[0], email=""), "e-mailadres", "Vul “E-mailadres” in"),
    "a wrong e-mail": (line(SOME[0], email="test@"), "e-mailadres", "geldig e-mailadres"),
    "a short number": (line(SOME[0], telefoonnummer="12"), "telefoonnummer", "Vul een telefoonnummer in"),
    "an unknown right": (line(SOME[0], gebruikersrecht="Alles"), "gebruikersrecht", "Kies uit:"),
    "a right not to be given": (line(SOME[0], gebruikersrecht="Dossierbehandelaar"), "gebruikersrecht", "Kies uit:"),
    "no context": (line(SOME[0], context=""), "context", "Kies uit: maatwerk, opleidingsdatabank"),
    "a context too many": (line(SOME[0], gebruikersrecht="SSM Mandaatbeheerder"), "context", "heeft geen contexten"),
    "a day that is not": (line(SOME[0], begindatum="31/02/2027"), "begindatum", "bestaat niet"),
    "another order": (line(SOME[0], begindatum="2027/31/01"), "begindatum", "dd/mm/jjjj"),
    "too long": (line(SOME[0], einddatum="01/01/2050"), "einddatum", "hoogstens 4 jaar"),
    "before the werkrelatie": (line(SOME[0], begindatum=PAST, einddatum=SOON), "begindatum", "begint"),
    "dates without a right": (
        line(SOME[0], gebruikersrecht="", context="", einddatum=SOON),
        "einddatum",
        "Vul ook",
    ),
    "somebody else's number": (line("{bart}", voornaam="Piet"), "voornaam", "hoort een andere naam"),
    "the right is there": (
        line("{bart}", voornaam="", naam="", context="opleidingsverlof", einddatum=SOON),
        "begindatum",
        "heeft dit recht al",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_names_row_column_and_remedy(an, mistake):
    cells, column, remedy = MISTAKES[mistake]
    cells = [cells[0].format(bart=person("Bart Maes").insz), *cells[1:]]
    file = uploaded(an, as_csv(line(SOME[5]), cells))
    assert (file.right_rows, file.wrong_rows) == (1, 1)
    at_column = [finding for finding in file.findings if finding[1] == column]
    assert [finding[0] for finding in at_column] == [3], file.findings
    assert remedy in at_column[0][3]
    page = text_of(an.get(f"{ADDRESS}{file.key}/"))
    assert remedy in page
    assert cells[0] == "" or len(cells[0]) < 11 or cells[0] not in page


def test_all_mistakes_at_once(an):
    rows = [[cells[0].format(bart=person("Bart Maes").insz), *cells[1:]] for cells, _, _ in MISTAKES.values()]
    file = uploaded(an, as_csv(*rows))
    assert file.wrong_rows == len(MISTAKES)
    assert {finding[0] for finding in file.findings} == set(range(2, len(MISTAKES) + 2))
    assert "Geen enkele rij is juist" in text_of(an.get(f"{ADDRESS}{file.key}/"))
    press(an, file, "indienen", keuze="juiste")
    file.refresh_from_db()
    assert file.status == BulkFile.Status.CHECKED


def test_the_same_right_in_two_rows(an):
    file = uploaded(an, as_csv(line(SOME[0]), line(SOME[0])))
    assert file.findings == [
        [3, "gebruikersrecht", DWSE, "Dit recht staat ook in rij 2. Laat één van beide rijen weg."]
    ]


def test_a_row_may_lean_on_an_earlier_right_row_only(an):
    lean = line(SOME[0], voornaam="", naam="", reden="", email="", telefoonnummer="", context="opleidingsverlof")
    assert uploaded(an, as_csv(line(SOME[0]), lean)).wrong_rows == 0
    assert uploaded(an, as_csv(line(SOME[0], email="fout"), lean)).wrong_rows == 2


def test_right_rows_only_by_choice_and_the_others_come_back(an):
    wrong = line(SOME[1], email="=1+1", naam="Ménard")
    file = uploaded(an, as_csv(line(SOME[0]), wrong, encoding="cp1252"))
    press(an, file, "indienen")
    file.refresh_from_db()
    assert file.status == BulkFile.Status.CHECKED
    assert "Dien alleen de juiste rijen in" in text_of(an.get(f"{ADDRESS}{file.key}/"))
    press(an, file, "indienen", keuze="juiste")
    apply_rows(file.pk, FAR)
    assert Person.objects.filter(insz=SOME[0]).exists()
    assert not Person.objects.filter(insz=SOME[1]).exists()
    rows = list(csv.reader(io.StringIO(rejected(an, file).decode("utf-8-sig")), delimiter=";"))
    assert rows[0][-1] == "fout"
    assert len(rows) == 2
    assert rows[1][0] == SOME[1]
    assert rows[1][2] == "Ménard"
    assert rows[1][4] == "'=1+1"
    assert rows[1][-1].startswith("e-mailadres: Voer een geldig e-mailadres in")


def test_the_corrected_file_goes_through(an):
    first = applied(an, as_xlsx(line(SOME[0]), line(SOME[1], email="fout")), "personen.xlsx", keuze="juiste")
    content = rejected(an, first)
    assert content.startswith(b"PK")
    corrected = as_csv([*line(SOME[1]), "e-mailadres: fout"], header=[*as_csv_header(), "fout"])
    second = applied(an, corrected)
    assert (second.right_rows, second.wrong_rows, second.unknown_columns) == (1, 0, [])
    assert ToegekendRecht.objects.filter(werkrelatie__person__insz=SOME[1]).count() == 1


def as_csv_header() -> list[str]:
    return as_csv().decode("utf-8-sig").strip().split(";")


def test_the_whole_corrected_file_again_gives_nothing_twice(an):
    applied(an, as_csv(line(SOME[0]), line(SOME[1], email="fout")), keuze="juiste")
    file = applied(an, as_csv(line(SOME[0]), line(SOME[1])))
    assert file.counts == {"niets": 1, "personen": 1, "koppelingen": 1, "rechten": 1}
    assert ToegekendRecht.objects.filter(werkrelatie__person__insz=SOME[0]).count() == 1


def test_the_same_file_twice_says_what_happened_the_first_time(an):
    content = as_csv(line(SOME[0]))
    first = uploaded(an, content)
    assert uploaded(an, content) == first
    press(an, first, "indienen")
    apply_rows(first.pk, FAR)
    response = send(an, content)
    page = text_of(response)
    assert response.status_code == 422
    assert "Dit bestand is al eens opgeladen" in page
    assert "An Claes laadde dit bestand op" in page
    assert "Verwerkte rijen: 1" in page
    again = uploaded(an, content, opnieuw="on")
    assert again != first
    assert again.plan_counts == {"niets": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Het bestand is leeg"),
        (b"naam;voornaam\nA;B\n", "De kolom “INSZ” ontbreekt"),
        (as_csv(), "geen rijen"),
        (as_csv(*[line(insz) for insz in numbers(5001)]), "5001 rijen; hoogstens 5000"),
        (b"INSZ;naam\n" + b"x" * (5 * 1024 * 1024), "groter dan 5 MB"),
        (b"%PDF-1.7\x00", "niet leesbaar"),
    ],
)
def test_a_file_that_is_refused_as_a_whole(an, content, message):
    response = send(an, content)
    assert response.status_code == 422
    assert message in text_of(response)
    assert not BulkFile.objects.exists()


def test_no_insz_is_left_behind(an):
    file = uploaded(
        an, as_csv(line(SOME[0]), line(SOME[1], email="fout", naam=f"Janssens {SOME[1]}"), line("70010100199"))
    )
    assert in_database(SOME[:2]) == []
    press(an, file, "indienen", keuze="juiste")
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert file.plan is None
    assert file.rejected is not None
    assert in_database(SOME[:2]) == []
    assert SOME[1] in rejected(an, file).decode()
    BulkFile.objects.update(finished_at=timezone.now() - datetime.timedelta(days=31))
    forget_old_rows()
    file.refresh_from_db()
    assert file.rejected is None
    assert an.get(f"{ADDRESS}{file.key}/geweigerd/").status_code == 302
    assert file.right_rows == 1


def in_database(wanted: list[str]) -> list[str]:
    """Which of these can be read in what is stored of files and in the journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_bulkfile t UNION ALL SELECT t::text FROM journal_journalentry t")
        text = "".join(row[0] for row in cursor.fetchall())
    readable = text + "".join(bytes.fromhex(part).decode("latin-1") for part in _hex_parts(text))
    return [insz for insz in wanted if insz in readable]


def _hex_parts(text: str) -> list[str]:
    return [part.split(",")[0].split(")")[0].strip('"') for part in text.split("\\x")[1:]]


def test_what_nobody_confirms_is_dropped(an):
    file = uploaded(an, as_csv(line(SOME[0])))
    BulkFile.objects.update(uploaded_at=timezone.now() - datetime.timedelta(days=8))
    sweep_files()
    file.refresh_from_db()
    assert (file.status, file.plan, file.rejected) == (BulkFile.Status.EXPIRED, None, None)
