"""Judging an uploaded file by its content, never by its name or by what the browser says it is."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from aanvragen.content import CPU_SECONDS, NO_PAGES, PASSWORD

EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
REFUSALS = {
    PASSWORD: "De pdf is beveiligd met een wachtwoord. Kies een pdf zonder wachtwoord.",
    NO_PAGES: "De pdf heeft geen bladzijden. Kies een ander bestand.",
}
NOT_ALLOWED = "Kies een pdf, een JPEG of een PNG. Dit bestand is iets anders, of het is beschadigd."
NOT_JUDGED = "We konden het bestand nu niet nakijken. Probeer het over enkele minuten opnieuw."
LONGEST_NAME = 120
# With the waiting for a processor.
JUDGED_WITHIN_SECONDS = CPU_SECONDS + 20


class UploadRefused(ValueError):
    """The file is not accepted; the message says in Dutch why and what is allowed."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the content turned out to be, and a name that fits it."""

    content: bytes
    content_type: str
    sha256: str
    name: str


def judge_upload(upload: UploadedFile) -> Judged:
    """Read the file and decide what it is. Raises UploadRefused for anything but a readable PDF, JPEG or PNG.

    Takes up to half a second: call it outside a transaction.
    """
    limit = settings.UPLOAD_MAX_BYTES
    content = upload.read(limit + 1)
    if len(content) > limit:
        raise UploadRefused(f"Het bestand is te groot. Kies een bestand van hoogstens {limit // 1_048_576} MB.")
    if not content:
        raise UploadRefused("Het bestand is leeg. Kies een ander bestand.")
    content_type = content_type_of(content)
    return Judged(content, content_type, hashlib.sha256(content).hexdigest(), safe_name(upload.name, content_type))


def content_type_of(content: bytes) -> str:
    """The media type, judged in a process of its own with bounded memory and time. Raises UploadRefused."""
    command = [sys.executable, "-m", "aanvragen.content"]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=JUDGED_WITHIN_SECONDS,
            cwd=settings.BASE_DIR,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # A busy machine: what takes so long by itself is stopped before, by its processor time.
        raise UploadRefused(NOT_JUDGED) from None
    answer = done.stdout.decode("ascii", "replace") if done.returncode == 0 else ""
    if answer not in EXTENSIONS:
        raise UploadRefused(REFUSALS.get(answer, NOT_ALLOWED))
    return answer


def safe_name(given: str | None, content_type: str) -> str:
    """The user's name for the file, with the extension that its content has: no `attest.hta` for whoever opens it."""
    stem = PurePath((given or "").replace("\\", "/")).stem
    printable = "".join(character for character in stem if character.isprintable()).strip(". ")
    return f"{printable[:LONGEST_NAME] or 'bestand'}{EXTENSIONS[content_type]}"
