"""The screens of a verstrekker and of the department: own things only, few queries, errors in place."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email
from pypdf import PdfReader

from aanvragen.deelname import herinneringen
from aanvragen.deelname.attesten import CodeRefused, ask_bundle, find_by_code, make_attest, make_bundle, stale_attests
from aanvragen.deelname.codes import format_code, make_code
from aanvragen.deelname.dienst import DEELNAME
from aanvragen.deelname.inschrijven import change, enrol, version_of
from aanvragen.deelname.inschrijven import withdraw as withdraw_enrolment
from aanvragen.deelname.models import (
    Attestbundel,
    Deelname,
    Deelnameherinnering,
    GewijzigdeDeelname,
    Inschrijving,
    Registratie,
)
from aanvragen.deelname.ontvangst import ensure_receipt
from aanvragen.deelname.openstaand import of_provider
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.perioden import uiterste_dag
from aanvragen.deelname.registreren import register
from aanvragen.deelname.viacode import attach
from aanvragen.deelname.views.inschrijvingen import attest
from aanvragen.deelname.wijzigen import withdraw
from aanvragen.models import Aanvraag, Opleiding
from aanvragen.states import Status
from loket.acting.context import Handeling
from loket.dutch import day
from tests.aanvragen.deelname.lines import EMMA, FATIMA, TOM, line
from tests.aanvragen.filing import stored
from tests.world import context_of, text_of, token

pytestmark = pytest.mark.usefixtures("demo_world")
NEVER = "Deze lijn kan nooit betaald worden omdat de cursist geen enkel uur aanwezig was."


@pytest.fixture
def hanne(acting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    return acting("Hanne Jacobs", "Kompas")


@pytest.fixture
def heftruck() -> Opleiding:
    return Opleiding.objects.get(odb_number="ODB-9000011")


@pytest.fixture
def emmas() -> Deelname:
    """Emma's line in the demo: 38 hours, everything in order."""
    return Deelname.objects.get(insz=EMMA, opleiding__odb_number="ODB-9000011")


def correction(client, **changes: str) -> dict[str, str]:
    return {
        "namens_context": token(client),
        "insz": "90.01.20-990.16",
        "first_name": "Emma",
        "last_name": "Lambert",
        "hours_present": "38",
        "final_assessment": "ja",
        "completed": "ja",
        "real_end": "",
        "reason": "De cursist was een dag ziek.",
        **changes,
    }


class TestOverview:
    def test_what_is_open_stands_first_with_its_last_day(self, hanne, heftruck):
        text = text_of(hanne.get("/verstrekker/opleidingen/"))
        assert "2 van de 3 cursisten geregistreerd" in text
        assert re.search(r"<b>Tot en met \d+ \w+ \d{4}, (nog \d+ dag|vandaag|\d+ dag)", text)
        home = text_of(hanne.get("/"))
        assert re.search(r"Registreer de aanwezigheid of de deelname voor \d opleidingen?. <b>Tot en met \d", home)

    def test_queries_do_not_grow(self, hanne, heftruck):
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert hanne.get("/verstrekker/opleidingen/").status_code == 200
            return len(queries)

        few = cost()
        Opleiding.objects.bulk_create(
            Opleiding(
                odb_number=f"ODB-8{number:06d}", title=f"Reeks {number}", provider=heftruck.provider, kind="uren",
                size=Decimal(40), start=heftruck.start, end=heftruck.end,
            )
            for number in range(60)
        )  # fmt: skip
        assert cost() == few <= 12
        text = text_of(hanne.get("/verstrekker/opleidingen/"))
        assert "Volgende pagina" in text
        assert "En nog" in text
        found = text_of(hanne.get("/verstrekker/opleidingen/?q=reeks+41"))
        assert found.count("<tr>") == 2
        assert "Geen enkele opleiding past" in text_of(hanne.get("/verstrekker/opleidingen/?q=bestaat+niet"))

    def test_the_export_has_what_the_list_has(self, hanne):
        lines = b"".join(hanne.get("/verstrekker/opleidingen/export.csv")).decode("utf-8-sig").splitlines()
        assert lines[0].startswith("ODB-nummer;Opleiding;")
        assert [line for line in lines if line.startswith("ODB-9000011;Heftruckbestuurder;In contacturen;40,00;")]
        assert hanne.get("/verstrekker/opleidingen/export.doc").status_code == 404

    def test_an_opleiding_with_its_periods(self, hanne, heftruck, emmas):
        text = text_of(hanne.get(f"/verstrekker/opleidingen/{heftruck.pk}/"))
        assert "3 inschrijvingen" in text
        assert emmas.registratie.periode.label in text
        assert "niet geverifieerd" in text
        assert emmas.registratie.reference in text


