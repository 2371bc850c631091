"""The employer's form fills itself in by the code of an attest, and tells nothing to who has the wrong INSZ."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from aanvragen.deelname.attesten import MOST_TRIES, make_attest
from aanvragen.deelname.codes import format_code, make_code
from aanvragen.deelname.models import Attestgebruik, Inschrijving
from aanvragen.models import Bijlage
from loket.dutch import day
from tests.aanvragen.deelname.lines import EMMA as EMMA_INSZ
from tests.aanvragen.filing import (
    CONTACT,
    EMMA,
    TOM,
    VERLOF,
    confirm,
    dutch,
    errors_at,
    post_step,
    review_version,
    start_draft,
)
from tests.world import text_of

pytestmark = pytest.mark.usefixtures("demo_world")
START = timezone.localdate() - timedelta(days=20)


@pytest.fixture
def bart(acting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    return acting("Bart Maes", "De Korenbloem")


@pytest.fixture
def attest(bart) -> Inschrijving:
    """Emma's enrolment for Lasser, with an attest."""
    found = Inschrijving.objects.get(insz=EMMA_INSZ, opleiding__odb_number="ODB-9000001")
    make_attest(found.pk)
    return Inschrijving.objects.get(pk=found.pk)


def at_opleiding(client, worker=EMMA):
    aanvraag = start_draft(client)
    post_step(client, aanvraag, "contact", CONTACT)
    assert post_step(client, aanvraag, "werknemer", worker).status_code == 302
    return aanvraag


def by_code(attest: Inschrijving, **more: str) -> dict[str, str]:
    return {"attest_code": format_code(attest.attest_code).lower(), "initiatief": "werknemer", **more}


def test_the_code_alone_is_enough(bart, attest):
    aanvraag = at_opleiding(bart)
    answer = post_step(bart, aanvraag, "opleiding", by_code(attest, odb_number="", start=""))
    assert answer.url == f"/aanvragen/{aanvraag.key}/stap/verlof/"
    aanvraag.refresh_from_db()
    vov = aanvraag.vov
    assert (vov.odb_number, vov.start, vov.size, vov.creditcontract) == ("ODB-9000001", START, Decimal(64), False)
    page = text_of(bart.get(answer.url))
    assert 'name="hours" value="64"' in page
    bijlage = Bijlage.objects.get(aanvraag=aanvraag, removed_at__isnull=True)
    assert bijlage.sha256 == attest.attest_sha256
    assert post_step(bart, aanvraag, "verlof", VERLOF).status_code == 302
    assert confirm(bart, aanvraag).status_code == 302
    received = text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    assert bijlage.name in received
    got = b"".join(bart.get(f"/aanvragen/{aanvraag.key}/bijlage/{bijlage.pk}/"))
    assert got.startswith(b"%PDF")


@pytest.mark.parametrize("action", ["attest", "opzoeken"])
def test_the_button_fills_in_and_complains_of_nothing(bart, attest, action):
    aanvraag = at_opleiding(bart)
    answer = post_step(bart, aanvraag, "opleiding", {"attest_code": attest.attest_code}, action=action)
    text = text_of(answer)
    assert answer.status_code == 200
    assert "Het attest hoort bij Emma Lambert." in text
    assert 'value="ODB-9000001"' in text
    assert f'value="{dutch(START)}"' in text
    assert "Fout:" not in text


@pytest.mark.parametrize(("code", "said"), [("7KMDP-2XWQM", "Deze code klopt niet"), (" ", "Vul de code van")])
def test_the_button_says_at_the_field_what_is_wrong_with_the_code(bart, attest, code, said):
    aanvraag = at_opleiding(bart)
    answer = post_step(bart, aanvraag, "opleiding", {"attest_code": code, "odb_number": "x"}, action="attest")
    assert said in errors_at(answer, "attest_code")
    assert list(answer.context["form"].errors) == ["attest_code"], "it is not the moment for the others"
    text = text_of(answer)
    assert "<title>Fout: Opleiding" in text
    assert re.search(r'href="#id_attest_code">' + said, text)
    assert re.search(r'<input[^>]*name="attest_code"[^>]*aria-invalid="true"', text)
    assert 'value="x"' in text


@pytest.mark.parametrize(
    ("number", "said"),
    [("x123", "Vul een ODB-nummer in"), ("ODB-9000002", "Op het inschrijvingsattest staat ODB-9000001.")],
)
def test_the_button_says_what_it_did_not_fill_in(bart, attest, number, said):
    """What was typed is not overwritten, and the page does not say that it was."""
    aanvraag = at_opleiding(bart)
    sent = {"attest_code": attest.attest_code, "odb_number": number, "start": "1/2"}
    answer = post_step(bart, aanvraag, "opleiding", sent, action="attest")
    assert said in errors_at(answer, "odb_number")
    assert set(answer.context["form"].errors) == {"odb_number", "start"}
    text = text_of(answer)
    assert f'value="{number}"' in text
    assert "We vulden in" not in text


