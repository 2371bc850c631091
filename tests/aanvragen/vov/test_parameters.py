"""The parameter file and the rules agree, and no value without a period ending in the past poses as known."""

import re
from datetime import date
from pathlib import Path

import pytest

from loket.parameters.files import read_definitions
from tests.aanvragen.vov.cases import IN_2026_27, PARAMETER_FILE, PARAMS

RULE_MODULES = ["attest", "bedragen", "initiatief", "opleiding", "recht", "schooljaar", "termijnen"]


def test_every_parameter_is_used_and_every_used_one_exists() -> None:
    texts = [(Path(PARAMETER_FILE).parent / f"{name}.py").read_text() for name in RULE_MODULES]
    used = {key for text in texts for key in re.findall(r'"(vov\.[a-z0-9_]+)"', text)}
    assert used == {definition.code for definition in read_definitions(PARAMETER_FILE)}


@pytest.mark.parametrize(
    "key",
    [
        "vov.minimum_tewerkstelling",
        "vov.minimum_uren_per_week",
        "vov.uren_bij_voltijds",
        "vov.gemeenschappelijk_initiatief_factor",
        "vov.referentiemaand",
        "vov.forfait",
        "vov.loonplafond",
    ],
)
def test_nothing_is_published_for_2026_27(key: str) -> None:
    assert PARAMS.get(key, IN_2026_27).carried
    assert not PARAMS.get(key, date(2026, 8, 31)).carried
