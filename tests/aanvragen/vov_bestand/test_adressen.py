"""E-mail addresses in a file: seen at once, or asked of the field of the form; the answer is the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aanvragen.vov.bestand.columns import COLUMNS, PLAIN_EMAIL, PLAIN_EMAIL_MAX, WORKER, is_plain_email
from loket.bulk.columns import CellError

[COLUMN] = [column for column in COLUMNS if column.key == "worker_email"]


@settings(max_examples=60)
@given(st.from_regex(PLAIN_EMAIL, fullmatch=True).filter(lambda text: len(text) <= PLAIN_EMAIL_MAX))
def test_what_is_plain_is_what_the_form_takes(address):
    assert is_plain_email(address)
    assert WORKER["worker_email"].clean(address) == address


@pytest.mark.parametrize("address", ["emma", "emma@", "e..m@korenbloem.example", "emma@korenbloem", "emma@-k.example"])
def test_what_is_wrong_is_said_as_in_the_form(address):
    assert not is_plain_email(address)
    with pytest.raises(CellError, match="e-mailadres"):
        COLUMN.parse(address)


def test_what_is_not_plain_is_asked_of_the_form():
    address = " Emma+verlof@Korenbloem.example "
    assert not is_plain_email(address)
    assert COLUMN.parse(address) == ("Emma+verlof@Korenbloem.example", "")
