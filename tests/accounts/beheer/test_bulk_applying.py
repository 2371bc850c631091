"""Applying a file: no row twice, whoever dies, cancels or comes second."""

import datetime

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import loket.bulk.applying
from accounts.beheer.bulk import applying
from accounts.beheer.bulk.applying import apply_rows
from accounts.beheer.bulk.tasks import sweep_files
from accounts.models import BulkFile, Person, ToegekendRecht
from accounts.rights.periods import last_possible_day
from tests.accounts.beheer.bulk_files import ADDRESS, FAR, as_csv, big, line, numbers, press, rejected, uploaded
from tests.world import add_person, give_right, person, text_of, together

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST = last_possible_day(TODAY, 48)
SOME = list(numbers(2))


# So many rows at a time, which is fewer than the portal takes.
CHUNK = 10


@pytest.fixture(autouse=True)
def short_chunks(monkeypatch):
    monkeypatch.setattr(loket.bulk.applying, "CHUNK", CHUNK)


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """The tests apply files themselves; what would be handed over is kept."""
    handed_over = []
    monkeypatch.setattr("accounts.beheer.bulk.tasks.apply_file.delay_quietly", handed_over.append)
    return handed_over


@pytest.fixture
def an(demo_world, acting):
    return acting("An Claes", "De Korenbloem")


def test_a_killed_worker_goes_on_where_it_was(an, monkeypatch):
    file = uploaded(an, big(CHUNK * 2 + 10))
    press(an, file, "indienen")
    real, calls = applying.give, []

    def dies(*arguments):
        calls.append(1)
        if len(calls) == CHUNK + 7:
            raise OperationalError("killed")
        return real(*arguments)

    monkeypatch.setattr(applying, "give", dies)
    with pytest.raises(OperationalError):
        apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert (file.done_rows, file.status) == (CHUNK, BulkFile.Status.RUNNING)
    assert ToegekendRecht.objects.filter(werkrelatie__person__insz__startswith="700101").count() == CHUNK
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert file.status == BulkFile.Status.DONE
    assert file.counts == {"personen": CHUNK * 2 + 10, "koppelingen": CHUNK * 2 + 10, "rechten": CHUNK * 2 + 10}
    assert ToegekendRecht.objects.filter(werkrelatie__person__insz__startswith="700101").count() == CHUNK * 2 + 10


def test_the_sweep_takes_up_what_stands_still(an, no_broker):
    file = uploaded(an, big(3))
    press(an, file, "indienen")
    sweep_files()
    assert no_broker == []
    BulkFile.objects.update(moved_at=timezone.now() - datetime.timedelta(minutes=5))
    sweep_files()
    assert no_broker == [file.pk]


def test_a_turn_that_is_over_leaves_the_rest_but_never_does_nothing(an):
    file = uploaded(an, big(CHUNK + 1))
    press(an, file, "indienen")
    assert apply_rows(file.pk, -1.0) is True
    file.refresh_from_db()
    assert file.done_rows == CHUNK
    assert apply_rows(file.pk, -1.0) is False
    file.refresh_from_db()
    assert (file.status, file.done_rows) == (BulkFile.Status.DONE, CHUNK + 1)


@pytest.mark.django_db(transaction=True)
def test_cancelling_between_chunks_keeps_what_was_applied(an, monkeypatch):
    file = uploaded(an, big(CHUNK * 3))
    press(an, file, "indienen")
    real, calls = applying.load_known, []

    def cancels(*arguments):
        calls.append(1)
        if len(calls) == 2:
            # Another connection, in the middle of the second chunk.
            together(lambda: press(an, file, "annuleren"))
        return real(*arguments)

    monkeypatch.setattr(applying, "load_known", cancels)
    assert apply_rows(file.pk, FAR) is False
    file.refresh_from_db()
    assert (file.status, file.plan, file.done_rows) == (BulkFile.Status.CANCELLED, None, CHUNK)
    assert Person.objects.filter(insz__startswith="700101").count() == CHUNK
    assert f"Verwerkte rijen: {CHUNK}" in text_of(an.get(f"{ADDRESS}{file.key}/"))
    press(an, file, "indienen")
    file.refresh_from_db()
    assert file.status == BulkFile.Status.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_apply_the_same_file_at_once(an):
    file = uploaded(an, big(CHUNK))
    press(an, file, "indienen")
    together(lambda: apply_rows(file.pk, FAR), lambda: apply_rows(file.pk, FAR))
    assert ToegekendRecht.objects.filter(werkrelatie__person__insz__startswith="700101").count() == CHUNK
    file.refresh_from_db()
    assert file.counts["rechten"] == CHUNK


def test_a_beheerder_who_lost_the_right_stops_the_file(an):
    file = uploaded(an, big(3))
    press(an, file, "indienen")
    ToegekendRecht.objects.filter(werkrelatie__person=person("An Claes")).update(stopped_at=timezone.now())
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert (file.status, file.done_rows, file.plan) == (BulkFile.Status.STOPPED, 0, None)
    assert "geen beheerder" in file.stop_reason
    assert not Person.objects.filter(insz__startswith="700101").exists()


def test_a_row_that_fails_after_all_is_reported_and_comes_back(an):
    file = uploaded(
        an, as_csv(line(SOME[0], begindatum=f"{TODAY:%d/%m/%Y}", einddatum=f"{LAST:%d/%m/%Y}"), line(SOME[1]))
    )
    press(an, file, "indienen")
    # Meanwhile a colleague added the same person, with the right until another day.
    add_person("Test Persoon", SOME[0], "De Korenbloem")
    give_right("Test Persoon", "De Korenbloem", "dwse_organisatieverantwoordelijke", "maatwerk", start=0, end=9)
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert file.status == BulkFile.Status.DONE
    assert file.failures[0][0] == 2
    assert "heeft dit recht al" in file.failures[0][2]
    assert file.counts == {"personen": 1, "koppelingen": 1, "rechten": 1}
    assert SOME[0] in rejected(an, file).decode()
    assert "heeft dit recht al" in text_of(an.get(f"{ADDRESS}{file.key}/"))


def test_progress_is_shown_and_found_again(an, client):
    file = uploaded(an, big(CHUNK + 1))
    press(an, file, "indienen")
    page = text_of(an.get(f"{ADDRESS}{file.key}/"))
    assert '<progress id="balk" max="11" value="0">' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "Wordt verwerkt" in text_of(an.get(ADDRESS))
    part = an.get(f"{ADDRESS}{file.key}/voortgang/", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in part.headers
    apply_rows(file.pk, FAR)
    part = an.get(f"{ADDRESS}{file.key}/voortgang/", headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"
    assert "11 van 11" in text_of(part)


def test_a_long_file_takes_a_fixed_number_of_queries_a_chunk(an, monkeypatch):
    with CaptureQueriesContext(connection) as queries:
        file = uploaded(an, big(600))
    assert len(queries) <= 20
    press(an, file, "indienen")
    real, counts = applying._chunk, []

    def counted(*arguments):
        asked = []
        with connection.execute_wrapper(lambda execute, *rest: asked.append(1) or execute(*rest)):
            done = real(*arguments)
        counts.append(len(asked))
        return done

    monkeypatch.setattr(applying, "_chunk", counted)
    apply_rows(file.pk, 0.2)
    # To the end of the file: a chunk there costs what one at the start costs.
    BulkFile.objects.update(done_rows=600 - 2 * CHUNK)
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert (file.status, file.done_rows) == (BulkFile.Status.DONE, 600)
    assert len(counts) >= 3
    assert max(counts) - min(counts) <= 2
    assert max(counts) < CHUNK * 19
