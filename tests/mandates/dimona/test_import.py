"""Files of the register: checked, applied, the same one twice, rows that contradict, and files of any length."""

import io
import tracemalloc

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from accounts.kbo.models import Enterprise
from accounts.models import Organisation
from loket.acting.context import Doelgroep
from loket.bulk.errors import FileRefused
from loket.bulk.files import AlreadyUploaded, CannotDo
from loket.journal.models import JournalEntry
from mandates.dimona.importing import running
from mandates.dimona.importing.files import cancel, confirm, forget_old_rows, upload
from mandates.dimona.importing.running import go_on, stale_files
from mandates.models import DimonaBestand, DimonaMandaat
from tests.mandates.dimona.parties import kbo, now, second_secretariat, stored
from tests.world import context_of, organisation

pytestmark = pytest.mark.django_db

HEAD = "KBO-nummer gever;KBO-nummer nemer;groep;beginkwartaal;eindkwartaal;toestand"
SMETS, HORIZON, EINDER = "0999.000.327", "0999001020", kbo(9)


@pytest.fixture(autouse=True)
def world(demo_world: None, settings, tmp_path) -> None:
    """Smets gave no mandate; files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


def work(file: DimonaBestand) -> DimonaBestand:
    """What a worker does, to its end, with what waits for the commit."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert not go_on(file.pk, 60)
    file.refresh_from_db()
    return file


def line(giver=SMETS, taker=HORIZON, groep="DmfA - Dimona", begin=None, end="", state="actief") -> str:
    return f"{giver};{taker};{groep};{begin or now().previous};{end};{state}"


def checked(*lines: str, content: bytes | None = None, again: bool = False) -> DimonaBestand:
    """A file as the department uploads it, after the worker looked at it."""
    content = content if content is not None else "\r\n".join([HEAD, *lines]).encode()
    pieter = context_of("Pieter Lemmens", "Departement")
    return work(upload(pieter, "register.csv", io.BytesIO(content), len(content), again=again))


def applied(*lines: str, again: bool = False) -> DimonaBestand:
    file = checked(*lines, again=again)
    confirm(context_of("Pieter Lemmens", "Departement"), file, only_right=True)
    return work(file)


def findings(file: DimonaBestand) -> list[tuple]:
    return [(row.number, *finding) for row in file.rijen.order_by("number") for finding in row.findings]


def everything() -> list[tuple]:
    return list(DimonaMandaat.objects.order_by("pk").values_list("pk", "giver", "taker", "start", "end", "status"))


def test_checking_changes_nothing_and_applying_does():
    before = everything()
    file = checked(line(), line(groep="dmfappl_dimona", begin="2019/1", end="2019/4", state="afgesloten"))
    assert (file.status, file.right_rows, file.wrong_rows) == ("gecontroleerd", 2, 0)
    assert file.counts == {"nieuw": 2}
    assert everything() == before
    confirm(context_of("Pieter Lemmens", "Departement"), file, only_right=False)
    work(file)
    assert (file.status, file.counts, file.file.name) == ("verwerkt", {"nieuw": 2}, "")
    old, new = DimonaMandaat.objects.filter(giver=organisation("Smets")).order_by("start")
    assert (str(old.start), str(old.end), old.status, old.bron) == ("2019-01-01", "2019-12-31", "afgesloten", "import")
    assert (new.start, new.end, new.status) == (now().previous.first_day, None, "actief")
    assert [step.move for step in new.stappen.all()] == ["import"]
    actions = JournalEntry.objects.filter(object_type="mandates.dimonabestand").values_list("action", flat=True)
    assert list(actions) == [f"dimona_bestand_{what}" for what in ("opgeladen", "ingediend", "verwerkt")]


def test_the_same_file_twice_changes_nothing_and_says_so():
    rows = [line(), line(), line(groep="dmfappl_dimona")]
    assert applied(*rows).counts == {"nieuw": 2, "hetzelfde": 1}
    before = everything()
    with pytest.raises(AlreadyUploaded):
        checked(*rows)
    file = applied(*rows, again=True)
    assert file.counts == {"hetzelfde": 3}
    assert everything() == before
    assert not DimonaMandaat.objects.exclude(stappen=None).filter(stappen__source="actief").exists()


