"""What becomes of a declaration is read beside it, and what a verstrekker must know is said in time."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aanvragen.deelname.inschrijven import enrol
from aanvragen.deelname.models import Deelname, Inschrijving
from aanvragen.deelname.opgave import declared_lines
from aanvragen.deelname.templatetags.deelname import verschil
from aanvragen.deelname.wijzigen import correct, line_of, withdraw
from aanvragen.models import Aanvraag, Opleiding
from loket.dutch import day
from tests.aanvragen.deelname.lines import EMMA, FATIMA, TOM
from tests.aanvragen.deelname.paginas import begin, contact, fill, opleiding, review, step, trainees
from tests.world import context_of, text_of, token

pytestmark = pytest.mark.usefixtures("demo_world")
LASSER, HEFTRUCK = "ODB-9000001", "ODB-9000011"


@pytest.fixture
def hanne(acting):
    return acting("Hanne Jacobs", "Kompas")


@pytest.fixture
def kompas():
    return context_of("Hanne Jacobs", "Kompas")


@pytest.fixture
def heftruck() -> Opleiding:
    return Opleiding.objects.get(odb_number=HEFTRUCK)


def row(insz: str, first_name: str, last_name: str, hours: str) -> dict[str, str]:
    return {"insz": insz, "first_name": first_name, "last_name": last_name, "hours_present": hours}


class TestDeclared:
    @pytest.fixture
    def filed(self, hanne) -> Aanvraag:
        """Three trainees in one filing."""
        key = fill(hanne, HEFTRUCK, trainees(
            row("93.05.02-992.63", "Fatima", "El Amrani", "30"), row("05.06.07-993.40", "Wim", "Daems", "16"),
            row("88.02.15-996.28", "Wout", "Peeters", "16"),
        ))  # fmt: skip
        hanne.post(f"/aanvragen/{key}/controleren/", review(hanne, key).sent)
        return Aanvraag.objects.get(key=key)

    def follow(self, kompas, filed: Aanvraag) -> None:
        """Wim is corrected twice, Wout is withdrawn."""
        wim = Deelname.objects.get(registratie__aanvraag=filed, first_name="Wim")
        for hours, why in ((Decimal(14), "Een dag ziek"), (Decimal(12), "Twee dagen ziek")):
            wim = correct(kompas, wim.pk, line_of(wim)._replace(hours_present=hours), why).version
        wout = Deelname.objects.get(registratie__aanvraag=filed, first_name="Wout")
        withdraw(kompas, wout.pk, "Kwam nooit opdagen")

    @pytest.mark.parametrize(
        ("who", "company", "address"),
        [("Nele Aerts", "Departement", "/aanvragen/dossiers/{}/"), ("Hanne Jacobs", "Kompas", "/aanvragen/{}/")],
    )
    def test_each_line_says_what_became_of_it(self, acting, kompas, filed, who, company, address):
        page = address.format(filed.key)
        client = acting(who, company)
        before = text_of(client.get(page))
        assert before.count("Niet gewijzigd") == 3
        self.follow(kompas, filed)
        text = text_of(client.get(page))
        rows = {
            name: re.search(rf'<th scope="row">{name}.*?</tr>', text, re.S)[0] for name in ("Fatima", "Wim", "Wout")
        }
        assert "Niet gewijzigd" in rows["Fatima"]
        today = day(timezone.localdate())
        # What was declared stays.
        assert "Uren aanwezig: 16<br>" in rows["Wim"]
        assert rows["Wim"].count(f"<b>Verbeterd op {today}</b>") == 2
        assert "uren aanwezig van 16 naar 14. Reden: Een dag ziek" in rows["Wim"]
        assert "uren aanwezig van 14 naar 12. Reden: Twee dagen ziek" in rows["Wim"]
        assert re.search(r"Nu geldt: .*Uren aanwezig: 12", rows["Wim"])
        assert f"<b>Ingetrokken op {today}</b>" in rows["Wout"]
        assert "Reden: Kwam nooit opdagen" in rows["Wout"]
        assert "Nu geldt" not in rows["Wout"]
        assert ("Bekijk alle versies" in rows["Wim"]) is (company == "Kompas")

    def test_that_costs_two_queries(self, kompas, filed):
        self.follow(kompas, filed)
        # The page read what was frozen already.
        assert filed.frozen
        with CaptureQueriesContext(connection) as queries:
            assert len(declared_lines(filed)) == 3
        assert len(queries) == 2


def test_registering_again_as_it_was_names_no_other_number(kompas, heftruck):
    emmas = Deelname.objects.get(insz=EMMA, opleiding=heftruck)
    gone = withdraw(kompas, emmas.pk, "Dubbel").version
    again = correct(kompas, gone.pk, line_of(emmas), "Toch juist").version
    assert verschil(gone, again) == []


class TestStopped:
    @pytest.fixture
    def stopped(self) -> Opleiding:
        """Stopped ten days ago, in the middle of it."""
        on = timezone.localdate() - timedelta(days=10)
        Opleiding.objects.filter(odb_number=LASSER).update(stopped_on=on)
        return Opleiding.objects.get(odb_number=LASSER)

    def enrol(self, hanne, course: Opleiding, on) -> str:
        sent = {
            "namens_context": token(hanne), "enrolled_on": f"{on:%d/%m/%Y}", "insz": "93.05.02-992.63",
            "first_name": "Fatima", "last_name": "El Amrani",
        }  # fmt: skip
        return text_of(hanne.post(f"/verstrekker/opleidingen/{course.pk}/inschrijven/", sent, follow=True))

    def test_the_pages_say_so(self, hanne, stopped):
        on = stopped.stopped_on
        assert f"stopgezet op {on.day}/{on.month}/{on.year}" in text_of(hanne.get("/verstrekker/opleidingen/"))
        for page in ("", "inschrijvingen/", "inschrijven/"):
            text = text_of(hanne.get(f"/verstrekker/opleidingen/{stopped.pk}/{page}"))
            assert f"<h2>Stopgezet op {day(on)}</h2>" in text

    def test_who_begins_now_is_enrolled_with_a_warning(self, hanne, stopped):
        text = self.enrol(hanne, stopped, stopped.stopped_on)
        assert "1 cursist is ingeschreven." in text
        warning = f"Deze opleiding staat sinds {day(stopped.stopped_on)} niet meer in de opleidingsdatabank."
        assert f"Fatima El Amrani: {warning}" in text
        fatima = Inschrijving.objects.get(insz=FATIMA, opleiding=stopped)
        assert warning in text_of(hanne.get(f"/verstrekker/inschrijvingen/{fatima.pk}/"))

    def test_who_began_before_is_not_warned_of(self, hanne, stopped):
        text = self.enrol(hanne, stopped, stopped.stopped_on - timedelta(days=1))
        assert "1 cursist is ingeschreven." in text
        assert "Fatima El Amrani: " not in text


def test_an_exam_contract_is_said_at_once(acting):
    ivo = acting("Ivo Mertens", "De Brug")
    graduaat = Opleiding.objects.get(odb_number="ODB-9000003")
    sent = {
        "namens_context": token(ivo), "enrolled_on": f"{timezone.localdate():%d/%m/%Y}", "insz": "93.05.02-992.63",
        "first_name": "Fatima", "last_name": "El Amrani", "contract": "examen",
    }  # fmt: skip
    text = text_of(ivo.post(f"/verstrekker/opleidingen/{graduaat.pk}/inschrijven/", sent, follow=True))
    said = "Deze inschrijving kan nooit betaald worden omdat de cursist de opleiding met een examencontract volgt."
    assert f"Fatima El Amrani: {said}" in text
    fatima = Inschrijving.objects.get(insz=FATIMA, opleiding=graduaat)
    assert said in text_of(ivo.get(f"/verstrekker/inschrijvingen/{fatima.pk}/"))


class TestAttests:
    def test_what_is_to_be_made_and_by_when(self, hanne, heftruck):
        rows = Inschrijving.objects.filter(opleiding=heftruck)
        rows.update(enrolled_on=timezone.localdate() - timedelta(days=22))
        by = day(timezone.localdate() - timedelta(days=14))
        text = text_of(hanne.get("/verstrekker/opleidingen/"))
        assert "Nog te maken attesten" in text
        assert f"Heftruckbestuurder ({HEFTRUCK}): 3 attesten. <b>Het eerste tegen {by}, 14 dagen te laat</b>" in text
        page = text_of(hanne.get(f"/verstrekker/opleidingen/{heftruck.pk}/"))
        assert f"0 van de 3 gemaakt, 3 nog te maken: het eerste tegen {by}, 14 dagen te laat" in page

    def test_it_costs_no_more_queries(self, hanne, kompas, heftruck):
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                hanne.get("/verstrekker/opleidingen/")
            return len(queries)

        few = cost()
        for number in range(12):
            course = Opleiding.objects.create(
                odb_number=f"ODB-8{number:06d}", title=f"Reeks {number}", provider=heftruck.provider, kind="uren",
                size=Decimal(40), start=heftruck.start, end=heftruck.end,
            )  # fmt: skip
            trainee = {"insz": EMMA, "first_name": "Emma", "last_name": "Lambert", "enrolled_on": timezone.localdate()}
            enrol(kompas, course, [trainee])
        assert cost() == few
        text = text_of(hanne.get("/verstrekker/opleidingen/"))
        assert text.count("inschrijvingen zonder attest van") == 10


class TestRows:
    def at_trainees(self, hanne) -> str:
        key = begin(hanne)
        contact(hanne, key)
        opleiding(hanne, key, HEFTRUCK)
        return key

    def test_a_row_is_taken_out_by_its_button(self, hanne):
        key = self.at_trainees(hanne)
        rows = trainees(row("93.05.02-992.63", "Fatima", "El Amrani", "30"), row("1", "Wim", "Daems", "12"))
        text = text_of(hanne.get(f"/aanvragen/{key}/stap/cursisten/"))
        assert (
            'value="weg-0">Haal deze cursist weg<span class="verborgen">: Cursist 1: Fatima El Amrani</span>' in text
        )
        answer = step(hanne, key, "cursisten", rows, action="weg-0")
        assert answer.status_code == 200
        assert "Fatima" not in text_of(answer)
        assert "Cursist 1: Wim Daems" in text_of(answer)
        assert "Fout:" not in text_of(answer)

    def test_answers_alone_make_no_trainee(self, hanne):
        """Who empties INSZ, name and hours leaves the answers behind."""
        key = self.at_trainees(hanne)
        rows = trainees(row("", "", "", ""), row("93.05.02-992.63", "Fatima", "El Amrani", "30"))
        assert step(hanne, key, "cursisten", rows).url == f"/aanvragen/{key}/controleren/"

    def test_taking_over_says_how_many_and_fills_empty_rows_first(self, hanne):
        key = self.at_trainees(hanne)
        text = text_of(step(hanne, key, "cursisten", trainees(row("", "", "", "")), action="overnemen"))
        assert "1 inschrijving is overgenomen." in text
        assert "Cursist 1: Fatima El Amrani" in text
        again = Aanvraag.objects.get(key=key).typed["cursisten"]
        text = text_of(step(hanne, key, "cursisten", again, action="overnemen"))
        assert "Er zijn geen inschrijvingen die hier nog niet staan." in text

    def test_the_page_of_enrolments_has_the_button_too(self, hanne, heftruck):
        address = f"/verstrekker/opleidingen/{heftruck.pk}/inschrijven/"
        sent = {
            "namens_context": token(hanne), "enrolled_on": "31/2/2026", "actie": "weg-1",
            "insz": ["1", "2", "3"], "first_name": ["An", "Bo", "Cas"], "last_name": ["Aerts", "Bos", "Claes"],
        }  # fmt: skip
        text = text_of(hanne.post(address, sent))
        assert "Cursist 2: Cas Claes" in text
        assert "Bo Bos" not in text
        assert 'value="31/2/2026"' in text
        assert "Fout:" not in text


class TestForms:
    def test_all_errors_of_an_enrolment_at_once(self, hanne, heftruck):
        emma = Inschrijving.objects.get(insz=EMMA, opleiding=heftruck)
        sent = {
            "namens_context": token(hanne), "insz": TOM, "first_name": "", "last_name": "Lambert",
            "enrolled_on": f"{emma.enrolled_on:%d/%m/%Y}",
        }  # fmt: skip
        answer = hanne.post(f"/verstrekker/inschrijvingen/{emma.pk}/", sent)
        assert answer.status_code == 422
        text = text_of(answer)
        assert "Deze cursist is voor deze opleiding al ingeschreven." in text
        assert "Vul “Voornaam” in." in text

    def test_nobody_enrolled_tomorrow(self, hanne):
        lasser = Opleiding.objects.get(odb_number=LASSER)
        sent = {
            "namens_context": token(hanne), "insz": FATIMA, "first_name": "Fatima", "last_name": "El Amrani",
            "enrolled_on": f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}",
        }  # fmt: skip
        answer = hanne.post(f"/verstrekker/opleidingen/{lasser.pk}/inschrijven/", sent)
        assert answer.status_code == 422
        assert "Deze dag ligt in de toekomst." in text_of(answer)

    def test_a_registration_from_the_page_of_an_opleiding_has_it_chosen(self, hanne, heftruck):
        page = text_of(hanne.get(f"/verstrekker/opleidingen/{heftruck.pk}/"))
        key = re.search(r'name="key" value="([^"]+)"', page)[1]
        address = f"/verstrekker/opleidingen/{heftruck.pk}/registreren/"
        sent = {"namens_context": token(hanne), "key": key}
        assert [hanne.post(address, sent).url for _ in range(2)] == [f"/aanvragen/{key}/verder/"] * 2
        contact(hanne, key)
        assert f'<option value="{HEFTRUCK}" selected>' in text_of(hanne.get(f"/aanvragen/{key}/stap/opleiding/"))
        assert hanne.post(address, {**sent, "key": "1"}).url == f"/verstrekker/opleidingen/{heftruck.pk}/"


@pytest.mark.parametrize(
    ("kind", "size", "said"),
    [
        ("uren", 1, "1 contactuur"),
        ("uren", 40, "40 contacturen"),
        ("evc", 2, "2 contacturen"),
        ("studiepunten", 1, "1 studiepunt"),
    ],
)
def test_one_word_for_a_size_on_every_page(hanne, heftruck, kind, size, said):
    Opleiding.objects.filter(pk=heftruck.pk).update(kind=kind, size=size)
    assert f"<dd>{said}</dd>" in text_of(hanne.get(f"/verstrekker/opleidingen/{heftruck.pk}/"))
    assert f"<dd>{said}</dd>" in text_of(hanne.get(f"/opleidingsdatabank/{HEFTRUCK}/"))
