"""A worker that is killed in the middle of a file, and two who do the same at the same moment."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from aanvragen.models import Aanvraag, VovBestandRij
from loket.bulk.files import AlreadyUploaded, CannotDo
from loket.bulk.large import files
from loket.bulk.large.models import Bestand
from loket.bulk.large.running import go_on
from loket.journal.models import JournalEntry
from loket.locks import try_lock
from tests.aanvragen.filing import EMMA
from tests.aanvragen.vov_bestand.rows import BART, as_csv, row, upload
from tests.world import context_of, together

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 400


@pytest.fixture(autouse=True)
def world(transactional_db, demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def number(serial: int) -> str:
    digits = f"8{serial // 400}0101{serial % 400 * 2 + 1:03d}"
    return f"{digits}{97 - int(digits) % 97:02d}"


def many(count: int = ROWS) -> bytes:
    return as_csv(*(row({**EMMA, "insz": number(serial), "worker_email": ""}) for serial in range(count)))


def start_worker(bestand: Bestand) -> subprocess.Popen:
    database = connection.settings_dict
    address = os.environ["DATABASE_URL"]
    base, _, query = address.partition("?")
    env = {
        **os.environ,
        "DATABASE_URL": f"{base.rpartition('/')[0]}/{database['NAME']}?{query}",
        "DJANGO_SETTINGS_MODULE": "loket.settings.test",
        "LOKET_MEDIA": str(django_settings.MEDIA_ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.loket.large.worker", str(bestand.pk)],
        cwd=django_settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def killed_in_the_middle(bestand: Bestand) -> int:
    """Let a worker do a few chunks and kill it; returns the row up to which it came."""
    process = start_worker(bestand)
    for _ in range(3):
        assert process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    _wait_until_nobody_is_at(bestand)
    bestand.refresh_from_db()
    assert 0 < bestand.at < ROWS
    return bestand.at


def _wait_until_nobody_is_at(bestand: Bestand) -> None:
    """The database notices the end of a killed process when it next speaks to it. Until then its lock is held."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with try_lock(f"bulk bestand {bestand.pk}") as held:
            if held:
                return
        time.sleep(0.05)
    pytest.fail("The killed worker still holds its lock.")


def test_a_killed_worker_is_followed_up_without_a_double_or_a_gap():
    bestand = upload(many())
    killed_in_the_middle(bestand)
    assert bestand.status == "controle"
    assert VovBestandRij.objects.filter(bestand=bestand).count() == bestand.right_rows
    assert not go_on(bestand.pk, 60)
    bestand.refresh_from_db()
    assert (bestand.status, bestand.right_rows, bestand.wrong_rows, bestand.double_rows) == (
        "gecontroleerd",
        ROWS,
        0,
        0,
    )
    files.confirm(context_of(*BART), bestand, only_right=False)
    bestand.refresh_from_db()
    killed_in_the_middle(bestand)
    assert bestand.status == "bezig"
    assert Aanvraag.objects.filter(bestand=bestand).count() == bestand.stored_rows
    assert not go_on(bestand.pk, 60)
    bestand.refresh_from_db()
    assert (bestand.status, bestand.stored_rows) == ("verwerkt", ROWS)
    rows = Aanvraag.objects.filter(bestand=bestand)
    assert sorted(rows.values_list("bestand_rij", flat=True)) == list(range(2, ROWS + 2))
    # One act of a person: one line of the journal.
    assert JournalEntry.objects.get(action="groot_bestand_verwerkt").details["rijen"] == ROWS
    assert not JournalEntry.objects.filter(action="aanvraag_indienen").exists()
    assert not VovBestandRij.objects.exists()


def test_of_two_who_do_the_same_one_does_it():
    content, bart = many(3), context_of(*BART)
    both = together(lambda: upload(content), lambda: upload(content))
    assert sorted(type(item) for item in both if isinstance(item, AlreadyUploaded)) == [AlreadyUploaded]
    bestand = Bestand.objects.get()
    together(lambda: go_on(bestand.pk, 60), lambda: go_on(bestand.pk, 60))
    bestand.refresh_from_db()
    assert bestand.right_rows == 3
    both = together(*[lambda: files.confirm(bart, bestand, only_right=False)] * 2)
    assert [str(item) for item in both if item is not None] == ["Over dit bestand is al beslist."]
    assert isinstance(next(item for item in both if item), CannotDo)
    bestand.refresh_from_db()
    together(*[lambda: go_on(bestand.pk, 60)] * 3)
    bestand.refresh_from_db()
    assert (bestand.status, bestand.stored_rows) == ("verwerkt", 3)
    assert Aanvraag.objects.filter(bestand=bestand).count() == 3
    assert bestand.finished_at <= timezone.now()