class TestOpen:
    def test_who_finished_earlier_is_not_asked_again(self, heftruck, emmas):
        """Of a long opleiding, a trainee who ended in the first period is not missing in the second."""
        params, today = load_rules(), timezone.localdate()
        Opleiding.objects.filter(pk=heftruck.pk).update(start=emmas.period_from - timedelta(days=1))
        work = [item for item in of_provider(params, heftruck.provider_id, today) if item.opleiding == heftruck.pk]
        last = next(item for item in work if item.periode.first == emmas.period_from)
        assert (last.expected, last.missing) == (3, 1)

    def test_without_enrolments_one_registration_is_enough(self, heftruck):
        params, today = load_rules(), timezone.localdate()
        Inschrijving.objects.filter(opleiding=heftruck).update(
            withdrawn_at=timezone.now(), withdrawn_by=context_of("Hanne Jacobs", "Kompas").person.id,
            withdrawal_reason="test",
        )  # fmt: skip
        numbers = {item.odb_number for item in of_provider(params, heftruck.provider_id, today) if item.missing == 0}
        last = Deelname.objects.filter(opleiding=heftruck).first().period_from
        asked = [i for i in of_provider(params, heftruck.provider_id, today) if i.opleiding == heftruck.pk]
        assert last not in {item.periode.first for item in asked}
        # Boekhouden has no trainees, and nothing was registered for its first period.
        assert "ODB-9000002" in numbers

    def test_reminders_go_out_once_to_who_may_register(self, heftruck, emmas):
        day = uiterste_dag(load_rules(), emmas.registratie.periode).last
        assert herinneringen.send_reminders(day) == 2
        assert herinneringen.send_reminders(day) == 0
        mail = Email.objects.get(to="hanne.jacobs@kompas.example")
        assert "Heftruckbestuurder (ODB-9000011)" in mail.message
        assert "2 van de 3 cursisten geregistreerd" in mail.message
        assert "vandaag de laatste dag" in mail.message
        assert "Lambert" not in mail.message
        assert Email.objects.filter(to="ivo.mertens@debrug.example").count() == 1
        # Past the last day nobody is mailed any more; the home page goes on asking.
        Deelnameherinnering.objects.all().delete()
        herinneringen.send_reminders(day + timedelta(days=1))
        assert not Deelnameherinnering.objects.filter(opleiding=heftruck).exists()


class TestEnrolments:
    def rows(self, client, **extra):
        return {
            "namens_context": token(client),
            "enrolled_on": "1/9/2026",
            "insz": ["05.06.07-993.40", ""],
            "first_name": ["Wim", ""],
            "last_name": ["Daems", ""],
            "own_reference": ["K-1", ""],
            **extra,
        }

    def test_several_at_once(self, hanne, heftruck):
        address = f"/verstrekker/opleidingen/{heftruck.pk}/inschrijven/"
        enrolled = (heftruck.start - timedelta(days=3)).strftime("%d/%m/%Y")
        answer = hanne.post(address, self.rows(hanne, enrolled_on=enrolled))
        assert answer.url == f"/verstrekker/opleidingen/{heftruck.pk}/inschrijvingen/"
        wim = Inschrijving.objects.get(insz="05060799340", opleiding=heftruck)
        assert (wim.first_name, wim.own_reference, wim.size) == ("Wim", "K-1", None)
        text = text_of(hanne.get(answer.url))
        assert "1 cursist is ingeschreven." in text
        assert "05.06.**-***.40" in text
        assert "05.06.07-993.40" not in text

    def test_errors_of_the_page_and_of_the_rows_together(self, hanne, heftruck):
        address = f"/verstrekker/opleidingen/{heftruck.pk}/inschrijven/"
        wrong = self.rows(
            hanne, enrolled_on="31/2/2026", size="0", insz=["90.01.20-990.16", "1"], first_name=["Emma", ""],
            last_name=["Lambert", "X"],
        )  # fmt: skip
        answer = hanne.post(address, wrong)
        text = text_of(answer)
        assert answer.status_code == 422
        assert "Verbeter 5 fouten" in text
        assert re.search(r'<a href="#id_0_insz">Cursist 1: Emma Lambert: Deze cursist is voor deze opleiding al', text)
        assert re.search(r'<a href="#id_1_first_name">Cursist 2: X: Vul “Voornaam” in.', text)
        assert 'value="31/2/2026"' in text
        assert not Inschrijving.objects.filter(last_name="X").exists()

    def test_nobody_follows_more_than_the_whole_opleiding(self, hanne, heftruck):
        """The employer's form takes over the size of the attest."""
        address = f"/verstrekker/opleidingen/{heftruck.pk}/inschrijven/"
        on = f"{heftruck.start:%d/%m/%Y}"
        answer = hanne.post(address, self.rows(hanne, enrolled_on=on, size="40,5"))
        assert answer.status_code == 422
        assert "De omvang van de opleiding is 40. Vul hoogstens dat getal in." in text_of(answer)
        assert hanne.post(address, self.rows(hanne, enrolled_on=on, size="40")).status_code == 302

    def test_more_rows_without_complaints(self, hanne, heftruck):
        address = f"/verstrekker/opleidingen/{heftruck.pk}/inschrijven/"
        text = text_of(hanne.post(address, self.rows(hanne, actie="rijen")))
        assert text.count("<legend>Cursist") == 7
        assert "Fout:" not in text
        assert 'value="Wim"' in text

    def test_only_the_names_are_searched(self, hanne, heftruck):
        address = f"/verstrekker/opleidingen/{heftruck.pk}/inschrijvingen/"
        assert text_of(hanne.get(f"{address}?q=lamb")).count("<tr>") == 2
        assert "Geen enkele cursist past" in text_of(hanne.get(f"{address}?q=90012099016"))

    def test_the_export_keeps_zeros(self, hanne):
        lasser = Opleiding.objects.get(odb_number="ODB-9000001")
        got = b"".join(hanne.get(f"/verstrekker/opleidingen/{lasser.pk}/inschrijvingen/export.csv")).decode()
        assert ";05.06.07-993.40;Wim;Daems;" in got


