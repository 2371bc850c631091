"""Belgian numbers as people type them: read strictly, show formatted, mask where the viewer needs no more.

KBO and establishment numbers are ten digits, INSZ eleven, always kept as text (leading zeros count).
Sources: FOD Economie on enterprise and establishment numbers (first digit 0 or 1, and 2 to 8; last two
digits are 97 minus the first eight modulo 97); python-stdnum for INSZ (rijksregister and BIS) and IBAN.
"""

import re

from stdnum import iban as stdnum_iban
from stdnum.be import ssn as stdnum_ssn
from stdnum.exceptions import ValidationError

SEPARATORS = re.compile(r"[\s.\-/]")
# Years of birth below this may lie in this century; what is left is for python-stdnum, which looks at the clock.
BORN_SINCE_2000 = "26"


class InvalidNumber(ValueError):
    """The number cannot be right; the message says in Dutch what to do about it."""


def compact(typed: str) -> str:
    """A number without what people put between its digits."""
    return SEPARATORS.sub("", typed or "").upper()


def _has_check_digits(number: str) -> bool:
    return int(number[8:]) == 97 - int(number[:8]) % 97


def parse_kbo(typed: str) -> str:
    """The ten digits of an enterprise number; `BE` and a lost leading zero are accepted."""
    number = compact(typed).removeprefix("BE")
    if number.isdigit() and len(number) == 9:
        number = "0" + number
    if not re.fullmatch(r"[0-9]{10}", number):
        raise InvalidNumber("Vul een KBO-nummer van 10 cijfers in, bijvoorbeeld 0999.000.129.")
    if number[0] not in "01":
        raise InvalidNumber("Een KBO-nummer begint met 0 of 1. Kijk het nummer na.")
    if not _has_check_digits(number):
        raise InvalidNumber("Dit KBO-nummer bestaat niet: de controlecijfers kloppen niet. Kijk het nummer na.")
    return number


def parse_establishment(typed: str) -> str:
    """The ten digits of an establishment number (vestigingseenheidsnummer)."""
    number = compact(typed)
    if not re.fullmatch(r"[0-9]{10}", number):
        raise InvalidNumber("Vul een vestigingsnummer van 10 cijfers in, bijvoorbeeld 2.999.000.171.")
    if number[0] not in "2345678":
        raise InvalidNumber("Een vestigingsnummer begint met een cijfer van 2 tot 8. Kijk het nummer na.")
    if not _has_check_digits(number):
        raise InvalidNumber("Dit vestigingsnummer bestaat niet: de controlecijfers kloppen niet. Kijk het nummer na.")
    return number


def parse_insz(typed: str) -> str:
    """The eleven digits of a rijksregister or BIS number."""
    if is_plain_insz(typed):
        return typed
    number = compact(typed)
    if not re.fullmatch(r"[0-9]{11}", number):
        raise InvalidNumber("Vul een INSZ van 11 cijfers in, bijvoorbeeld 90.01.20-990.16.")
    try:
        return str(stdnum_ssn.validate(number))
    except ValidationError:
        raise InvalidNumber("Dit INSZ bestaat niet: de controlecijfers kloppen niet. Kijk het nummer na.") from None


def is_plain_insz(typed: str) -> bool:
    """A rijksregister number without separators that is right beyond doubt; False says nothing.

    Files hold a hundred thousand of them: python-stdnum takes ten times as long, and judges all that is left.
    """
    if len(typed) != 11 or not (typed.isascii() and typed.isdigit()) or not "01" <= typed[2:4] <= "12":
        return False
    serial, check = int(typed[:9]), int(typed[9:])
    # Who was born in 2000 or later has a 2 before the number when the check digits are made.
    return 97 - serial % 97 == check or (typed[:2] < BORN_SINCE_2000 and 97 - (2_000_000_000 + serial) % 97 == check)


def parse_iban(typed: str) -> str:
    """An IBAN without spaces."""
    number = compact(typed)
    try:
        return str(stdnum_iban.validate(number))
    except ValidationError:
        raise InvalidNumber("Vul een geldig IBAN in, bijvoorbeeld BE71 0961 2345 6769.") from None


def format_kbo(number: str) -> str:
    """`0999000129` as `0999.000.129`; anything else as it is (an OVO code, an institution number)."""
    if re.fullmatch(r"[0-9]{10}", number or ""):
        return f"{number[:4]}.{number[4:7]}.{number[7:]}"
    return number or ""


def format_establishment(number: str) -> str:
    """`2999000171` as `2.999.000.171`."""
    if re.fullmatch(r"[0-9]{10}", number or ""):
        return f"{number[0]}.{number[1:4]}.{number[4:7]}.{number[7:]}"
    return number or ""


def format_insz(number: str) -> str:
    """`90012099016` as `90.01.20-990.16`."""
    if re.fullmatch(r"[0-9]{11}", number or ""):
        return f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
    return number or ""


def mask_insz(number: str) -> str:
    """Enough to recognise a worker in a list, not enough to know the number: `90.01.**-***.16`."""
    if re.fullmatch(r"[0-9]{11}", number or ""):
        return f"{number[:2]}.{number[2:4]}.**-***.{number[9:]}"
    return ""


def format_iban(number: str) -> str:
    """An IBAN in groups of four."""
    return " ".join(number[i : i + 4] for i in range(0, len(number or ""), 4))
