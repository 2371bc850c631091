"""The receipt: a real, accessible PDF, made once, that can be verified later."""

import hashlib
import io
import time

import pytest
from pypdf import PdfReader

from aanvragen.models import Ontvangstbewijs
from aanvragen.states import Status
from aanvragen.tasks import make_receipt, sweep_receipts
from loket.ui.pdf import OutsideAddress, html_to_pdf
from tests.aanvragen.filing import EMMA, file_one, stored
from tests.world import add_colleague, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bart(acting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return acting("Bart Maes", "De Korenbloem")


def download(client, aanvraag) -> bytes:
    response = client.get(f"/aanvragen/{aanvraag.key}/ontvangstbewijs.pdf")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert aanvraag.reference in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]
    return b"".join(response)


def test_the_receipt_is_an_accessible_pdf_with_what_was_filed(bart):
    aanvraag = file_one(bart)
    make_receipt(aanvraag.pk)
    content = download(bart, aanvraag)
    document = PdfReader(io.BytesIO(content))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata.title == f"Ontvangstbevestiging {aanvraag.reference}"
    metadata = root["/Metadata"].get_data().decode()
    assert "pdfuaid" in metadata
    assert not document.is_encrypted
    text = "\n".join(page.extract_text() for page in document.pages)
    assert aanvraag.reference in text
    for shown in ("Ontvangstbevestiging", "De Korenbloem", "0999.000.129", "Emma", "Lasser MIG/MAG", "40 uur"):
        assert shown in text
    assert "90.01.**-***.16" in text
    flat = "".join(character for character in text if character.isdigit())
    assert "90012099016" not in flat
    stored_receipt = Ontvangstbewijs.objects.get()
    assert stored_receipt.sha256 == hashlib.sha256(content).hexdigest()
    assert stored_receipt.size == len(content)
    assert stored_receipt.sha256 in text_of(bart.get(f"/aanvragen/{aanvraag.key}/"))


def test_while_it_is_made_a_page_looks_again(bart):
    aanvraag = stored("Bart Maes", "De Korenbloem")
    response = bart.get(f"/aanvragen/{aanvraag.key}/ontvangstbewijs.pdf")
    assert response.status_code == 202
    assert "Uw pdf wordt gemaakt" in text_of(response)
    assert '<meta http-equiv="refresh"' in text_of(response)


def test_a_second_making_leaves_the_first(bart, tmp_path):
    aanvraag = stored("Bart Maes", "De Korenbloem")
    make_receipt(aanvraag.pk)
    first = Ontvangstbewijs.objects.get()
    make_receipt(aanvraag.pk)
    sweep_receipts()
    assert Ontvangstbewijs.objects.get().sha256 == first.sha256
    assert len(list(tmp_path.rglob("*.pdf"))) == 1


@pytest.mark.django_db(transaction=True)
def test_the_sweep_makes_what_is_missing_and_nothing_for_drafts(bart, celery_worker_running):
    filed = stored("Bart Maes", "De Korenbloem")
    stored("Bart Maes", "De Korenbloem", Status.CONCEPT)
    sweep_receipts()
    give_up = time.monotonic() + 20
    while not Ontvangstbewijs.objects.exists() and time.monotonic() < give_up:
        time.sleep(0.1)
    assert [receipt.aanvraag for receipt in Ontvangstbewijs.objects.select_related("aanvraag")] == [filed]


def test_a_colleague_gets_it_and_another_company_does_not(bart, acting):
    aanvraag = stored("Bart Maes", "De Korenbloem")
    make_receipt(aanvraag.pk)
    add_colleague()
    assert download(acting("Rik Thys", "De Korenbloem"), aanvraag).startswith(b"%PDF-")
    assert acting("Goran De Smet", "Van Hoof").get(f"/aanvragen/{aanvraag.key}/ontvangstbewijs.pdf").status_code == 404
    assert acting("An Claes", "De Korenbloem").get(f"/aanvragen/{aanvraag.key}/ontvangstbewijs.pdf").status_code == 403


def test_what_was_typed_is_text_in_the_pdf_and_fetches_nothing(bart):
    aanvraag = file_one(bart, worker={**EMMA, "first_name": '<img src="http://127.0.0.1:1/x">'})
    make_receipt(aanvraag.pk)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(download(bart, aanvraag))).pages)
    assert "<img" in text


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/x.png", "file:///etc/passwd"])
def test_a_document_fetches_nothing_from_outside(address):
    with pytest.raises(OutsideAddress):
        html_to_pdf(f'<html lang="nl"><head><title>x</title></head><body><img alt="" src="{address}"></body></html>')
