"""A file under a mandate that ends between confirming and storing."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from post_office.models import Email
from pypdf import PdfReader

from aanvragen.deelname.dienst import DEELNAME
from aanvragen.models import Aanvraag
from aanvragen.vov.bestand.kind import VOV_BESTAND
from accounts.models import Establishment
from loket.acting.context import ActingContext, Choice, Doelgroep
from loket.bulk.large import csv_source, files
from loket.bulk.large.models import Bestand
from loket.bulk.large.receipts import ensure_receipt
from loket.bulk.large.running import go_on
from loket.catalogue.registry import by_dimona
from mandates.acting import resolve
from mandates.models import SsmMandaat
from mandates.ssm.types import all_types
from tests.aanvragen.filing import EMMA, TOM
from tests.aanvragen.vov_bestand.rows import ANSWERS, as_csv, row, work
from tests.world import organisation, person, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mandaat() -> SsmMandaat:
    """Marc Dubois files at Boekhoudkantoor Peeters for Van Hoof."""
    return SsmMandaat.objects.get(giver_organisation=organisation("Van Hoof"), type="vov")


def acting(mandaat: SsmMandaat) -> ActingContext:
    own = organisation("Boekhoudkantoor")
    choice = Choice(Doelgroep(own.doelgroep), own.pk, mandaat.giver_organisation_id, f"ssm:{mandaat.pk}")
    found = resolve(user_of(person("Marc Dubois")), choice, timezone.localdate())
    assert found is not None
    return found


def confirmed(mandaat: SsmMandaat, *rows: dict) -> Bestand:
    content = SimpleUploadedFile("aanvragen.csv", as_csv(*rows))
    marc = acting(mandaat)
    bestand = work(files.upload(VOV_BESTAND, marc, "aanvragen.csv", content, again=False, answers=ANSWERS))
    files.confirm(marc, bestand, only_right=True)
    bestand.refresh_from_db()
    return bestand


def rows() -> list[dict]:
    place = Establishment.objects.filter(organisation=organisation("Van Hoof"), in_flanders=True).first().number
    return [row({**worker, "establishment": place}) for worker in (EMMA, TOM)]


def end(mandaat: SsmMandaat) -> None:
    SsmMandaat.objects.filter(pk=mandaat.pk).update(end=timezone.localdate() - timedelta(days=1))


def filed() -> int:
    return Aanvraag.objects.filter(represented=organisation("Van Hoof"), status="ingediend").count()


def mails() -> list[Email]:
    return list(Email.objects.filter(to=ANSWERS["contact_email"]).order_by("pk"))


def test_it_ends_before_anything_is_stored(mandaat):
    bestand, before = confirmed(mandaat, *rows()), filed()
    end(mandaat)
    bestand = work(bestand)
    assert (bestand.status, bestand.stored_rows, bestand.reference, filed()) == ("gestopt", 0, None, before)
    assert "mag dit niet (meer) voor deze organisatie" in bestand.stop_reason
    assert "opnieuw opladen" in bestand.stop_reason
    # His page of the file is not his any more: the mail says it.
    mail = mails()[-1]
    assert "Er is niets ingediend." in mail.message
    assert bestand.stop_reason in mail.message


def test_it_ends_while_the_file_is_stored(mandaat, monkeypatch):
    """What was stored stays, with its receipt; the other row was not, and is the only one that is right again."""
    monkeypatch.setattr(csv_source, "PORTION", 1)
    bestand, before = confirmed(mandaat, *rows()), filed()
    while not bestand.stored_rows:
        # A row a turn, the headers first.
        assert go_on(bestand.pk, 0)
        bestand.refresh_from_db()
    end(mandaat)
    bestand = work(bestand)
    assert (bestand.status, bestand.stored_rows, filed()) == ("gestopt", 1, before + 1)
    assert f"We stopten met de rest van het bestand: {bestand.stop_reason}" in mails()[-1].message
    stored = ensure_receipt(bestand.pk)
    with stored.receipt.open("rb") as file:
        words = " ".join(PdfReader(io.BytesIO(file.read())).pages[0].extract_text().split())
    assert "De overige rijen zijn niet verwerkt" in words
    SsmMandaat.objects.filter(pk=mandaat.pk).update(end=None)
    again = SimpleUploadedFile("aanvragen.csv", as_csv(*rows()))
    again = work(files.upload(VOV_BESTAND, acting(mandaat), "aanvragen.csv", again, again=True, answers=ANSWERS))
    assert (again.right_rows, again.double_rows) == (1, 1)


def test_attendance_is_registered_under_no_mandate():
    """No type of mandate opens that dienst: a file with attendance is always of the verstrekker's own people."""
    opened = {code for item in (by_dimona(), *(each.acts for each in all_types())) for code, _act in item}
    assert opened
    assert DEELNAME.code not in opened
