"""Keyset pages: forward and back, every row once, whatever the address says."""

import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aanvragen.models import Aanvraag
from accounts.models import Organisation, Person
from loket.ui.paging import PreparedPages, keyset_page

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def somebody(db) -> tuple[Person, Organisation]:
    return (
        Person.objects.create(insz="90012099016", first_name="Emma", last_name="Lambert"),
        Organisation.objects.create(name="Proef", kbo="0999000129", doelgroep="EA"),
    )


def make(somebody, moments: list[int]):
    """Rows at these numbers of microseconds after the start; many share a moment."""
    person, organisation = somebody
    dienst = uuid.uuid4().hex
    Aanvraag.objects.bulk_create(
        Aanvraag(
            dienst=dienst,
            created_by=person,
            own_organisation=organisation,
            represented=organisation,
            ground="eigen_recht",
            submitted_at=START + timedelta(microseconds=moment),
        )
        for moment in moments
    )
    return Aanvraag.objects.filter(dienst=dienst)


def page_at(rows, query: str, **options):
    return keyset_page(RequestFactory().get(f"/lijst/{query}"), rows, key="submitted_at", **options)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 4), max_size=24), st.integers(1, 7), st.booleans())
def test_forward_and_back_gives_every_row_once(somebody, moments, per_page, newest_first):
    rows = make(somebody, moments)
    options = {"per_page": per_page, "newest_first": newest_first}
    page = page_at(rows, "", **options)
    assert page.previous == ""
    forward = [page.rows]
    while page.next:
        page = page_at(rows, page.next, **options)
        forward.append(page.rows)
    backward = [page.rows]
    while page.previous:
        page = page_at(rows, page.previous, **options)
        backward.append(page.rows)
    sign = "-" if newest_first else ""
    assert [row for part in forward for row in part] == list(rows.order_by(f"{sign}submitted_at", f"{sign}pk"))
    assert all(len(part) == per_page for part in forward[:-1])
    assert backward[::-1] == forward


@pytest.mark.parametrize("newest_first", [True, False])
def test_prepared_pages_by_moment_are_those_of_the_query(somebody, newest_first):
    rows = make(somebody, [3, 1, 1, 2, 2, 2, 0])
    wanted = rows.values_list("pk", "submitted_at", named=True)
    prepared = PreparedPages(
        Aanvraag,
        lambda dienst: Aanvraag.objects.filter(dienst=dienst).values_list("pk", "submitted_at"),
        key="submitted_at",
        at=datetime,
        per_page=2,
        newest_first=newest_first,
        dienst=str,
    )
    query, seen = "", []
    for direction in ("next", "previous"):
        while True:
            page = prepared.page(RequestFactory().get(f"/lijst/{query}"), dienst=rows[0].dienst)
            assert page == page_at(wanted, query, per_page=2, newest_first=newest_first)
            seen.append(page.rows)
            if not (query_on := getattr(page, direction)):
                break
            query = query_on
    assert [len(part) for part in seen] == [2, 2, 2, 1, 1, 2, 2, 2]


def test_a_row_that_arrives_meanwhile_shifts_nothing(somebody):
    rows = make(somebody, [1, 2, 3, 4])
    first = page_at(rows, "", per_page=2)
    newer = rows.first()
    Aanvraag.objects.create(
        dienst=newer.dienst,
        created_by=newer.created_by,
        own_organisation=newer.own_organisation,
        represented=newer.represented,
        submitted_at=START + timedelta(days=1),
    )
    second = page_at(rows, first.next, per_page=2)
    assert [(row.submitted_at - START).microseconds for row in second.rows] == [2, 1]


@pytest.mark.parametrize(
    "cursor",
    ["x", "", "%00", ":::", "WyIyMDI2LTAxLTAxIiwxXQ:1xV6RA:2nsGACInyVKRAS6t2qxsGbKVlHfulcgAsKAEa_uGRjI", "é" * 300],
)
@pytest.mark.parametrize("name", ["na", "voor"])
def test_a_broken_cursor_is_the_first_page(somebody, cursor, name):
    rows = make(somebody, range(5))
    page = page_at(rows, f"?{name}={cursor}", per_page=2)
    assert page.rows == page_at(rows, "", per_page=2).rows
    assert page.previous == ""


def test_a_cursor_of_another_list_is_the_first_page(somebody):
    """Signed by us, but a text where this list has a moment."""
    rows = make(somebody, range(5))
    other = keyset_page(RequestFactory().get("/"), rows, key="dienst", per_page=2).next
    assert page_at(rows, other, per_page=2).rows == page_at(rows, "", per_page=2).rows


def test_a_tampered_cursor_gives_no_other_rows(somebody):
    rows = make(somebody, range(5))
    cursor = parse_qs(urlsplit(page_at(rows, "", per_page=2).next).query)["na"][0]
    changed = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
    assert page_at(rows, f"?na={changed}", per_page=2).rows == page_at(rows, "", per_page=2).rows


def test_the_filters_stay_and_the_old_cursor_goes(somebody):
    rows = make(somebody, range(6))
    page = page_at(rows, "?q=emma+lambert&status=ingediend&q=x", per_page=2)
    query = parse_qs(urlsplit(page.next).query)
    assert query["q"] == ["emma lambert", "x"]
    assert query["status"] == ["ingediend"]
    second = page_at(rows, page.next, per_page=2)
    assert parse_qs(urlsplit(second.previous).query).keys() == {"q", "status", "voor"}
    assert parse_qs(urlsplit(second.next).query).keys() == {"q", "status", "na"}


def test_no_rows_no_links(somebody):
    page = page_at(make(somebody, []), "", per_page=2)
    assert (page.rows, page.previous, page.next) == ([], "", "")


def test_page_400_costs_what_page_1_costs(somebody, django_assert_num_queries):
    rows = make(somebody, range(9))
    page = page_at(rows, "", per_page=2)
    with django_assert_num_queries(1):
        page_at(rows, page.next, per_page=2)
