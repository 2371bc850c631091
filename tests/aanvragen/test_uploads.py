"""Uploads: judged by what they are, kept once they are good, refused in words."""

import io
import struct
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from aanvragen.content import NO_PAGES, OTHER, PASSWORD
from aanvragen.content import judge as judge_content
from aanvragen.models import Bijlage
from aanvragen.uploads import EXTENSIONS, Judged, UploadRefused, judge_upload, safe_name
from tests.aanvragen.filing import CONTACT, EMMA, confirm, errors_at, lasser, post_step, start_draft
from tests.world import add_colleague, text_of


def pdf(**save) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target, **save)
    return target.getvalue()


def image(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size).save(target, kind)
    return target.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 by 60,000."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


GOOD = {"pdf": pdf(), "jpeg": image("JPEG"), "png": image("PNG")}


def judge(content: bytes, name: str = "attest.pdf", content_type: str = "application/pdf") -> Judged:
    return judge_upload(SimpleUploadedFile(name, content, content_type))


@pytest.mark.parametrize("name", ["attest.pdf", "foto.exe", "zonder", "../../etc/passwd", "attest.png"])
@pytest.mark.parametrize(
    ("kind", "expected"), [("pdf", "application/pdf"), ("jpeg", "image/jpeg"), ("png", "image/png")]
)
def test_the_content_decides_whatever_the_name(name, kind, expected):
    judged = judge(GOOD[kind], name, "text/html")
    assert (judged.content_type, judged.content) == (expected, GOOD[kind])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html><script>alert(1)</script>", "Kies een pdf, een JPEG of een PNG."),
        (b"%PDF-1.7\n<script>alert(1)</script>", "Kies een pdf, een JPEG of een PNG."),
        (b"", "Het bestand is leeg."),
        (b"PK\x03\x04" + b"\0" * 200, "Kies een pdf, een JPEG of een PNG."),
        (image("GIF"), "Kies een pdf, een JPEG of een PNG."),
        (image("BMP"), "Kies een pdf, een JPEG of een PNG."),
        (GOOD["png"][:40], "Kies een pdf, een JPEG of een PNG."),
        (GOOD["pdf"][:200], "Kies een pdf, een JPEG of een PNG."),
        (bomb(), "Kies een pdf, een JPEG of een PNG."),
        (b"%PDF-" + b"\0" * 10_485_760, "Het bestand is te groot. Kies een bestand van hoogstens 10 MB."),
    ],
    ids=["html", "html named pdf", "empty", "zip", "gif", "bmp", "half png", "half pdf", "bomb", "large"],
)
def test_what_is_something_else_is_refused_in_words(content, message):
    with pytest.raises(UploadRefused, match=message):
        judge(content)


def test_a_pdf_with_a_password_is_refused_by_name():
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(UploadRefused, match="De pdf is beveiligd met een wachtwoord."):
        judge(locked)


def test_a_busy_machine_does_not_blame_the_file(monkeypatch):
    monkeypatch.setattr("aanvragen.uploads.JUDGED_WITHIN_SECONDS", 0)
    with pytest.raises(UploadRefused, match="Probeer het over enkele minuten opnieuw"):
        judge(GOOD["pdf"])


def test_a_pdf_without_pages_is_refused():
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.save(target)
    with pytest.raises(UploadRefused, match="geen bladzijden"):
        judge(target.getvalue())


def test_a_size_that_lies_is_seen():
    upload = SimpleUploadedFile("a.pdf", b"%PDF-" + b"\0" * 10_485_760)
    upload.size = 10
    with pytest.raises(UploadRefused, match="te groot"):
        judge_upload(upload)


def test_a_photo_of_many_phones_is_a_jpeg():
    target = io.BytesIO()
    picture = Image.new("RGB", (40, 30), "white")
    picture.save(target, "MPO", save_all=True, append_images=[picture])
    assert judge(target.getvalue()).content_type == "image/jpeg"


@pytest.mark.parametrize("given", ["attest.hta", "../../attest.exe", "C:\\map\\attest.html", "attest"])
def test_the_name_gets_the_extension_of_the_content(given):
    assert safe_name(given, "application/pdf") == "attest.pdf"


HEADS = st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"%PDF-", b"GIF89a"])


def never_crashes(content: bytes) -> None:
    assert judge_content(content) in {*EXTENSIONS, PASSWORD, NO_PAGES, OTHER}