def test_an_active_mandate_whose_end_is_over_is_closed_at_once():
    """Otherwise the portal would close it tonight, and the same file would open it again tomorrow."""
    row = line(begin="2019/1", end="2019/4")
    assert applied(row).counts == {"nieuw": 1}
    assert DimonaMandaat.objects.get(giver=organisation("Smets")).status == "afgesloten"
    assert applied(row, again=True).counts == {"hetzelfde": 1}


def test_an_end_that_the_register_gives_is_taken_over():
    mandaat = stored("Smets")
    assert applied(line(end=str(now()))).counts == {"gewijzigd": 1}
    mandaat.refresh_from_db()
    assert (mandaat.end, mandaat.status) == (now().last_day, "actief")
    assert list(mandaat.stappen.values_list("move", "source", "target")) == [("import", "actief", "actief")]


def test_a_change_of_secretariat_in_one_file_in_whatever_order():
    second_secretariat()
    mandaat = stored("Smets")
    file = applied(line(taker=EINDER, begin=str(now())), line(end=str(now().previous), state="afgesloten"))
    assert (file.counts, file.wrong_rows) == ({"nieuw": 1, "gewijzigd": 1}, 0)
    mandaat.refresh_from_db()
    assert (mandaat.status, mandaat.end) == ("afgesloten", now().previous.last_day)


def test_what_contradicts_the_table_is_refused_with_the_way_out():
    second_secretariat()
    stored("Smets")
    before = everything()
    file = checked(line(taker=EINDER, begin=str(now())))
    [(row, column, value, message)] = findings(file)
    assert (row, column, value) == (2, "beginkwartaal", str(now()))
    assert message == (
        f"In deze kwartalen is er al een mandaat bij een ander secretariaat: vanaf {now().previous}, zonder einde. "
        "Kijk na welk van beide klopt. Sluit het andere eerst af."
    )
    with pytest.raises(CannotDo, match="geen juiste rijen"):
        confirm(None, file, only_right=True)
    assert everything() == before


def test_two_rows_of_one_file_that_contradict():
    second_secretariat()
    file = checked(line(), line(taker=EINDER))
    assert (file.right_rows, file.wrong_rows) == (1, 1)
    assert [(row, column) for row, column, *_ in findings(file)] == [(3, "beginkwartaal")]


def test_everything_wrong_in_a_row_at_once():
    file = checked(
        line(),
        "0999.000.328;0999.001.020;iets;2026-13;2026/5;misschien",
        f"{SMETS};{SMETS};DmfA - Dimona;2026/2;2026/1;actief",
        ";;;;;x",
        line(taker="0999.001.119"),
        line(giver=kbo(77)),
        line(giver="9,99001E+8"),
        line(groep="dmfappl_dimona", state="afgesloten"),
        line(groep="dmfappl_dimona", end=str(now()), state="afgesloten"),
    )
    found = {(row, column): (value, message) for row, column, value, message in findings(file)}
    assert set(found) == {
        (3, "KBO-nummer gever"),
        (3, "groep"),
        (3, "beginkwartaal"),
        (3, "eindkwartaal"),
        (3, "toestand"),
        (4, "KBO-nummer nemer"),
        (4, "eindkwartaal"),
        (5, "KBO-nummer gever"),
        (5, "KBO-nummer nemer"),
        (5, "groep"),
        (5, "beginkwartaal"),
        (5, "toestand"),
        (6, "KBO-nummer nemer"),
        (7, "KBO-nummer gever"),
        (8, "KBO-nummer gever"),
        (9, "eindkwartaal"),
        (10, "eindkwartaal"),
    }
    assert found[3, "beginkwartaal"] == (
        "2026-13",
        "Vul een kwartaal in als jaar/kwartaal, bijvoorbeeld 2026/1.",
    )
    assert "geen Dimona Mandaatnemer" in found[6, "KBO-nummer nemer"][1]
    assert "niet in de KBO" in found[7, "KBO-nummer gever"][1]
    assert "afgerond" in found[8, "KBO-nummer gever"][1]
    assert (file.right_rows, file.wrong_rows) == (1, 8)
    with pytest.raises(CannotDo, match="foute rijen"):
        confirm(None, file, only_right=False)


