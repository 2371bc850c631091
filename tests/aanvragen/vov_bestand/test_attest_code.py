"""The code of an inschrijvingsattest in a row: what the form makes of it, with the attest, and the same limits."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aanvragen.deelname.attesten import MOST_TRIES, CodeRefused, find_by_code
from aanvragen.deelname.codes import format_code, make_code
from aanvragen.deelname.models import Attestgebruik, Inschrijving
from aanvragen.models import Aanvraag, Bijlage, Opleiding
from loket.bulk.large import files
from loket.bulk.large.running import go_on
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import CONTACT, EMMA, TOM, VERLOF, confirm, dutch, post_step, start_draft
from tests.aanvragen.vov_bestand.rows import BART, TITLES, as_csv, checked, filed, findings, row, upload, work
from tests.aanvragen.vov_bestand.test_same_as_the_form import OWN, by_form
from tests.world import context_of

pytestmark = pytest.mark.django_db
START = timezone.localdate() - timedelta(days=20)
CODE = TITLES["attest_code"]


@pytest.fixture(autouse=True)
def world(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def give_attest(enrolment: Inschrijving) -> Inschrijving:
    """An attest straight in the tables: what it looks like is tested elsewhere."""
    enrolment.attest_code = enrolment.attest_code or make_code()
    enrolment.attest_made_at = enrolment.attest_of = enrolment.changed_at
    enrolment.attest_sha256 = f"{enrolment.pk:064d}"
    enrolment.attest_file.save("", ContentFile(b"%PDF-1.7 attest"), save=False)
    enrolment.save()
    return enrolment


@pytest.fixture
def attest() -> Inschrijving:
    """Emma's enrolment for Lasser, with an attest."""
    return give_attest(Inschrijving.objects.get(insz="90012099016", opleiding__odb_number="ODB-9000001"))


def enrol(serial: int, attest: Inschrijving) -> Inschrijving:
    """Somebody else in the same opleiding, with an attest."""
    digits = f"820101{serial * 2 + 1:03d}"
    return give_attest(
        Inschrijving.objects.create(
            provider_id=attest.provider_id,
            opleiding=attest.opleiding,
            insz=f"{digits}{97 - int(digits) % 97:02d}",
            first_name="Ann",
            last_name=f"Claes {serial}",
            enrolled_on=attest.enrolled_on,
            start=START,
            created_by_id=attest.created_by_id,
        )
    )


def course(code: str, **more: str) -> dict[str, str]:
    """What is typed of the opleiding beside a code: nothing, unless it is said."""
    return {
        "attest_code": code,
        "creditcontract": "",
        "odb_number": "",
        "start": "",
        "initiatief": "werknemer",
        **more,
    }


def own_row(enrolment: Inschrijving, **more: str) -> dict:
    return row({**EMMA, "insz": enrolment.insz, "worker_email": ""}, course(enrolment.attest_code, **more))


def withdraw(attest: Inschrijving) -> None:
    Inschrijving.objects.filter(pk=attest.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=attest.created_by, withdrawal_reason="Nooit begonnen"
    )


def changed(attest: Inschrijving) -> None:
    Inschrijving.objects.filter(pk=attest.pk).update(changed_at=timezone.now())


def exam(attest: Inschrijving) -> None:
    Inschrijving.objects.filter(pk=attest.pk).update(contract="examen")


def smaller(attest: Inschrijving) -> None:
    Inschrijving.objects.filter(pk=attest.pk).update(size=Decimal(32))


def credit(attest: Inschrijving) -> None:
    Inschrijving.objects.filter(pk=attest.pk).update(contract="credit")


def struck(attest: Inschrijving) -> None:
    Opleiding.objects.filter(pk=attest.opleiding_id).update(stopped_on=START - timedelta(days=10))


