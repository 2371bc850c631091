"""Filing attendance through the pages, as a browser without scripts does it."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone
from post_office.models import Email

from aanvragen.deelname.models import Deelname, Inschrijving, Registratie
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.perioden import periode_of
from aanvragen.flow import flow_of
from aanvragen.models import Aanvraag, Opleiding
from aanvragen.receipts import ensure_receipt
from aanvragen.states import Status
from accounts.models import ToegekendRecht
from tests.aanvragen.deelname.lines import EMMA, FATIMA, TOM
from tests.aanvragen.deelname.paginas import begin, contact, fill, opleiding, review, step, trainees
from tests.world import organisation, text_of, token

pytestmark = pytest.mark.usefixtures("demo_world")
HEFTRUCK, LASSER, SPAANS = "ODB-9000011", "ODB-9000001", "ODB-9000012"


@pytest.fixture
def hanne(acting):
    return acting("Hanne Jacobs", "Kompas")


@pytest.fixture
def ivo(acting):
    return acting("Ivo Mertens", "De Brug")


def heftruck() -> dict[str, list[str]]:
    return trainees(
        {"insz": "93.05.02-992.63", "first_name": "Fatima", "last_name": "El Amrani", "hours_present": "30"}
    )


def test_from_the_start_to_the_receipt(hanne, django_capture_on_commit_callbacks):
    key = fill(hanne, HEFTRUCK, heftruck())
    page = review(hanne, key)
    assert "Kijk alles na." in text_of(page)
    with django_capture_on_commit_callbacks(execute=True):
        answer = hanne.post(f"/aanvragen/{key}/controleren/", page.sent)
    assert answer.url == f"/aanvragen/{key}/"
    receipt = text_of(hanne.get(answer.url))
    assert "We hebben uw aanvraag ontvangen" in receipt
    row = Aanvraag.objects.get(key=key)
    assert re.fullmatch(r"DLN-\d{4}-\d{6}", row.reference)
    line = Deelname.objects.get(registratie__aanvraag=row)
    assert (line.insz, line.hours_present, line.final_assessment, line.completed) == (FATIMA, Decimal(30), True, True)
    assert line.registratie.reference == row.reference
    assert "93.05.02" not in receipt
    mail = Email.objects.get(to="hanne.jacobs@kompas.example")
    assert row.reference in mail.subject
    assert "Heftruckbestuurder" in mail.message
    assert "930502" not in re.sub(r"[.-]", "", mail.message)
    ensure_receipt(row.pk)
    pdf = hanne.get(f"/aanvragen/{key}/ontvangstbewijs.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-1.7")


def test_a_second_click_files_once(hanne):
    key = fill(hanne, HEFTRUCK, heftruck())
    sent = review(hanne, key).sent
    first, second = (hanne.post(f"/aanvragen/{key}/controleren/", sent) for _ in range(2))
    assert first.url == second.url
    assert Registratie.objects.filter(aanvraag__isnull=False).count() == 1


def test_what_can_never_be_paid_is_said_before_and_accepted(hanne):
    rows = heftruck() | {"hours_present": ["0"], "final_assessment": ["nee"]}
    key = fill(hanne, HEFTRUCK, rows)
    page = review(hanne, key)
    text = text_of(page)
    assert "1 lijn kan nooit betaald worden" in text.replace("</h3>", "")
    assert "Deze lijn kan nooit betaald worden omdat de cursist niet deelnam aan de eindbeoordeling." in text
    assert "Deze lijn kan nooit betaald worden omdat de cursist geen enkel uur aanwezig was." in text
    assert hanne.post(f"/aanvragen/{key}/controleren/", page.sent).status_code == 302


def test_errors_of_all_rows_at_once_and_nothing_is_lost(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    rows = trainees(
        {"insz": "93.05.02-992.64", "first_name": "Fatima", "last_name": "El Amrani", "hours_present": "30"},
        {},
        {"insz": "05.06.07-993.40", "first_name": "", "last_name": "Daems", "hours_present": "veel", "completed": ""},
    )
    answer = step(hanne, key, "cursisten", rows)
    text = text_of(answer)
    assert answer.status_code == 422
    assert "<title>Fout:" in text
    assert "Verbeter 4 fouten" in text
    for id_, message in (
        ("id_0_insz", "Cursist 1: Fatima El Amrani: Dit INSZ bestaat niet"),
        ("id_2_first_name", "Cursist 3: Daems: Vul de voornaam in."),
        ("id_2_hours_present", "Cursist 3: Daems: Vul een getal in"),
        ("id_2_completed", "Cursist 3: Daems: Kies een antwoord bij “Traject volledig gevolgd”."),
    ):
        assert re.search(rf'<a href="#{id_}">{message}', text), message
    assert 'value="93.05.02-992.64"' in text
    assert 'value="veel"' in text
    assert Aanvraag.objects.get(key=key).typed["cursisten"]["hours_present"] == ["30", "", "veel"]


def test_a_page_without_trainees_is_an_error(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    answer = step(hanne, key, "cursisten", trainees({}, {}))
    assert answer.status_code == 422
    assert "Vul minstens één cursist in." in text_of(answer)


def test_more_rows_by_a_button_keep_what_was_typed(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    answer = step(hanne, key, "cursisten", trainees({"insz": "93.05.02-992.6"}), action="rijen")
    text = text_of(answer)
    assert answer.status_code == 200
    assert 'value="93.05.02-992.6"' in text
    assert text.count("<legend>Cursist") == 6
    assert "Fout:" not in text


def test_who_is_enrolled_and_not_registered_is_there_already(hanne):
    """Emma and Tom are registered in the demo; Fatima is not."""
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    text = text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/"))
    assert "Cursist 1: Fatima El Amrani" in text
    assert "Emma" not in text


def test_copying_the_enrolments_keeps_what_was_typed(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    rows = trainees({"insz": "05.06.07-993.40", "first_name": "Wim", "last_name": "Daems", "hours_present": "12"})
    text = text_of(step(hanne, key, "cursisten", rows, action="overnemen"))
    assert "Cursist 1: Wim Daems" in text
    assert "Cursist 2: Fatima El Amrani" in text
    again = text_of(
        step(hanne, key, "cursisten", Aanvraag.objects.get(key=key).typed["cursisten"], action="overnemen")
    )
    assert again.count("El Amrani</legend>") == 1


def test_somebody_who_is_registered_already_is_an_error(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    emma = {"insz": EMMA, "first_name": "Emma", "last_name": "Lambert", "hours_present": "38"}
    answer = step(hanne, key, "cursisten", trainees(emma))
    assert "al geregistreerd. Wilt u wijzigen? Verbeter dan die lijn." in text_of(answer)


def test_two_drafts_for_the_same_trainee_the_second_is_told(hanne):
    first, second = (fill(hanne, HEFTRUCK, heftruck()) for _ in range(2))
    page = review(hanne, second)
    assert hanne.post(f"/aanvragen/{first}/controleren/", review(hanne, first).sent).status_code == 302
    answer = hanne.post(f"/aanvragen/{second}/controleren/", page.sent)
    assert answer.status_code == 422
    assert "al geregistreerd" in text_of(answer)
    assert Aanvraag.objects.get(key=second).state is Status.CONCEPT


def test_another_opleiding_asks_the_trainees_again(hanne):
    """Hours in one opleiding are no hours in another."""
    key = fill(hanne, HEFTRUCK, heftruck())
    review_page, back = f"/aanvragen/{key}/controleren/", {"terug": "controleren"}
    params = load_rules()
    period = periode_of(params, Opleiding.objects.get(odb_number=HEFTRUCK).end).code
    assert step(hanne, key, "opleiding", {"odb_number": HEFTRUCK, "period": period, **back}).url == review_page
    period = periode_of(params, timezone.localdate()).code
    asked = f"/aanvragen/{key}/stap/cursisten/?terug=controleren"
    assert step(hanne, key, "opleiding", {"odb_number": LASSER, "period": period, **back}).url == asked
    assert hanne.get(review_page).url == f"/aanvragen/{key}/stap/cursisten/"
    assert 'value="El Amrani"' in text_of(hanne.get(asked))


def test_bewaar_en_stop_keeps_a_half_row(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    answer = step(hanne, key, "cursisten", trainees({"first_name": "Fati"}), action="bewaren")
    stopped = text_of(hanne.get(answer.url))
    assert "Uw concept is bewaard." in stopped
    assert "Heftruckbestuurder" in stopped
    assert 'value="Fati"' in text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/"))


def test_a_change_in_another_window_is_not_overwritten(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    filled, empty = {"insz": "93.05.02-992.63", "hours_present": "30"}, {}
    tom = {"insz": TOM, "first_name": "Tom", "last_name": "Vermeulen", "hours_present": "36,5"}
    step(hanne, key, "cursisten", trainees(filled, empty, tom, empty, empty))
    other = trainees(filled | {"hours_present": "31"}, empty) | {"stap_versie": ["leeg"]}
    answer = step(hanne, key, "cursisten", other)
    assert answer.status_code == 409
    assert "intussen gewijzigd" in text_of(answer)
    # Each value with its row, and no question that this opleiding does not ask.
    assert dict(answer.context["conflict"]) == {
        "Cursist 1, Uren aanwezig": "30",
        "Cursist 3: Tom Vermeulen, INSZ": "86.07.14-991.56",
        "Cursist 3: Tom Vermeulen, Voornaam": "Tom",
        "Cursist 3: Tom Vermeulen, Naam": "Vermeulen",
        "Cursist 3: Tom Vermeulen, Uren aanwezig": "36,5",
        "Cursist 3: Tom Vermeulen, Deelname aan de eindbeoordeling": "Ja",
        "Cursist 3: Tom Vermeulen, Traject volledig gevolgd": "Ja",
    }
    assert "<dt>Cursist 3: Tom Vermeulen, Uren aanwezig</dt><dd>36,5</dd>" in text_of(answer)
    assert Aanvraag.objects.get(key=key).typed["cursisten"]["hours_present"] == ["30", "", "36,5", "", ""]


def test_before_its_turn_two_windows_differ_by_row(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    fatima, tom = {"insz": FATIMA, "hours_present": "30"}, {"insz": TOM, "hours_present": "1"}
    step(hanne, key, "cursisten", trainees(fatima, tom))
    step(hanne, key, "contact", {"contact_name": "Hanne Jacobs", "contact_email": "x"})
    sent = trainees(fatima, tom | {"hours_present": "2,5"})
    sent |= {"namens_context": token(hanne), "stap_versie": "leeg", "actie": "volgende"}
    answer = hanne.post(f"/aanvragen/{key}/stap/cursisten/", sent)
    assert answer.status_code == 409
    assert answer.context["rows"] == [("Rij 2, Uren aanwezig", "2,5", "1")]


def test_the_step_before_keeps_the_rows_and_forgets_what_nobody_typed(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    page = hanne.get(f"/aanvragen/{key}/stap/cursisten/")
    as_it_is = {
        name: [str(row[name].value() or "") for row in page.context["form"].rows]
        for name in page.context["form"].rows[0].fields
    }
    assert any(as_it_is["insz"]), "those who are enrolled stand there already"
    answer = step(hanne, key, "cursisten", as_it_is, action="vorige")
    assert answer.url == f"/aanvragen/{key}/stap/opleiding/"
    assert "cursisten" not in Aanvraag.objects.get(key=key).typed
    assert "Fout:" not in text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/"))
    step(hanne, key, "cursisten", as_it_is | {"first_name": ["Fati", *as_it_is["first_name"][1:]]}, action="vorige")
    assert 'value="Fati"' in text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/"))


def test_enter_goes_on_whatever_buttons_stand_before(hanne):
    """A browser presses the first button of a form: it may do nothing else than "Volgende"."""
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    form = text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/")).partition('name="stap_versie"')
    first = re.findall(r"<button[^>]*>", form[0])[-1] + "".join(re.findall(r"<button[^>]*>", form[2])[:1])
    assert first.startswith('<button class="verborgen" tabindex="-1" aria-hidden="true">'), first
    sent = {"namens_context": token(hanne), "stap_versie": "leeg", **heftruck()}
    assert hanne.post(f"/aanvragen/{key}/stap/cursisten/", sent).url == f"/aanvragen/{key}/controleren/"


def test_a_right_that_is_withdrawn_meanwhile_stops_filing_and_keeps_the_draft(hanne):

    key = fill(hanne, HEFTRUCK, heftruck())
    sent = review(hanne, key).sent
    ToegekendRecht.objects.filter(werkrelatie__organisation=organisation("Kompas")).update(stopped_at=timezone.now())
    answer = hanne.post(f"/aanvragen/{key}/controleren/", sent)
    assert answer.status_code == 403
    assert "Gebruikersrecht aanvragen" in text_of(answer)
    assert Aanvraag.objects.get(key=key).state is Status.CONCEPT
    assert not Deelname.objects.filter(insz=FATIMA).exists()


def test_a_school_confirms_its_instellingsnummer_and_gives_no_hours(ivo):
    page = text_of(ivo.get("/aanvragen/deelname/start/"))
    assert 'value="999001"' in page
    key = begin(ivo, "99 90 01")
    contact(ivo, key, "ivo.mertens@debrug.example")
    opleiding(ivo, key, SPAANS)
    text = text_of(ivo.get(f"/aanvragen/{key}/stap/cursisten/"))
    assert "Uren aanwezig" not in text
    tom = {"insz": TOM, "first_name": "Tom", "last_name": "Vermeulen"}
    assert step(ivo, key, "cursisten", trainees(tom)).url == f"/aanvragen/{key}/controleren/"
    assert ivo.post(f"/aanvragen/{key}/controleren/", review(ivo, key).sent).status_code == 302
    assert Deelname.objects.get(insz=TOM, opleiding__odb_number=SPAANS).hours_present is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0999.002.011", "controlecijfers kloppen niet"),
        ("999002", "U handelt nu namens Opleidingscentrum Kompas vzw"),
        ("", "Vul “KBO-nummer of instellingsnummer” in."),
    ],
)
def test_a_wrong_number_at_the_start(hanne, number, said):
    page = hanne.get("/aanvragen/deelname/start/")
    key = re.search(r'name="key" value="([^"]+)"', text_of(page))[1]

    answer = hanne.post("/aanvragen/deelname/start/", {"kbo": number, "key": key, "namens_context": token(hanne)})
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_only_own_opleidingen_that_have_begun(hanne, ivo):
    text = text_of(hanne.get(f"/aanvragen/{begin_until_opleiding(hanne)}/stap/opleiding/"))
    assert HEFTRUCK in text
    assert LASSER in text
    assert SPAANS not in text
    key = begin_until_opleiding(ivo)
    assert "ODB-9000003" not in text_of(ivo.get(f"/aanvragen/{key}/stap/opleiding/"))


def begin_until_opleiding(client) -> str:
    key = begin(client)
    contact(client, key)
    return key


def test_an_organisation_without_opleidingen_is_told(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    key = begin(bart)
    contact(bart, key)
    assert "Geen opleidingen gevonden" in text_of(bart.get(f"/aanvragen/{key}/stap/opleiding/"))


def test_sixty_one_trainees_do_not_fit_and_the_page_says_so(hanne):
    lasser = Opleiding.objects.get(odb_number=LASSER)
    someone = Inschrijving.objects.filter(opleiding=lasser).first()
    Inschrijving.objects.bulk_create(
        Inschrijving(
            provider=someone.provider, opleiding=lasser, created_by=someone.created_by, insz=f"{number:011d}",
            first_name="Cursist", last_name=f"Nummer {number}", enrolled_on=someone.enrolled_on,
        )
        for number in range(61)
    )  # fmt: skip
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, LASSER, lasser.start)
    text = text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/"))
    assert text.count("<legend>Cursist") == 60
    assert "Er zijn meer dan 60 cursisten te registreren." in text


def test_with_many_opleidingen_the_number_is_typed(hanne):
    course = Opleiding.objects.get(odb_number=HEFTRUCK)
    Opleiding.objects.bulk_create(
        Opleiding(
            odb_number=f"ODB-8{number:06d}", title=f"Reeks {number}", provider=course.provider, kind="uren",
            size=Decimal(40), start=course.start, end=course.end,
        )
        for number in range(26)
    )  # fmt: skip
    key = begin_until_opleiding(hanne)
    text = text_of(hanne.get(f"/aanvragen/{key}/stap/opleiding/"))
    assert "ODB-nummer van de opleiding" in text
    assert "ODB-8000001" not in text
    period = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', text)[0]
    wrong = step(hanne, key, "opleiding", {"odb_number": SPAANS, "period": period})
    assert "Dit is geen opleiding van uw organisatie." in text_of(wrong)
    opleiding(hanne, key, HEFTRUCK)


def test_the_page_names_the_values_that_no_source_confirms(hanne):
    key = fill(hanne, HEFTRUCK, heftruck())
    assert "niet geverifieerd" in text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/"))
    assert "Minimale aanwezigheid: 0,5 breuk van de contacturen" in text_of(review(hanne, key))


def test_a_period_after_the_opleiding_is_remarked_and_accepted(hanne):
    key = begin(hanne)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK, timezone.localdate())
    assert "voor deze periode begon. Kijk de periode na." in text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/"))
    assert step(hanne, key, "cursisten", heftruck()).url == f"/aanvragen/{key}/controleren/"
    assert "voor deze periode begon. Kijk de periode na." in text_of(review(hanne, key))


def test_a_step_that_is_sent_before_its_turn_is_kept_until_then(hanne):
    key = begin(hanne)
    sent = {"namens_context": token(hanne), "stap_versie": "leeg", "actie": "volgende", **heftruck()}
    answer = hanne.post(f"/aanvragen/{key}/stap/cursisten/", sent, follow=True)
    assert answer.redirect_chain[-1][0] == f"/aanvragen/{key}/stap/contact/"
    assert "Wat u invulde in de stap “Cursisten”, is bewaard." in text_of(answer)
    contact(hanne, key)
    opleiding(hanne, key, HEFTRUCK)
    assert "93.05.02-992.63" in text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/"))


@pytest.mark.parametrize("dienst", ["vov", "odb", "deelname"])
def test_no_step_of_any_dienst_breaks_before_its_turn(acting, dienst):
    client = acting("Bart Maes", "De Korenbloem") if dienst == "vov" else acting("Hanne Jacobs", "Kompas")
    page = text_of(client.get(f"/aanvragen/{dienst}/start/"))
    sent = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("kbo", "key")}
    client.post(f"/aanvragen/{dienst}/start/", {**sent, "namens_context": token(client)})
    row = Aanvraag.objects.get(key=sent["key"])
    for one in flow_of(row).steps[1:]:
        typed = {name: ["1", "2"] for name in one.form.base_fields if name not in one.file_fields}
        answer = client.post(
            f"/aanvragen/{row.key}/stap/{one.slug}/", {"namens_context": token(client), "stap_versie": "leeg", **typed}
        )
        assert answer.url == f"/aanvragen/{row.key}/verder/"
    row.refresh_from_db()
    assert row.done == []