def test_schools_and_ceased_enterprises():
    Organisation.objects.create(name="School", kbo=kbo(5), doelgroep=Doelgroep.SCHOOL.value, kinds=["school"])
    Organisation.objects.filter(name__contains="Smets").update(ceased_on=now().previous.last_day)
    file = checked(line(giver=kbo(5)), line(), line(begin="2019/1", end="2019/4", state="afgesloten"))
    messages = {row: message for row, _column, _value, message in findings(file)}
    assert "school" in messages[2]
    assert "stopgezet op" in messages[3]
    assert set(messages) == {2, 3}


def test_an_enterprise_that_only_the_kbo_register_knows_is_made():
    for index, ceased in ((61, None), (62, now().previous.last_day)):
        Enterprise.objects.create(number=kbo(index), line=index, ceased_on=ceased)
    rows = [line(giver=kbo(61)), line(giver=kbo(61), groep="dmfappl_dimona"), line(giver=kbo(62))]
    file = checked(*rows)
    assert (file.counts, file.right_rows) == ({"nieuw": 2, "fout": 1}, 2)
    assert not Organisation.objects.filter(kbo=kbo(61)).exists()
    confirm(None, file, only_right=True)
    work(file)
    assert file.counts == {"nieuw": 2, "fout": 1, "ondernemingen": 1}
    assert DimonaMandaat.objects.filter(giver__kbo=kbo(61)).count() == 2
    assert not Organisation.objects.filter(kbo=kbo(62)).exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "leeg"),
        (b"PK\x03\x04rest", "XLSX"),
        (HEAD.encode(), "geen rijen"),
        (b"a;b;c\r\n1;2;3", "ontbreekt"),
        ((HEAD + '\r\n"open;x').encode(), "aanhalingsteken"),
        (HEAD.encode() + b"\r\n\x00\x81", "niet leesbaar"),
    ],
)
def test_files_that_are_none(content, why):
    try:
        file = checked(content=content)
    except FileRefused as error:
        assert why in str(error)  # noqa: PT017  (some are refused at once, others by the worker)
    else:
        assert (file.status, file.file.name) == ("gestopt", "")
        assert why in file.stop_reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
def test_encodings_and_separators(encoding, separator):
    text = f"Register\n\n{HEAD};opmerking é\n{line()};café".replace(";", separator)
    file = checked(content=text.encode(encoding))
    assert (file.right_rows, file.wrong_rows) == (1, 0)
    assert file.unknown_columns == ["opmerking é"]


def test_cancelling_and_forgetting(settings, tmp_path):
    pieter = context_of("Pieter Lemmens", "Departement")
    file = checked(line())
    assert list(tmp_path.rglob("*.csv"))
    cancel(pieter, file)
    with pytest.raises(CannotDo, match="al afgewerkt"):
        cancel(pieter, file)
    with pytest.raises(CannotDo, match="al beslist"):
        confirm(pieter, file, only_right=True)
    assert not go_on(file.pk, 60)
    wrong = checked(line(state="?"), line(groep="?"))
    assert wrong.rijen.count() == 2
    DimonaBestand.objects.update(uploaded_at="2020-01-01T00:00Z")
    forget_old_rows()
    wrong.refresh_from_db()
    assert wrong.status == "geannuleerd"
    DimonaBestand.objects.update(finished_at="2020-01-01T00:00Z")
    forget_old_rows()
    assert wrong.rijen.count() == 0


