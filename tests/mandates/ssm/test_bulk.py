"""Files with mandates: seven fields, checked as a whole, carried out once."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

import loket.bulk.applying
from accounts.kbo.models import Enterprise
from accounts.models import Organisation
from loket.demo import world
from mandates.models import SsmBestand, SsmMandaat
from mandates.sides import Side
from mandates.ssm.bulk import applying
from mandates.ssm.bulk.applying import apply_rows
from mandates.ssm.bulk.tasks import sweep_files
from mandates.ssm.states import Status
from tests.mandates.ssm.making import ADDRESS, AN, DIRK, GORAN, JANA, an_manages, day, sent, van_hoof_peeters
from tests.world import context_of, organisation, text_of, together, token

pytestmark = pytest.mark.django_db
FAR = 10_000.0
FILES = f"{ADDRESS}bestanden/"


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """The tests apply files themselves; what would be handed over is kept."""
    handed_over = []
    monkeypatch.setattr("mandates.ssm.bulk.tasks.apply_file.delay_quietly", handed_over.append)
    return handed_over


@pytest.fixture
def dirk(acting):
    return acting(*DIRK)


def numbers(count: int) -> list[str]:
    """So many organisations that exist."""
    made = []
    for index in range(count):
        digits = f"08{index:06}"
        made.append(f"{digits}{97 - int(digits) % 97:02}")
    Organisation.objects.bulk_create(
        Organisation(name=f"Klant {kbo}", kbo=kbo, doelgroep="EA", kinds=["werkgever"]) for kbo in made
    )
    return made


def line(kbo: str, email="", capacity="", language="", reference="", start="", end="") -> str:
    return ";".join([kbo, email, capacity, language, reference, start, end])


def content(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def send(client, data: bytes, soort: str = "nemer:vov", **more: str):
    file = SimpleUploadedFile("mandaten.csv", data)
    return client.post(f"{FILES}opladen/", {"namens_context": token(client), "soort": soort, "bestand": file, **more})


def uploaded(client, data: bytes, soort: str = "nemer:vov", **more: str) -> SsmBestand:
    response = send(client, data, soort, **more)
    assert response.status_code == 302, text_of(response)
    return SsmBestand.objects.get(key=response.url.rstrip("/").split("/")[-1])


def press(client, file: SsmBestand, button: str, **more: str):
    return client.post(f"{FILES}{file.key}/{button}/", {"namens_context": token(client), **more})


def applied(client, data: bytes, soort: str = "nemer:vov", **more: str) -> SsmBestand:
    file = uploaded(client, data, soort)
    press(client, file, "indienen", **more)
    assert apply_rows(file.pk, FAR) is False
    file.refresh_from_db()
    return file


def test_right_rows_wait_for_the_other_parties(dirk):
    one, two = numbers(2)
    end = f"{day(400):%Y%m%d}"
    dotted = f"{two[:4]}.{two[4:7]}.{two[7:]}"
    data = content(line(one, "a@klant.example", "", "nl", "Dossier é", f"{day(3):%Y%m%d}", end), line(dotted))
    file = uploaded(dirk, data)
    assert (file.right_rows, file.wrong_rows) == (2, 0)
    page = text_of(dirk.get(f"{FILES}{file.key}/"))
    assert "Dossier é" in page
    assert "Bevestigen" in page
    # Nothing is made before somebody confirms.
    assert not SsmMandaat.objects.filter(giver_organisation__kbo__in=[one, two]).exists()
    press(dirk, file, "indienen")
    apply_rows(file.pk, FAR)
    first = SsmMandaat.objects.get(giver_organisation__kbo=one)
    assert (first.state, first.start, first.end) == (Status.WACHT_OP_GEVER, day(3), day(400))
    assert (first.reference, first.other_email) == ("Dossier é", "a@klant.example")
    assert [mail.to for mail in Email.objects.all()] == [["a@klant.example"]]
    second = SsmMandaat.objects.get(giver_organisation__kbo=two)
    assert (second.start, second.end, second.started_side) == (day(0), None, "nemer")
    file.refresh_from_db()
    assert (file.status, file.counts) == ("verwerkt", {"mandaten": 2})
    assert "Mandaten die naar de andere partij vertrokken: 2" in text_of(dirk.get(f"{FILES}{file.key}/"))


def test_giving_by_file(acting):
    (kbo,) = numbers(1)
    applied(acting(*GORAN), content(line(kbo)), "gever:vov-raadplegen")
    made = SsmMandaat.objects.get(taker_organisation__kbo=kbo)
    assert (made.type, made.giver, made.state) == ("vov-raadplegen", organisation("Van Hoof"), Status.WACHT_OP_NEMER)


def test_a_citizen_has_files_too(acting):
    (kbo,) = numbers(1)
    file = applied(acting(*JANA), content(line(kbo)), "gever:mijn-opleidingsverlof")
    assert (file.person.full_name, file.organisation) == ("Jana Goossens", None)
    assert SsmMandaat.objects.get(taker_organisation__kbo=kbo).giver == file.person


def test_a_number_that_only_the_register_knows(dirk):
    kbo = "0800000075"
    Enterprise.objects.create(number=kbo, line=1)
    file = applied(dirk, content(line(kbo)))
    assert file.failures == []
    assert SsmMandaat.objects.get(giver_organisation__kbo=kbo).state is Status.WACHT_OP_GEVER


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (line(""), None, None),
        (line("0999000999"), "nummer van de andere partij", "controlecijfers"),
        (line("0999999922"), "nummer van de andere partij", "kennen geen onderneming"),
        (line(world.PEETERS), "nummer van de andere partij", "verschillende partijen"),
        (line("", reference="x"), "nummer van de andere partij", "Vul het KBO-nummer"),
        (line(world.SMETS, email="geen-adres"), "e-mailadres", "e-mailadres"),
        (line(world.SMETS, capacity="arts"), "hoedanigheid", "e-health"),
        (line(world.SMETS, language="fr"), "taal", "nl"),
        (line(world.SMETS, reference="x" * 256), "referentie", "255"),
        (line(world.SMETS, start="01/09/2027"), "begindatum", "jjjjmmdd"),
        (line(world.SMETS, start="20270231"), "begindatum", "bestaande datum"),
        (line(world.SMETS, start="20200101"), "begindatum", "verleden"),
        (line(world.SMETS, end="20200101"), "einddatum", "voor de begindatum"),
        (line(world.VAN_HOOF), "begindatum", "loopt in deze periode al"),
        (line(world.KORENBLOEM), "begindatum", "wacht al"),
        (f"{world.SMETS};;;;;", "rij", "velden"),
        (f"{world.SMETS};;;;;;;;", "rij", "velden"),
    ],
)
def test_what_is_wrong_says_where_and_what_to_do(dirk, row, column, words):
    good = line(*numbers(1))
    file = uploaded(dirk, content(good, row))
    if column is None:
        # An empty line is no row.
        assert file.findings == []
        return
    assert [(finding[0], finding[1]) for finding in file.findings] == [(2, column)]
    assert words in file.findings[0][3]
    page = text_of(dirk.get(f"{FILES}{file.key}/"))
    assert file.findings[0][3] in page
    assert "Dien alleen de juiste rijen in" in page
    press(dirk, file, "indienen")
    file.refresh_from_db()
    assert file.status == "gecontroleerd", "leaving out wrong rows is a choice"
    press(dirk, file, "indienen", keuze="juiste")
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert (file.done_rows, file.counts) == (1, {"mandaten": 1})


def test_all_mistakes_of_a_row_at_once_and_the_same_party_twice(dirk):
    (kbo,) = numbers(1)
    early, late = f"{day(5):%Y%m%d}", f"{day(9):%Y%m%d}"
    file = uploaded(
        dirk,
        content(
            line(kbo, "x", "y", "z", "", "nu", "straks"),
            line(kbo, start=early, end=late),
            line(kbo, start=late),
            line(kbo, start=f"{day(10):%Y%m%d}"),
        ),
    )
    assert [finding[1] for finding in file.findings if finding[0] == 1] == [
        "e-mailadres",
        "hoedanigheid",
        "taal",
        "begindatum",
        "einddatum",
    ]
    assert [finding[3] for finding in file.findings if finding[0] == 3] == [
        "Deze partij staat ook in rij 2. Laat één van beide rijen weg."
    ]
    assert file.right_rows == 2


def test_rejected_rows_come_back_and_can_be_sent_again(dirk):
    (kbo,) = numbers(1)
    file = uploaded(dirk, content(line(kbo, language="fr", reference="+32 9")))
    back = b"".join(dirk.get(f"{FILES}{file.key}/geweigerd/")).decode("utf-8-sig")
    assert back == f'{kbo};;;fr;\'+32 9;;;"taal: Vul nl in, of laat dit veld leeg."\r\n'.replace('"', "")
    mended = uploaded(dirk, back.replace("fr", "nl").encode())
    assert (mended.right_rows, mended.wrong_rows) == (1, 0)
    press(dirk, mended, "indienen")
    apply_rows(mended.pk, FAR)
    assert SsmMandaat.objects.get(giver_organisation__kbo=kbo).reference == "+32 9"


def test_the_same_file_twice_is_recognised(dirk):
    data = content(line(*numbers(1)))
    first = applied(dirk, data)
    page = send(dirk, data)
    assert page.status_code == 422
    assert "Dit bestand is al eens opgeladen" in text_of(page)
    again = uploaded(dirk, data, opnieuw="on")
    assert again != first
    # What it asks waits already.
    assert "wacht al" in again.findings[0][3]
    # In the other role it is another file.
    assert uploaded(dirk, data, "gever:vov").right_rows == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Het bestand is leeg"),
        (b"\r\n;;;;;;\r\n", "geen rijen"),
        (b"PK\x03\x04abc", "werkmap"),
        (b'a;"b\r\n', "aanhalingsteken"),
        (b"x" * (2 * 1024 * 1024 + 1), "groter dan"),
        (b"1\r\n" * 5001, "5001 rijen"),
    ],
)
def test_files_that_cannot_be_read(dirk, data, words):
    page = send(dirk, data)
    assert page.status_code == 422
    assert words in text_of(page)
    assert not SsmBestand.objects.exists()


def test_type_and_role_are_chosen_and_only_possible_ones(acting, dirk):
    data = content(line(*numbers(1)))
    for soort in ("", "nemer:mijn-opleidingsverlof", "portaal:vov", "gever:iets"):
        page = send(dirk, data, soort)
        assert page.status_code == 422
        assert SsmBestand.objects.count() == 0
    page = text_of(acting(*JANA).get(f"{FILES}opladen/"))
    assert "Ik geef een mandaat aan" in page
    assert "gever:vov" not in page


def test_a_killed_worker_goes_on_where_it_was(dirk, monkeypatch):
    monkeypatch.setattr(loket.bulk.applying, "CHUNK", 10)
    file = uploaded(dirk, content(*map(line, numbers(15))))
    press(dirk, file, "indienen")
    real, calls = applying.start_concept, []

    def dies(*arguments):
        calls.append(1)
        if len(calls) == 14:
            raise OperationalError("killed")
        return real(*arguments)

    monkeypatch.setattr(applying, "start_concept", dies)
    with pytest.raises(OperationalError):
        apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert (file.done_rows, file.status) == (10, "bezig")
    made = SsmMandaat.objects.filter(giver_organisation__name__startswith="Klant")
    assert made.count() == 10
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert (file.status, made.count()) == ("verwerkt", 15)


def test_the_sweep_takes_up_what_stands_still(dirk, no_broker):
    file = uploaded(dirk, content(*map(line, numbers(2))))
    press(dirk, file, "indienen")
    SsmBestand.objects.update(moved_at=timezone.now() - datetime.timedelta(minutes=5))
    no_broker.clear()
    sweep_files()
    assert no_broker == [file.pk]
    SsmBestand.objects.update(status="gecontroleerd", uploaded_at=timezone.now() - datetime.timedelta(days=8))
    sweep_files()
    file.refresh_from_db()
    assert (file.status, file.plan) == ("vervallen", None)


def test_who_lost_the_right_stops_the_file(acting):
    an_manages()
    an = acting(*AN)
    file = uploaded(an, content(*map(line, numbers(2))), "gever:vov-raadplegen")
    press(an, file, "indienen")
    organisation("De Korenbloem").werkrelaties.get(person__first_name="An").rechten.filter(
        recht__code="ssm_mandaatbeheerder"
    ).update(end=day(-1))
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert file.status == "gestopt"
    assert not SsmMandaat.objects.filter(type="vov-raadplegen").exists()


def test_a_row_that_fails_after_all_is_reported_and_comes_back(dirk):
    one, two = numbers(2)
    file = uploaded(dirk, content(line(one), line(two)))
    Organisation.objects.filter(kbo=one).update(ceased_on=day(0))
    press(dirk, file, "indienen")
    apply_rows(file.pk, FAR)
    file.refresh_from_db()
    assert file.failures == [
        [1, "nummer van de andere partij", "Deze onderneming is stopgezet. Kies een andere partij."]
    ]
    assert "Deze onderneming is stopgezet" in text_of(dirk.get(f"{FILES}{file.key}/"))
    assert one.encode() in b"".join(dirk.get(f"{FILES}{file.key}/geweigerd/"))
    assert not SsmMandaat.objects.filter(giver_organisation__kbo=one).exists()


def test_progress_can_be_left_and_is_found_again(dirk):
    file = uploaded(dirk, content(*map(line, numbers(3))))
    press(dirk, file, "indienen")
    page = text_of(dirk.get(f"{FILES}{file.key}/"))
    assert "<progress" in page
    assert "U mag deze pagina verlaten" in page
    assert dirk.get(f"{FILES}{file.key}/voortgang/").url == f"{FILES}{file.key}/"
    part = dirk.get(f"{FILES}{file.key}/voortgang/", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in part.headers
    assert "mandaten.csv" in text_of(dirk.get(FILES))
    press(dirk, file, "annuleren")
    assert apply_rows(file.pk, FAR) is False
    assert dirk.get(f"{FILES}{file.key}/voortgang/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    response = press(dirk, file, "annuleren")
    assert "al afgewerkt" in text_of(dirk.get(response.url))


def test_files_of_others_do_not_exist(acting, dirk):
    file = uploaded(dirk, content(line(*numbers(1))))
    an_manages()
    for client in (acting(*AN), acting(*JANA)):
        for address in ("", "voortgang/", "geweigerd/"):
            assert client.get(f"{FILES}{file.key}/{address}").status_code == 404
        for button in ("indienen", "annuleren"):
            assert press(client, file, button).status_code == 404
        assert "mandaten.csv" not in text_of(client.get(FILES))
    assert acting("Marc Dubois", "Boekhoudkantoor Peeters").get(FILES).status_code == 403


def test_a_thousand_rows_are_checked_in_few_queries(dirk):
    data = content(*map(line, numbers(1000)))
    with CaptureQueriesContext(connection) as queries:
        file = uploaded(dirk, data)
    assert len(queries) <= 18
    assert file.right_rows == 1000
    with CaptureQueriesContext(connection) as queries:
        dirk.get(f"{FILES}{file.key}/")
    assert len(queries) <= 7


@pytest.mark.django_db(transaction=True)
def test_a_file_and_a_screen_at_the_same_moment(dirk):
    """Whoever comes first; the row is reported and nothing is made twice."""
    file = uploaded(dirk, content(line(world.SMETS)))
    press(dirk, file, "indienen")
    by_hand = context_of(*DIRK)

    def start() -> object:
        return sent(by_hand, Side.NEMER, "Smets")

    results = together(lambda: apply_rows(file.pk, FAR), start)
    file.refresh_from_db()
    assert file.status == "verwerkt", results
    made = SsmMandaat.objects.filter(giver_organisation__name__contains="Smets", sent_at__isnull=False)
    assert made.count() == 1
    assert van_hoof_peeters().state is Status.ACTIEF
