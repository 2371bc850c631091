"""A row of a file and the form give the same answer to the same case, and store the same."""

import json
from datetime import timedelta

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone

from aanvragen.models import Aanvraag, Opleiding, StatusMove
from aanvragen.states import Status
from aanvragen.vov.bestand.storing import MARKS
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import (
    CONTACT,
    EMMA,
    FATIMA,
    TOM,
    VERLOF,
    WIM,
    confirm,
    dutch,
    file_one,
    lasser,
    post_step,
    start_draft,
    stored,
)
from tests.aanvragen.vov_bestand.rows import checked, filed, findings, row

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
PSEUDO = {
    "title": "Omscholing",
    "provider_name": "Kompas",
    "kind": "uren",
    "size": "64",
    "end": dutch(TODAY + timedelta(days=60)),
}


@pytest.fixture(autouse=True)
def world(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def days(number: int) -> str:
    return dutch(TODAY + timedelta(days=number))


def by_form(client, worker, course, verlof, data) -> set[str]:
    """The messages of the form, over its steps; a step that is right is stored."""
    aanvraag, messages = start_draft(client), set()
    steps = [("contact", CONTACT), ("werknemer", worker), ("opleiding", course)]
    steps += [("opleidingsgegevens", data)] if data else []
    for slug, answers in [*steps, ("verlof", verlof)]:
        response = post_step(client, aanvraag, slug, answers)
        if response.status_code == 422:
            errors = response.context["form"].errors
            messages |= {message for found in errors.values() for message in found}
    suffix = " U kunt de gegevens van de werknemer nakijken in de vorige stap."
    later = "Vul eerst de gegevens van de werknemer en de opleiding in."
    return {message.removesuffix(suffix) for message in messages} - {later}


CASES = {
    "right": {},
    "part time": {"worker": TOM},
    "a zero in front": {"worker": WIM},
    "works too little": {"worker": FATIMA},
    "hired after the end": {
        "worker": {**EMMA, "hired_on": days(-1)},
        "course": {"odb_number": "ODB-9000002", "start": days(-80)},
    },
    "hired tomorrow": {"worker": {**EMMA, "hired_on": days(1)}},
    "hired late": {
        "worker": {**EMMA, "hired_on": days(-5)},
        "course": {"odb_number": "ODB-9000002", "start": days(-99)},
    },
    "not in the check digits": {"worker": {**EMMA, "insz": "90.01.20-990.17"}},
    "another's establishment": {"worker": {**EMMA, "establishment": "2999000270"}},
    "no establishment number": {"worker": {**EMMA, "establishment": "12"}},
    "a share of one": {"worker": {**EMMA, "fraction": "0,8"}},
    "more than full time": {"worker": {**EMMA, "fraction": "101"}},
    "no number": {"worker": {**EMMA, "hours_per_week": "veel"}},
    "a wrong address": {"worker": {**EMMA, "worker_email": "emma@"}},
    "not in the databank": {"course": {"odb_number": "ODB-1234567"}},
    "no ODB number": {"course": {"odb_number": "12345"}},
    "an empty ODB number": {"course": {"odb_number": ""}},
    "outside the course": {"course": {"start": days(-30)}},
    "too early": {"course": {"odb_number": "ODB-9000003", "start": days(120)}},
    "too late": {"course": {"odb_number": "ODB-9000002", "start": days(-99)}},
    "no such day": {"course": {"start": "31/2/2026"}},
    "another century": {"course": {"start": "1/1/1066"}},
    "credit without a number": {"course": {"creditcontract": "ja", "odb_number": ""}, "data": PSEUDO},
    "credit with another number": {"course": {"creditcontract": "ja"}},
    "credit's number without credit": {"course": {"odb_number": "ODB-P00004"}},
    "a pseudo number": {"course": {"odb_number": "odb p00001"}, "data": PSEUDO},
    "a pseudo number, too small": {"course": {"odb_number": "ODB-P00001"}, "data": {**PSEUDO, "size": "31"}},
    "a pseudo number, over before": {"course": {"odb_number": "ODB-P00001"}, "data": {**PSEUDO, "end": days(-40)}},
    "hired after the end of a pseudo number": {
        "worker": {**EMMA, "hired_on": days(-2)},
        "course": {"odb_number": "ODB-P00001"},
        "data": {**PSEUDO, "end": days(-3)},
    },
    "more than the course": {"verlof": {"hours": "65", "akkoord": "on"}},
    "three decimals": {"verlof": {"hours": "1,234", "akkoord": "on"}},
    "no hours": {"verlof": {"hours": "0", "akkoord": "on"}},
    "does not agree": {"verlof": {"hours": "40"}},
}


# The form offers the establishments to choose from, and the words for a date name what a spreadsheet does.
OTHER_WORDS = {"another's establishment", "no establishment number", "no such day"}


def test_the_same_case_gets_the_same_answer(acting):
    """One world for all: what is not filed counts for nobody."""
    client, differing = acting("Bart Maes", "De Korenbloem"), {}
    for case, parts in CASES.items():
        course = {**lasser(), **parts.get("course", {})}
        worker, verlof, data = parts.get("worker", EMMA), parts.get("verlof", VERLOF), parts.get("data")
        by_the_form = by_form(client, worker, course, verlof, data)
        bestand = checked(row(worker, course, verlof, data))
        by_the_file = {found[-1] for found in findings(bestand)}
        assert (bestand.right_rows, bestand.wrong_rows) == ((0, 1) if by_the_form else (1, 0)), case
        if by_the_file != by_the_form:
            differing[case] = (by_the_form, by_the_file)
            assert len(by_the_file) == len(by_the_form), case
    assert differing.keys() == OTHER_WORDS, differing


@pytest.mark.parametrize("taken", ["10", "90", "125"])
def test_hours_taken_elsewhere_count_for_both(acting, taken):
    stored("Goran De Smet", "Van Hoof", hours=taken, odb_number="ODB-9000002")
    by_the_form = by_form(acting("Bart Maes", "De Korenbloem"), EMMA, lasser(), VERLOF, None)
    assert {found[-1] for found in findings(checked(row()))} == by_the_form
    assert bool(by_the_form) == (taken != "10")


def test_what_is_refused_or_annulled_does_not_count(acting):
    stored("Goran De Smet", "Van Hoof", Status.GEWEIGERD, hours=125)
    assert checked(row()).right_rows == 1


# The address, and what is different by nature: keys, times, the file.
OWN = {"id", "key", "reference", "typed", "done", "bestand", "bestand_rij", "aanvraag", "submitted_at"}


@pytest.mark.parametrize("case", ["right", "part time", "a pseudo number", "credit without a number"])
def test_the_same_is_stored(acting, case):
    parts = CASES[case]
    course, worker, data = {**lasser(), **parts.get("course", {})}, parts.get("worker", EMMA), parts.get("data")
    bestand = filed(row(worker, course, VERLOF, data))
    [of_file] = Aanvraag.objects.filter(bestand=bestand)
    Aanvraag.objects.update(status="geannuleerd")
    client = acting("Bart Maes", "De Korenbloem")
    aanvraag = start_draft(client)
    steps = [("contact", CONTACT), ("werknemer", worker), ("opleiding", course)]
    steps += [("opleidingsgegevens", data)] if data else []
    for slug, answers in [*steps, ("verlof", VERLOF)]:
        assert post_step(client, aanvraag, slug, answers).status_code == 302
    assert confirm(client, aanvraag).status_code == 302
    of_form = Aanvraag.objects.get(pk=aanvraag.pk)
    Aanvraag.objects.filter(pk=of_file.pk).update(status="ingediend")
    of_file.refresh_from_db()
    assert of_file.frozen == of_form.frozen
    assert of_file.frozen["parameters"]
    assert of_file.snapshot == of_form.snapshot
    for one, other in ((of_file, of_form), (of_file.vov, of_form.vov)):
        left, right = model_to_dict(one), model_to_dict(other)
        assert {key: left[key] for key in left.keys() - OWN} == {key: right[key] for key in right.keys() - OWN}
    assert of_file.reference == f"VOV-{TODAY.year}-{of_file.pk:06d}"
    assert (of_file.bestand_rij, of_file.submitted_at) == (2, bestand.confirmed_at)
    [move] = StatusMove.objects.filter(aanvraag=of_file)
    filed_move = StatusMove.objects.filter(aanvraag=of_form).last()
    assert (move.target, move.person, move.own_organisation) == (
        filed_move.target,
        filed_move.person,
        filed_move.own_organisation,
    )
    assert move.reason == "Ingediend met een bestand, rij 2"
    # In the journal stands what a person did: one file, however many rows.
    entry = JournalEntry.objects.get(object_type="bulk.bestand", action="groot_bestand_verwerkt")
    assert entry.details["rijen"] == 1
    assert not JournalEntry.objects.filter(object_type="aanvragen.aanvraag", object_id=of_file.pk).exists()


def test_what_is_alike_is_kept_once_and_read_as_a_whole(acting):
    own = ("insz", "first_name", "last_name")
    people = [EMMA, *({**EMMA, **{key: one[key] for key in own}} for one in (TOM, FATIMA))]
    bestand = filed(*[row(person) for person in people])
    rows = list(Aanvraag.objects.filter(bestand=bestand).order_by("bestand_rij").select_related("alike", "vov"))
    first, *others = [item.snapshot for item in rows]
    # The first one holds all of it, the others only what is their own.
    assert [item.alike_id is None for item in rows] == [True, False, False]
    assert rows[1].alike_id == rows[2].alike_id
    assert all(isinstance(item.kept, list) for item in rows[1:])
    # By which values they were judged, too.
    assert [item.parameters_id is None for item in rows] == [False, True, True]
    assert rows[0].frozen["parameters"]
    assert all(item.frozen["parameters"] == rows[0].frozen["parameters"] for item in rows)
    for person, item, snapshot in zip(people, rows, (first, *others), strict=True):
        name = f"{person['first_name']} {person['last_name']}"
        assert snapshot["worker"] == name == f"{item.vov.first_name} {item.vov.last_name}"
        said = dict(snapshot["declared"][1][1])
        assert (said["Voornaam"], said["Naam"]) == (person["first_name"], person["last_name"])
        assert snapshot.keys() == first.keys()
        assert snapshot["outcome"] == first["outcome"]
        assert not [mark for mark in MARKS if mark in json.dumps(snapshot)]


def test_names_with_every_sign_come_through(acting):
    names = {"first_name": 'Zoë "Zo" \\N {x}', "last_name": "D'Hondt; {FIRST} <b> 90.01.**-***.16"}
    # Alone, and as one of those that are alike.
    bestand = filed(row({**EMMA, "insz": TOM["insz"]}), row({**EMMA, **names}))
    _, aanvraag = Aanvraag.objects.filter(bestand=bestand).select_related("vov")
    assert (aanvraag.vov.first_name, aanvraag.vov.last_name) == (names["first_name"], names["last_name"])
    assert aanvraag.snapshot["worker"] == f"{names['first_name']} {names['last_name']}"
    assert ["INSZ", "90.01.**-***.16"] in aanvraag.snapshot["declared"][1][1]


def test_what_comes_from_the_databank_is_not_read_and_that_is_said():
    bestand = checked(row(data=PSEUDO))
    assert bestand.right_rows == 1
    assert ["opleiding", 1] in [[column, count] for column, _text, count, _first in bestand.notices]
    filed_title = Opleiding.objects.get(odb_number="ODB-9000001").title
    assert filed_title != PSEUDO["title"]


def test_an_opleiding_without_size_is_refused_with_a_reason():
    Opleiding.objects.filter(odb_number="ODB-9000001").update(size=None, kind="")
    [found] = findings(checked(row()))
    assert found[1] == "ODB-nummer"
    assert "omvang niet bekend" in found[-1]


def test_the_form_still_files_after_a_file(acting):
    filed(row())
    aanvraag = file_one(acting("Bart Maes", "De Korenbloem"), worker=TOM)
    assert aanvraag.bestand is None


def test_every_sign_in_what_rows_share_comes_through(acting):
    course, data = {**lasser(), "odb_number": "ODB-P00001"}, {**PSEUDO, "title": 'Lassen "TIG" \\N {x} \\ é'}
    bestand = filed(row(EMMA, course, VERLOF, data), row(WIM, course, VERLOF, data))
    rows = Aanvraag.objects.filter(bestand=bestand).order_by("bestand_rij")
    assert [bool(item.alike) for item in rows] == [False, True]
    assert [item.snapshot["title"] for item in rows] == [data["title"]] * 2
    assert rows[1].snapshot["worker"] == f"{WIM['first_name']} {WIM['last_name']}"
