"""The help page about mandates, and the manual that is made of the same text."""

import io
import re

import pytest
from django.test import Client
from django.utils.html import strip_tags
from pypdf import PdfReader

from mandates.hulp.handleiding import PICTURES
from tests.tour import MANUAL
from tests.world import text_of

pytestmark = pytest.mark.django_db


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def page() -> str:
    return words(strip_tags(text_of(Client().get("/mandaten/hulp/"))))


@pytest.fixture
def manual() -> PdfReader:
    response = Client().get("/mandaten/hulp/handleiding.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def test_the_four_steps_and_who_does_what_stand_on_the_page(page):
    for sentence in (
        "Stap 1: Toegang tot het Mandatenbeheer",
        "Stap 2: Mandaat geven of aanvragen",
        "Stap 3: Mandaat goedkeuren",
        "Stap 4: Aanmelden via Vlaams mandaat",
        "Een partij kan zowel een organisatie zijn als een natuurlijk persoon.",
        "SSM Mandaatbeheerder",
        "SSM Mandaatuitvoerder",
        "Veelgestelde vragen",
    ):
        assert sentence in page


def test_the_manual_says_what_the_page_says_with_a_picture_of_each_screen(page, manual):
    text = words(" ".join(sheet.extract_text() for sheet in manual.pages))
    body = page[page.index("Via het Mandatenbeheer") : page.index("Handleiding In de")]
    sentences = [
        s.strip() for s in re.split(r"(?<=[.?])\s", body) if len(s) > 40 and "Om te kunnen aanmelden" not in s
    ]
    assert len(sentences) > 12
    missing = [s for s in sentences if s[-40:] not in text]
    assert missing == []
    assert len({image.data for sheet in manual.pages for image in sheet.images}) == len(PICTURES) == 5
    for alternative in PICTURES.values():
        assert alternative[:40] in text


def test_the_manual_is_tagged_and_dutch(manual):
    root = manual.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert manual.metadata.title == "Handleiding: aanmelden via het Mandatenbeheer"


def test_the_tour_draws_every_picture_of_the_manual():
    assert set(MANUAL) == set(PICTURES)
