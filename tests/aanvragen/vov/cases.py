"""What the tests of the VOV rules share: the published parameters, and strategies for values."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

import aanvragen.vov
from aanvragen.vov.initiatief import Aanvraaguren, Initiatief
from loket.parameters.files import read_parameters

PARAMETER_FILE = Path(aanvragen.vov.__file__).parent / "parameters.toml"
PARAMS = read_parameters(PARAMETER_FILE)

IN_2022_23 = date(2022, 10, 3)
IN_2024_25 = date(2024, 10, 1)
IN_2025_26 = date(2025, 10, 1)
IN_2026_27 = date(2026, 10, 1)

starts = st.dates(date(2020, 1, 1), date(2035, 12, 31))
fractions = st.decimals(0, 1, places=4)
hours = st.decimals(0, 300, places=2)
odb_numbers = st.sampled_from(["ODB-0000001", "ODB-0000002", "ODB-0000003", "ODB-P00001"])
initiatieven = st.sampled_from(Initiatief)
requests = st.lists(st.builds(Aanvraaguren, odb_numbers, initiatieven, hours), max_size=5)


def d(text: str) -> Decimal:
    return Decimal(text)
