"""A draft keeps what was typed, whatever happens meanwhile."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from aanvragen.models import Aanvraag, StatusMove
from accounts.models import ToegekendRecht
from tests.aanvragen.filing import (
    CONTACT,
    EMMA,
    VERLOF,
    confirm,
    dutch,
    errors_at,
    file_one,
    fill_in,
    lasser,
    post_step,
    start_draft,
)
from tests.world import add_colleague, give_right, person, text_of, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def bart(acting):
    return acting("Bart Maes", "De Korenbloem")


def step(aanvraag: Aanvraag, slug: str) -> str:
    return f"/aanvragen/{aanvraag.key}/stap/{slug}/"


def test_what_was_typed_is_kept_letter_for_letter_when_it_is_wrong(bart):
    draft = start_draft(bart)
    wrong = {**CONTACT, "iban": "BE00 1234", "contact_email": "bart maes@@", "contact_name": "  Bart <b>"}
    response = post_step(bart, draft, "contact", wrong)
    assert errors_at(response, "iban")
    for page in (text_of(response), text_of(bart.get(step(draft, "contact")))):
        assert 'value="BE00 1234"' in page
        assert 'value="bart maes@@"' in page
        assert "Vul een geldig IBAN in" in page
    assert Aanvraag.objects.get().typed["contact"]["contact_name"] == ["  Bart <b>"]
    assert Aanvraag.objects.get().done == []
    assert Aanvraag.objects.get().vov.iban == ""


def test_stopping_with_errors_keeps_them_for_later(bart):
    draft = start_draft(bart)
    response = post_step(bart, draft, "contact", {**CONTACT, "iban": "fout"}, action="bewaren")
    assert response.url == "/aanvragen/mijn/?dienst=vov"
    assert "In de stap “Contact” moet u nog iets invullen of verbeteren." in text_of(bart.get(response.url))
    again = bart.get(f"/aanvragen/{draft.key}/verder/", follow=True)
    assert 'value="fout"' in text_of(again)
    assert "Vul een geldig IBAN in" in text_of(again)


def test_stopping_half_way_goes_on_at_the_first_step_that_is_open(bart):
    draft = start_draft(bart)
    post_step(bart, draft, "contact", CONTACT)
    assert "Uw concept is bewaard." in text_of(
        bart.get(post_step(bart, draft, "werknemer", EMMA, action="bewaren").url)
    )
    assert bart.get(f"/aanvragen/{draft.key}/verder/").url == step(draft, "opleiding")
    assert "Emma Lambert" in text_of(bart.get("/aanvragen/mijn/"))
    assert "Concept: Emma Lambert" in text_of(bart.get("/"))


def test_the_step_before_keeps_what_was_typed(bart):
    draft = start_draft(bart)
    post_step(bart, draft, "contact", CONTACT)
    page = text_of(bart.get(step(draft, "werknemer")))
    assert re.search(r'<button[^>]*name="actie" value="vorige">Vorige stap', page)
    answer = post_step(bart, draft, "werknemer", {**EMMA, "insz": "9", "first_name": "Emmanuelle"}, action="vorige")
    assert answer.url == step(draft, "contact")
    assert 'value="Emmanuelle"' in text_of(bart.get(step(draft, "werknemer")))
    assert 'name="actie" value="vorige"' not in text_of(bart.get(step(draft, "contact")))


def test_the_step_before_judges_nothing_that_was_left_as_it_stood(bart):
    draft = start_draft(bart)
    post_step(bart, draft, "contact", CONTACT)
    untouched = {
        name: str(field.value() or field.field.initial or "")
        for name, field in ((field.name, field) for field in bart.get(step(draft, "werknemer")).context["form"])
    }
    post_step(bart, draft, "werknemer", untouched, action="vorige")
    assert "Fout:" not in text_of(bart.get(step(draft, "werknemer")))
    assert "werknemer" not in Aanvraag.objects.get().typed


def test_a_stale_tab_shows_both_answers_and_overwrites_nothing(bart):
    draft = start_draft(bart)
    first_tab = second_tab = bart.get(step(draft, "contact")).context["step_version"]
    post_step(bart, draft, "contact", {**CONTACT, "contact_name": "Uit Tab Een"}, version=first_tab)
    conflict = post_step(bart, draft, "contact", {**CONTACT, "contact_name": "Uit Tab Twee"}, version=second_tab)
    page = text_of(conflict)
    assert conflict.status_code == 409
    assert "Deze stap is intussen gewijzigd" in page
    assert "<dt>Naam van de contactpersoon</dt><dd>Uit Tab Een</dd>" in page
    assert 'value="Uit Tab Twee"' in page
    assert "<dt>IBAN</dt>" not in page
    assert Aanvraag.objects.get().vov.contact_name == "Uit Tab Een"
    # Sending that page again chooses.
    chosen = conflict.context["step_version"]
    assert (
        post_step(bart, draft, "contact", {**CONTACT, "contact_name": "Uit Tab Twee"}, version=chosen).status_code
        == 302
    )
    assert Aanvraag.objects.get().vov.contact_name == "Uit Tab Twee"


def test_a_stale_tab_before_its_turn_loses_nothing_either(bart):
    """The newer window took back an early answer, so that the step of the older one has no turn yet."""
    aanvraag = fill_in(bart)
    address = f"/aanvragen/{aanvraag.key}/stap/verlof/"
    old = bart.get(address).context["step_version"]
    post_step(bart, aanvraag, "verlof", {**VERLOF, "hours": "32"})
    post_step(bart, aanvraag, "werknemer", {**EMMA, "insz": "1"})
    answer = post_step(bart, aanvraag, "verlof", {**VERLOF, "hours": "12,5"}, version=old)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Er is nog niets overschreven" in page
    assert "maakt u eerst de stap “Werknemer” af" in page
    assert '<td data-kop="In dit venster" class="breekbaar">12,5</td>' in page
    assert '<td data-kop="Bewaard in het andere venster" class="breekbaar">32</td>' in page
    aanvraag.refresh_from_db()
    assert aanvraag.typed["verlof"]["hours"] == ["32"]
    # Its button sends the same again, for what is stored now.
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    answer = bart.post(address, {**sent, "actie": "volgende"}, follow=True)
    assert "Wat u invulde in de stap “Verlof”, is bewaard. Maak eerst deze stap af." in text_of(answer)
    aanvraag.refresh_from_db()
    assert aanvraag.typed["verlof"]["hours"] == ["12,5"]
    post_step(bart, aanvraag, "werknemer", EMMA)
    assert 'value="12,5"' in text_of(bart.get(address))


def test_two_tabs_with_the_same_answers_are_no_conflict(bart):
    draft = start_draft(bart)
    stale = bart.get(step(draft, "contact")).context["step_version"]
    assert post_step(bart, draft, "contact", CONTACT, version=stale).status_code == 302
    assert post_step(bart, draft, "contact", CONTACT, version=stale).status_code == 302


def test_the_back_button_after_filing_changes_nothing(bart):
    aanvraag = file_one(bart)
    response = post_step(bart, aanvraag, "verlof", {**VERLOF, "hours": "1"}, version="leeg")
    assert response.url == f"/aanvragen/{aanvraag.key}/"
    assert "Deze aanvraag is al ingediend. U kunt ze niet meer wijzigen." in text_of(bart.get(response.url))
    assert bart.get(f"/aanvragen/{aanvraag.key}/controleren/").url == f"/aanvragen/{aanvraag.key}/"
    aanvraag.refresh_from_db()
    assert aanvraag.vov.hours == 40


def test_a_double_start_with_the_same_key_is_one_draft(bart):
    key = str(uuid.uuid4())
    data = {"kbo": "0999000129", "key": key, "namens_context": token(bart)}
    answers = [bart.post("/aanvragen/vov/start/", data) for _ in range(2)]
    assert [answer.url for answer in answers] == [f"/aanvragen/{key}/verder/"] * 2
    assert StatusMove.objects.filter(aanvraag=Aanvraag.objects.get()).count() == 1


def test_the_key_of_somebody_else_gives_nothing(bart, acting):
    goran = acting("Goran De Smet", "Van Hoof")
    theirs = start_draft(goran, "0999.000.228")
    data = {"kbo": "0999000129", "key": str(theirs.key), "namens_context": token(bart)}
    assert bart.post("/aanvragen/vov/start/", data, follow=True).status_code == 404
    assert Aanvraag.objects.get().created_by == person("Goran De Smet")


@pytest.mark.parametrize(
    ("kbo", "message"),
    [
        ("0999.000.228", "U handelt nu namens Bakkerij De Korenbloem bv (0999.000.129)."),
        ("0999.000.128", "controlecijfers"),
        ("", "Vul “KBO-nummer van de onderneming” in."),
    ],
)
def test_a_draft_is_for_the_company_for_which_one_acts(bart, kbo, message):
    response = bart.post(
        "/aanvragen/vov/start/", {"kbo": kbo, "key": str(uuid.uuid4()), "namens_context": token(bart)}
    )
    assert message in errors_at(response, "kbo")
    assert not Aanvraag.objects.exists()


def test_the_kbo_may_be_typed_without_its_zero(bart):
    assert start_draft(bart, "999000129").represented.kbo == "0999000129"


def test_a_right_withdrawn_meanwhile_stops_and_keeps_the_draft(bart):
    draft = start_draft(bart)
    post_step(bart, draft, "contact", CONTACT)
    version = bart.get(step(draft, "werknemer")).context["step_version"]
    yesterday = timezone.localdate() - timedelta(days=1)
    ToegekendRecht.objects.filter(werkrelatie__person=person("Bart Maes")).update(end=yesterday)
    response = post_step(bart, draft, "werknemer", EMMA, version=version)
    assert response.status_code == 403
    assert "U hebt dit recht niet (meer)" in text_of(response)
    assert "Gebruikersrecht aanvragen" in text_of(response)
    assert confirm(bart, draft).status_code == 403
    assert Aanvraag.objects.get().status == "concept"
    assert Aanvraag.objects.get().vov.contact_name == "Bart Maes"
    # Once the right is back, it goes on in the same session.
    give_right("Bart Maes", "De Korenbloem", "dwse_organisatieverantwoordelijke", "opleidingsverlof", start=0)
    assert bart.get(f"/aanvragen/{draft.key}/verder/").url == step(draft, "werknemer")


def test_the_draft_of_a_colleague_does_not_exist(bart, acting):
    add_colleague()
    rik = acting("Rik Thys", "De Korenbloem")
    draft = fill_in(bart)
    for address in ("verder/", "stap/contact/", "controleren/", "verwijderen/", ""):
        assert rik.get(f"/aanvragen/{draft.key}/{address}").status_code == 404
    assert post_step(rik, draft, "contact", CONTACT, version="leeg").status_code == 404
    assert confirm(rik, draft).status_code == 404
    assert "Emma Lambert" not in text_of(rik.get("/aanvragen/mijn/"))


def test_jumping_ahead_in_the_address_leads_to_the_first_open_step(bart):
    draft = start_draft(bart)
    for slug in ("werknemer", "opleiding", "verlof"):
        assert bart.get(step(draft, slug)).url == step(draft, "contact")
    assert bart.get(f"/aanvragen/{draft.key}/controleren/").url == step(draft, "contact")
    # A step that does not apply leads on, one that does not exist does not.
    assert bart.get(step(draft, "opleidingsgegevens")).url == f"/aanvragen/{draft.key}/verder/"
    assert bart.get(step(draft, "bestaat-niet")).status_code == 404


def test_confirming_before_all_is_filled_in_files_nothing(bart):
    draft = start_draft(bart)
    response = confirm(bart, draft)
    assert response.url == step(draft, "contact")
    assert Aanvraag.objects.get().reference is None


def test_a_later_change_of_an_early_answer_shows_at_the_review(bart):
    """80 uren fit at full time; the werknemer turns out to work 20 %."""
    draft = fill_in(bart, verlof={**VERLOF, "hours": "60"})
    assert "Verbeter" not in text_of(bart.get(f"/aanvragen/{draft.key}/controleren/"))
    post_step(bart, draft, "werknemer", {**EMMA, "fraction": "20", "hours_per_week": "8"})
    page = bart.get(f"/aanvragen/{draft.key}/controleren/")
    assert "Deze werknemer komt niet in aanmerking." in text_of(page)
    assert f'href="{step(draft, "opleiding")}"' in text_of(page)
    assert confirm(bart, draft).status_code == 422
    assert Aanvraag.objects.get().status == "concept"


def test_wijzig_comes_back_to_the_review(bart):
    draft = fill_in(bart)
    assert f'href="{step(draft, "contact")}?terug=controleren"' in text_of(
        bart.get(f"/aanvragen/{draft.key}/controleren/")
    )
    changed = {**CONTACT, "contact_name": "An Claes", "terug": "controleren"}
    assert post_step(bart, draft, "contact", changed).url == f"/aanvragen/{draft.key}/controleren/"
    assert "An Claes" in text_of(bart.get(f"/aanvragen/{draft.key}/controleren/"))


def test_a_draft_whose_term_ran_out_cannot_be_filed(bart):
    draft = fill_in(bart)
    late = timezone.localdate() - timedelta(days=100)
    opleiding = draft.__class__.objects.get(pk=draft.pk).vov.opleiding
    opleiding.start = late
    opleiding.save()
    row = Aanvraag.objects.get()
    row.typed["opleiding"]["start"] = [dutch(late)]
    row.save()
    response = confirm(bart, draft)
    assert response.status_code == 422
    assert "U kunt deze aanvraag niet meer indienen." in text_of(response)


def test_throwing_a_draft_away_asks_first(bart):
    draft = fill_in(bart)
    assert "Wilt u dit concept verwijderen?" in text_of(bart.get(f"/aanvragen/{draft.key}/verwijderen/"))
    assert Aanvraag.objects.get().status == "concept"
    bart.post(f"/aanvragen/{draft.key}/verwijderen/", {"namens_context": token(bart)})
    assert Aanvraag.objects.get().status == "verwijderd"
    assert bart.get(f"/aanvragen/{draft.key}/verder/").status_code == 404
    assert post_step(bart, draft, "contact", CONTACT, version="leeg").status_code == 404


def test_looking_up_keeps_what_was_typed_without_complaining(bart):
    draft = start_draft(bart)
    post_step(bart, draft, "contact", CONTACT)
    post_step(bart, draft, "werknemer", EMMA)
    page = post_step(bart, draft, "opleiding", {"odb_number": "odb 9000001", "start": "x"}, action="opzoeken")
    assert page.status_code == 200
    assert "Lasser MIG/MAG (ODB-9000001)" in text_of(page)
    assert 'value="x"' in text_of(page)
    assert "Verbeter" not in text_of(page)
    assert post_step(bart, draft, "opleiding", lasser()).status_code == 302


def test_a_character_that_postgresql_does_not_know_is_left_out(bart):
    aanvraag = start_draft(bart)
    response = post_step(bart, aanvraag, "contact", {**CONTACT, "contact_name": "Bart\0 Maes", "junk": "x" * 9999})
    assert response.status_code == 302
    aanvraag.refresh_from_db()
    assert aanvraag.typed["contact"]["contact_name"] == ["Bart Maes"]
    assert "junk" not in aanvraag.typed["contact"]
