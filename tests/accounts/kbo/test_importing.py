"""Importing full sets: what is read, what is refused, what vanishes and comes back."""

import datetime
import io
import os
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.kbo import full
from accounts.kbo.entries import entry_of
from accounts.kbo.importing import LOCK, import_extract, is_running, loaded, run_import
from accounts.kbo.loading import REFUSALS_KEPT
from accounts.kbo.models import Address, Denomination, Enterprise, KboImport, Refusal, RegisterEstablishment
from accounts.kbo.tasks import sweep_imports
from accounts.models import Establishment, Organisation
from loket.locks import try_lock
from loket.numbers import format_kbo, parse_kbo
from tests.accounts.kbo.extracts import address, enterprise, kbo, name, one, place, together, write, zipped

pytestmark = pytest.mark.django_db(transaction=True)
A, B, C = kbo(2_000_001), kbo(2_000_002), kbo(10_000_003)
PLACE = place(20_000_001)
Status = KboImport.Status
DAY = datetime.date(2025, 10, 5)


def whole() -> dict:
    """A legal person with a seat and an establishment, and a sole trader with an establishment only."""
    return together(
        one(A, "Bakkerij De Zon"),
        {"address": [address(A)], "establishment": [(PLACE, "03-04-2005", A)]},
        {"address": [address(PLACE, "8000", "Brugge", "BAET")], "denomination": [name(PLACE, "De Zon Brugge", "003")]},
        {"enterprise": [enterprise(C, kind="1")], "denomination": [name(C, "Peeters, Jan")]},
    )


def refusals(job: KboImport) -> list[tuple]:
    return list(job.refusals.order_by("file", "line").values_list("file", "line", "value", "reason"))


def is_kbo(number: str) -> bool:
    try:
        return bool(parse_kbo(number))
    except ValueError:
        return False


def digits(number: str) -> str:
    return number.replace(".", "")


def test_a_full_set_is_read_as_text(tmp_path):
    job = import_extract(write(tmp_path / "x", whole()))
    assert (job.status, job.number, job.type, job.snapshot_on) == (Status.DONE, 140, "full", DAY)
    assert (job.percent, job.message) == (100, "")
    assert job.counts["enterprise"] == {"read": 2, "loaded": 2, "refused": 0, "returned": 0}
    entry = entry_of(digits(A))
    assert entry.enterprise.number == digits(A) == Enterprise.objects.get(number=digits(A)).pk
    assert entry.enterprise.started_on == datetime.date(2003, 2, 1)
    assert entry.enterprise.situation == "000"
    assert entry.hit.address == "Kerkstraat 12, 9300 Aalst"
    assert [(item.number, item.name, item.address) for item in entry.places] == [
        (digits(PLACE), "De Zon Brugge", "Kerkstraat 12, 8000 Brugge")
    ]
    assert Enterprise.objects.get(number=digits(C)).number[0] == "1"
    assert loaded() == job


def test_a_zip_is_read_and_the_report_says_what_was_skipped(tmp_path):
    path = zipped(write(tmp_path / "x", whole()), more={"activity.csv": "a,b\n", "contact.csv": "", "branch.csv": ""})
    job = import_extract(path)
    assert (job.status, job.skipped) == (Status.DONE, ["activity.csv", "branch.csv", "contact.csv"])
    assert Enterprise.objects.count() == 2


def test_the_same_extract_twice_is_recognised(tmp_path):
    folder = write(tmp_path / "x", whole())
    first = import_extract(folder)
    second = import_extract(folder)
    assert second.status == Status.KNOWN
    assert "Extract 140 (full) is al ingelezen" in second.message
    assert loaded() == first
    assert import_extract(folder, again=True).status == Status.DONE
    assert Enterprise.objects.filter(ceased_on=None).count() == 2
    assert import_extract(write(tmp_path / "old", whole(), number=139)).status == Status.REFUSED