class TestAttests:
    @pytest.fixture
    def emma(self, heftruck) -> Inschrijving:
        return Inschrijving.objects.get(insz=EMMA, opleiding=heftruck)

    def test_one_attest_with_the_fields_of_the_decree(self, hanne, emma, heftruck):
        Inschrijving.objects.filter(pk=emma.pk).update(modules="Rijden\nVeiligheid", blended_hours=Decimal(8))
        assert hanne.get(f"/verstrekker/inschrijvingen/{emma.pk}/attest.pdf").status_code == 302
        make_attest(emma.pk)
        emma.refresh_from_db()
        page = text_of(hanne.get(f"/verstrekker/inschrijvingen/{emma.pk}/"))
        assert format_code(emma.attest_code) in page
        content = b"".join(hanne.get(f"/verstrekker/inschrijvingen/{emma.pk}/attest.pdf"))
        document = PdfReader(io.BytesIO(content))
        assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert document.trailer["/Root"]["/Lang"] == "nl"
        words = " ".join(document.pages[0].extract_text().split())
        for part in (
            "Emma", "Lambert", "90.01.20-990.16", "Opleidingscentrum Kompas vzw", "0999.002.010", "Heftruckbestuurder",
            "ODB-9000011", "40 contacturen", "8 uur", "Rijden", "Veiligheid", format_code(emma.attest_code),
        ):  # fmt: skip
            assert part in words, part

    def test_asked_by_the_button_and_waited_for(self, hanne, emma):
        address = f"/verstrekker/inschrijvingen/{emma.pk}/attest.pdf"
        answer = hanne.post(address, {"namens_context": token(hanne)})
        assert answer.url == f"{address}?wacht=ja"
        waits = hanne.get(answer.url)
        assert waits.status_code == 202
        assert f'content="2; url={address}?wacht=ja"' in text_of(waits)
        # A message that was lost: the sweep finds it.
        Inschrijving.objects.filter(pk=emma.pk).update(changed_at=timezone.now() - timedelta(minutes=5))
        assert stale_attests() == [emma.pk]
        make_attest(emma.pk)
        assert stale_attests() == []
        assert hanne.get(answer.url).url == f"/verstrekker/inschrijvingen/{emma.pk}/"

    def test_who_may_only_read_does_not_ask_for_one(self, hanne, emma, rf):
        request = rf.post("/")
        kompas = context_of("Hanne Jacobs", "Kompas")
        acts = frozenset({(DEELNAME.code, Handeling.RAADPLEGEN)})
        request.acting = replace(kompas, own=kompas.person, acts=acts, mandate="dimona:1")
        with pytest.raises(PermissionDenied):
            attest(request, emma.pk)
        emma.refresh_from_db()
        assert not emma.attest_code

    def test_a_change_makes_it_anew_under_the_same_code(self, hanne, emma, heftruck):
        make_attest(emma.pk)
        before = Inschrijving.objects.get(pk=emma.pk)
        enrolled = emma.enrolled_on.strftime("%d/%m/%Y")
        sent = {
            "namens_context": token(hanne), "insz": EMMA, "first_name": "Emma", "last_name": "Lambert",
            "enrolled_on": enrolled, "size": "36", "versie": version_of(emma),
        }  # fmt: skip
        assert hanne.post(f"/verstrekker/inschrijvingen/{emma.pk}/", sent).status_code == 302
        emma.refresh_from_db()
        assert not emma.has_attest
        with pytest.raises(CodeRefused, match="wijzigt dit attest"):
            find_by_code(emma.attest_code, EMMA, "test")
        make_attest(emma.pk)
        emma.refresh_from_db()
        assert emma.attest_code == before.attest_code
        assert emma.attest_sha256 != before.attest_sha256
        assert find_by_code(emma.attest_code, EMMA, "test").real_size == 36
        page = text_of(hanne.get(f"/verstrekker/inschrijvingen/{emma.pk}/"))
        assert "omvang van niets naar 36" in page
        assert re.search(r"Het attest van [^<]+ is vervangen\.", page)
        content = b"".join(hanne.get(f"/verstrekker/inschrijvingen/{emma.pk}/attest.pdf"))
        assert "Dit attest vervangt dat van" in PdfReader(io.BytesIO(content)).pages[0].extract_text()

    def test_what_an_enrolment_said_before_stays(self, hanne, emma):
        kompas, names = context_of("Hanne Jacobs", "Kompas"), ("first_name", "last_name", "insz")
        typed = {name: getattr(emma, name) for name in names}
        same = change(kompas, emma.pk, typed, version_of(emma))
        assert not same.versies.exists()
        other = change(kompas, emma.pk, typed | {"last_name": "Lambrecht"}, version_of(same))
        change(kompas, emma.pk, typed | {"last_name": "Lambrechts"}, version_of(other))
        versions = emma.versies.order_by("pk")
        assert list(versions.values_list("last_name", "changed_by__first_name")) == [
            ("Lambert", "Hanne"),
            ("Lambrecht", "Hanne"),
        ]
        page = text_of(hanne.get(f"/verstrekker/inschrijvingen/{emma.pk}/"))
        assert page.index("van Lambrecht naar Lambrechts") < page.index("van Lambert naar Lambrecht")
        with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
            versions.update(last_name="Niemand")

    def test_its_insz_is_shown_as_people_write_it(self, hanne, emma):
        assert 'value="90.01.20-990.16"' in text_of(hanne.get(f"/verstrekker/inschrijvingen/{emma.pk}/"))

    def test_another_window_is_told_what_was_stored_meanwhile(self, hanne, emma):
        address = f"/verstrekker/inschrijvingen/{emma.pk}/"
        page = text_of(hanne.get(address))
        sent = {
            "namens_context": token(hanne), "insz": EMMA, "first_name": "Emma", "last_name": "Lambert",
            "enrolled_on": emma.enrolled_on.strftime("%d/%m/%Y"),
            "versie": re.search(r'name="versie" value="([^"]+)"', page)[1],
        }  # fmt: skip
        assert hanne.post(address, {**sent, "size": "36"}).status_code == 302
        answer = hanne.post(address, {**sent, "size": "32,5"})
        text = text_of(answer)
        assert answer.status_code == 409
        assert "Deze inschrijving is intussen gewijzigd" in text
        assert "<dd>36</dd>" in text
        assert 'value="32,5"' in text
        emma.refresh_from_db()
        assert emma.size == 36
        sent["versie"] = re.search(r'name="versie" value="([^"]+)"', text)[1]
        assert hanne.post(address, {**sent, "size": "32,5"}).status_code == 302
        emma.refresh_from_db()
        assert emma.size == Decimal("32.5")

    def test_a_withdrawn_enrolment_makes_the_code_void(self, hanne, emma):
        make_attest(emma.pk)
        code = Inschrijving.objects.get(pk=emma.pk).attest_code
        address = f"/verstrekker/inschrijvingen/{emma.pk}/intrekken/"
        assert hanne.post(address, {"namens_context": token(hanne), "reason": ""}).status_code == 422
        assert hanne.post(address, {"namens_context": token(hanne), "reason": "Nooit begonnen"}).status_code == 302
        with pytest.raises(CodeRefused, match="trok deze inschrijving in"):
            find_by_code(code, EMMA, "test")
        # Who does not know the INSZ learns nothing of it.
        with pytest.raises(CodeRefused, match="hoort niet bij deze werknemer"):
            find_by_code(code, FATIMA, "test")
        assert hanne.get(f"/verstrekker/inschrijvingen/{emma.pk}/attest.pdf").status_code == 404
        assert "geldt niet meer" in text_of(hanne.get(f"/verstrekker/inschrijvingen/{emma.pk}/"))

    def test_guessing_is_stopped(self, hanne, emma):
        make_attest(emma.pk)
        code = Inschrijving.objects.get(pk=emma.pk).attest_code
        for _ in range(20):
            with pytest.raises(CodeRefused, match="hoort niet bij"):
                find_by_code(make_code(), EMMA, "guesser")
        with pytest.raises(CodeRefused, match="te vaak"):
            find_by_code(code, EMMA, "guesser")
        assert find_by_code(code, EMMA, "somebody else") == emma

    def test_a_whole_group_in_one_zip(self, hanne, heftruck):
        address = f"/verstrekker/opleidingen/{heftruck.pk}/attesten/"
        asked = hanne.post(address, {"namens_context": token(hanne)})
        bundle = Attestbundel.objects.get()
        assert asked.url == f"/verstrekker/attesten/{bundle.key}/"
        # A second click finds the first one's.
        assert hanne.post(address, {"namens_context": token(hanne)}).url == asked.url
        page = text_of(hanne.get(asked.url))
        assert '<progress id="balk" max="3" value="0">' in page
        assert '<meta http-equiv="refresh"' in page
        make_bundle(bundle.pk)
        assert "3 attesten zijn klaar." in text_of(hanne.get(f"{asked.url}voortgang/"))
        content = b"".join(hanne.get(f"{asked.url}attesten.zip"))
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        assert [re.sub(r"-\d+\.pdf", "", name) for name in names] == [
            "inschrijvingsattest-odb-9000011-el-amrani-fatima",
            "inschrijvingsattest-odb-9000011-lambert-emma",
            "inschrijvingsattest-odb-9000011-vermeulen-tom",
        ]

    def test_a_bundle_that_was_left_half_made_goes_on(self, hanne, heftruck, emma):
        asked = ask_bundle(context_of("Hanne Jacobs", "Kompas"), heftruck.pk)
        make_attest(emma.pk)
        made_at = Inschrijving.objects.get(pk=emma.pk).attest_made_at
        Attestbundel.objects.update(done=1)
        make_bundle(asked.bundel.pk)
        assert Attestbundel.objects.get().done == 3
        assert Inschrijving.objects.get(pk=emma.pk).attest_made_at == made_at


