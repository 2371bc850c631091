"""The department's pages and commands: uploading with control figures, what waits, computing again."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from loket.bulk.large.running import go_on
from loket.bulk.models import Bestand
from loket.dutch import amount
from maatwerk.models import Berekening, Contingent, Loonlijn, Toekenning, Vordering
from maatwerk.templatetags.maatwerk import kort
from tests.maatwerk.leveringen import files
from tests.world import act_as, person, text_of, token, user_of

pytestmark = pytest.mark.usefixtures("demo_world")
UPLOAD = "/maatwerk/leveringen/contingenten/opladen/"


@pytest.fixture
def client(settings, tmp_path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return act_as(Client(), "Nele Aerts", "Departement")


def upload(client: Client, content: bytes, **typed: str):
    data = {"bestand": SimpleUploadedFile("levering.csv", content), "namens_context": token(client), **typed}
    return client.post(UPLOAD, data)


def test_the_menu_of_the_department_leads_to_the_deliveries(client):
    page = text_of(client.get("/"))
    assert "Leveringen van maatwerk" in page
    page = text_of(client.get("/maatwerk/leveringen/"))
    for kind in files.soorten.SOORTEN:
        assert f"Laad {kind.noun} op" in page
    assert "Er wacht geen enkele berekening op haar lijnen." in page


def test_the_overview_takes_few_queries_whatever_waits(client, django_assert_max_num_queries):
    files.deliver_all(files.history(), "berekeningen")
    client.get("/maatwerk/leveringen/")
    with django_assert_max_num_queries(8):
        page = text_of(client.get("/maatwerk/leveringen/"))
    assert "Kwartaalberekening 2026 K1 (versie 1)" in page
    assert "nog niet geleverd" in page
    assert "Wacht op uw beslissing" not in page


def test_a_delivery_from_the_form_to_the_table(client):
    rows = files.contingenten(files.history())
    content = files.as_csv(files.soorten.CONTINGENTEN, rows)
    answer = upload(
        client, content, aantal_rijen=str(len(rows)), totaal=files.as_text(Decimal(files.total(rows, "vte")))
    )
    file = Bestand.objects.get()
    assert answer.status_code == 302
    assert not go_on(file.pk, 60)
    page = text_of(client.get(answer["Location"]))
    assert "Controleer en bevestig" in page
    client.post(f"{answer['Location']}indienen/", {"namens_context": token(client)})
    assert not go_on(file.pk, 60)
    page = text_of(client.get(answer["Location"]))
    assert "We hebben uw bestand ontvangen" in page
    assert Contingent.objects.filter(toekenning__nummer=files.NUMMER).count() == len(rows)


def test_a_delivered_year_and_set_offs_fill_their_screens(client):
    made = files.history()
    delivered = files.deliver_all(made, "afrekeningen")
    [kept, *_] = files.verrekeningen(made)
    back = kept | {"soort": "terugbetaling", "maand": None, "bedrag": Decimal("1.00")}
    found = delivered | {"verrekeningen": files.deliver("verrekeningen", [kept, back])}
    label = Toekenning.objects.get(nummer=files.NUMMER)
    claim = Vordering.objects.get(toekenning=label)
    page = text_of(client.get(reverse("maatwerk_debiteuren", args=[label.key])))
    assert claim.nummer in page
    assert amount(claim.openstaand) in page
    assert claim.openstaand == claim.bedrag - kept["bedrag"] - 1 > 0
    year = Berekening.objects.get(toekenning=label, onderwerp="jaar")
    page = text_of(client.get(reverse("maatwerk_afrekeningen", args=[label.key])))
    assert "Jaarafrekening" in page
    assert f'href="{reverse("maatwerk_jaar", args=[year.key])}"' in page
    page = text_of(client.get(reverse("maatwerk_jaren", args=[label.key]), follow=True))
    assert "90,00" in page
    page = text_of(client.get(reverse("maatwerk_jaar", args=[year.key])))
    assert "Bijkomend door de jaarafrekening" in page
    assert "75,00" in page
    page = text_of(client.get(reverse("maatwerk_jaar_werknemers", args=[year.key, 2])))
    assert "50,00" in page
    assert list(files.soorten.JAREN.receipt_lines(found["jaren"])) == [(files.NUMMER, 2026, 1, 90)]
    page = text_of(client.get(f"/maatwerk/leveringen/jaren/{found['jaren'].key}/"))
    assert "De jaarberekeningen zijn nu zichtbaar" in page
    page = text_of(client.get(f"/maatwerk/leveringen/verrekeningen/{found['verrekeningen'].key}/"))
    assert claim.nummer in page
    assert "None" not in page


def test_control_figures_must_be_typed_and_be_numbers(client):
    content = files.as_csv(files.soorten.CONTINGENTEN, files.contingenten(files.history()))
    answer = upload(client, content)
    assert answer.status_code == 422
    assert "Vul “Controlecijfer: aantal rijen” in." in text_of(answer)
    answer = upload(client, content, aantal_rijen="drie", totaal="veel")
    page = text_of(answer)
    assert "Vul een geheel getal in" in page
    assert "Vul een getal in, bijvoorbeeld 1234567,89." in page
    assert 'value="veel"' in page


def test_a_wrong_control_figure_is_said_on_the_page(client):
    rows = files.contingenten(files.history())
    answer = upload(client, files.as_csv(files.soorten.CONTINGENTEN, rows), aantal_rijen="2", totaal="1,5")
    assert not go_on(Bestand.objects.get().pk, 60)
    page = text_of(client.get(answer["Location"]))
    assert f"de levering meldt 2 rijen, het bestand heeft er {len(rows)}" in page
    assert not Toekenning.objects.filter(nummer=files.NUMMER).exists()


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("1234567.5"), "1.234.567,50"), (Decimal("0.1234567"), "0,123457"), (Decimal(-3), "\u22123,00"),
     (True, "ja"), (12, "12"), ("vol", "vol")],
)  # fmt: skip
def test_any_value_in_a_few_signs(value, shown):
    assert kort(value) == shown


class TestNarekenen:
    @pytest.fixture
    def found(self, maatwerk_world) -> Berekening:
        return Berekening.objects.recent().filter(onderwerp="kwartaal", toekenning__nummer="0020781").latest("periode")

    def test_without_a_difference(self, client, found, django_assert_max_num_queries):
        assert "Reken deze berekening na" in text_of(client.get(f"/maatwerk/berekeningen/{found.key}/"))
        address = f"/maatwerk/berekeningen/{found.key}/narekenen/"
        client.get(address)
        with django_assert_max_num_queries(14):
            page = text_of(client.get(address))
        assert "Geen verschillen" in page

    def test_with_differences(self, client, found):
        line = found.lijnen.select_related("werknemer").order_by("rang").first()
        Loonlijn.objects.filter(werknemer=line.werknemer, kwartaal=found.periode).update(brutoloon=line.brutoloon - 50)
        page = text_of(client.get(f"/maatwerk/berekeningen/{found.key}/narekenen/"))
        assert "Er zijn verschillen" in page
        assert f"{line.werknemer.naam} {line.werknemer.voornaam}" in page
        assert "brutoloon:" in page
        assert line.werknemer.insz not in page

    def test_an_enterprise_has_no_such_button(self, found):
        karim = act_as(Client(), "Karim Benali", "De Wissel")
        own = Berekening.objects.filter(onderwerp="kwartaal", toekenning__nummer="0012345").first()
        assert "Reken deze berekening na" not in text_of(karim.get(f"/maatwerk/berekeningen/{own.key}/"))

    def test_all_labels_of_a_quarter_at_a_terminal(self, found):
        said = StringIO()
        quarter = found.kwartaal
        call_command("maatwerk_narekenen", str(quarter), stdout=said)
        assert said.getvalue() == "3 the same, 0 different.\n"
        Loonlijn.objects.filter(kwartaal=found.periode, toekenning=found.toekenning).update(brutoloon=Decimal(5000))
        call_command("maatwerk_narekenen", str(quarter), stdout=said)
        assert "0020781: " in said.getvalue()
        assert said.getvalue().endswith("2 the same, 1 different.\n")
        with pytest.raises(CommandError):
            call_command("maatwerk_narekenen", "2026")


class TestCommand:
    @pytest.fixture
    def name(self) -> str:
        return user_of(person("Nele Aerts")).username

    @pytest.fixture
    def path(self, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path
        path = tmp_path / "contingenten.csv"
        path.write_bytes(files.as_csv(files.soorten.CONTINGENTEN, files.contingenten(files.history())))
        return path

    def test_checks_and_stores(self, name, path):
        rows = len(files.contingenten(files.history()))
        said = StringIO()
        call_command("maatwerk_levering", "contingenten", str(path), user=name, rows=rows, check=True, stdout=said)
        assert not Contingent.objects.exists()
        call_command("maatwerk_levering", "contingenten", str(path), user=name, rows=rows, stdout=said)
        assert Contingent.objects.count() == rows
        assert f"{rows} rows stored." in said.getvalue()

    def test_stops_at_a_control_figure(self, name, path):
        with pytest.raises(CommandError, match="controlecijfer"):
            call_command("maatwerk_levering", "contingenten", str(path), user=name, rows=1, stdout=StringIO())

    def test_only_for_who_may(self, path):
        karim = user_of(person("Karim Benali")).username
        for name in (karim, "niemand"):
            with pytest.raises(CommandError, match="may not"):
                call_command("maatwerk_levering", "contingenten", str(path), user=name, rows=1)
        assert User.objects.filter(username=karim).exists()
