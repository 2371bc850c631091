"""Rows that go back to who sent them, and rows that wait in the database."""

import datetime

import pytest

from loket.bulk.rejected import rejected_file, template_file
from loket.bulk.sealing import SealBroken, seal, unseal
from tests.loket.test_bulk_reading import COLUMNS, EMMA, read, refused


def whole(response) -> bytes:
    """The download; a workbook's temporary file is closed."""
    content = b"".join(response)
    if hasattr(response, "file_to_stream"):
        response.file_to_stream.close()
    return content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rejected_rows_come_back_and_can_be_read_again(kind):
    day = datetime.date(2026, 9, 1)
    header = ["INSZ", "=naam", "begindatum", "fout"]
    rows = [(["1", "@SUM(A1)", day, "oud"], "INSZ: Kijk het nummer na."), ([EMMA], "naam: Vul de naam in.")]
    content = whole(rejected_file("geweigerd", kind, header, rows))
    table = read(content)
    assert table.kind == kind
    assert table.header[-1] == "fout"
    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[0].values["day"] == day
    assert table.rows[0].cells[-1] == "INSZ: Kijk het nummer na."
    if kind == "csv":
        assert b"'@SUM(A1)" in content
        assert b"'=naam" in content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_has_every_column(kind):
    assert "geen rijen" in refused(whole(template_file("sjabloon", kind, COLUMNS)))


def test_sealed_rows_open_for_their_purpose_only(settings):
    sealed = seal([EMMA], "a")
    assert EMMA.encode() not in sealed
    assert unseal(memoryview(sealed), "a") == [EMMA]
    with pytest.raises(SealBroken):
        unseal(sealed, "b")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert unseal(sealed, "a") == [EMMA]
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SealBroken):
        unseal(sealed, "a")
