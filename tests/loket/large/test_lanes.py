"""Two chunks at once: what one needs of the other, it waits for; what goes wrong in one, stops those after it."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from aanvragen.models import Aanvraag
from aanvragen.vov.bestand.kind import VOV_BESTAND
from loket.bulk.large import csv_source, files, lanes, running
from loket.bulk.large.batch import Batch
from loket.bulk.large.lanes import Abandoned, Lanes, Turn
from mandates.models import SsmMandaat
from tests.aanvragen.filing import EMMA
from tests.aanvragen.vov_bestand.rows import ANSWERS, BART, as_csv, row, upload
from tests.aanvragen.vov_bestand.test_mandaat import acting
from tests.loket.large.test_at_once import number
from tests.world import context_of, organisation

AT_VAN_HOOF = "2999000270"
EMPTY = Batch([], [])
# Long enough for a thread that may go on to have gone on.
A_MOMENT = 0.2


@pytest.fixture
def large_world(transactional_db, demo_world, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(csv_source, "PORTION", 3)


@pytest.mark.parametrize(("people", "waits"), [({"emma"}, True), ({"tom"}, False)])
def test_a_chunk_waits_for_the_chunk_before_when_they_have_somebody_in_common(people, waits):
    first = Turn(EMPTY, {"emma"})
    second = Turn(EMPTY, people, first)
    judged = threading.Event()

    def judge():
        with second.judging():
            judged.set()

    thread = threading.Thread(target=judge)
    thread.start()
    assert not judged.wait(A_MOMENT)
    with first.judging():
        pass
    assert judged.wait(A_MOMENT) is not waits
    first.end()
    thread.join(10)
    assert judged.is_set()


@pytest.mark.django_db(transaction=True)
def test_what_comes_after_an_error_is_abandoned_and_the_error_is_told():
    seen = []

    def do(turn):
        with turn.judging():
            seen.append(turn.batch)
        if turn.batch is bad:
            raise ValueError("wrong")
        turn.wait_to_move()
        seen.append("moved")

    good, bad, after = (Batch([], []) for _ in range(3))

    def all_of_them():
        with Lanes(do) as under_way:
            for batch in (good, bad, after):
                under_way.give(batch, ())
            under_way.finish()

    with pytest.raises(ValueError, match="wrong"):
        all_of_them()
    assert seen.count("moved") == 1
    later = Turn(EMPTY, (), Turn(EMPTY, ()))
    later.before.error = ValueError()
    later.before.end()
    with pytest.raises(Abandoned):
        later.wait_to_move()


def test_a_file_is_the_same_as_one_by_one(large_world):
    """The same werknemer in chunks that are worked on at once: doubles, and hours that add up beyond the maximum."""
    seen = []
    give = lanes.Lanes.give
    running.Lanes.give = lambda self, *args: seen.append(self) or give(self, *args)
    try:
        people = [number(serial) for serial in range(5)]
        hours = [row({**EMMA, "insz": insz, "worker_email": ""}) for insz in people]
        bestand = upload(as_csv(*hours, *hours, *hours))
        assert not running.go_on(bestand.pk, 60)
        bestand.refresh_from_db()
        assert (bestand.right_rows, bestand.double_rows, bestand.wrong_rows) == (5, 10, 0)
        files.confirm(context_of(*BART), bestand, only_right=True)
        assert not running.go_on(bestand.pk, 60)
    finally:
        running.Lanes.give = give
    bestand.refresh_from_db()
    assert (bestand.status, bestand.stored_rows) == ("verwerkt", 5)
    assert sorted(Aanvraag.objects.filter(bestand=bestand).values_list("vov__insz", flat=True)) == sorted(people)
    # It was two at once indeed, and nothing is left open.
    assert len(seen) >= 10
    assert not connection.in_atomic_block


def test_two_chunks_hold_one_mandate(large_world):
    marc = acting(SsmMandaat.objects.get(giver_organisation=organisation("Van Hoof"), type="vov"))
    people = [
        {**EMMA, "insz": number(serial), "establishment": AT_VAN_HOOF, "worker_email": ""} for serial in range(40)
    ]
    content = SimpleUploadedFile("aanvragen.csv", as_csv(*map(row, people)))
    bestand = files.upload(VOV_BESTAND, marc, "aanvragen.csv", content, answers=ANSWERS)
    assert not running.go_on(bestand.pk, 60)
    bestand.refresh_from_db()
    files.confirm(marc, bestand, only_right=False)
    assert not running.go_on(bestand.pk, 60)
    bestand.refresh_from_db()
    assert (bestand.status, bestand.stored_rows) == ("verwerkt", 40)


def test_inside_a_transaction_there_is_one_connection(demo_world, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(running, "Lanes", None)
    bestand = upload(as_csv(row()))
    assert not running.go_on(bestand.pk, 60)
    bestand.refresh_from_db()
    assert bestand.right_rows == 1