class TestCorrecting:
    def test_a_new_version_with_a_receipt_and_a_mail(self, hanne, emmas):
        address = f"/verstrekker/deelnames/{emmas.pk}/verbeteren/"
        assert 'value="38"' in text_of(hanne.get(address))
        answer = hanne.post(address, correction(hanne, hours_present="30", last_name="Lambert-Vandenbroucke"))
        filing = Registratie.objects.get(kind="verbetering")
        assert answer.url == f"/verstrekker/registraties/{filing.key}/"
        new = Deelname.objects.get(replaces=emmas)
        assert (new.version, new.current, new.hours_present) == (2, True, Decimal(30))
        emmas.refresh_from_db()
        assert (emmas.current, emmas.hours_present) == (False, Decimal(38))
        receipt = text_of(hanne.get(answer.url))
        assert "We hebben uw verbetering ontvangen" in receipt
        assert "De cursist was een dag ziek." in receipt
        ensure_receipt(filing.pk)
        pdf = PdfReader(io.BytesIO(b"".join(hanne.get(f"{answer.url}ontvangstbewijs.pdf"))))
        words = pdf.pages[0].extract_text()
        assert filing.reference in words
        # On one line, also beside a long name: a number that is broken over two is read wrong.
        assert "90.01.**-***.16" in words
        assert "90.01.20" not in words
        mail = Email.objects.get(to="hanne.jacobs@kompas.example")
        assert filing.reference in mail.subject
        text = text_of(hanne.get(f"/verstrekker/deelnames/{emmas.pk}/", follow=True))
        assert "Versie 2" in text
        assert "Versie 1" in text

    def test_a_second_click_finds_the_first_ones_result(self, hanne, emmas):
        address = f"/verstrekker/deelnames/{emmas.pk}/verbeteren/"
        sent = correction(hanne, hours_present="30")
        assert hanne.post(address, sent).url == hanne.post(address, sent).url
        assert Registratie.objects.filter(kind="verbetering").count() == 1

    def test_a_line_that_can_never_be_paid_by_now_says_so_at_once(self, hanne, emmas):
        sent = correction(hanne, hours_present="0")
        page = text_of(hanne.get(hanne.post(f"/verstrekker/deelnames/{emmas.pk}/verbeteren/", sent).url))
        assert "We hebben uw verbetering ontvangen" in page
        assert NEVER in page
        assert NEVER in text_of(hanne.get(f"/verstrekker/deelnames/{Deelname.objects.get(replaces=emmas).pk}/"))

    def test_hours_of_another_period_count_for_what_is_said_of_a_line(self, hanne, emmas):
        other = Deelname.objects.get(pk=emmas.pk)
        other.pk, other.period_from, other.hours_present = None, emmas.period_from - timedelta(days=1), Decimal(2)
        other.save(force_insert=True)
        hanne.post(f"/verstrekker/deelnames/{emmas.pk}/verbeteren/", correction(hanne, hours_present="0"))
        assert NEVER not in text_of(hanne.get(f"/verstrekker/deelnames/{Deelname.objects.get(replaces=emmas).pk}/"))

    def test_another_window_is_told_and_nothing_is_overwritten(self, hanne, emmas):
        address = f"/verstrekker/deelnames/{emmas.pk}/verbeteren/"
        hanne.post(address, correction(hanne, hours_present="30"))
        answer = hanne.post(address, correction(hanne, hours_present="31"))
        text = text_of(answer)
        assert answer.status_code == 409
        assert "Deze lijn is intussen gewijzigd" in text
        assert 'value="31"' in text
        assert "<dd>30</dd>" in text
        # Sent again as the page shows it, it corrects the version of the other window.
        second = Deelname.objects.get(replaces=emmas)
        again = re.search(r'<form method="post" action="([^"]+)" novalidate>', text)[1]
        assert again == f"/verstrekker/deelnames/{second.pk}/verbeteren/"
        assert hanne.post(again, correction(hanne, hours_present="31")).status_code == 302
        assert Deelname.objects.get(replaces=second).hours_present == Decimal(31)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({}, "U wijzigde niets."),
            ({"reason": "", "hours_present": "30"}, "Vul een reden in."),
            ({"hours_present": "41"}, "De opleiding telt 40 contacturen, u komt aan 41."),
            ({"hours_present": ""}, "Vul in hoeveel uren de cursist aanwezig was."),
            ({"final_assessment": ""}, "Kies een antwoord bij “Deelname aan de eindbeoordeling”."),
            ({"insz": "86.07.14-991.56"}, "al geregistreerd. Kijk het INSZ na."),
            # Both at once, not the hours in a second round.
            ({"insz": "90.01.20-990.17", "hours_present": "41"}, "De opleiding telt 40 contacturen, u komt aan 41."),
            ({"insz": "86.07.14-991.56", "hours_present": "41"}, "De opleiding telt 40 contacturen, u komt aan 41."),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(self, hanne, emmas, change, said):
        answer = hanne.post(f"/verstrekker/deelnames/{emmas.pk}/verbeteren/", correction(hanne, **change))
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert not Registratie.objects.filter(kind="verbetering").exists()

    def test_a_wrong_insz_can_be_corrected(self, hanne, emmas):
        address = f"/verstrekker/deelnames/{emmas.pk}/verbeteren/"
        assert 'value="90.01.20-990.16"' in text_of(hanne.get(address))
        assert 'value="1234"' in text_of(hanne.post(address, correction(hanne, insz="1234")))
        hanne.post(address, correction(hanne, insz="05.06.07-993.40"))
        new = Deelname.objects.get(replaces=emmas)
        assert new.insz == "05060799340"
        assert "Versie 1" in text_of(hanne.get(f"/verstrekker/deelnames/{new.pk}/"))

    def test_the_insz_of_a_withdrawn_line_is_refused_in_words(self, hanne, emmas):
        toms = Deelname.objects.get(insz=TOM, opleiding=emmas.opleiding)
        withdraw(context_of("Hanne Jacobs", "Kompas"), toms.pk, "Dubbel")
        address = f"/verstrekker/deelnames/{emmas.pk}/verbeteren/"
        answer = hanne.post(address, correction(hanne, insz="86.07.14-991.56", first_name="Tom"))
        assert answer.status_code == 422
        assert "Trek ook deze lijn in, en registreer de cursist opnieuw." in text_of(answer)
        assert 'value="86.07.14-991.56"' in text_of(answer)

    def test_withdrawing_and_registering_again(self, hanne, emmas):
        answer = hanne.post(
            f"/verstrekker/deelnames/{emmas.pk}/intrekken/", {"namens_context": token(hanne), "reason": "Dubbel"}
        )
        assert "We hebben uw intrekking ontvangen" in text_of(hanne.get(answer.url))
        gone = Deelname.objects.get(replaces=emmas)
        assert (gone.withdrawn, gone.version) == (True, 2)
        lines = f"/verstrekker/opleidingen/{emmas.opleiding_id}/deelnames/"
        assert "Lambert" not in text_of(hanne.get(lines))
        withdrawn = text_of(hanne.get(f"{lines}?stand=ingetrokken"))
        assert f'href="/verstrekker/deelnames/{gone.pk}/"' in withdrawn
        assert "Reden: Dubbel" in withdrawn
        assert "Tom" not in withdrawn
        assert "Registreer opnieuw" in text_of(hanne.get(f"/verstrekker/deelnames/{gone.pk}/"))
        hanne.post(f"/verstrekker/deelnames/{gone.pk}/verbeteren/", correction(hanne))
        assert Deelname.objects.get(replaces=gone).version == 3
        assert "Lambert" in text_of(hanne.get(lines))
        assert "Lambert" not in text_of(hanne.get(f"{lines}?stand=ingetrokken"))