WHOLE = {"creditcontract": "nee", "odb_number": "odb-9000001", "start": dutch(START)}
CASES = {
    "the code alone": {},
    "the same besides": {"course": WHOLE},
    "another opleiding": {"course": {"odb_number": "ODB-9000002"}, "column": "ODB-nummer"},
    "no such opleiding": {"course": {"odb_number": "ODB-1234567"}, "column": "ODB-nummer"},
    "no number at all": {"course": {"odb_number": "12"}, "column": "ODB-nummer"},
    "another start": {"course": {"start": dutch(START + timedelta(days=1))}, "column": "startdatum"},
    "a creditcontract": {"course": {"creditcontract": "ja"}},
    "more than on the attest": {"world": smaller, "column": "uren opleidingsverlof"},
    "another's attest": {"worker": TOM, "course": WHOLE, "column": CODE},
    "a slip of the finger": {"code": "7KMDP-2XWQM", "course": WHOLE, "column": CODE},
    "too short": {"code": "7KMDP", "course": WHOLE, "column": CODE},
    "no such code": {"code": make_code(), "course": WHOLE, "column": CODE},
    "withdrawn": {"world": withdraw, "course": WHOLE, "column": CODE},
    "being changed": {"world": changed, "course": WHOLE, "column": CODE},
    "an exam contract": {"world": exam, "course": WHOLE, "column": CODE},
    "a struck opleiding": {"world": struck, "column": "ODB-nummer"},
}


@pytest.mark.parametrize("case", CASES)
def test_the_same_case_gets_the_same_answer(acting, attest, case):
    parts = CASES[case]
    parts.get("world", lambda found: None)(attest)
    answers = course(parts.get("code", format_code(attest.attest_code).lower()), **parts.get("course", {}))
    worker = parts.get("worker", EMMA)
    by_the_form = by_form(acting(*BART), worker, answers, VERLOF, None)
    bestand = checked(row(worker, answers))
    found = findings(bestand)
    assert {item[-1] for item in found} == by_the_form
    assert bestand.right_rows == (0 if by_the_form else 1)
    assert "column" not in parts or {item[1] for item in found} == {parts["column"]}


@pytest.mark.parametrize("case", ["withdrawn", "being changed", "an exam contract", "another's attest"])
def test_what_a_refused_code_would_fill_in_is_not_asked_as_well(attest, case):
    parts = CASES[case]
    parts.get("world", lambda found: None)(attest)
    [found] = findings(checked(row(parts.get("worker", EMMA), course(attest.attest_code))))
    assert found[1] == CODE
    assert "Lasser" not in found[-1]
    [found] = findings(checked(row(course=course("7KMDP-2XWQM"))))
    assert found[1] == CODE


def test_without_a_code_number_and_start_are_needed():
    assert [found[1] for found in findings(checked(row(course=course(""))))] == ["ODB-nummer", "startdatum"]


def test_the_credits_of_a_creditcontract_are_still_asked(attest):
    credit(attest)
    found = findings(checked(row(course=course(attest.attest_code))))
    assert {item[1] for item in found} == {TITLES[key] for key in ("title", "provider_name", "kind", "size", "end")}
    assert all("ODB-P00004 staat niet in de opleidingsdatabank" in item[-1] for item in found)


def test_the_same_is_stored_as_by_the_form(acting, attest):
    smaller(attest)
    answers, hours = course(format_code(attest.attest_code)), {**VERLOF, "hours": "32"}
    [of_file] = Aanvraag.objects.filter(bestand=filed(row(course=answers, verlof=hours)))
    Aanvraag.objects.update(status="geannuleerd")
    client = acting(*BART)
    of_form = start_draft(client)
    for slug, data in (("contact", CONTACT), ("werknemer", EMMA), ("opleiding", answers), ("verlof", hours)):
        assert post_step(client, of_form, slug, data).status_code == 302
    assert confirm(client, of_form).status_code == 302
    of_form.refresh_from_db()
    assert of_file.snapshot == of_form.snapshot
    said = dict(of_file.snapshot["declared"][2][1])
    assert said["Code van het inschrijvingsattest"] == format_code(attest.attest_code)
    assert said["Omvang"] == "32 contacturen"
    for related in ("vov", "attestgebruik"):
        left, right = (model_to_dict(getattr(item, related), exclude=["bijlage"]) for item in (of_file, of_form))
        assert {key: left[key] for key in left.keys() - OWN} == {key: right[key] for key in right.keys() - OWN}
    lefts, rights = (
        model_to_dict(item.attestgebruik.bijlage, exclude=["id", "aanvraag"]) for item in (of_file, of_form)
    )
    assert lefts == rights
    lines = [JournalEntry.objects.get(object_id=item.pk, action="attest_gebruikt") for item in (of_file, of_form)]
    assert lines[0].details == lines[1].details == {"sha256": attest.attest_sha256}
    bijlage = of_file.attestgebruik.bijlage
    assert b"".join(client.get(f"/aanvragen/{of_file.key}/bijlage/{bijlage.pk}/")) == b"%PDF-1.7 attest"


