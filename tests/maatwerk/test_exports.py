"""What can be taken along: every figure, every zero in front, and nothing that a spreadsheet would run."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from loket.demo.world import DE_WISSEL
from loket.journal.models import JournalEntry
from loket.numbers import format_insz, format_kbo
from loket.ui.exports import csv_cell
from maatwerk.exports import content
from maatwerk.exports import lines as lines_module
from maatwerk.exports.writing import kept, values
from maatwerk.models import Berekening, Berekeningslijn, Toekenning, Werknemer, Wop
from maatwerk.views import exports
from tests.maatwerk.screens import of
from tests.world import text_of

pytestmark = pytest.mark.usefixtures("maatwerk_world")
LABEL = "0012345"


@pytest.fixture
def karim(acting):
    return acting("Karim Benali", "De Wissel")


def read(response) -> list[list[str]]:
    """The rows of a CSV, its titles first."""
    assert response.streaming
    text = b"".join(response).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def workbook(response) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response))).get_sheet_by_index(0).to_python()


def column(rows: list[list], title: str) -> list:
    at = rows[0].index(title)
    return [row[at] for row in rows[1:]]


def test_the_export_from_the_loket_has_a_line_per_worker_over_many_quarters(karim):
    rows = read(karim.get(f"{of()}/exporteer/loket/?formaat=csv&inhoud=werknemers&van=2025-1&tot=2025-4"))
    lines = Berekeningslijn.objects.filter(berekening__toekenning__nummer=LABEL, berekening__periode__year=2025)
    assert len(rows) - 1 == lines.count() > 800
    assert set(column(rows, "Kwartaal")) == {"2025 K1", "2025 K2", "2025 K3", "2025 K4"}
    first = (
        lines.filter(berekening__versie=1).select_related("werknemer").get(rang=1, berekening__periode="2025-01-01")
    )
    found = next(row for row in rows if row[9] == format_insz(first.werknemer.insz))
    assert found[rows[0].index("Premie")] == str(first.premie).replace(".", ",")
    recent = read(karim.get(f"{of()}/exporteer/loket/?formaat=csv&inhoud=werknemers&recent=on&van=2025-1&tot=2025-4"))
    assert set(column(recent, "Recentste")) == {"ja"}
    assert len(recent) < len(rows)


@pytest.mark.parametrize(
    ("soort", "inhoud"), [("loket", "werknemers"), ("loket", "kwartalen"), ("voorschot", ""), ("wop", "")]
)
def test_zeros_in_front_are_kept_in_both(karim, soort, inhoud):
    """A spreadsheet that reads bare digits takes them for a number: here, none is bare."""
    address = f"{of()}/exporteer/{soort}/?inhoud={inhoud}&recent=on"
    as_csv, as_xlsx = read(karim.get(f"{address}&formaat=csv")), workbook(karim.get(f"{address}&formaat=xlsx"))
    assert len(as_csv) == len(as_xlsx) > 5
    assert set(column(as_csv, "Ondernemingsnummer")) == set(column(as_xlsx, "Ondernemingsnummer"))
    assert set(column(as_csv, "Ondernemingsnummer")) == {format_kbo(DE_WISSEL)}
    assert set(column(as_csv, "Toekenningsnummer")) == {f"'{LABEL}"}
    assert set(column(as_xlsx, "Toekenningsnummer")) == {LABEL}
    if "INSZ" in as_csv[0]:
        numbers = column(as_csv, "INSZ")
        assert numbers == column(as_xlsx, "INSZ")
        zeros = [number for number in numbers if number.startswith("0")]
        assert zeros
        assert {number.replace(".", "").replace("-", "") for number in zeros} <= set(
            Werknemer.objects.values_list("insz", flat=True)
        )


def test_no_cell_can_start_a_formula(karim):
    worker = Wop.objects.filter(toekenning__nummer=LABEL).first().werknemer
    Werknemer.objects.filter(pk=worker.pk).update(naam='=HYPERLINK("x")', voornaam="@som")
    Toekenning.objects.filter(nummer=LABEL).update(label="-1+2")
    rows = read(karim.get(f"{of()}/exporteer/wop/?formaat=csv&naam=HYPERLINK"))
    assert set(column(rows, "Naam")) == {'\'=HYPERLINK("x")'}
    assert set(column(rows, "Voornaam")) == {"'@som"}
    assert set(column(rows, "Label")) == {"'-1+2"}


def test_postgresql_writes_each_cell_as_our_other_exports_do(karim):
    found = read(karim.get(f"{of()}/exporteer/loket/?formaat=csv&inhoud=werknemers"))
    lines = Berekeningslijn.objects.filter(berekening__toekenning__nummer=LABEL)
    ordered = lines.order_by("berekening__periode", "berekening__versie", "rang")
    expected = [
        [csv_cell(value) for value in kept(row, content.WERKNEMERS)] for row in values(ordered, content.WERKNEMERS)
    ]
    assert found[0] == [column.title for column in content.WERKNEMERS]
    assert found[1:] == expected


def test_the_file_comes_in_blocks_of_whole_calculations(karim, monkeypatch):
    monkeypatch.setattr(lines_module, "LINES", 200)
    response = karim.get(f"{of()}/exporteer/loket/?formaat=csv&inhoud=werknemers")
    blocks = list(response)
    assert blocks[:1] == [b"\xef\xbb\xbf"]
    assert len(blocks) > 8
    most = Berekening.objects.filter(toekenning__nummer=LABEL).latest("werknemers").werknemers
    assert max(block.count(b"\n") for block in blocks) < 200 + most


def test_the_department_takes_along_every_label_that_fits_the_filters(acting):
    nele = acting("Nele Aerts", "Departement")
    address = "/maatwerk/ondernemingen/exporteer/"
    everything = read(nele.get(f"{address}?formaat=csv&inhoud=werknemers&recent=on"))
    assert set(column(everything, "Toekenningsnummer")) == {"'0012345", "'0012346", "'0020781"}
    one = read(nele.get(f"{address}?formaat=csv&inhoud=werknemers&ondernemingsnummer=0999.003.196"))
    assert set(column(one, "Onderneming")) == {"Maatwerkbedrijf Noorderwind vzw"}
    page = text_of(nele.get(f"{address}?ondernemingsnummer=0999.003.196"))
    assert '<input type="hidden" name="ondernemingsnummer" value="0999.003.196">' in page


def test_the_filters_of_the_packages_travel_along(karim):
    page = text_of(karim.get(f"{of()}/exporteer/wop/?eindigt=90&niveau=hoog"))
    assert '<input type="hidden" name="eindigt" value="90">' in page
    rows = read(karim.get(f"{of()}/exporteer/wop/?formaat=csv&niveau=hoog"))
    assert set(column(rows, "Niveau")) == {"hoog"}


def test_what_is_too_long_for_a_workbook_is_refused_and_said(karim, monkeypatch):
    monkeypatch.setattr(exports, "XLSX_MAX_ROWS", 10)
    response = karim.get(f"{of()}/exporteer/loket/?formaat=xlsx&inhoud=werknemers")
    assert response.status_code == 422
    assert "te veel voor XLSX. Kies CSV, of neem minder kwartalen." in text_of(response)
    assert len(workbook(karim.get(f"{of()}/exporteer/loket/?formaat=xlsx&inhoud=kwartalen"))) > 10


def test_each_download_is_in_the_journal(karim):
    b"".join(karim.get(f"{of()}/exporteer/voorschot/?formaat=csv"))
    karim.get(f"{of()}/exporteer/voorschot/")
    karim.get(f"{of()}/exporteer/voorschot/?formaat=pdf")
    entry = JournalEntry.objects.get(action="maatwerk_geexporteerd")
    assert entry.details == {"wat": "Exporteer voorschot", "formaat": "csv"}
    assert entry.object_id == Toekenning.objects.get(nummer=LABEL).pk
