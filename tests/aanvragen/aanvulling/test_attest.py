"""The enrolment behind a code, beside an answer: what became of it stays in sight; words alone ask nothing of it."""

import pytest

from aanvragen.aanvulling.models import Versie
from aanvragen.deelname.attesten import make_attest
from aanvragen.deelname.codes import format_code
from aanvragen.deelname.inschrijven import change, version_of, withdraw
from aanvragen.deelname.models import Attestgebruik, Inschrijving
from aanvragen.states import Status
from accounts.models import Establishment
from tests.aanvragen.aanvulling.test_aanvullen import ANSWER, answered, ask, bart, begun, nele
from tests.aanvragen.filing import CONTACT, file_one, lasser, post_step
from tests.world import context_of, text_of

__all__ = ["bart", "nele"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(bart) -> Inschrijving:
    row = Inschrijving.objects.get(insz="90012099016", opleiding__odb_number="ODB-9000001")
    make_attest(row.pk)
    return Inschrijving.objects.get(pk=row.pk)


@pytest.fixture
def filed(bart, enrolment):
    """Filled in by the code; more is asked."""
    return ask(file_one(bart, course={**lasser(), "attest_code": format_code(enrolment.attest_code)}))


def provider():
    return context_of("Hanne Jacobs", "Kompas")


def taken_back(enrolment: Inschrijving) -> None:
    withdraw(provider(), enrolment.pk, "Nooit gekomen")


def dossier(nele, aanvraag) -> str:
    return text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))


def test_a_withdrawn_enrolment_stays_in_sight_when_something_else_is_corrected(bart, nele, filed, enrolment):
    taken_back(enrolment)
    assert "Nooit gekomen" in dossier(nele, filed)
    answered(bart, begun(bart, filed), contact={**CONTACT, "contact_name": "Lies Maes"})
    assert Versie.objects.count() == 1
    assert "Nooit gekomen" in dossier(nele, filed)


def test_a_changed_enrolment_stays_in_sight_when_something_else_is_corrected(bart, nele, filed, enrolment):
    values = {"modules": "Enkel MIG"}
    change(provider(), enrolment.pk, values, version_of(enrolment))
    make_attest(enrolment.pk)
    assert "Enkel MIG" in dossier(nele, filed)
    before = Attestgebruik.objects.get(aanvraag=filed).used_at
    answered(bart, begun(bart, filed), contact={**CONTACT, "contact_name": "Lies Maes"})
    assert Versie.objects.count() == 1
    assert "Enkel MIG" in dossier(nele, filed)
    assert Attestgebruik.objects.get(aanvraag=filed).used_at == before


def test_another_attest_is_used_from_the_day_of_its_code(bart, filed, enrolment):
    """The code is taken away and given again: the attest of then goes, that of now comes."""
    draft = begun(bart, filed)
    change(provider(), enrolment.pk, {"modules": "Enkel MIG"}, version_of(enrolment))
    make_attest(enrolment.pk)
    post_step(bart, draft, "opleiding", {**lasser(), "attest_code": ""})
    again = {**lasser(), "attest_code": format_code(enrolment.attest_code)}
    assert post_step(bart, draft, "opleiding", again).status_code == 302
    used = Attestgebruik.objects.get(aanvraag=draft).used_at
    answered(bart, draft)
    found = Attestgebruik.objects.get()
    assert (found.aanvraag, found.used_at) == (filed, used)
    assert found.bijlage.aanvraag == filed
    assert found.bijlage.sha256 == Inschrijving.objects.get(pk=enrolment.pk).attest_sha256


@pytest.mark.parametrize("what", ["an enrolment that was withdrawn", "an establishment that is gone"])
def test_words_alone_are_delivered_whatever_became_of(bart, filed, enrolment, what):
    draft = begun(bart, filed)
    if what == "an enrolment that was withdrawn":
        taken_back(enrolment)
    else:
        Establishment.objects.filter(number="2999000171").update(number="2999000999")
    assert post_step(bart, draft, "antwoord", ANSWER).status_code == 302
    page = bart.get(f"/aanvragen/{draft.key}/controleren/")
    assert '<button class="knop">Bevestigen</button>' in page.content.decode(), page.context["problems"]
    assert answered(bart, draft).state is Status.IN_BEHANDELING
    assert not Versie.objects.exists()
