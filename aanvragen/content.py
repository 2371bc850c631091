"""What a file is, judged from its content. Runs as a process of its own (`python -m aanvragen.content`).

A megabyte of PDF or PNG can unpack to a gigabyte. So the judging has its own memory and time, and when it runs out of
them the file is refused, and nothing else on the machine notices. Reads the content from standard input, writes the
media type, or a word that says why the file is refused. Imports nothing of Django: it must start fast.
"""

import io
import resource
import sys
import warnings

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 10
MOST_PIXELS = 40_000_000

# A multi-picture object is what many phones make of a photo: a JPEG with more behind it.
IMAGES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
PASSWORD, NO_PAGES, OTHER = "password", "no-pages", "other"


def _pdf(content: bytes) -> str:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as document:
            return "application/pdf" if document.pages else NO_PAGES
    except pikepdf.PasswordError:
        return PASSWORD
    except pikepdf.PdfError:
        return OTHER


def _image(content: bytes) -> str:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                return OTHER
            image.load()
            return IMAGES.get(image.format or "", OTHER)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return OTHER


def judge(content: bytes) -> str:
    """The media type, or PASSWORD, NO_PAGES or OTHER. Raises nothing, whatever the bytes."""
    try:
        return _pdf(content) if content.startswith(b"%PDF-") else _image(content)
    except MemoryError:
        return OTHER


def main() -> None:
    """Judge standard input within bounds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    warnings.simplefilter("ignore")
    sys.stdout.write(judge(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
