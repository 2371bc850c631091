"""From the first step to the ODB number, and what becomes of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from aanvragen.models import Aanvraag, Opleiding, StatusMove
from aanvragen.odb.models import Module
from aanvragen.odb.tasks import keep_odb_terms
from loket.dutch import day
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import confirm, dutch, errors_at, post_step
from tests.aanvragen.odb.registering import OPLEIDING, decide, fill_in, periode, programma, register, registered, start
from tests.world import text_of, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanne(acting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return acting("Hanne Jacobs", "Kompas")


@pytest.fixture
def nele(acting):
    return acting("Nele Aerts", "Departement")


def page(client, aanvraag) -> str:
    return text_of(client.get(f"/aanvragen/{aanvraag.key}/"))


def test_registering_gives_a_receipt_on_screen_and_by_mail(hanne):
    aanvraag = register(hanne)
    shown = page(hanne, aanvraag)
    assert "Ontvangstbevestiging" in shown
    assert aanvraag.reference.startswith("OPL-")
    assert "Bakker brood en banket" in shown
    assert "64 contacturen" in shown
    assert "programma.pdf" in shown
    assert "eerst een kwaliteitsregistratie van WSE nodig" in shown
    assert "hoogstens 40 kalenderdagen" in text_of(hanne.get(reverse("odb_start")))
    (mail,) = Email.objects.all()
    assert mail.to == ["hanne.jacobs@kompas.example"]
    assert aanvraag.reference in mail.subject
    assert [module.title for module in Module.objects.all()] == ["Brood", "Banket"]


def test_an_approval_gives_one_number_and_puts_it_in_the_list(hanne, nele, client):
    aanvraag = registered(hanne, nele)
    opleiding = Opleiding.objects.get(aanvraag=aanvraag)
    assert opleiding.odb_number.startswith("ODB-000")
    assert (opleiding.title, opleiding.provider_name) == ("Bakker brood en banket", "Opleidingscentrum Kompas vzw")
    assert opleiding.odb_number in page(hanne, aanvraag)
    assert opleiding.odb_number in Email.objects.latest("pk").message
    assert opleiding.odb_number in text_of(client.get("/opleidingsdatabank/?q=bakker"))
    detail = text_of(client.get(f"/opleidingsdatabank/{opleiding.odb_number}/"))
    assert "Banket: 24 contacturen" in detail
    assert JournalEntry.objects.filter(action="opleiding_geregistreerd").count() == 1
    # The employer's form finds it.
    assert "Bakker brood en banket" in text_of(
        hanne.get(f"/aanvragen/vov/opleiding/?odb_number={opleiding.odb_number}")
    )


def test_a_refusal_publishes_nothing_and_says_why(hanne, nele):
    aanvraag = register(hanne)
    decide(nele, aanvraag, "behandelen", "weigeren", reason="Geen eindbeoordeling.")
    assert "Reden: Geen eindbeoordeling." in page(hanne, aanvraag)
    assert not Opleiding.objects.filter(aanvraag=aanvraag).exists()


def test_what_is_asked_is_answered_with_a_document(hanne, nele):
    aanvraag = register(hanne)
    decide(nele, aanvraag, "behandelen", "aanvulling_vragen", reason="Hoe wordt geëvalueerd?")
    last_day = timezone.localdate() + timedelta(days=30)
    assert aanvraag.odb.answer_by == last_day
    asked = Email.objects.latest("pk")
    assert "Gevraagd: Hoe wordt geëvalueerd?" in asked.message
    assert f"{last_day:%d/%m/%Y}" in asked.message
    assert "Vul uw registratie aan: Bakker brood en banket" in text_of(hanne.get("/"))
    address = f"/opleidingsdatabank/registratie/{aanvraag.key}/aanvullen/"
    assert "Hoe wordt geëvalueerd?" in text_of(hanne.get(address))
    # A missing answer costs no second upload.
    wrong = hanne.post(address, {"namens_context": token(hanne), "document": programma(name="toets.pdf")})
    assert errors_at(wrong, "answer") == "Vul uw antwoord in."
    assert "Bewaard: " in text_of(wrong)
    hanne.post(address, {"namens_context": token(hanne), "answer": "Met een proef."})
    aanvraag.refresh_from_db()
    assert aanvraag.status == "in_behandeling"
    dossier = text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))
    assert "Antwoord: Met een proef." in dossier
    assert "toets.pdf" in dossier
    decide(nele, aanvraag, "goedkeuren")
    assert Opleiding.objects.filter(aanvraag=aanvraag).count() == 1


def asked_days_ago(hanne, nele, days: int) -> Aanvraag:
    aanvraag = register(hanne)
    decide(nele, aanvraag, "behandelen", "aanvulling_vragen", reason="Meer graag.")
    g = aanvraag.odb
    g.answer_by -= timedelta(days=days)
    g.save()
    Email.objects.all().delete()
    return aanvraag


@pytest.mark.parametrize(("days", "mails"), [(22, 0), (23, 1), (30, 1)])
def test_a_reminder_comes_once_in_the_last_week(hanne, nele, days, mails):
    aanvraag = asked_days_ago(hanne, nele, days)
    keep_odb_terms()
    keep_odb_terms()
    assert Email.objects.count() == mails
    aanvraag.refresh_from_db()
    assert aanvraag.status == "aanvulling_gevraagd"


def test_without_an_answer_it_lapses_the_day_after_and_not_before(hanne, nele):
    aanvraag = asked_days_ago(hanne, nele, 31)
    # Too late, also before the morning's task ran.
    address = f"/opleidingsdatabank/registratie/{aanvraag.key}/aanvullen/"
    hanne.post(address, {"namens_context": token(hanne), "answer": "Toch nog."})
    assert "De registratie vervalt." in page(hanne, aanvraag)
    keep_odb_terms()
    keep_odb_terms()
    aanvraag.refresh_from_db()
    assert aanvraag.status == "vervallen"
    assert "We kregen geen antwoord binnen de termijn." in Email.objects.get().message
    line = StatusMove.objects.get(aanvraag=aanvraag, target="vervallen")
    assert line.person is None
    assert "Vervallen" in page(hanne, aanvraag)


def ask_longer(client, aanvraag, days: int):
    new_end = timezone.localdate() + timedelta(days=days)
    return client.post(
        f"/opleidingsdatabank/registratie/{aanvraag.key}/verlengen/",
        {"namens_context": token(client), "new_end": dutch(new_end), "reason": "De leraar was ziek."},
    )


def test_extending_is_asked_and_decided(hanne, nele):
    aanvraag = registered(hanne, nele)
    opleiding = aanvraag.gepubliceerd
    assert "Kies een latere dag" in errors_at(ask_longer(hanne, aanvraag, 120), "new_end")
    assert "U kunt verlengen tot en met" in errors_at(ask_longer(hanne, aanvraag, 1200), "new_end")
    assert ask_longer(hanne, aanvraag, 150).status_code == 302
    assert ask_longer(hanne, aanvraag, 160).status_code == 302
    assert "Dit kan niet meer" in page(hanne, aanvraag)
    decide(nele, aanvraag, "verlenging_weigeren", reason="Te laat.")
    opleiding.refresh_from_db()
    assert aanvraag.status == "goedgekeurd"
    assert opleiding.end == timezone.localdate() + timedelta(days=120)
    ask_longer(hanne, aanvraag, 170)
    asked = day(timezone.localdate() + timedelta(days=170))
    assert f"<dt>Gevraagde einddatum</dt><dd>{asked}</dd>" in page(hanne, aanvraag)
    assert "Opleidingsdatabank Vlaamse opleidingsincentives: 1 met een verlenging" in text_of(nele.get("/"))
    decide(nele, aanvraag, "verlengen")
    opleiding.refresh_from_db()
    assert aanvraag.status == "verlengd"
    assert opleiding.end == timezone.localdate() + timedelta(days=170)
    dossier = text_of(nele.get(f"/aanvragen/dossiers/{aanvraag.key}/"))
    assert dossier.count("Verlenging geweigerd") == 1
    assert "Verlenging toegekend" in dossier
    assert f"tot en met {asked}</dd>" in dossier
    mail = Email.objects.filter(message__contains="verlengd").latest("pk")
    assert f"De opleiding loopt nu tot en met {opleiding.end:%d/%m/%Y}." in mail.message
    assert "verlenging om over te beslissen" not in text_of(nele.get("/"))


def test_the_parameter_can_leave_extending_to_the_provider(hanne, nele):
    from loket.parameters.models import Parameter

    aanvraag = registered(hanne, nele)
    Parameter.objects.filter(key__code="odb.verlenging_beslissing").update(value="automatisch")
    ask_longer(hanne, aanvraag, 150)
    aanvraag.refresh_from_db()
    assert aanvraag.status == "verlengd"
    aanvraag.gepubliceerd.refresh_from_db()
    assert aanvraag.gepubliceerd.end == timezone.localdate() + timedelta(days=150)


@pytest.mark.parametrize("side", ["provider", "department"])
def test_a_stopped_opleiding_leaves_the_list_and_keeps_its_number(hanne, nele, client, side):
    aanvraag = registered(hanne, nele)
    opleiding = aanvraag.gepubliceerd
    ask_longer(hanne, aanvraag, 150)
    if side == "provider":
        hanne.post(
            f"/opleidingsdatabank/registratie/{aanvraag.key}/stopzetten/",
            {"namens_context": token(hanne), "reason": "Geen cursisten."},
        )
    else:
        decide(nele, aanvraag, "schrappen", reason="Geen cursisten.")
    aanvraag.refresh_from_db()
    opleiding.refresh_from_db()
    assert aanvraag.status == "stopgezet"
    assert opleiding.stopped_on == timezone.localdate()
    assert opleiding.odb_number not in text_of(client.get("/opleidingsdatabank/?q=bakker"))
    assert opleiding.odb_number in text_of(client.get("/opleidingsdatabank/?q=bakker&alles=on"))
    assert "Stopgezet" in text_of(client.get(f"/opleidingsdatabank/{opleiding.odb_number}/"))
    assert aanvraag.odb.verlengingen.get().granted is False
    assert "niet meer in de opleidingsdatabank" in text_of(
        hanne.get(f"/aanvragen/vov/opleiding/?odb_number={opleiding.odb_number}")
    )


def test_a_school_registers_with_its_instellingsnummer_or_its_kbo_number(acting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ivo = acting("Ivo Mertens", "De Brug")
    shown = text_of(ivo.get("/aanvragen/odb/start/"))
    assert 'value="999001"' in shown
    assert start(ivo, "999 001").represented.instellingsnummer == "999001"
    assert start(ivo, "0999.002.109").represented.instellingsnummer == "999001"
    other = ivo.post("/aanvragen/odb/start/", {"kbo": "999002", "namens_context": token(ivo), "key": "x"})
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("slug", "answers", "field", "message"),
    [
        ("opleiding", {**OPLEIDING, "title": ""}, "title", "Vul “Titel van de opleiding” in."),
        ("opleiding", {**OPLEIDING, "kind": ""}, "kind", "Kies hoe de opleiding telt."),
        ("periode", periode(30, 20), "end", "De einddatum ligt voor de startdatum"),
        ("periode", periode(-1, 20), "start", "in de opleidingsdatabank staan op de dag dat ze start"),
        ("periode", periode(place=""), "place", "Vul de plaats in"),
        ("omvang", {"size": "31"}, "size", "Minstens 32 contacturen zijn nodig"),
        ("omvang", {"size": ""}, "size", "Vul het aantal contacturen in."),
        ("documenten", {}, "programma", "Voeg het programma of het leerplan toe."),
        ("documenten", {"programma": programma(b"MZ kwaad")}, "programma", "Kies een pdf, een JPEG of een PNG."),
    ],
)
def test_wrong_answers_are_said_at_their_field(hanne, slug, answers, field, message):
    draft = fill_in(hanne)
    if slug == "documenten":
        post_step(hanne, draft, "documenten", {}, action="verwijder_bestand:programma")
    answer = post_step(hanne, draft, slug, answers)
    assert message in errors_at(answer, field)
    assert len(answer.context["form"].errors[field]) == 1


def test_another_kind_asks_the_size_and_the_modules_again(hanne):
    """100 hours are no 100 studiepunten."""
    draft = fill_in(hanne)
    draft.refresh_from_db()
    assert draft.deadline == timezone.localdate() + timedelta(days=30), "the day on which it starts"
    step = f"/aanvragen/{draft.key}/stap"
    back = {"terug": "controleren"}
    assert post_step(hanne, draft, "opleiding", {**OPLEIDING, "title": "Bakker", **back}).url.endswith("/controleren/")
    for slug, answers, following in (
        ("opleiding", {**OPLEIDING, "kind": "studiepunten"}, f"{step}/omvang/?terug=controleren"),
        ("omvang", {"size": "5"}, f"{step}/modules/?terug=controleren"),
    ):
        assert post_step(hanne, draft, slug, {**answers, **back}).url == following
    assert hanne.get(f"/aanvragen/{draft.key}/controleren/").url == f"{step}/modules/"
    # What was typed there stands there, and is judged by what it means now.
    page = hanne.get(f"{step}/modules/?terug=controleren")
    assert 'value="40"' in text_of(page)
    modules = {"module_title": ["Brood", "Banket"], "module_size": ["3", "2"]}
    assert post_step(hanne, draft, "modules", {**modules, **back}).url.endswith("/controleren/")


def test_modules_that_do_not_fit_are_refused_and_kept(hanne):
    draft = fill_in(hanne)
    answer = post_step(hanne, draft, "modules", {"module_title": ["A", ""], "module_size": ["65", "3"]})
    said = errors_at(answer)
    assert "De modules tellen samen 65 contacturen" in said
    assert "Module 2, titel van de module: Vul de titel van module 2 in." in said
    shown = text_of(answer)
    assert 'href="#id_2_module_title"' in shown
    assert 'value="65"' in shown
    # The rows are asked again with three empty ones below, without complaints.
    more = post_step(hanne, draft, "modules", {"module_title": ["A"] * 5, "module_size": ["1"] * 5}, action="opzoeken")
    assert more.status_code == 200
    assert text_of(more).count("<legend>Module ") == 8


def test_a_blended_opleiding_needs_its_own_answers(hanne):
    blended = {"size": "20", "blended_hours": "12", "lms": "Moodle", "follow_up": "Wekelijkse toets."}
    draft = fill_in(hanne, periode=periode(vorm="blended"), omvang=blended, modules={}, documenten={
        "programma": programma(), "leeromgeving": programma(name="moodle.pdf"),
    })  # fmt: skip
    nothing = post_step(hanne, draft, "omvang", dict.fromkeys(blended, ""))
    assert all(errors_at(nothing, field) for field in blended), "all at once"
    for field in ("blended_hours", "lms", "follow_up"):
        assert errors_at(post_step(hanne, draft, "omvang", {**blended, field: ""}), field)
    too_small = post_step(hanne, draft, "omvang", {**blended, "blended_hours": "11,5"})
    assert "samen 31,5 uur. Minstens 32 uur is nodig." in errors_at(too_small, "size")
    # What is wrong now stands in the way of filing.
    assert confirm(hanne, draft, "x").url.endswith("/stap/omvang/")
    post_step(hanne, draft, "omvang", blended)
    assert confirm(hanne, draft).status_code == 302


def test_a_colleague_without_the_right_sees_none_of_it(hanne, nele, acting):
    aanvraag = registered(hanne, nele)
    lotte = acting("Lotte Willems", "Kompas")
    assert lotte.get(f"/aanvragen/{aanvraag.key}/").status_code == 403
    bart = acting("Bart Maes", "De Korenbloem")
    assert bart.get(f"/aanvragen/{aanvraag.key}/").status_code == 404
    for name in ("aanvullen", "verlengen", "stopzetten"):
        assert bart.get(f"/opleidingsdatabank/registratie/{aanvraag.key}/{name}/").status_code == 403
    # The right of another dienst opens no dossier of this one.
    mine = text_of(bart.get("/aanvragen/mijn/?dienst=odb"))
    assert aanvraag.reference not in mine