class TestDossier:
    @pytest.fixture
    def dossier(self, emmas) -> Aanvraag:
        """An employer's approved aanvraag for the same werknemer and opleiding."""
        row = stored(
            "Bart Maes", "De Korenbloem", Status.GOEDGEKEURD, insz=EMMA, opleiding=emmas.opleiding,
            odb_number="ODB-9000011",
        )  # fmt: skip
        return row

    def test_a_correction_of_what_was_used_is_flagged(self, hanne, acting, emmas, dossier):
        nele = acting("Nele Aerts", "Departement")
        before = text_of(nele.get(f"/aanvragen/dossiers/{dossier.key}/"))
        assert "Deelname volgens de opleidingsverstrekker" in before
        # Above, and in the line: the same number in full.
        assert before.count("90.01.20-990.16") == 2
        assert "90.01.**-***.16" not in before
        hanne.post(f"/verstrekker/deelnames/{emmas.pk}/verbeteren/", correction(hanne, hours_present="0"))
        flagged = GewijzigdeDeelname.objects.get()
        assert flagged.aanvraag == dossier
        assert "1 gewijzigde deelname in behandelde dossiers." in text_of(nele.get("/"))
        page = text_of(nele.get("/verstrekker/gewijzigd/"))
        assert "uren aanwezig van 38 naar 0" in page
        assert "De cursist was een dag ziek." in page
        shown = text_of(nele.get(f"/aanvragen/dossiers/{dossier.key}/"))
        assert "Gewijzigd na de behandeling" in shown
        assert NEVER in shown
        seen = {"namens_context": token(nele)}
        assert nele.post(f"/verstrekker/gewijzigd/{flagged.pk}/gezien/", seen).status_code == 302
        assert "Er zijn geen gewijzigde deelnames" in text_of(nele.get("/verstrekker/gewijzigd/"))
        assert "door Nele Aerts" in text_of(nele.get("/verstrekker/gewijzigd/?alles=ja"))

    def test_registering_again_after_a_withdrawal_is_flagged_too(self, hanne, acting, emmas, dossier):
        kompas = context_of("Hanne Jacobs", "Kompas")
        withdraw(kompas, emmas.pk, "Dubbel")
        GewijzigdeDeelname.objects.update(seen_at=timezone.now(), seen_by=kompas.person.id)
        register(kompas, emmas.opleiding, emmas.registratie.periode, [line(EMMA)])
        flagged = GewijzigdeDeelname.objects.get(seen_at__isnull=True)
        assert (flagged.aanvraag, flagged.deelname.version) == (dossier, 3)
        page = text_of(acting("Nele Aerts", "Departement").get("/verstrekker/gewijzigd/"))
        assert "de ingetrokken lijn is opnieuw geregistreerd" in page

    def test_an_enrolment_that_changed_after_its_code_was_used(self, hanne, acting, emmas, dossier):
        """The bijlage is what the employer filed; the dossierbehandelaar reads what became of it."""
        kompas, nele = context_of("Hanne Jacobs", "Kompas"), acting("Nele Aerts", "Departement")
        row = Inschrijving.objects.get(insz=EMMA, opleiding=emmas.opleiding)
        make_attest(row.pk)
        row.refresh_from_db()
        attach(dossier, row, "inschrijvingsattest")
        address = f"/aanvragen/dossiers/{dossier.key}/"
        assert "na het gebruik van de code" not in text_of(nele.get(address))
        row = change(kompas, row.pk, {"last_name": "Lambrecht", "size": Decimal(32)}, version_of(row))
        page = text_of(nele.get(address))
        assert "Gewijzigd na het gebruik van de code" in page
        assert "naam van Lambert naar Lambrecht; omvang van niets naar 32." in page
        withdraw_enrolment(kompas, row.pk, "Nooit begonnen")
        page = text_of(nele.get(address))
        assert "Ingetrokken na het gebruik van de code" in page
        assert "Reden: Nooit begonnen" in page

    def test_an_aanvraag_that_nobody_handled_is_not_flagged(self, hanne, emmas, dossier):
        Aanvraag.objects.filter(pk=dossier.pk).update(status=Status.INGEDIEND)
        hanne.post(f"/verstrekker/deelnames/{emmas.pk}/verbeteren/", correction(hanne, hours_present="30"))
        assert not GewijzigdeDeelname.objects.exists()

    def test_the_employer_sees_that_and_not_what(self, acting, emmas, dossier):
        bart = acting("Bart Maes", "De Korenbloem")
        text = text_of(bart.get(f"/aanvragen/{dossier.key}/"))
        assert f"{emmas.registratie.periode.label.capitalize()}: geregistreerd op" in text
        assert "Uren aanwezig" not in text
        Aanvraag.objects.get(pk=dossier.pk).vov.__class__.objects.filter(pk=dossier.pk).update(insz=FATIMA)
        assert "Nog niets. Zonder deze gegevens" in text_of(bart.get(f"/aanvragen/{dossier.key}/"))