def test_all_check_digits_of_a_number_are_judged_as_on_a_form(tmp_path):
    """Per rest of the first eight digits, one pair of the last two is right: the judging in SQL finds the same one."""
    numbers = [format_kbo(f"{first:08d}{last:02d}") for first in range(2_000_000, 2_000_097) for last in range(100)]
    right = {number for number in numbers if is_kbo(number)}
    import_extract(write(tmp_path / "x", {"enterprise": [enterprise(number) for number in numbers]}))
    assert len(right) == 97
    assert {format_kbo(number) for number in Enterprise.objects.values_list("number", flat=True)} == right


def test_bad_rows_are_refused_with_file_row_value_and_reason(tmp_path):
    wrong = f"{A[:-2]}{97 - int(A[-2:]):02d}"
    rows = together(
        whole(),
        {
            "enterprise": [
                enterprise(wrong), enterprise("123"), enterprise(B, "31-02-2020"), enterprise(A), enterprise(""),
                enterprise("0x12.345.678"),
            ],
            "establishment": [(place(20_000_002), "01-01-2020", B), (kbo(2_000_009), "", A)],
            "denomination": [name(kbo(2_000_077), "Van niemand"), name(A, ""), name(A, "x" * 321)],
            "address": [address(kbo(2_000_078)), (*address(A)[:-1], "01-13-2020")],
            "code": [("Soort", "1", "NL", "Een"), ("Soort", "1", "NL", "Nog een"), ("Soort", "", "NL", "Niets")],
        },
    )  # fmt: skip
    job = import_extract(write(tmp_path / "x", rows))
    assert job.status == Status.DONE
    found = refusals(job)
    assert [(file, line, value) for file, line, value, _ in found] == [
        ("address", 4, kbo(2_000_078)),
        ("address", 5, "01-13-2020"),
        ("code", 3, "Soort"),
        ("code", 4, "Niets"),
        ("denomination", 5, kbo(2_000_077)),
        ("denomination", 6, A),
        ("denomination", 7, "x" * 200),
        ("enterprise", 4, wrong),
        ("enterprise", 5, "123"),
        ("enterprise", 6, "31-02-2020"),
        ("enterprise", 7, A),
        ("enterprise", 8, ""),
        ("enterprise", 9, "0x12.345.678"),
        ("establishment", 3, B),
        ("establishment", 4, kbo(2_000_009)),
    ]
    assert "meer dan één keer" in found[10][3]
    assert (job.counts["enterprise"]["read"], job.counts["enterprise"]["refused"]) == (8, 6)
    assert (job.counts["address"]["loaded"], job.counts["denomination"]["loaded"]) == (2, 3)
    assert (Enterprise.objects.count(), RegisterEstablishment.objects.count()) == (2, 1)


def test_refused_rows_are_all_counted_and_the_first_thousand_kept(tmp_path):
    bad = [enterprise(f"0{number:03d}.000.000") for number in range(REFUSALS_KEPT + 20)]
    job = import_extract(write(tmp_path / "x", together(whole(), {"enterprise": bad, "address": [address(B)]})))
    refused = job.counts["enterprise"]["refused"] + job.counts["address"]["refused"]
    assert refused >= REFUSALS_KEPT + 10
    assert job.refusals.count() == REFUSALS_KEPT
    assert job.refusals.filter(file="address").count() == 1


