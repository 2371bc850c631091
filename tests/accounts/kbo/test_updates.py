"""Updates: in the right order, keys first and then the rows; whole or not at all."""

import datetime

import pytest

from accounts.kbo.entries import entry_of
from accounts.kbo.importing import import_extract, loaded
from accounts.kbo.models import Enterprise, KboImport
from accounts.models import Organisation
from tests.accounts.kbo.extracts import address, enterprise, kbo, name, one, place, together, write

pytestmark = pytest.mark.django_db(transaction=True)
A, B, C, NEW = (kbo(2_000_000 + number) for number in (1, 2, 3, 4))
PLACE = place(20_000_001)
Status = KboImport.Status


def digits(number: str) -> str:
    return number.replace(".", "")


@pytest.fixture
def base(tmp_path):
    rows = together(
        one(A, "Eerste"), one(B, "Tweede"), one(C, "Derde"),
        {"establishment": [(PLACE, "", B)], "address": [address(PLACE, kind="BAET"), address(A)]},
    )  # fmt: skip
    assert import_extract(write(tmp_path / "base", rows)).status == Status.DONE


def update(tmp_path, rows, number=141, **options):
    return import_extract(write(tmp_path / f"update-{number}", rows, number, "update", "06-10-2025"), **options)


def test_an_update_changes_adds_and_marks_what_vanished(tmp_path, base):
    Organisation.objects.create(name="Tweede", kbo=digits(B), doelgroep="EA")
    rows = {
        "enterprise_delete": [A, B],
        "enterprise_insert": [enterprise(A, "05-06-2007"), enterprise(NEW)],
        "establishment_delete": [PLACE],
        "denomination_delete": [A, B, PLACE],
        "denomination_insert": [name(A, "Eerste herdoopt"), name(NEW, "Nieuw")],
        "address_delete": [A, PLACE],
        "address_insert": [address(A, "8500", "Kortrijk")],
    }
    job = update(tmp_path, rows)
    assert (job.status, job.number, loaded()) == (Status.DONE, 141, job)
    assert job.counts["enterprise_insert"] == {"read": 2, "loaded": 2, "refused": 0, "ceased": 1, "returned": 0}
    changed, gone = entry_of(digits(A)), entry_of(digits(B))
    assert (changed.hit.name, changed.hit.address) == ("Eerste herdoopt", "Kerkstraat 12, 8500 Kortrijk")
    assert changed.enterprise.started_on == datetime.date(2007, 6, 5)
    assert (gone.hit.name, gone.hit.ceased_on) == ("Tweede", datetime.date(2025, 10, 6))
    assert [(item.address, item.ceased_on) for item in gone.places] == [
        ("Kerkstraat 12, 9300 Aalst", datetime.date(2025, 10, 6))
    ]
    assert entry_of(digits(NEW)).hit.name == "Nieuw"
    assert entry_of(digits(C)).hit.name == "Derde"
    assert Organisation.objects.get(kbo=digits(B)).ceased_on == datetime.date(2025, 10, 6)


def test_what_vanished_can_return_by_an_update(tmp_path, base):
    Organisation.objects.create(name="Tweede", kbo=digits(B), doelgroep="EA")
    update(tmp_path, {"enterprise_delete": [B]})
    job = update(tmp_path, {"enterprise_insert": [enterprise(B)], "denomination_insert": [name(B, "Terug")]}, 142)
    assert job.counts["enterprise_insert"]["returned"] == 1
    assert entry_of(digits(B)).hit.ceased_on is None
    own = Organisation.objects.get(kbo=digits(B))
    assert (own.name, own.ceased_on) == ("Terug", None)


def test_names_that_were_only_deleted_are_gone(tmp_path, base):
    update(tmp_path, {"denomination_delete": [C]})
    assert entry_of(digits(C)).names == []


@pytest.mark.parametrize(
    ("number", "status", "message"),
    [
        (139, Status.REFUSED, "ouder dan extract 140"),
        (140, Status.KNOWN, "al ingelezen"),
        (142, Status.REFUSED, "lees eerst update 141 in"),
    ],
)
def test_an_update_that_does_not_follow_is_refused(tmp_path, base, number, status, message):
    job = update(tmp_path, {"enterprise_delete": [A]}, number)
    assert job.status == status
    assert message in job.message
    assert not Enterprise.objects.exclude(ceased_on=None).exists()


def test_without_a_full_set_no_update(tmp_path):
    assert "nog geen volledig extract" in update(tmp_path, {}).message


def test_the_same_update_again(tmp_path, base):
    rows = {"enterprise_delete": [A], "enterprise_insert": [enterprise(NEW)], "denomination_insert": [name(NEW, "N")]}
    update(tmp_path, rows)
    assert update(tmp_path, rows).status == Status.KNOWN
    assert update(tmp_path, rows, again=True).status == Status.DONE
    assert Enterprise.objects.count() == 4
    assert len(entry_of(digits(NEW)).names) == 1


def test_bad_rows_of_an_update_are_refused_and_end_nothing(tmp_path, base):
    rows = {
        "enterprise_delete": [B, C],
        "enterprise_insert": [enterprise(B, "32-01-2020"), enterprise(C), enterprise(C), enterprise("0123.456.789")],
        "establishment_insert": [(place(20_000_002), "", NEW)],
        "denomination_insert": [name(NEW, "Van niemand"), name(B, "Tweede anders")],
        "address_insert": [address(NEW)],
    }
    job = update(tmp_path, rows)
    found = job.refusals.order_by("file", "line").values_list("file", "line", "value")
    assert list(found) == [
        ("address_insert", 2, NEW),
        ("denomination_insert", 2, NEW),
        ("enterprise_insert", 2, "32-01-2020"),
        ("enterprise_insert", 4, C),
        ("enterprise_insert", 5, "0123.456.789"),
        ("establishment_insert", 2, NEW),
    ]
    assert entry_of(digits(B)).hit.ceased_on is None
    assert entry_of(digits(B)).hit.name == "Tweede anders"
    assert entry_of(digits(C)).hit.ceased_on is None


def test_an_update_that_is_no_csv_changes_nothing(tmp_path, base):
    folder = write(tmp_path / "u", {"enterprise_delete": [A]}, 141, "update")
    (folder / "address_insert.csv").write_text((folder / "address_insert.csv").read_text() + '"a"\n')
    job = import_extract(folder)
    assert job.status == Status.REFUSED
    assert "address_insert.csv, rij 2" in job.message
    assert entry_of(digits(A)).hit.ceased_on is None
