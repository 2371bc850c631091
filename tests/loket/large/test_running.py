"""Large files: from upload to stored, cancelled, stopped, expired; no row is lost, and none is stored twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from loket.bulk.errors import FileRefused
from loket.bulk.files import AlreadyUploaded, CannotDo
from loket.bulk.large import csv_source, files, running
from loket.bulk.large.models import Bestand, BestandRij
from loket.bulk.large.receipts import ensure_receipt
from loket.bulk.large.running import go_on, stale_files
from loket.bulk.large.vault import open_sealed
from loket.journal.models import JournalEntry
from tests.loket.large.notes import ACTION, NOTES, stored
from tests.world import context_of

pytestmark = pytest.mark.django_db
HEAD = "INSZ;naam;datum;soort"


@pytest.fixture(autouse=True)
def world(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def number(serial: int) -> str:
    """A valid INSZ."""
    digits = (
        f"900101{serial % 1000:03d}" if serial < 1000 else f"{80 + serial // 1000 % 10:02d}0202{serial % 1000:03d}"
    )
    return f"{digits}{97 - int(digits) % 97:02d}"


def upload(content: bytes | str, *, again=False, name="notities.csv") -> Bestand:
    content = content.encode() if isinstance(content, str) else content
    bart = context_of("Bart Maes", "De Korenbloem")
    return files.upload(NOTES, bart, name, SimpleUploadedFile(name, content), again=again)


def work(bestand: Bestand, seconds: float = 60) -> Bestand:
    with TestCase.captureOnCommitCallbacks(execute=True):
        while go_on(bestand.pk, seconds):
            pass
    bestand.refresh_from_db()
    return bestand


def checked(*lines: str, **options) -> Bestand:
    return work(upload("\r\n".join([HEAD, *lines]), **options))


def confirm(bestand: Bestand, *, only_right=True) -> Bestand:
    files.confirm(context_of("Bart Maes", "De Korenbloem"), bestand, only_right=only_right)
    bestand.refresh_from_db()
    return bestand


def all_rows(bestand: Bestand) -> int:
    return bestand.right_rows + bestand.wrong_rows + bestand.double_rows


def test_from_upload_to_stored():
    first, second, third = (number(serial) for serial in (1, 3, 5))
    bestand = checked(
        f"{first};Emma;01/09/2026;kort",
        f"{second[1:] if second[0] == '0' else second};Tom;2026-09-31;kort",
        f"{third};Wim;01-09-2026;anders",
        f"{first};Emma;01/09/2026;kort",
        ";;;",
        f"{number(7)};'=SOM(1);;",
    )
    assert (bestand.status, bestand.right_rows, bestand.wrong_rows, bestand.double_rows) == ("gecontroleerd", 2, 2, 1)
    found = [(row.number, row.double, *row.findings[0]) for row in bestand.rijen.order_by("number")]
    assert [item[:3] for item in found] == [(3, False, "datum"), (4, False, "soort"), (5, True, "rij")]
    assert found[0][3:] == (
        "2026-09-31",
        "Deze datum bestaat niet. Vul een bestaande datum in, bijvoorbeeld 01/09/2026.",
    )
    assert not stored()
    with pytest.raises(CannotDo, match="foute rijen"):
        confirm(bestand, only_right=False)
    work(confirm(bestand))
    assert (bestand.status, bestand.stored_rows, bestand.right_rows) == ("verwerkt", 2, 2)
    assert stored() == {2: 1, 7: 1}
    assert bestand.reference.startswith("NOT-")
    assert bestand.file.name == ""
    assert ensure_receipt(bestand.pk).receipt
    given_back = list(files.set_aside(bestand))
    assert [cells[1] for cells, _ in given_back] == ["Tom", "Wim"]
    assert given_back[1][1] == "soort: Vul “kort” of “lang” in."
    actions = JournalEntry.objects.filter(object_type="bulk.bestand").values_list("action", flat=True)
    assert list(actions) == [f"groot_bestand_{what}" for what in ("opgeladen", "ingediend", "verwerkt")]


def test_nothing_readable_is_left_on_disk_or_in_the_report(tmp_path):
    insz = number(1)
    bestand = checked(f"{insz};{insz};x;kort")
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert content
    assert insz.encode() not in content
    assert b"INSZ" not in content
    [row] = bestand.rijen.all()
    assert insz not in str(row.findings)
    assert insz.encode() not in bytes(row.cells)
    with open_sealed(bestand.file.open("rb")) as plain:
        assert insz.encode() in plain.read()


def test_the_same_file_twice_is_recognised_and_the_same_rows_are_not_stored_again():
    rows = [f"{number(serial)};;;" for serial in range(1, 9)]
    first = checked(*rows)
    with pytest.raises(AlreadyUploaded):
        checked(*rows, again=True)
    work(confirm(first))
    with pytest.raises(AlreadyUploaded):
        checked(*rows)
    second = checked(*rows, again=True)
    assert (second.right_rows, second.double_rows) == (0, 8)
    with pytest.raises(CannotDo, match="geen rijen om in te dienen"):
        confirm(second)
    assert set(stored().values()) == {1}


def test_a_turn_stops_in_time_and_the_next_goes_on(monkeypatch):
    monkeypatch.setattr(csv_source, "PORTION", 3)
    bestand = upload("\n".join([HEAD, *(f"{number(serial)};;;" for serial in range(20))]))
    turns = 0
    while go_on(bestand.pk, 0):
        turns += 1
    bestand.refresh_from_db()
    assert turns == 6
    assert (bestand.status, bestand.right_rows, bestand.at) == ("gecontroleerd", 20, 21)
    work(confirm(bestand), seconds=0)
    assert stored() == dict.fromkeys(range(2, 22), 1)


def test_cancelling_while_rows_are_stored_keeps_what_was_stored(monkeypatch):
    monkeypatch.setattr(csv_source, "PORTION", 3)
    bestand = checked(*(f"{number(serial)};;;" for serial in range(20)))
    confirm(bestand)
    assert go_on(bestand.pk, 0)
    bestand.refresh_from_db()
    bart = context_of("Bart Maes", "De Korenbloem")
    with TestCase.captureOnCommitCallbacks(execute=True):
        files.cancel(bart, bestand)
    assert not go_on(bestand.pk, 60)
    bestand.refresh_from_db()
    assert bestand.status == "geannuleerd"
    assert len(stored()) == bestand.stored_rows > 0
    assert bestand.reference
    assert ensure_receipt(bestand.pk).receipt
    with pytest.raises(CannotDo, match="al afgewerkt"):
        files.cancel(bart, bestand)


def test_cancelling_in_the_middle_of_a_chunk_undoes_that_chunk(monkeypatch):
    bestand = confirm(checked(*(f"{number(serial)};;;" for serial in range(4))))
    turn = running._Turn(Bestand.objects.get(pk=bestand.pk))
    monkeypatch.setattr(running, "_Turn", lambda _bestand: turn)
    files.cancel(context_of("Bart Maes", "De Korenbloem"), bestand)
    Bestand.objects.filter(pk=bestand.pk).update(status="bezig")
    move = turn._count

    def cancelled_meanwhile(*args):
        Bestand.objects.filter(pk=bestand.pk).update(status="geannuleerd")
        move(*args)

    monkeypatch.setattr(turn, "_count", cancelled_meanwhile)
    assert not go_on(bestand.pk, 60)
    assert stored() == {}


def test_a_right_that_is_withdrawn_meanwhile_stops_the_file():
    bestand = confirm(checked(f"{number(1)};;;"))
    bestand.confirmed_by.user.is_active = False
    bestand.confirmed_by.user.save()
    work(bestand)
    assert bestand.status == "gestopt"
    assert "mag dit niet (meer)" in bestand.stop_reason
    assert stored() == {}


def test_the_kind_may_stop_the_file():
    bestand = work(confirm(checked(f"{number(1)};stop;;")))
    assert (bestand.status, bestand.stop_reason) == ("gestopt", "Dit mag niet meer.")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Het bestand is leeg."),
        (b"a;b\n1;2", "De kolom “INSZ” ontbreekt."),
        (b"INSZ;naam\n", "geen rijen onder de namen"),
        (b'INSZ;naam\n1;"open', "Rij 2: een aanhalingsteken"),
        (b"INSZ;" + b"x" * 200_000, "Een rij is veel te lang."),
        (b"INSZ;naam\n1;a\x00b", "De tekens in dit bestand zijn niet leesbaar."),
        (b"PK\x03\x04 not a zip", "Dit bestand is beschadigd of is geen Excel-werkmap."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, reason):
    bestand = work(upload(content))
    assert bestand.status == "gestopt"
    assert reason in bestand.stop_reason


def test_too_large_is_refused_at_once(settings):
    settings.BULK_MAX_BYTES = 10
    with pytest.raises(FileRefused, match="groter dan 0 MB"):
        upload(b"x" * 11)


def test_too_many_rows(settings):
    settings.BULK_MAX_ROWS = 3
    bestand = checked(*(f"{number(serial)};;;" for serial in range(4)))
    assert bestand.stop_reason == "Het bestand heeft meer dan 3 rijen. Verdeel de rijen over meer bestanden."


def test_a_dead_worker_is_found():
    bestand = upload(f"{HEAD}\n{number(1)};;;")
    assert stale_files() == []
    Bestand.objects.filter(pk=bestand.pk).update(moved_at="2026-01-01T00:00:00Z")
    assert stale_files() == [bestand.pk]


def test_what_was_kept_long_enough_is_forgotten(settings, tmp_path):
    waiting = checked(f"{number(1)};;;")
    done = checked(f"{number(3)};;;", f"{number(5)};;x;")
    work(confirm(done))
    settings.BULK_KEEP_UNCONFIRMED_DAYS = settings.BULK_KEEP_REJECTED_DAYS = 0
    with TestCase.captureOnCommitCallbacks(execute=True):
        files.forget_old()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.file.name) == ("vervallen", "")
    assert not BestandRij.objects.filter(cells__isnull=False).exists()
    assert BestandRij.objects.get().findings
    assert list(files.set_aside(done)) == []
    assert JournalEntry.objects.filter(action=ACTION).count() == 1
