"""The department asks more, and the employer answers: with words alone, or by correcting what was declared."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.forms.models import model_to_dict
from django.utils import timezone
from post_office.models import Email

from aanvragen.aanvulling.beginnen import begin
from aanvragen.aanvulling.models import Aanvulling, Versie
from aanvragen.aanvulling.tasks import keep_vov_terms
from aanvragen.deelname.attesten import make_attest
from aanvragen.deelname.codes import format_code
from aanvragen.deelname.models import Attestgebruik, Inschrijving
from aanvragen.flow import as_querydict
from aanvragen.models import Aanvraag, Bijlage, StatusMove
from aanvragen.receipts import ensure_receipt
from aanvragen.services import MoveError, move
from aanvragen.states import Side, Status
from aanvragen.vov.dienst import FLOW, open_draft
from loket.dates import add_months
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import (
    EMMA,
    VERLOF,
    confirm,
    dutch,
    errors_at,
    file_one,
    lasser,
    post_step,
    review_version,
    stored,
)
from tests.aanvragen.vov_bestand.rows import filed as filed_by_file
from tests.aanvragen.vov_bestand.rows import row
from tests.aanvragen.vov_bestand.test_same_as_the_form import CASES, PSEUDO
from tests.world import context_of, person, text_of, token

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ANSWER = {"answer": "Het waren er minder."}


@pytest.fixture
def bart(acting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    return acting("Bart Maes", "De Korenbloem")


@pytest.fixture
def nele(acting):
    return acting("Nele Aerts", "Departement")


def ask(aanvraag: Aanvraag, what: str = "Hoeveel uren waren het?") -> Aanvraag:
    """Taken into handling, and more is asked."""
    by = context_of("Nele Aerts", "Departement")
    if aanvraag.state is Status.INGEDIEND:
        move(aanvraag, "behandelen", Side.DEPARTMENT, by)
    move(aanvraag, "aanvulling_vragen", Side.DEPARTMENT, by, what)
    aanvraag.refresh_from_db()
    return aanvraag


def begun(client, aanvraag: Aanvraag) -> Aanvraag:
    """The draft of the answer, by the button on the page."""
    response = client.post(f"/aanvragen/vov/{aanvraag.key}/aanvullen/", {"namens_context": token(client)})
    assert response.status_code == 302
    return Aanvraag.objects.get(key=response.url.split("/")[2])


def asked(client, **parts) -> tuple[Aanvraag, Aanvraag]:
    """A filed aanvraag of which more is asked, and the draft of the answer."""
    aanvraag = ask(file_one(client, **parts))
    return aanvraag, begun(client, aanvraag)


def answered(client, draft: Aanvraag, **steps: dict) -> Aanvraag:
    """The steps that are corrected, the answer, and "Bevestigen"."""
    for slug, answers in steps.items():
        assert post_step(client, draft, slug, answers).status_code == 302, slug
    assert post_step(client, draft, "antwoord", ANSWER).url == f"/aanvragen/{draft.key}/controleren/"
    response = confirm(client, draft)
    assert response.status_code == 302, text_of(response)
    return Aanvraag.objects.select_related("vov").get(key=response.url.split("/")[2])


def test_the_question_its_term_and_the_way_to_the_answer(bart, nele):
    aanvraag = file_one(bart)
    Email.objects.all().delete()
    page = f"/aanvragen/dossiers/{aanvraag.key}/"
    for name, data in (("behandelen", {}), ("aanvulling_vragen", {"aanvulling_vragen-reason": "Hoeveel uren?"})):
        assert nele.post(f"{page}{name}/", {"namens_context": token(nele), **data}).status_code == 302
    mail = Email.objects.latest("pk")
    last = add_months(TODAY, 1)
    assert "Gevraagd: Hoeveel uren?" in mail.message
    assert f"{last:%d/%m/%Y}" in mail.message
    shown = text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    assert f"/aanvragen/vov/{aanvraag.key}/aanvullen/" in shown
    assert "Aanvulling gevraagd" in shown
    assert "Vul uw aanvraag aan: Emma Lambert" in text_of(bart.get("/"))
    assert "Hoeveel uren?" in text_of(bart.get(f"/aanvragen/vov/{aanvraag.key}/aanvullen/"))


def test_words_alone_change_nothing_of_what_was_declared(bart):
    aanvraag, draft = asked(bart)
    before = Aanvraag.objects.get(pk=aanvraag.pk)
    first = bart.get(f"/aanvragen/{draft.key}/verder/")
    assert first.url == f"/aanvragen/{draft.key}/stap/antwoord/"
    assert "Hoeveel uren waren het?" in text_of(bart.get(first.url))
    filed = answered(bart, draft)
    assert filed.pk == aanvraag.pk
    assert filed.state is Status.IN_BEHANDELING
    assert (filed.snapshot, filed.parameters_id) == (before.snapshot, before.parameters_id)
    assert not Versie.objects.exists()
    assert StatusMove.objects.filter(aanvraag=aanvraag).last().reason == ANSWER["answer"]
    assert "minder" in text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))
    assert Aanvulling.objects.get().closed_at
    assert str(draft.key) not in text_of(bart.get("/aanvragen/mijn/"))
    mail = Email.objects.latest("pk")
    assert (mail.to, "versie" in mail.message) == (["bart.maes@korenbloem.example"], False)


def test_what_is_corrected_is_a_version_beside_the_former_one(bart, nele):
    aanvraag, draft = asked(bart)
    receipt = ensure_receipt(aanvraag.pk)
    filed = answered(bart, draft, verlof={**VERLOF, "hours": "32"}, werknemer={**EMMA, "fraction": "90"})
    assert (filed.vov.hours, filed.vov.fraction) == (Decimal(32), Decimal("0.9"))
    version = Versie.objects.get()
    assert ["Uren opleidingsverlof", "40 uur"] in version.frozen["declared"][-1][1]
    assert version.frozen["parameters"]
    assert (version.gegevens["hours"], version.receipt_sha256) == ("40.00", receipt.sha256)
    assert (filed.snapshot["version"], filed.snapshot["corrected_by"]) == (2, "Bart Maes")
    assert ["Uren opleidingsverlof", "32 uur"] in filed.snapshot["declared"][-1][1]
    assert ["Persoonlijk maximum", "112,5 uur"] in filed.snapshot["outcome"]
    assert (filed.reference, filed.submitted_at) == (aanvraag.reference, aanvraag.submitted_at)
    for client, address in ((bart, f"/aanvragen/{filed.key}/"), (nele, f"/aanvragen/dossiers/{filed.key}/")):
        shown = text_of(client.get(address))
        assert ("40 uur" in shown, "32 uur" in shown) == (True, True)
        assert shown.count('<span class="pil pil--let-op">gewijzigd</span>') == 2
        assert "aangevuld op" in shown
    former = bart.get(f"/aanvragen/vov/{filed.key}/versie/1/ontvangstbewijs.pdf")
    assert b"".join(former).startswith(b"%PDF")
    assert ensure_receipt(filed.pk).sha256 != receipt.sha256
    assert "Dit is nu versie 2" in Email.objects.latest("pk").message
    assert JournalEntry.objects.filter(object_id=filed.pk, action="aanvraag_aanvullen").exists()


def test_a_second_answer_makes_a_third_version(bart):
    aanvraag, draft = asked(bart)
    answered(bart, draft, verlof={**VERLOF, "hours": "32"})
    again = begun(bart, ask(Aanvraag.objects.get(pk=aanvraag.pk), "En nu?"))
    assert "En nu?" in text_of(bart.get(f"/aanvragen/{again.key}/stap/antwoord/"))
    filed = answered(bart, again, verlof={**VERLOF, "hours": "30"})
    assert [version.gegevens["hours"] for version in Versie.objects.order_by("number")] == ["40.00", "32.00"]
    assert filed.snapshot["version"] == 3


def test_a_version_is_never_changed(bart):
    _, draft = asked(bart)
    answered(bart, draft, verlof={**VERLOF, "hours": "32"})
    for change in (lambda: Versie.objects.update(number=7), lambda: Versie.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change()


@pytest.mark.parametrize(("filed_days_ago", "accepted"), [(30, True), (0, False)])
def test_the_day_of_the_first_filing_decides(bart, filed_days_ago, accepted):
    """For this start the window is closed by now; thirty days ago it was open."""
    aanvraag, draft = asked(bart)
    Aanvraag.objects.filter(pk=aanvraag.pk).update(submitted_at=timezone.now() - timedelta(days=filed_days_ago))
    course = {**lasser(), "odb_number": "ODB-9000002", "start": dutch(TODAY - timedelta(days=99))}
    response = post_step(bart, draft, "opleiding", course)
    if accepted:
        assert response.status_code == 302
        filed = answered(bart, draft, verlof=VERLOF)
        assert filed.deadline == add_months(TODAY - timedelta(days=99), 3) - timedelta(days=1)
        assert filed.vov.odb_number == "ODB-9000002"
    else:
        assert "indienen" in errors_at(response, "start")


def test_other_aanvragen_count_and_the_own_one_does_not(bart):
    _, draft = asked(bart)
    stored("Goran De Smet", "Van Hoof", hours=90, odb_number="ODB-9000002")
    assert "hoogstens 35 uur" in errors_at(post_step(bart, draft, "verlof", {**VERLOF, "hours": "36"}), "hours")
    assert answered(bart, draft, verlof={**VERLOF, "hours": "35"}).vov.hours == 35


def test_hours_that_others_took_meanwhile_are_seen_at_the_last_click(bart):
    _, draft = asked(bart)
    post_step(bart, draft, "verlof", {**VERLOF, "hours": "60"})
    post_step(bart, draft, "antwoord", ANSWER)
    seen = review_version(bart, draft)
    stored("Goran De Smet", "Van Hoof", hours=90, odb_number="ODB-9000002")
    response = confirm(bart, draft, seen)
    assert response.status_code == 422
    assert "hoogstens 35 uur" in text_of(response)


def test_what_waits_for_an_answer_still_counts(bart, acting):
    asked(bart)
    stored("Goran De Smet", "Van Hoof", hours=60, odb_number="ODB-9000003")
    goran = acting("Goran De Smet", "Van Hoof")
    course = {**lasser(), "odb_number": "ODB-9000002"}
    with pytest.raises(AssertionError, match="hoogstens 25 uur"):
        file_one(
            goran,
            kbo="0999.000.228",
            worker={**EMMA, "establishment": "2999000270"},
            course=course,
            verlof={**VERLOF, "hours": "30"},
        )


@pytest.mark.parametrize("case", ["right", "part time", "a pseudo number", "credit without a number"])
def test_the_draft_says_what_was_filed_also_in_a_file(bart, case):
    parts = CASES[case]
    filed_by_file(row(parts.get("worker", EMMA), {**lasser(), **parts.get("course", {})}, VERLOF, parts.get("data")))
    aanvraag = ask(Aanvraag.objects.get(bestand__isnull=False))
    draft = open_draft(begin(aanvraag, context_of("Bart Maes", "De Korenbloem")))
    before = model_to_dict(aanvraag.vov, exclude=["aanvraag"])
    assert [problem.step.slug for problem in FLOW.problems(draft)] == ["antwoord"]
    for step in FLOW.applicable(draft):
        form = step.form(as_querydict(draft.aanvraag.typed[step.slug]), draft=draft)
        if step.slug != "antwoord":
            assert form.is_valid(), form.errors
            form.store()
    assert model_to_dict(draft.gegevens, exclude=["aanvraag"]) == before


def test_an_opleiding_outside_the_databank_can_be_corrected(bart):
    filed_by_file(row(course={**lasser(), "odb_number": "ODB-P00001"}, data=PSEUDO))
    draft = begun(bart, ask(Aanvraag.objects.get(bestand__isnull=False)))
    filed = answered(bart, draft, opleidingsgegevens={**PSEUDO, "title": "Omscholing tot lasser"})
    assert filed.vov.title == "Omscholing tot lasser"
    assert Versie.objects.get().gegevens["title"] == "Omscholing"


def upload(client, draft: Aanvraag, slug: str, field: str, answers: dict, content: bytes) -> None:
    page = client.get(f"/aanvragen/{draft.key}/stap/{slug}/")
    data = {**answers, field: SimpleUploadedFile("stuk.pdf", content), "actie": "volgende"}
    data |= {"stap_versie": page.context["step_version"], "namens_context": token(client)}
    assert client.post(f"/aanvragen/{draft.key}/stap/{slug}/", data).status_code == 302


def test_an_attest_by_code_stays_and_a_new_one_stands_beside_it(bart):
    enrolment = Inschrijving.objects.get(insz="90012099016", opleiding__odb_number="ODB-9000001")
    make_attest(enrolment.pk)
    enrolment.refresh_from_db()
    code = format_code(enrolment.attest_code)
    aanvraag, draft = asked(bart, course={**lasser(), "attest_code": code})
    filed = answered(bart, draft, verlof={**VERLOF, "hours": "32"})
    assert dict(filed.snapshot["declared"][2][1])["Code van het inschrijvingsattest"] == code
    assert Attestgebruik.objects.get().aanvraag == filed
    assert Bijlage.objects.filter(aanvraag=filed, removed_at__isnull=True).count() == 1

    again = begun(bart, ask(Aanvraag.objects.get(pk=aanvraag.pk)))
    make = Inschrijving.objects.get(pk=enrolment.pk)
    with make.attest_file.open() as source:
        content = source.read() + b"\n"
    upload(bart, again, "opleiding", "attest", {**lasser(), "attest_code": ""}, content)
    upload(bart, again, "antwoord", "document", ANSWER, content)
    filed = answered(bart, again)
    assert not Attestgebruik.objects.exists()
    kinds = Bijlage.objects.filter(aanvraag=filed, removed_at__isnull=True).values_list("kind", flat=True)
    assert set(kinds) == {"inschrijvingsattest", "inschrijvingsattest-2", "aanvulling-2"}
    for bijlage in Bijlage.objects.filter(aanvraag=filed, removed_at__isnull=True):
        assert b"".join(bart.get(f"/aanvragen/{filed.key}/bijlage/{bijlage.pk}/")).startswith(b"%PDF")


def test_a_second_click_finds_what_the_first_one_did(bart):
    _, draft = asked(bart)
    post_step(bart, draft, "antwoord", ANSWER)
    seen = review_version(bart, draft)
    addresses = {confirm(bart, draft, seen).url for _ in range(2)}
    assert len(addresses) == 1
    assert StatusMove.objects.filter(source="aanvulling_gevraagd").count() == 1


def test_an_empty_answer_is_not_delivered(bart):
    _, draft = asked(bart)
    assert "Vul uw antwoord in." in errors_at(post_step(bart, draft, "antwoord", {"answer": " "}), "answer")
    assert bart.get(f"/aanvragen/{draft.key}/controleren/").url == f"/aanvragen/{draft.key}/stap/antwoord/"


def test_a_draft_that_was_thrown_away_can_be_begun_again(bart):
    aanvraag, draft = asked(bart)
    assert begun(bart, aanvraag) == draft
    bart.post(f"/aanvragen/{draft.key}/verwijderen/", {"namens_context": token(bart)})
    other = begun(bart, aanvraag)
    assert other != draft
    assert answered(bart, other).state is Status.IN_BEHANDELING


def test_a_colleague_goes_on_with_the_draft(bart, acting):
    aanvraag, draft = asked(bart)
    elif_ = acting("Elif Yildiz", "Horizon")
    assert elif_.get(f"/aanvragen/vov/{aanvraag.key}/aanvullen/").status_code == 403
    assert begin(aanvraag, context_of("Bart Maes", "De Korenbloem")) == draft
    assert not JournalEntry.objects.filter(action="concept_overgenomen").exists()
    Aanvraag.objects.filter(pk=draft.pk).update(created_by=person("Goran De Smet"))
    assert bart.get(f"/aanvragen/{draft.key}/verder/").status_code == 404
    assert begun(bart, aanvraag) == draft
    assert bart.get(f"/aanvragen/{draft.key}/stap/antwoord/").status_code == 200
    assert JournalEntry.objects.filter(action="concept_overgenomen").count() == 1


def test_after_the_term_no_answer_comes_in_and_the_aanvraag_lapses_once(bart):
    aanvraag, draft = asked(bart)
    post_step(bart, draft, "antwoord", ANSWER)
    keep_vov_terms()
    aanvraag.refresh_from_db()
    assert aanvraag.state is Status.AANVULLING_GEVRAAGD
    Aanvulling.objects.update(answer_by=TODAY - timedelta(days=1))
    seen = review_version(bart, draft)
    assert confirm(bart, draft, seen).url == "/aanvragen/mijn/?dienst=vov"
    with pytest.raises(MoveError, match="U kon aanvullen tot en met"):
        begin(aanvraag, context_of("Bart Maes", "De Korenbloem"))
    for _ in range(2):
        keep_vov_terms()
    aanvraag.refresh_from_db()
    assert aanvraag.state is Status.VERVALLEN
    assert "geen antwoord binnen de termijn" in Email.objects.latest("pk").message
    assert bart.post(f"/aanvragen/vov/{aanvraag.key}/aanvullen/", {"namens_context": token(bart)}).status_code == 302
    draft.refresh_from_db()
    assert draft.state is Status.CONCEPT


def test_one_reminder_a_week_before_the_end(bart):
    asked(bart)
    Aanvulling.objects.update(answer_by=TODAY + timedelta(days=8))
    Email.objects.all().delete()
    keep_vov_terms()
    assert not Email.objects.exists()
    Aanvulling.objects.update(answer_by=TODAY + timedelta(days=7))
    for _ in range(2):
        keep_vov_terms()
    assert [mail.subject[:11] for mail in Email.objects.all()] == ["Herinnering"]


def test_a_long_answer_is_kept_whole_or_refused_never_cut(bart):
    """The end of a line is one sign to who types it, and two in what a browser sends."""
    _, draft = asked(bart)
    longest = "x" * 4800 + "\r\n" * 200
    too_long = post_step(bart, draft, "antwoord", {"answer": "x" * 6000})
    assert "niet meer dan 5000 tekens" in errors_at(too_long, "answer")
    draft.refresh_from_db()
    assert draft.typed["antwoord"]["answer"] == ["x" * 6000]
    answered_it = post_step(bart, draft, "antwoord", {"answer": f"{longest}"[:-2] + "y"})
    assert answered_it.status_code == 302, errors_at(answered_it, "answer")
    draft.refresh_from_db()
    assert draft.typed["antwoord"]["answer"][0].endswith("\ny")


def test_who_answers_at_the_moment_of_lapsing_reads_that_it_did_not_come_in(bart):
    aanvraag, draft = asked(bart)
    post_step(bart, draft, "antwoord", ANSWER)
    seen = review_version(bart, draft)
    Aanvulling.objects.update(answer_by=TODAY - timedelta(days=1))
    keep_vov_terms()
    after = bart.post(
        f"/aanvragen/{draft.key}/controleren/", {"namens_context": token(bart), "controle_versie": seen}, follow=True
    )
    assert "Dit kan niet meer: de aanvraag staat op “Vervallen”." in text_of(after)
    assert StatusMove.objects.filter(aanvraag=aanvraag, reason=ANSWER["answer"]).count() == 0