def givers(number: int) -> list[str]:
    """So many enterprises in the portal, by number."""
    made = [kbo(1000 + index) for index in range(number)]
    Organisation.objects.bulk_create(
        Organisation(name=f"Onderneming {index:05}", kbo=item, doelgroep=Doelgroep.ONDERNEMING.value)
        for index, item in enumerate(made)
    )
    return made


def test_a_worker_that_died_is_followed_by_another(monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 10)
    lines = [line(giver=item) for item in givers(35)]
    file = checked(*lines)
    assert file.right_rows == 35
    confirm(None, file, only_right=True)
    assert go_on(file.pk, -1), "rows are left: the time was over at once"
    store = running.store

    def die_in_the_third(chunk, person):
        if DimonaMandaat.objects.filter(giver__name__startswith="Onderneming").count() == 20:
            raise SystemExit
        store(chunk, person)

    monkeypatch.setattr(running, "store", die_in_the_third)
    with pytest.raises(SystemExit):
        go_on(file.pk, 60)
    file.refresh_from_db()
    assert (file.status, file.done_rows, file.counts) == ("bezig", 20, {"nieuw": 20})
    assert stale_files() == []
    DimonaBestand.objects.update(moved_at="2020-01-01T00:00Z")
    assert stale_files() == [file.pk]
    monkeypatch.setattr(running, "store", store)
    assert not go_on(file.pk, 60)
    file.refresh_from_db()
    assert (file.done_rows, file.counts) == (35, {"nieuw": 35})


def test_every_chunk_costs_the_same():
    """Bounded queries per chunk, and memory that does not follow the length of the file."""
    lines = [line(giver=item) for item in givers(6_000)]
    lines[5] = lines[5].replace("actief", "wat?")
    content = "\n".join([HEAD, *lines]).encode()
    file = upload(None, "groot.csv", io.BytesIO(content), len(content))
    chunks = 6
    tracemalloc.start()
    with CaptureQueriesContext(connection) as checking:
        assert not go_on(file.pk, 300)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    file.refresh_from_db()
    assert (file.right_rows, file.wrong_rows) == (5_999, 1)
    assert len(checking) <= 7 * chunks + 20
    # A chunk of a thousand rows with its organisations takes some; six at once would take six times that.
    assert peak < 25 * 1024 * 1024
    confirm(None, file, only_right=True)
    with CaptureQueriesContext(connection) as applying:
        assert not go_on(file.pk, 300)
    file.refresh_from_db()
    assert file.counts == {"nieuw": 5_999, "fout": 1}
    assert len(applying) <= 16 * chunks + 20
    assert DimonaMandaat.objects.filter(taker=organisation("Horizon"), bron="import").count() >= 5_999


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr(running, "MOST_ROWS", 2)
    assert "meer dan 200.000 rijen" in checked(line(), line(), line()).stop_reason


def test_the_command(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("\n".join([HEAD, line(), line(state="?")]))
    out = io.StringIO()
    call_command("dimona_import", path, "--check", stdout=out)
    assert "2 rows checked, 1 wrong." in out.getvalue()
    assert "3: toestand (?): Vul “actief” of “afgesloten” in." in out.getvalue()
    with pytest.raises(CommandError, match="--only-right"):
        call_command("dimona_import", path, stdout=io.StringIO())
    for words in ("1 new, 0 changed, 0 as they were", "0 new, 0 changed, 1 as they were"):
        out = io.StringIO()
        call_command("dimona_import", path, "--only-right", stdout=out)
        assert words in out.getvalue()
    with pytest.raises(CommandError, match="No such file"):
        call_command("dimona_import", tmp_path / "niets.csv")
    path.write_text("iets anders")
    with pytest.raises(CommandError, match="ontbreekt"):
        call_command("dimona_import", path)


def test_a_register_elsewhere_takes_no_files(settings):
    settings.DIMONA_REGISTER = "mandates.dimona.remote.RestRegister"
    with pytest.raises(FileRefused, match="register buiten dit loket"):
        checked(line())
