"""The code on an inschrijvingsattest: short to type, not to be guessed, and a slip of the finger is seen at once.

Nine random signs out of 31 (2.6e13 codes) and a check sign. 31 is a prime number and every place weighs differently,
so one wrong sign and two neighbours that changed places are always seen.
"""

import re
import secrets

# Without 0, 1, I, O and U, which are taken for another or make words.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
RANDOM_SIGNS = 9
SIZE = RANDOM_SIGNS + 1
EXAMPLE = "7KMDP-2XWQL"


class InvalidCode(ValueError):
    """This cannot be a code; the message says in Dutch what to do."""


def _check_sign(signs: str) -> str:
    return ALPHABET[sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, start=1)) % len(ALPHABET)]


def make_code() -> str:
    """A new code, ten signs."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SIGNS))
    return signs + _check_sign(signs)


def parse_code(typed: str) -> str:
    """The ten signs of a code as people type it. Raises InvalidCode."""
    code = re.sub(r"[\s.\-]", "", typed).upper()
    if len(code) != SIZE:
        raise InvalidCode(f"Een code telt {SIZE} tekens, bijvoorbeeld {EXAMPLE}. Kijk ze na op het attest.")
    if wrong := sorted(set(code) - set(ALPHABET)):
        raise InvalidCode(f"In een code staat nooit {' of '.join(wrong)}. Kijk de code na op het attest.")
    if _check_sign(code[:-1]) != code[-1]:
        raise InvalidCode("Deze code klopt niet: er is een teken verkeerd of verwisseld. Kijk ze na op het attest.")
    return code


def format_code(code: str) -> str:
    """`7KMDP-2XWQL`."""
    return f"{code[:5]}-{code[5:]}"