def test_what_vanishes_stays_with_the_day_and_what_returns_loses_it(tmp_path):
    rows = together(whole(), one(B, "Garage Verdwenen"), {"address": [address(B, "3000", "Leuven")]})
    import_extract(write(tmp_path / "1", rows))
    second = import_extract(write(tmp_path / "2", whole(), number=141, day="06-10-2025"))
    assert second.counts["enterprise"]["ceased"] == 1
    gone = entry_of(digits(B))
    assert gone.hit.ceased_on == datetime.date(2025, 10, 6)
    assert (gone.hit.name, gone.hit.address) == ("Garage Verdwenen", "Kerkstraat 12, 3000 Leuven")
    import_extract(write(tmp_path / "3", whole(), number=142, day="07-10-2025"))
    assert entry_of(digits(B)).hit.ceased_on == datetime.date(2025, 10, 6)
    assert Denomination.objects.filter(entity=digits(B)).count() == 1
    fourth = import_extract(write(tmp_path / "4", together(whole(), one(B, "Garage Terug")), number=143))
    assert fourth.counts["enterprise"]["returned"] == 1
    assert [name for name, *_ in entry_of(digits(B)).names] == ["Garage Terug"]
    assert entry_of(digits(B)).hit.ceased_on is None
    assert not Address.objects.filter(entity=digits(B)).exists()


def test_an_enterprise_whose_row_is_refused_did_not_vanish(tmp_path):
    import_extract(write(tmp_path / "1", together(whole(), one(B, "Garage Blijft"))))
    rows = together(whole(), {"enterprise": [enterprise(B, "99-99-2020")], "denomination": [name(B, "Garage Anders")]})
    job = import_extract(write(tmp_path / "2", rows, number=141))
    assert [row[:3] for row in refusals(job)] == [("enterprise", 4, "99-99-2020")]
    entry = entry_of(digits(B))
    assert (entry.hit.name, entry.hit.ceased_on) == ("Garage Anders", None)
    assert job.counts["enterprise"].get("ceased", 0) == 0


def _add(path: Path, content: bytes) -> None:
    path.write_bytes(path.read_bytes() + content)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "address.csv").unlink(), "ontbreekt: address.csv"),
        (lambda folder: (folder / "meta.csv").unlink(), "ontbreekt meta.csv"),
        (lambda folder: (folder / "meta.csv").write_text("Variable,Value\nExtractType,half\n"), "welk extract"),
        (
            lambda folder: (folder / "enterprise.csv").write_text("Iets,Anders\n"),
            "enterprise.csv heeft andere kolommen",
        ),
        (lambda folder: _add(folder / "address.csv", b'"a","b"\n'), "address.csv, rij 4"),
        (lambda folder: _add(folder / "denomination.csv", b'"a","b","c","\xe9"\n'), "denomination.csv,"),
    ],
)
def test_what_is_no_extract_is_refused_and_the_register_stays(tmp_path, spoil, message):
    import_extract(write(tmp_path / "1", whole()))
    folder = write(tmp_path / "2", whole(), number=141)
    spoil(folder)
    job = import_extract(folder)
    assert job.status == Status.REFUSED
    assert message in job.message
    assert Enterprise.objects.count() == 2
    assert loaded().number == 140


def test_zips_that_are_damaged_too_large_or_not_there(tmp_path, settings):
    assert "bestaat niet" in import_extract(tmp_path / "niets.zip").message
    (tmp_path / "stuk.zip").write_bytes(b"PK\x03\x04 en verder niets")
    assert "beschadigd" in import_extract(tmp_path / "stuk.zip").message
    folder = write(tmp_path / "x", whole())
    with (folder / "denomination.csv").open("a") as file:
        file.writelines(f'"{A}","2","001","{"bom" * 100}"\n' for _ in range(20_000))
    settings.KBO_UNPACKED_MAX_BYTES = 1_000_000
    job = import_extract(zipped(folder))
    assert job.status == Status.REFUSED
    assert "uitgepakt 6 MB groot" in job.message
    damaged = zipped(write(tmp_path / "y", whole()))
    content = bytearray(damaged.read_bytes())
    with zipfile.ZipFile(damaged) as archive:
        at = archive.getinfo("enterprise.csv").header_offset + 60
    content[at : at + 20] = bytes(20)
    damaged.write_bytes(content)
    assert "beschadigd" in import_extract(damaged).message


