"""ODB numbers: the numbers of opleidingen in the opleidingsdatabank.

`ODB-` and seven digits for a registered opleiding, `ODB-P` and five digits for a pseudo number.
Source: https://opleidingscentrum.online/index.php?r=cms%2Fcontent-view&id=3
"""

import re
from enum import StrEnum

# People paste from Word and PDF, so every kind of dash and white space may stand in the place of the hyphen.
PATTERN = re.compile(r"ODB[\s\-\u2010-\u2015\u2212]*([0-9]{7}|P[0-9]{5})")


class Pseudonummer(StrEnum):
    """The pseudo numbers that are published. More may exist."""

    LOOPBAANGERICHT = "ODB-P00001"
    CREDITCONTRACT = "ODB-P00004"


class OdbNumberError(ValueError):
    """Not an ODB number. Its text is Dutch and may be shown to the user."""


def normalise_odb_number(text: str) -> str:
    """The number in its official form, from one with spaces, lower case, or a missing or different dash.

    Only the form is checked: whether the opleiding exists is for the opleidingsdatabank to say.
    Raises OdbNumberError.
    """
    match = PATTERN.fullmatch(re.sub(r"\s", "", text).upper())
    if match is None:
        raise OdbNumberError(
            "Vul een ODB-nummer in: ‘ODB-’ en zeven cijfers, bijvoorbeeld ODB-0002141, of ‘ODB-P’ en vijf cijfers."
        )
    return f"ODB-{match[1]}"


def is_pseudo_number(number: str) -> bool:
    """Whether a normalised number is a pseudo number, known or not."""
    return number.startswith("ODB-P")


def is_known_pseudo_number(number: str) -> bool:
    """Whether a normalised number is one of the published pseudo numbers."""
    return number in list(Pseudonummer)
