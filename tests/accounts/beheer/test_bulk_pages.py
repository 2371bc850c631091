"""The pages of bulk files: whose they are, what they cost, what can be fetched."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.accounts.beheer.bulk_files import ADDRESS, applied, as_csv, big, line, numbers, press, send, uploaded
from tests.world import text_of

pytestmark = pytest.mark.django_db
SOME = list(numbers(2))


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """The tests apply files themselves."""
    monkeypatch.setattr("accounts.beheer.bulk.tasks.apply_file.delay_quietly", lambda pk: None)


@pytest.fixture
def an(demo_world, acting):
    return acting("An Claes", "De Korenbloem")


def test_another_organisation_may_have_the_same_file(an, acting):
    content = as_csv(line(SOME[0]))
    first = uploaded(an, content)
    lotte = acting("Lotte Willems", "De Korenbloem")
    assert uploaded(lotte, content) == first
    dirk = acting("Dirk Peeters", "Boekhoudkantoor Peeters")
    assert uploaded(dirk, content) != first
    for address in (f"{first.key}/", f"{first.key}/geweigerd/", f"{first.key}/voortgang/"):
        assert dirk.get(f"{ADDRESS}{address}").status_code == 404
    assert press(dirk, first, "indienen").status_code == 404
    assert press(dirk, first, "annuleren").status_code == 404


def test_pages_take_few_queries(an):
    file, waiting = applied(an, big(30)), uploaded(an, big(31))
    for address in (
        ADDRESS,
        f"{ADDRESS}{file.key}/",
        f"{ADDRESS}{waiting.key}/",
        f"{ADDRESS}opladen/",
        f"{ADDRESS}kolommen/",
    ):
        with CaptureQueriesContext(connection) as queries:
            assert an.get(address).status_code == 200
        assert len(queries) <= 8, address


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_has_the_columns_that_are_read(an, kind):
    content = b"".join(an.get(f"{ADDRESS}sjabloon.{kind}"))
    response = send(an, content, f"sjabloon.{kind}")
    assert "geen rijen onder de namen" in text_of(response)


def test_who_is_no_beheerder_does_not_get_in(acting):
    assert acting("Bart Maes", "De Korenbloem").get(ADDRESS).status_code == 403
