"""The loader adds what is missing and leaves alone what is there."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from loket.parameters.files import ParameterFileError, read_parameters
from loket.parameters.loading import load_files
from loket.parameters.models import Parameter, ParameterKey
from loket.parameters.selectors import load_parameters

pytestmark = pytest.mark.django_db

FILE = """
[[parameter]]
key = "proef.bedrag"
label = "Bedrag"
unit = "euro"
kind = "decimal"

[[parameter.value]]
value = 21.30
valid_from = 2024-09-01
valid_until = 2025-08-31
source = "een bron"
status = "wet"

[[parameter.value]]
value = 14.91
valid_from = 2025-09-01
source = "een bron"
status = "wet"

[[parameter]]
key = "proef.opening"
label = "Opening"
unit = "datum"
kind = "date"

[[parameter.value]]
value = 2025-09-03
valid_from = 2025-09-01
source = "een bron"
status = "gepubliceerde bron"
"""
OLD, NEW = date(2024, 9, 1), date(2025, 9, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "proef.toml"
    path.write_text(FILE)
    return path


def test_loading_twice_inserts_once(path: Path) -> None:
    first = load_files([path])
    assert first.inserted == (("proef.bedrag", OLD), ("proef.bedrag", NEW), ("proef.opening", NEW))
    assert first.left == ()
    second = load_files([path])
    assert (second.inserted, second.left) == ((), ())
    assert Parameter.objects.filter(key__code__startswith="proef.").count() == 3


def test_the_database_gives_what_the_file_says(path: Path) -> None:
    load_files([path])
    assert list(load_parameters("proef.")) == list(read_parameters(path))


def test_what_an_administrator_changed_stays(path: Path) -> None:
    load_files([path])
    row = Parameter.objects.get(key__code="proef.bedrag", valid_from=NEW)
    Parameter.objects.filter(pk=row.pk).update(value="15.20", valid_until=date(2026, 8, 31), note="aangepast")
    ParameterKey.objects.filter(pk=row.key_id).update(label="Eigen naam")
    assert load_files([path]).inserted == ()
    row.refresh_from_db()
    assert (row.value, row.valid_until, row.note) == ("15.20", date(2026, 8, 31), "aangepast")
    assert row.key.label == "Eigen naam"


def test_a_value_whose_period_is_taken_is_left_out_and_reported(path: Path) -> None:
    load_files([path])
    Parameter.objects.filter(key__code="proef.bedrag", valid_from=NEW).update(valid_from=date(2025, 10, 1))
    report = load_files([path])
    assert (report.inserted, report.left) == ((), (("proef.bedrag", NEW),))


def test_a_wrong_file_inserts_nothing(path: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "fout.toml"
    wrong.write_text(FILE.replace('status = "wet"', 'status = "zeker"'))
    with pytest.raises(ParameterFileError):
        load_files([path, wrong])
    assert not ParameterKey.objects.filter(code__startswith="proef.").exists()


def test_migrating_loads_the_files_of_the_setting(path: Path, settings: object) -> None:
    settings.PARAMETER_FILES = [path]
    call_command("migrate", "parameters", verbosity=0)
    assert Parameter.objects.filter(key__code__startswith="proef.").count() == 3


def test_a_whole_set_is_one_query(path: Path, django_assert_num_queries: object) -> None:
    load_files([path])
    with django_assert_num_queries(1):
        params = load_parameters("proef.")
    assert params.get("proef.opening", NEW).day == date(2025, 9, 3)
