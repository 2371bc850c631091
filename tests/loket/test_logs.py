"""Log lines: one per request, with its id, and without what somebody put in an address or a form."""

import io
import json
import logging
from copy import deepcopy
from logging.config import DictConfigurator

import pytest
from celery import Celery
from django.conf import settings as current
from django.db import DataError, connection, transaction

from loket.logging import TaskFailureFilter, request_id
from tests.aanvragen.filing import post_step, start_draft


@pytest.fixture
def lines():
    """Everything that is logged, as production writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    # A copy: the configurator takes its input apart.
    config = deepcopy(current.LOGGING)
    setup = DictConfigurator(config)
    handler.setFormatter(setup.configure_formatter(config["formatters"]["json"]))
    handler.addFilter(setup.configure_filter(config["filters"]["request_id"]))
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def test_a_request_is_one_line_with_its_id(client, lines):
    response = client.get("/hulp/?wie=90012099016")
    (line,) = lines()
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "hulp", 200)
    assert line["ms"] >= 0
    assert "hulp/" not in json.dumps(line)
    assert "90012099016" not in json.dumps(line)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/bestaat-niet/90012099016/", "/aanvragen/mijn/?q=90.01.20-990.16", "/wisselen/"])
def test_no_address_ends_up_in_a_line(client, lines, address):
    client.get(address)
    written = json.dumps(lines())
    assert lines()[-1]["message"] == "request"
    assert "90012099016" not in written
    assert "990.16" not in written
    assert address not in written


def test_no_answer_ends_up_in_a_line(acting, lines):
    bart = acting("Bart Maes", "De Korenbloem")
    post_step(bart, start_draft(bart), "werknemer", {"insz": "90.01.20-990.16", "first_name": "Emmanuelle"})
    written = json.dumps(lines())
    assert "aanvraag_stap" in written
    assert not [part for part in ("90.01.20", "90012099016", "Emmanuelle", "Bart", "csrf") if part in written]


@pytest.mark.parametrize("given", ["proef-12345678", "a" * 64])
def test_the_id_of_the_proxy_is_taken_over(client, lines, given):
    assert client.get("/hulp/", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given
    assert lines()[0]["request_id"] == given


@pytest.mark.parametrize("given", ["kort", "a" * 65, 'x"} {"level":"x', "90.01.20-990.16 ", "ümlaut-12345678"])
def test_an_id_that_could_spoil_the_log_is_replaced(client, lines, given):
    answered = client.get("/hulp/", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert answered != given
    assert len(answered) == 32


def test_two_requests_have_two_ids_and_none_is_left_behind(client):
    ids = {client.get("/hulp/").headers["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2
    assert request_id.get() == "-"


def test_an_error_is_logged_with_the_id_and_without_the_path(client, lines, monkeypatch):
    """The route that fails is named; what stood in its address is not."""
    client.raise_request_exception = False
    monkeypatch.setattr("loket.pages.render", None)
    response = client.get("/hulp/?insz=90012099016")
    assert response.status_code == 500
    assert "Er ging iets mis bij ons" in response.content.decode()
    written = lines()
    assert written[-1]["status"] == 500
    assert "90012099016" not in json.dumps(written)


@pytest.mark.django_db
@pytest.mark.parametrize("expected", [(), (DataError,)])
def test_a_task_that_fails_says_where_and_not_what(lines, expected):
    """PostgreSQL quotes the cell that it cannot read."""

    @Celery("proef", set_as_current=False).task(throws=expected, shared=False)
    def fail():
        with connection.cursor() as cursor:
            cursor.execute("SELECT CAST(%s AS date)", ["90.01.20-990.16"])

    text = io.StringIO()
    plain = logging.StreamHandler(text)
    logger = logging.getLogger("celery.app.trace")
    # As when logging is set up twice in a process.
    again = TaskFailureFilter()
    logger.addFilter(again)
    logger.addHandler(plain)
    try:
        with transaction.atomic():
            assert fail.apply().failed()
            transaction.set_rollback(True)
    finally:
        logger.removeHandler(plain)
        logger.removeFilter(again)
    written = text.getvalue() + json.dumps(lines())
    assert "raised" in written
    assert "test_logs.fail" in written
    assert "990.16" not in written
    if not expected:
        assert "django.db.utils.DataError" in text.getvalue()
        assert " fail" in text.getvalue()
