"""The department's screen of the register."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.kbo.generating import with_check_digits
from accounts.kbo.importing import is_running
from accounts.kbo.models import KboImport, Refusal
from accounts.kbo.tasks import import_waiting, sweep_imports
from loket.demo.loading import load_register
from loket.journal.models import JournalEntry
from loket.locks import try_lock
from tests.accounts.kbo.extracts import enterprise, kbo, one, together, write
from tests.world import organisation, text_of, token

pytestmark = pytest.mark.django_db
HOME, IMPORTS = "/departement/kbo/", "/departement/kbo/imports/"
Status = KboImport.Status


@pytest.fixture
def handed_over(monkeypatch):
    """The tests do the work of the worker themselves; what would be handed over is kept."""
    handed_over = []
    monkeypatch.setattr("accounts.kbo.tasks.import_waiting.delay_quietly", handed_over.append)
    return handed_over


@pytest.fixture
def pieter(acting):
    return acting("Pieter Lemmens", "Departement")


@pytest.fixture
def folder(settings, tmp_path):
    settings.KBO_FOLDER = tmp_path / "kbo"
    return settings.KBO_FOLDER


def start(client, extract="x", **data):
    return client.post(IMPORTS, {"namens_context": token(client), "extract": extract, **data})


def test_an_empty_register_says_so(pieter, folder):
    assert f'href="{HOME}"' in text_of(pieter.get("/"))
    assert "Er is nog geen extract" in text_of(pieter.get(HOME))
    page = text_of(pieter.get(IMPORTS))
    assert "Er staat geen extract klaar op de server" in page
    assert "Er is nog niets ingelezen" in page


def test_looking_up_and_the_page_of_an_enterprise(pieter, entry, django_assert_max_num_queries):
    entry("0999000129", "Bakkerij De Zon", "Le Soleil", seat="9300 Aalst", places={"2999000171": "8000 Brugge"})
    entry("0999000228", "Zon Gestopt", ceased=datetime.date(2025, 10, 6), places={"2999000270": "3600 Genk"})
    with django_assert_max_num_queries(18):
        page = text_of(pieter.get(HOME, {"q": "zon"}))
    assert page.index("Bakkerij De Zon") < page.index("Zon Gestopt")
    for words in (
        "0999.000.129",
        "Kerkstraat, 9300 Aalst",
        "niet meer in de KBO",
        "Kerkstraat, 3600 Genk (vestiging)",
    ):
        assert words in page
    assert "Er is geen onderneming met “<b>x”" in text_of(pieter.get(HOME, {"q": "<b>x"}))
    with django_assert_max_num_queries(14):
        page = text_of(pieter.get(f"{HOME}ondernemingen/0999000129/"))
    for words in (
        "Bakkerij De Zon",
        "Le Soleil</span> (Naam, Nederlands)",
        "2.999.000.171",
        "Kerkstraat, 8000 Brugge",
    ):
        assert words in page
    assert organisation("De Korenbloem").name in page
    gone = text_of(pieter.get(f"{HOME}ondernemingen/0999000228/"))
    assert "niet meer in de KBO sinds het extract van 6 oktober 2025" in gone
    assert "U ziet het adres van een vestiging" in gone
    for number in ("0999000327", "0999000128", "x"):
        assert pieter.get(f"{HOME}ondernemingen/{number}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_import_from_the_browser(pieter, folder, handed_over):
    rows = together(one(kbo(2_000_001), "Bakkerij De Zon"), {"enterprise": [enterprise("0123.456.789")]})
    write(folder / "x", rows)
    assert "<option" in text_of(pieter.get(IMPORTS))
    address = start(pieter).url
    job = KboImport.objects.get()
    assert address == f"{IMPORTS}{job.key}/"
    assert (job.status, str(job.requested_by), handed_over) == (Status.WAITING, "Pieter Lemmens", [job.pk])
    assert JournalEntry.objects.filter(action="kbo_import_gevraagd").count() == 1
    # A second click finds the first one's.
    assert start(pieter).url == address
    assert KboImport.objects.count() == 1
    page = text_of(pieter.get(address))
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "Er loopt een import van x" in text_of(pieter.get(HOME))
    part = pieter.get(f"{address}voortgang/", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in part.headers
    assert pieter.get(f"{address}voortgang/").url == address
    import_waiting(job.pk)
    assert pieter.get(f"{address}voortgang/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = text_of(pieter.get(address))
    assert "Ingelezen" in page
    assert "0123.456.789" in page
    assert 'http-equiv="refresh"' not in page
    lines = b"".join(pieter.get(f"{address}geweigerd.csv")).decode("utf-8-sig").splitlines()
    assert lines == [
        "bestand;rij;waarde;reden",
        "enterprise.csv;3;0123.456.789;Dit is geen geldig ondernemingsnummer.",
    ]
    assert "140 (volledig), toestand op 5 oktober 2025" in text_of(pieter.get(HOME))


@pytest.mark.parametrize("extract", ["", "../x", "bestaat-niet", "/etc"])
def test_only_what_lies_in_the_folder_can_be_chosen(pieter, folder, handed_over, extract):
    write(folder / "x", {})
    write(folder.parent / "buiten", {})
    response = start(pieter, extract)
    assert response.status_code == 422
    assert "Kies een extract." in text_of(response)
    assert not KboImport.objects.exists()
    assert handed_over == []


def test_an_import_that_failed_says_why(pieter):
    job = KboImport.objects.create(source="x.zip", status=Status.REFUSED, message="Het zipbestand is beschadigd.")
    assert "Het zipbestand is beschadigd." in text_of(pieter.get(f"{IMPORTS}{job.key}/"))


def test_a_long_report_and_a_long_list_need_few_queries(pieter, folder, django_assert_max_num_queries):
    jobs = [KboImport.objects.create(source=f"extract-{number}.zip", status=Status.DONE) for number in range(15)]
    Refusal.objects.bulk_create(
        Refusal(of=jobs[0], file="address", line=line, value="=1+1", reason="Reden") for line in range(1000)
    )
    address = f"{IMPORTS}{jobs[0].key}/"
    for page in (IMPORTS, address, f"{address}geweigerd.csv"):
        with django_assert_max_num_queries(10):
            response = pieter.get(page)
            if response.streaming:
                assert b"".join(response).count(b"'=1+1") == 1000
    assert "U ziet de eerste 100 van 1000 bewaarde rijen." in text_of(pieter.get(address))
    assert len(pieter.get(IMPORTS).context["page"].rows) == 10


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_up_what_a_lost_message_left(handed_over):
    waiting = KboImport.objects.create(source="x")
    dead = KboImport.objects.create(source="y", status=Status.RUNNING, started_at=timezone.now())
    with try_lock("kbo import"):
        assert is_running()
        sweep_imports()
        assert handed_over == []
    assert not is_running()
    sweep_imports()
    dead.refresh_from_db()
    assert (handed_over, dead.status) == ([waiting.pk], Status.BROKEN)


@pytest.mark.django_db(transaction=True)
def test_the_demo_has_a_register(demo_world, acting):
    assert load_register()
    assert not load_register()
    korenbloem = organisation("De Korenbloem")
    assert (korenbloem.name, korenbloem.ceased_on) == ("Bakkerij De Korenbloem bv", None)
    assert korenbloem.establishments.get().municipality == "Aalst"
    assert korenbloem.kinds == ["werkgever"]
    hits = acting("Pieter Lemmens", "Departement").get(HOME, {"q": "korenbloem"}).context["hits"]
    assert [hit.name for hit in hits] == ["Bakkerij De Korenbloem bv"]
    assert with_check_digits(9_990_001) == hits[0].number
    call_command("load_demo")


def test_names_are_shown_as_they_are_written(pieter, entry):
    entry("0999000129", "<script>alert(1)</script>")
    page = pieter.get(HOME, {"q": "script"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