@settings(max_examples=150)
@given(HEADS, st.binary(max_size=400))
def test_no_bytes_crash_the_judge(head, content):
    never_crashes(head + content)


@settings(max_examples=150)
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_no_damage_crashes_the_judge(kind, data):
    content = bytearray(GOOD[kind])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=12)):
        content[place] = data.draw(st.integers(0, 255))
    never_crashes(bytes(content[: data.draw(st.integers(1, len(content)))]))


# --- In the form ---------------------------------------------------------------------------------
@pytest.fixture
def bart(acting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return acting("Bart Maes", "De Korenbloem")


@pytest.fixture
def draft(bart):
    aanvraag = start_draft(bart)
    post_step(bart, aanvraag, "contact", CONTACT)
    post_step(bart, aanvraag, "werknemer", EMMA)
    return aanvraag


def attest(content: bytes = GOOD["pdf"], name: str = "attest van Emma.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.django_db
def test_a_good_file_is_kept_when_another_field_is_wrong(bart, draft):
    response = post_step(bart, draft, "opleiding", {**lasser(), "start": "morgen", "attest": attest()})
    assert errors_at(response, "start")
    assert "Bewaard: " in text_of(response)
    assert "attest van Emma.pdf" in text_of(bart.get(f"/aanvragen/{draft.key}/stap/opleiding/"))
    # The rest without the file: it is still there.
    assert post_step(bart, draft, "opleiding", lasser()).status_code == 302
    bijlage = Bijlage.objects.get()
    assert (bijlage.content_type, bijlage.removed_at, bijlage.size) == ("application/pdf", None, len(GOOD["pdf"]))
    post_step(bart, draft, "verlof", {"hours": "40", "akkoord": "on"})
    assert "attest van Emma.pdf" in text_of(bart.get(f"/aanvragen/{draft.key}/controleren/"))
    confirm(bart, draft)
    assert "attest van Emma.pdf" in text_of(bart.get(f"/aanvragen/{draft.key}/"))


@pytest.mark.django_db
def test_a_wrong_file_is_said_at_its_field_and_leaves_the_good_one(bart, draft):
    post_step(bart, draft, "opleiding", {**lasser(), "attest": attest()})
    response = post_step(bart, draft, "opleiding", {**lasser(), "attest": attest(b"<html>", "attest.pdf")})
    assert "Kies een pdf, een JPEG of een PNG." in errors_at(response, "attest")
    assert Bijlage.objects.get().removed_at is None


@pytest.mark.django_db
def test_a_file_is_a_download_with_the_type_that_it_has(bart, draft, acting):
    post_step(bart, draft, "opleiding", {**lasser(), "attest": attest(GOOD["png"], "attest.html")})
    address = f"/aanvragen/{draft.key}/bijlage/{Bijlage.objects.get().pk}/"
    response = bart.get(address)
    assert b"".join(response) == GOOD["png"]
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    add_colleague()
    # A draft is of one person; so are its files.
    assert acting("Rik Thys", "De Korenbloem").get(address).status_code == 404
    assert acting("Goran De Smet", "Van Hoof").get(address).status_code == 404


@pytest.mark.django_db
def test_a_new_file_takes_the_place_of_the_old_one(bart, draft):
    for content in (GOOD["pdf"], GOOD["png"]):
        post_step(bart, draft, "opleiding", {**lasser(), "attest": attest(content)})
    old, new = Bijlage.objects.order_by("pk")
    assert old.removed_at is not None
    assert new.content_type == "image/png"
    assert bart.get(f"/aanvragen/{draft.key}/bijlage/{old.pk}/").status_code == 404


@pytest.mark.django_db
def test_a_file_can_be_taken_away_and_the_rest_stays_typed(bart, draft):
    post_step(bart, draft, "opleiding", {**lasser(), "start": "morgen", "attest": attest()})
    page = post_step(bart, draft, "opleiding", {**lasser(), "start": "morgen"}, action="verwijder_bestand:attest")
    assert page.status_code == 200
    assert "Bewaard: " not in text_of(page)
    assert 'value="morgen"' in text_of(page)
    assert Bijlage.objects.get().removed_at is not None


@pytest.mark.django_db
def test_the_name_on_disk_is_not_the_name_that_was_typed(bart, draft):
    post_step(bart, draft, "opleiding", {**lasser(), "attest": attest(name="90012099016.pdf")})
    bijlage = Bijlage.objects.get()
    assert bijlage.name == "90012099016.pdf"
    assert "90012099016" not in bijlage.file.name