def test_an_error_halfway_leaves_the_old_register(tmp_path, monkeypatch):
    import_extract(write(tmp_path / "1", whole()))

    def fails() -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(full.following, "follow", fails)
        with pytest.raises(OSError, match="disk"):
            import_extract(write(tmp_path / "2", one(B, "Nieuw"), number=141))
    broken = KboImport.objects.latest("pk")
    assert broken.status == Status.BROKEN
    assert set(Enterprise.objects.values_list("pk", flat=True)) == {digits(A), digits(C)}
    assert import_extract(tmp_path / "2").status == Status.DONE


def test_a_killed_process_leaves_the_old_register_and_can_run_again(tmp_path):
    import_extract(write(tmp_path / "1", whole()))
    call_command("kbo_generate", str(tmp_path / "2"), enterprises=60_000, stdout=io.StringIO())
    meta = (tmp_path / "2" / "meta.csv").read_text().replace('"140"', '"150"')
    (tmp_path / "2" / "meta.csv").write_text(meta)
    environment = os.environ | {"DATABASE_URL": _database_url(), "DJANGO_SETTINGS_MODULE": "loket.settings.test"}
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", "kbo_import", "--skip-checks", str(tmp_path / "2")],
        cwd=django_settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(_new_tables)
        assert is_running()
    finally:
        process.kill()
        process.wait()
    _wait(lambda: not is_running())
    assert set(Enterprise.objects.values_list("pk", flat=True)) == {digits(A), digits(C)}
    sweep_imports()
    assert KboImport.objects.latest("pk").status == Status.BROKEN
    job = import_extract(tmp_path / "2")
    assert job.status == Status.DONE
    assert Enterprise.objects.filter(ceased_on=None).count() == 60_000


def _new_tables() -> bool:
    """The import is in the middle of its work: what it makes stands beside the register."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'kbo_new')")
        return cursor.fetchone()[0]


def _database_url() -> str:
    name = connection.settings_dict["NAME"]
    before, _, after = os.environ["DATABASE_URL"].rpartition("/")
    # The host is a socket folder behind the question mark, and has slashes in code.
    return f"{before}/{name}?{after.partition('?')[2]}"


def _wait(condition) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_two_imports_at_once_give_one(tmp_path):
    folder, results = write(tmp_path / "x", whole()), []
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with try_lock(LOCK):
                held.set()
                go_on.wait(20)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(20)
    results.append(import_extract(folder))
    go_on.set()
    other.join()
    assert results[0].status == Status.REFUSED
    assert "loopt al een import" in results[0].message
    assert not Enterprise.objects.exists()
    assert import_extract(folder).status == Status.DONE


def test_a_message_that_comes_twice_imports_once(tmp_path):
    folder = write(tmp_path / "x", whole())
    job = KboImport.objects.create(source="x")
    assert run_import(job, folder).status == Status.DONE
    finished = KboImport.objects.get(pk=job.pk).finished_at
    run_import(KboImport.objects.get(pk=job.pk), folder)
    assert KboImport.objects.get(pk=job.pk).finished_at == finished


def test_indexes_and_keys_are_those_of_the_migrations(tmp_path):
    # Of the schema alone: a connection of an earlier import that is still ending has temporary tables of these names.
    def described() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT tablename, indexname, indexdef FROM pg_indexes
                   WHERE schemaname = 'public' AND tablename LIKE 'kbo%' ORDER BY 1, 2"""
            )
            indexes = cursor.fetchall()
            cursor.execute(
                """SELECT table_name, column_name, data_type, is_nullable, collation_name, generation_expression,
                          column_default
                   FROM information_schema.columns
                   WHERE table_schema = 'public' AND table_name LIKE 'kbo%' ORDER BY 1, 2"""
            )
            return [*indexes, *cursor.fetchall()]

    before = described()
    import_extract(write(tmp_path / "x", whole()))
    assert described() == before


