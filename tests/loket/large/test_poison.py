"""Files that are made to keep a worker busy, or that break it: refused in time, or given up after some turns."""

import io
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError
from django.urls import reverse

from aanvragen.vov.bestand.kind import VOV_BESTAND
from loket.bulk.errors import FileRefused
from loket.bulk.large import csv_source, files, running, xlsx_source
from loket.bulk.large.running import FINDINGS_KEPT, go_on
from loket.bulk.large.xlsx_source import XlsxSource
from tests.loket.large.notes import Notes
from tests.loket.large.test_running import HEAD, checked, confirm, number, upload, work
from tests.world import context_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def book(rows: str, texts: str = "") -> bytes:
    """A workbook with these elements in its sheet and among its shared texts."""
    made = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="r1" Type="{office}/worksheet" Target="sheet.xml"/></Relationships>',
        )
        file.writestr("xl/sheet.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>')
        if texts:
            file.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{texts}</sst>')
    return made.getvalue()


def cells(content: bytes) -> list[tuple[int, list]]:
    source = XlsxSource(lambda: io.BytesIO(content))
    return [record for records in source.records() for record in records]


HEADER = '<row r="1"><c t="str"><v>INSZ</v></c></row>'
CELL = '<c t="str"><v>x</v></c>'
SHARED = '<c t="s"><v>0</v></c>'


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ('<row r="99999999999"/>', "beschadigd"),
        ('<row r="1048577"/>', "beschadigd"),
        ('<row r="3"/><row r="3"/>', "beschadigd"),
        ('<row r="5"/><row r="3"/>', "beschadigd"),
        ('<row><c r="B2"/><c r="B2"/></row>', "beschadigd"),
        ('<row><c r="@@@A2"/></row>', "beschadigd"),
        (f"<row>{CELL * 501}</row>", "Rij 2 loopt tot kolom 501"),
        (f"<row>{SHARED * 3}</row>", "In rij 2 staat veel te veel tekst"),
        ("".join(f"<x{place}/>" for place in range(1001)), "beschadigd"),
    ],
)
def test_a_sheet_that_no_program_makes_is_refused(rows, reason, monkeypatch):
    monkeypatch.setattr(xlsx_source, "ROW_TEXT_MAX", 550)
    with pytest.raises(FileRefused, match=reason):
        cells(book(HEADER + rows, f"<si><t>{'x' * 200}</t></si>"))


@pytest.mark.parametrize("shared", [False, True])
def test_no_more_of_a_cell_is_held_than_counts(shared):
    text = f"<t>{'x' * 4_000_000}</t>"
    cell = SHARED if shared else f'<c t="inlineStr"><is>{text}</is></c>'
    content = book(f"{HEADER}<row>{cell}</row>", f"<si>{text if shared else ''}</si>")
    tracemalloc.start()
    found = cells(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found[1][1][0]) == xlsx_source.TEXT_MAX
    assert peak < 4_000_000


def test_what_is_read_whole_may_not_grow(monkeypatch):
    monkeypatch.setattr(xlsx_source, "WHOLE_MAX", 100)
    with pytest.raises(FileRefused, match="beschadigd"):
        cells(book(HEADER))


def test_a_csv_may_not_be_wider_than_a_workbook():
    bestand = work(upload(f"{HEAD}\n{number(1)};;;\n{number(3)}{';x' * 500}"))
    assert bestand.status == "gestopt"
    assert bestand.stop_reason.startswith("Rij 3 loopt tot kolom 501; hoogstens 500 kolommen kunnen.")


def test_the_page_of_many_wrong_cells_stays_small(acting):
    head = ";".join(column.title for column in VOV_BESTAND.columns)
    # Every column that is read has a wrong cell, and as many cells as can stand beside them.
    rows = "\n".join(";".join(["x" * 2001] * len(VOV_BESTAND.columns) + ["x"] * 400) for _ in range(100))
    content = SimpleUploadedFile("a.csv", f"{head}\n{rows}".encode())
    bestand = work(files.upload(VOV_BESTAND, context_of("Bart Maes", "De Korenbloem"), "a.csv", content))
    assert bestand.wrong_rows == 100
    found = bestand.rijen.first().findings
    assert len(found) <= FINDINGS_KEPT + 1
    assert [one[0] for one in found if one[0].startswith("cel")] in ([], [f"cel {len(VOV_BESTAND.columns) + 1}"])
    page = acting("Bart Maes", "De Korenbloem").get(reverse(f"{VOV_BESTAND.name}_bestand", args=[bestand.key]))
    assert page.status_code == 200
    assert len(page.content) < 1_500_000


def test_of_cells_without_a_header_one_finding_says_how_many():
    bestand = checked(f"{number(1)};;;{';x' * 40}")
    [(column, _, message)] = bestand.rijen.get().findings
    assert (column, message) == (
        "cel 5", "Boven deze cel en 39 cellen erna staat geen kolomnaam. Wis deze cellen."
    )  # fmt: skip


def test_of_one_row_so_many_findings_are_kept(monkeypatch):
    monkeypatch.setattr(running, "FINDINGS_KEPT", 1)
    bestand = checked(f"{number(1)};;x;x;x")
    assert [item[2] for item in bestand.rijen.get().findings][1:] == [running.MORE.format(2)]


@pytest.mark.parametrize("step", ["judge", "store"])
def test_a_file_that_breaks_the_worker_is_given_up(monkeypatch, step):
    bestand = checked(f"{number(1)};;;") if step == "store" else upload(f"{HEAD}\n{number(1)};;;")
    if step == "store":
        confirm(bestand)

    def broken(self, batch):
        raise DataError

    monkeypatch.setattr(Notes, step, broken)
    for _turn in range(running.ATTEMPTS_MAX):
        with pytest.raises(DataError):
            go_on(bestand.pk, 60)
    assert not go_on(bestand.pk, 60)
    bestand.refresh_from_db()
    assert (bestand.status, bestand.stop_reason) == ("gestopt", running.FAILED)


@pytest.mark.parametrize("seconds", [0, 60])
def test_a_step_forward_sets_the_attempts_back(monkeypatch, seconds):
    monkeypatch.setattr(csv_source, "PORTION", 2)
    bestand = upload(f"{HEAD}\n{number(1)};;;\n{number(3)};;;")
    running._attempted(bestand, running.ATTEMPTS_MAX - 1)
    assert go_on(bestand.pk, seconds) == (seconds == 0)
    bestand.refresh_from_db()
    assert bestand.attempts == 0
