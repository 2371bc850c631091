"""Files with people and rights for tests."""

import csv
import io
from collections.abc import Iterator

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.beheer.bulk.applying import apply_rows
from accounts.models import BulkFile
from tests.world import token

HEADER = [
    "INSZ",
    "voornaam",
    "naam",
    "reden",
    "e-mailadres",
    "telefoonnummer",
    "gebruikersrecht",
    "context",
    "begindatum",
    "einddatum",
]
DWSE = "DWSE organisatieverantwoordelijke"
ADDRESS = "/gebruikersbeheer/bestanden/"
# Longer than any test takes.
FAR = 10_000.0


def numbers(count: int, birth: str = "700101") -> Iterator[str]:
    """So many valid INSZ, of people who are in no demo world."""
    for index in range(count):
        day, sequence = divmod(index, 900)
        base = f"{int(birth) + day:06}{sequence + 1:03}"
        yield f"{base}{97 - int(base) % 97:02}"


def line(insz: str, **cells: str) -> list[str]:
    """A row of a new person with a right; cells by the header without its signs."""
    standard = {
        "voornaam": "Test",
        "naam": "Persoon",
        "reden": "Nieuw",
        "e-mailadres": "test.persoon@korenbloem.example",
        "telefoonnummer": "09 123 45 67",
        "gebruikersrecht": DWSE,
        "context": "maatwerk",
    }
    values = {**standard, **{"e-mailadres" if key == "email" else key: value for key, value in cells.items()}}
    return [insz, *(values.get(title, "") for title in HEADER[1:])]


def as_csv(*rows: list[str], header: list[str] | None = None, separator: str = ";", encoding: str = "utf-8-sig"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([header or HEADER, *rows])
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: list, header: list[str] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate([header or HEADER, *rows]):
            sheet.write_row(index, 0, row)
    return out.getvalue()


def send(client, content: bytes, name: str = "personen.csv", **more: str):
    """Upload through the screen."""
    file = SimpleUploadedFile(name, content)
    return client.post(f"{ADDRESS}opladen/", {"namens_context": token(client), "bestand": file, **more})


def uploaded(client, content: bytes, name: str = "personen.csv", **more: str) -> BulkFile:
    """Upload what can be read, and find it."""
    response = send(client, content, name, **more)
    assert response.status_code == 302, response.content.decode()
    return BulkFile.objects.get(key=response.url.rstrip("/").split("/")[-1])


def press(client, file: BulkFile, button: str, **more: str):
    """One of the buttons on the page of a file."""
    return client.post(f"{ADDRESS}{file.key}/{button}/", {"namens_context": token(client), **more})


def applied(client, content: bytes, name: str = "personen.csv", **more: str) -> BulkFile:
    """Uploaded, confirmed and carried out."""
    file = uploaded(client, content, name)
    press(client, file, "indienen", **more)
    assert apply_rows(file.pk, FAR) is False
    file.refresh_from_db()
    return file


def rejected(client, file: BulkFile) -> bytes:
    """The file with the rejected rows."""
    return b"".join(client.get(f"{ADDRESS}{file.key}/geweigerd/"))


def big(count: int) -> bytes:
    """So many new people with a right."""
    return as_csv(*[line(insz, voornaam=f"Jan{index}") for index, insz in enumerate(numbers(count))])