# --- The portal's own organisations --------------------------------------------------------------
def test_organisations_of_the_portal_follow(tmp_path):
    own = Organisation.objects.create(name="Oude naam", kbo=digits(A), doelgroep="OV", kinds=["school"])
    gone = Organisation.objects.create(name="Weg", kbo=digits(B), doelgroep="EA")
    Establishment.objects.create(number=digits(place(20_000_009)), organisation=own, name="Van het loket")
    import_extract(write(tmp_path / "1", together(whole(), one(B, "Weg"))))
    own.refresh_from_db()
    assert (own.name, own.doelgroep, own.kinds, own.ceased_on) == ("Bakkerij De Zon", "OV", ["school"], None)
    found = own.establishments.order_by("number").values_list("number", "name", "municipality", "in_flanders")
    assert list(found) == [
        (digits(PLACE), "De Zon Brugge", "Brugge", True),
        (digits(place(20_000_009)), "Van het loket", "", True),
    ]
    import_extract(write(tmp_path / "2", whole(), number=141, day="06-10-2025"))
    gone.refresh_from_db()
    assert gone.ceased_on == datetime.date(2025, 10, 6)
    import_extract(write(tmp_path / "3", together(whole(), one(B, "Terug")), number=142))
    gone.refresh_from_db()
    assert (gone.name, gone.ceased_on) == ("Terug", None)


def test_a_day_of_ceasing_that_the_portal_set_stays(tmp_path):
    day = datetime.date(2024, 1, 1)
    own = Organisation.objects.create(name="Gestopt", kbo=digits(A), doelgroep="EA", ceased_on=day)
    import_extract(write(tmp_path / "x", whole()))
    own.refresh_from_db()
    assert own.ceased_on == day


@pytest.mark.parametrize(
    ("zipcode", "flemish"),
    [("1000", False), ("1499", False), ("1500", True), ("1999", True), ("2000", True), ("3999", True), ("4000", False),
     ("7999", False), ("8000", True), ("9999", True), ("80000", False)],
)  # fmt: skip
def test_the_postcode_says_whether_it_is_in_flanders(tmp_path, zipcode, flemish):
    own = Organisation.objects.create(name="A", kbo=digits(A), doelgroep="EA")
    rows = together(one(A, "A"), {"establishment": [(PLACE, "", A)], "address": [address(PLACE, zipcode, "Ergens")]})
    import_extract(write(tmp_path / "x", rows))
    assert own.establishments.get().in_flanders is flemish


# --- The commands --------------------------------------------------------------------------------
def test_the_command_reports(tmp_path, capsys):
    folder = write(tmp_path / "x", together(whole(), {"enterprise": [enterprise("0123.456.789")]}))
    call_command("kbo_import", str(folder))
    output = capsys.readouterr().out
    assert "Extract 140 (full) van 05/10/2025 is ingelezen." in output
    assert "enterprise rij 4: 0123.456.789" in output
    call_command("kbo_import", str(folder))
    assert "al ingelezen" in capsys.readouterr().out
    call_command("kbo_import", str(folder), opnieuw=True)
    with pytest.raises(CommandError, match="bestaat niet"):
        call_command("kbo_import", str(tmp_path / "niets"))


def test_made_up_extracts_are_right_and_follow_each_other(tmp_path, capsys):
    for options in ({}, {"update": True}):
        call_command("kbo_generate", str(tmp_path / f"x{len(options)}"), enterprises=2000, seed=3, **options)
        call_command("kbo_import", str(tmp_path / f"x{len(options)}"))
    assert not Refusal.objects.exists()
    assert Enterprise.objects.filter(ceased_on=None).count() == 2000
    assert Enterprise.objects.exclude(ceased_on=None).count() == 2
    without_seat = Enterprise.objects.filter(kind="1").exclude(number__in=Address.objects.values("entity"))
    assert without_seat.count() == Enterprise.objects.filter(kind="1").count() >= 790
    with pytest.raises(CommandError, match="already"):
        call_command("kbo_generate", str(tmp_path / "x0"))