@pytest.mark.parametrize(
    "address",
    ["opleidingen/{pk}/", "opleidingen/{pk}/inschrijvingen/", "opleidingen/{pk}/deelnames/", "registraties/"],
)
def test_long_lists_cost_no_more_queries(hanne, heftruck, emmas, address):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = hanne.get(f"/verstrekker/{address.format(pk=heftruck.pk)}")
            assert page.status_code == 200
        return len(queries)

    few = cost()
    kompas = context_of("Hanne Jacobs", "Kompas")
    inszs = [f"{number:011d}" for number in range(60)]
    enrol(kompas, heftruck, [
        {"insz": insz, "first_name": "Cursist", "last_name": f"Nummer {insz}", "enrolled_on": heftruck.start}
        for insz in inszs
    ])  # fmt: skip
    for some in (inszs[:30], inszs[30:]):
        register(kompas, heftruck, emmas.registratie.periode, [line(insz) for insz in some])
    assert cost() == few <= 14


def test_the_attest_has_a_last_day(hanne, heftruck):
    someone = Inschrijving.objects.filter(opleiding=heftruck).first()
    by = day(someone.enrolled_on + timedelta(days=8))
    assert f"te geven tegen {by}" in text_of(hanne.get(f"/verstrekker/opleidingen/{heftruck.pk}/inschrijvingen/"))
    assert f"U moest het geven tegen {by}" in text_of(hanne.get(f"/verstrekker/inschrijvingen/{someone.pk}/"))


def test_what_belongs_to_another_verstrekker_does_not_exist(acting, hanne, heftruck, emmas):
    ivo = acting("Ivo Mertens", "De Brug")
    someone = Inschrijving.objects.filter(opleiding=heftruck).first()
    for address in (
        f"opleidingen/{heftruck.pk}/",
        f"opleidingen/{heftruck.pk}/inschrijvingen/",
        f"opleidingen/{heftruck.pk}/inschrijven/",
        f"opleidingen/{heftruck.pk}/deelnames/export.csv",
        f"inschrijvingen/{someone.pk}/",
        f"inschrijvingen/{someone.pk}/attest.pdf",
        f"deelnames/{emmas.pk}/",
        f"deelnames/{emmas.pk}/verbeteren/",
        f"registraties/{emmas.registratie.key}/",
    ):
        assert ivo.get(f"/verstrekker/{address}").status_code == 404, address
        assert hanne.get(f"/verstrekker/{address}").status_code in (200, 302), address