def test_less_hours_on_the_attest_are_the_most(bart, attest):
    Inschrijving.objects.filter(pk=attest.pk).update(size=Decimal(32))
    aanvraag = at_opleiding(bart)
    post_step(bart, aanvraag, "opleiding", by_code(attest))
    assert "hoogstens 32 uur" in errors_at(post_step(bart, aanvraag, "verlof", VERLOF), "hours")


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"odb_number": "ODB-9000002"}, "odb_number", "Op het inschrijvingsattest staat ODB-9000001."),
        ({"start": dutch(START + timedelta(days=1))}, "start", f"Op het inschrijvingsattest staat {day(START)}."),
    ],
)
def test_other_answers_than_the_attest_are_an_error(bart, attest, given, field, said):
    aanvraag = at_opleiding(bart)
    assert said in errors_at(post_step(bart, aanvraag, "opleiding", by_code(attest, **given)), field)


def test_a_code_of_somebody_else_tells_nothing(bart, attest):
    aanvraag = at_opleiding(bart, TOM)
    answer = post_step(bart, aanvraag, "opleiding", by_code(attest))
    assert "Deze code hoort niet bij deze werknemer." in errors_at(answer, "attest_code")
    for word in ("Emma", "Lasser", "ODB-9000001", "Kompas"):
        assert word not in text_of(answer).replace("Bijvoorbeeld ODB-", "")
    assert not Attestgebruik.objects.exists()


def test_a_slip_of_the_finger_is_said(bart, attest):
    aanvraag = at_opleiding(bart)
    answer = post_step(bart, aanvraag, "opleiding", {"attest_code": "7KMDP-2XWQM"})
    assert "Deze code klopt niet" in errors_at(answer, "attest_code")


def test_an_exam_contract_gives_no_right(bart, attest):
    Inschrijving.objects.filter(pk=attest.pk).update(contract="examen")
    aanvraag = at_opleiding(bart)
    assert "examencontract" in errors_at(post_step(bart, aanvraag, "opleiding", by_code(attest)), "attest_code")


def test_taking_the_code_away_takes_its_attest_away(bart, attest):
    aanvraag = at_opleiding(bart)
    post_step(bart, aanvraag, "opleiding", by_code(attest))
    by_hand = {"creditcontract": "nee", "odb_number": "ODB-9000001", "start": dutch(START), "initiatief": "werknemer"}
    assert post_step(bart, aanvraag, "opleiding", {**by_hand, "attest_code": ""}).status_code == 302
    assert not Bijlage.objects.filter(aanvraag=aanvraag, removed_at__isnull=True).exists()
    assert not Attestgebruik.objects.exists()


def test_the_same_code_twice_keeps_one_bijlage(bart, attest):
    aanvraag = at_opleiding(bart)
    for _ in range(2):
        post_step(bart, aanvraag, "opleiding", by_code(attest))
    assert Bijlage.objects.filter(aanvraag=aanvraag).count() == 1


def test_withdrawn_before_confirming_stops_the_filing(bart, attest):
    aanvraag = at_opleiding(bart)
    post_step(bart, aanvraag, "opleiding", by_code(attest))
    post_step(bart, aanvraag, "verlof", VERLOF)
    seen = review_version(bart, aanvraag)
    Inschrijving.objects.filter(pk=attest.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=attest.created_by, withdrawal_reason="Nooit begonnen"
    )
    answer = confirm(bart, aanvraag, seen)
    assert answer.status_code == 422
    assert "trok deze inschrijving in op" in text_of(answer)


def test_wrong_codes_do_not_stop_what_was_filled_in_by_a_right_one(bart, attest):
    aanvraag = at_opleiding(bart)
    post_step(bart, aanvraag, "opleiding", by_code(attest))
    post_step(bart, aanvraag, "verlof", VERLOF)
    other = at_opleiding(bart)
    for _ in range(MOST_TRIES):
        post_step(bart, other, "opleiding", {"attest_code": make_code()})
    assert "te vaak" in errors_at(post_step(bart, other, "opleiding", by_code(attest)), "attest_code")
    assert confirm(bart, aanvraag).status_code == 302
    aanvraag.refresh_from_db()
    assert aanvraag.submitted_at


def test_the_attest_of_a_code_goes_with_its_code(bart, attest):
    aanvraag = at_opleiding(bart)
    post_step(bart, aanvraag, "opleiding", by_code(attest))
    address = f"/aanvragen/{aanvraag.key}/stap/opleiding/"
    assert "verwijder_bestand" not in text_of(bart.get(address))
    assert "Wis de code als u dit bestand niet wilt." in text_of(bart.get(address))


def test_looking_at_the_review_page_writes_nothing(bart, attest):
    aanvraag = at_opleiding(bart)
    post_step(bart, aanvraag, "opleiding", by_code(attest))
    post_step(bart, aanvraag, "verlof", VERLOF)
    Bijlage.objects.filter(aanvraag=aanvraag).update(removed_at=timezone.now())
    assert bart.get(f"/aanvragen/{aanvraag.key}/controleren/").status_code == 200
    assert not Bijlage.objects.filter(aanvraag=aanvraag, removed_at__isnull=True).exists()


def test_the_same_wrong_code_shown_again_is_one_guess(bart, attest):
    aanvraag = at_opleiding(bart, TOM)
    post_step(bart, aanvraag, "opleiding", by_code(attest))
    for _ in range(25):
        bart.get(f"/aanvragen/{aanvraag.key}/stap/opleiding/")
    answer = post_step(bart, aanvraag, "opleiding", by_code(attest))
    assert "te vaak" not in errors_at(answer, "attest_code")
