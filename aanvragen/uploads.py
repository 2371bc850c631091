"""Judging an uploaded file by its content, never by its name or by what the browser says it is."""

import hashlib
import io
import warnings
from dataclasses import dataclass

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError

PDF = "application/pdf"
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}
NOT_ALLOWED = "Kies een pdf, een JPEG of een PNG. Dit bestand is iets anders, of het is beschadigd."


class UploadRefused(ValueError):
    """The file is not accepted; the message says in Dutch why and what is allowed."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the content turned out to be."""

    content: bytes
    content_type: str
    sha256: str


def judge_upload(upload: UploadedFile) -> Judged:
    """Read the file and decide what it is. Raises UploadRefused for anything but a readable PDF, JPEG or PNG."""
    limit = settings.UPLOAD_MAX_BYTES
    if upload.size is None or upload.size > limit:
        raise UploadRefused(f"Het bestand is te groot. Kies een bestand van hoogstens {limit // 1_048_576} MB.")
    content = upload.read(limit + 1)
    if len(content) > limit:
        raise UploadRefused(f"Het bestand is te groot. Kies een bestand van hoogstens {limit // 1_048_576} MB.")
    if not content:
        raise UploadRefused("Het bestand is leeg. Kies een ander bestand.")
    content_type = _pdf(content) if content.startswith(b"%PDF-") else _image(content)
    return Judged(content, content_type, hashlib.sha256(content).hexdigest())


def _pdf(content: bytes) -> str:
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as document:
            if not document.pages:
                raise UploadRefused("De pdf heeft geen bladzijden. Kies een ander bestand.")
    except pikepdf.PasswordError:
        raise UploadRefused("De pdf is beveiligd met een wachtwoord. Kies een pdf zonder wachtwoord.") from None
    except pikepdf.PdfError:
        raise UploadRefused(NOT_ALLOWED) from None
    return PDF


def _image(content: bytes) -> str:
    try:
        with warnings.catch_warnings():
            # A picture that unpacks to an absurd size is an attack, not an attest.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(IMAGES)) as image:
                image.load()
                return IMAGES[image.format]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        raise UploadRefused(NOT_ALLOWED) from None