def test_what_was_filed_keeps_the_attest_as_it_was(attest):
    filed(own_row(attest))
    give_attest(Inschrijving.objects.get(pk=attest.pk))
    assert Inschrijving.objects.get(pk=attest.pk).attest_file.name != attest.attest_file.name
    with Bijlage.objects.get().file.open() as kept:
        assert kept.read() == b"%PDF-1.7 attest"


def test_a_withdrawal_between_check_and_storing_stops_that_row_alone(attest):
    other = enrol(1, attest)
    bestand = checked(own_row(attest), own_row(other))
    assert bestand.right_rows == 2
    withdraw(attest)
    files.confirm(context_of(*BART), bestand, only_right=True)
    bestand.refresh_from_db()
    bestand = work(bestand)
    assert (bestand.stored_rows, bestand.wrong_rows) == (1, 1)
    assert "trok deze inschrijving in op" in findings(bestand)[0][-1]
    assert Attestgebruik.objects.get().inschrijving == other


def test_guessing_stops_after_as_many_wrong_codes_as_in_the_form(attest):
    guesses = [row(course=course(make_code())) for _ in range(MOST_TRIES + 5)]
    found = findings(checked(*guesses, row(course=course(attest.attest_code))))
    messages = [item[-1] for item in found]
    assert ["hoort niet bij" in text for text in messages] == [True] * MOST_TRIES + [False] * 6
    assert all("te vaak" in text for text in messages[MOST_TRIES:])
    with pytest.raises(CodeRefused, match="te vaak"):
        find_by_code(attest.attest_code, attest.insz, f"persoon {context_of(*BART).person.id}")


def test_right_codes_and_the_same_wrong_one_are_no_guesses(attest):
    right = [own_row(enrol(serial, attest)) for serial in range(MOST_TRIES + 5)]
    wrong = [row(course=course("22222-22222"))] * (MOST_TRIES + 5)
    bestand = checked(*wrong, *right)
    assert bestand.right_rows == len(right)
    assert {item[-1][:23] for item in findings(bestand)} == {"Deze code hoort niet bi"}


def test_what_was_checked_is_stored_whatever_was_guessed_meanwhile(attest):
    bestand = checked(own_row(attest))
    checked(*(row(course=course(make_code())) for _ in range(MOST_TRIES)))
    assert "te vaak" in findings(checked(own_row(attest, initiatief="werkgever")))[0][-1]
    files.confirm(context_of(*BART), bestand, only_right=True)
    bestand.refresh_from_db()
    assert work(bestand).stored_rows == 1


def test_the_queries_do_not_grow_with_the_rows(attest):
    counts = []
    for numbers in (range(1, 3), range(3, 15)):
        bestand = upload(as_csv(*(own_row(enrol(serial, attest)) for serial in numbers)))
        with CaptureQueriesContext(
            connection,
        ) as checking:
            go_on(bestand.pk, 60)
        bestand.refresh_from_db()
        files.confirm(context_of(*BART), bestand, only_right=True)
        with CaptureQueriesContext(connection) as storing:
            go_on(bestand.pk, 60)
        bestand.refresh_from_db()
        assert bestand.stored_rows == len(numbers)
        counts.append((len(checking), len(storing)))
    assert counts[0] == counts[1]
    assert Attestgebruik.objects.count() == 14
