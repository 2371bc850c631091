from pathlib import Path

import pytest

from loket.parameters.files import ParameterFileError, read_definitions, read_parameters

GOOD = """
[[parameter]]
key = "proef.bedrag"
label = "Bedrag"
unit = "euro"
kind = "decimal"
pattern = '[0-9.]+'

[[parameter.value]]
value = 14.91
valid_from = 2025-09-01
valid_until = 2026-08-31
source = "een bron"
status = "wet"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "proef.toml"
    path.write_text(text)
    return path


def test_a_good_file_is_read_exactly(tmp_path: Path) -> None:
    (definition,) = read_definitions(write(tmp_path, GOOD))
    (value,) = definition.values
    assert (definition.code, str(value.value), value.label) == ("proef.bedrag", "14.91", "Bedrag")
    assert list(read_parameters(tmp_path / "proef.toml")) == [value]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "decimal"', 'kind = "bedrag"', "unknown kind"),
        ('status = "wet"', 'status = "zeker"', "unknown status"),
        ('status = "wet"', "", "missing fields"),
        ('source = "een bron"', 'source = " "', "no source"),
        ('status = "wet"', 'status = "wet"\nvalid_til = 2026-01-01', "unknown fields"),
        ("value = 14.91", 'value = "14.91"', "not of kind decimal"),
        ("value = 14.91", "value = true", "not of kind decimal"),
        ("value = 14.91", "value = -14.91", "doesn't match"),
        ("valid_from = 2025-09-01", 'valid_from = "2025-09-01"', "must consist of dates"),
        ("valid_until = 2026-08-31", "valid_until = 2025-08-31", "ends before it begins"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(ParameterFileError, match=message):
        read_definitions(write(tmp_path, GOOD.replace(old, new)))


def test_a_key_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterFileError, match="more than once"):
        read_definitions(write(tmp_path, GOOD + GOOD))


def test_overlapping_periods_are_refused(tmp_path: Path) -> None:
    second = GOOD[GOOD.index("[[parameter.value]]") :]
    with pytest.raises(ParameterFileError, match="overlap"):
        read_definitions(write(tmp_path, GOOD + second))
