"""The public list: search, filters, pages, files."""

import csv
import io
import json
import re
from datetime import timedelta
from decimal import Decimal
from time import monotonic

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aanvragen.models import Opleiding
from aanvragen.odb import lijstbestand
from aanvragen.odb.bestanden import NAMES, SCHEMA
from aanvragen.odb.models import Lijstbestand
from aanvragen.odb.views.openbaar import MOST_AT_ONCE
from aanvragen.odb.zoeken import found, search_query
from loket import slots
from tests.aanvragen.filing import dutch
from tests.world import organisation, text_of

pytestmark = pytest.mark.django_db
LIST = "/opleidingsdatabank/"


def add(number: int, title: str, **values) -> Opleiding:
    kompas = organisation("Kompas")
    today = timezone.localdate()
    given_values = {
        "provider": kompas,
        "provider_name": kompas.name,
        "kind": "uren",
        "size": Decimal(40),
        "start": today + timedelta(days=1),
        "end": today + timedelta(days=50),
        "registered_on": today,
    }
    return Opleiding.objects.create(odb_number=f"ODB-{number:07}", title=title, **(given_values | values))


def titles(response) -> list[str]:
    """The titles of the rows, as shown."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', text_of(response))


@pytest.fixture(autouse=True)
def empty(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def some(demo_world):
    add(7000001, "Boekhouden met de computer")
    add(7000002, "Boekhoudkundige bijscholing", vorm="online")
    add(7000003, "Zorg voor ouderen", kind="lestijden", vorm="blended", provider_name="Zorgacademie Ñandú vzw")
    add(
        7000004,
        "Afgelopen boekhouden",
        start=timezone.localdate() - timedelta(9),
        end=timezone.localdate() - timedelta(1),
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # The stem, the beginning of a word, a stop word, an accent, a number with and without its letters.
        ("boekhouden computers", ["Boekhouden met de computer"]),
        ("boekh", ["Boekhouden met de computer", "Boekhouden voor beginners", "Boekhoudkundige bijscholing"]),
        ("voor oude", ["Zorg voor ouderen"]),
        ("ñandú", ["Zorg voor ouderen"]),
        ("ODB-7000002", ["Boekhoudkundige bijscholing"]),
        ("odb 700000", ["Boekhouden met de computer", "Boekhoudkundige bijscholing", "Zorg voor ouderen"]),
        ("9000001", ["Lasser MIG/MAG"]),
        ("niets daarvan", []),
    ],
)
def test_searching(some, client, query, expected):
    assert titles(client.get(LIST, {"q": query})) == expected


def test_filters_are_in_the_address(some, client):
    assert titles(client.get(LIST, {"soort": "lestijden"})) == ["Zorg voor ouderen"]
    assert titles(client.get(LIST, {"vorm": "online"})) == ["Boekhoudkundige bijscholing"]
    assert "Afgelopen boekhouden" not in titles(client.get(LIST))
    everything = client.get(LIST, {"alles": "on", "q": "afgelopen"})
    assert titles(everything) == ["Afgelopen boekhouden"]
    assert 'href="/opleidingsdatabank/opleidingen.csv?alles=on&q=afgelopen"' in text_of(everything)
    today = timezone.localdate()
    after = {"van": dutch(today + timedelta(days=60)), "q": "boekhouden"}
    assert titles(client.get(LIST, after)) == []
    assert "Geen enkele opleiding past bij deze filters" in text_of(client.get(LIST, after))
    wrong = client.get(LIST, {"van": "morgen"})
    assert "Vul een bestaande datum in" in text_of(wrong)
    assert titles(wrong)


def test_pseudo_numbers_are_no_opleidingen(some, client):
    assert "ODB-P0000" not in text_of(client.get(LIST, {"alles": "on"}))
    assert client.get(f"{LIST}ODB-P00001/").status_code == 404


def test_pages_cost_a_fixed_number_of_queries_and_lose_nothing(demo_world, client, django_assert_num_queries):
    for number in range(1, 61):
        add(number, f"Cursus {number % 7}")
    seen, address = [], f"{LIST}?q=cursus"
    while address:
        with django_assert_num_queries(1):
            page = client.get(address)
        seen += re.findall(r"ODB-\d{7}(?=</td>)", text_of(page))
        following = page.context["page"].next
        address = f"{LIST}{following}" if following else ""
    assert len(seen) == 60
    assert len(set(seen)) == 60


def test_the_search_uses_its_index(demo_world):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        sql, params = found({"q": "boekhouden"}).query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        assert "opleiding_search" in "\n".join(line for (line,) in cursor.fetchall())


def test_the_files_hold_the_same_as_the_list(some, client):
    text = b"".join(client.get(f"{LIST}opleidingen.csv?q=boekhoudkundige")).decode()
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert tuple(row) == NAMES
    assert row["odb_nummer"] == "ODB-7000002"
    assert row["kbo_nummer"] == "0999002010"
    assert row["omvang"] == "40,00"
    data = json.loads(b"".join(client.get(f"{LIST}opleidingen.json?q=boekhoudkundige")))
    (item,) = data["opleidingen"]
    assert item["titel"] == "Boekhoudkundige bijscholing"
    assert item["omvang"] == 40
    assert item["startdatum"] == (timezone.localdate() + timedelta(days=1)).isoformat()


def test_every_row_of_the_json_keeps_to_the_schema(some, client):
    data = json.loads(b"".join(client.get(f"{LIST}opleidingen.json?alles=on")))
    assert set(data) == set(SCHEMA["required"])
    fields = SCHEMA["properties"]["opleidingen"]["items"]["properties"]
    kinds = {"string": str, "number": (int, float), "null": type(None)}
    assert len(data["opleidingen"]) == Opleiding.objects.registered().count() >= 7
    for item in data["opleidingen"]:
        assert set(item) == set(fields)
        for name, value in item.items():
            wanted = fields[name]["type"]
            wanted = [wanted] if isinstance(wanted, str) else wanted
            assert isinstance(value, tuple(kinds[kind] for kind in wanted)), (name, value)
            assert value in fields[name].get("enum", [value])
    assert client.get(f"{LIST}schema.json").json() == SCHEMA


def test_the_schema_of_version_1_stays():
    """Whoever changes a field here makes a new version: others read these files."""
    assert SCHEMA["properties"]["versie"] == {"const": "1"}
    assert " ".join(NAMES) == (
        "odb_nummer titel opleidingsverstrekker kbo_nummer instellingsnummer soort omvang eenheid uren_op_afstand "
        "vorm plaats startdatum einddatum examendatum opleidingsniveau geregistreerd_op stopgezet_op"
    )


def test_a_wrong_filter_gives_no_file(some, client):
    answer = client.get(f"{LIST}opleidingen.json?van=morgen")
    assert answer.status_code == 400
    assert "Vul een bestaande datum in" in answer.content.decode()
    assert client.get(f"{LIST}opleidingen.json?soort=fout").status_code == 400


def test_a_title_starts_no_formula(demo_world, client):
    add(7000009, "=1+1")
    text = b"".join(client.get(f"{LIST}opleidingen.csv?q=7000009")).decode()
    assert ";'=1+1;" in text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.sampled_from(["'", "a & b", "!", "(", ":*", "<->", "\\", "a'b", "%", "''", "x:A"]))
def test_no_search_text_breaks_it(demo_world, text):
    query = search_query(text.replace("\0", ""))
    assert list(found({"q": text.replace("\0", "")})) is not None
    assert query is None or list(Opleiding.objects.filter(search=query)[:1]) is not None


def body(response) -> bytes:
    """All of it; read to its end, a response is closed."""
    return b"".join(response)


@pytest.mark.parametrize("extension", ["csv", "json"])
def test_the_whole_list_is_made_once(some, client, extension, monkeypatch, django_assert_max_num_queries):
    address = f"{LIST}opleidingen.{extension}"
    first = client.get(address)
    content = body(first)
    assert b"Boekhouden met de computer" in content
    assert b"Afgelopen boekhouden" not in content
    monkeypatch.setattr(lijstbestand, "lines_of", lambda *given: pytest.fail("made again"))
    with django_assert_max_num_queries(1):
        again = client.get(address)
    assert body(again) == content
    assert (again["ETag"], again["Last-Modified"]) == (first["ETag"], first["Last-Modified"])
    for asked in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        kept = client.get(address, headers=asked)
        assert (kept.status_code, kept.content, kept["ETag"]) == (304, b"", first["ETag"])


def test_the_whole_list_with_what_is_over_is_another_file(some, client):
    assert b"Afgelopen boekhouden" in body(client.get(f"{LIST}opleidingen.csv?alles=on"))
    assert b"Afgelopen boekhouden" not in body(client.get(f"{LIST}opleidingen.csv"))


def test_a_list_that_is_no_longer_fresh_is_looked_at_again(some, client):
    """The same opleidingen: the same file, for a program too. Another: another."""
    address = f"{LIST}opleidingen.json"
    first = client.get(address)
    content = body(first)
    add(7000008, "Nieuw in de lijst")
    assert body(client.get(address)) == content
    Opleiding.objects.filter(odb_number="ODB-7000008").delete()
    old = timezone.now() - lijstbestand.FRESH
    Lijstbestand.objects.update(checked_at=old)
    same = client.get(address)
    assert (same["ETag"], body(same)) == (first["ETag"], content)
    assert Lijstbestand.objects.get().checked_at > old
    add(7000008, "Nieuw in de lijst")
    Lijstbestand.objects.update(checked_at=old)
    other = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200
    assert b"Nieuw in de lijst" in body(other)
    # A file that is gone is made again.
    stored = Lijstbestand.objects.get()
    stored.file.storage.delete(stored.file.name)
    Lijstbestand.objects.update(checked_at=old)
    assert b"Nieuw in de lijst" in body(client.get(address))


def test_who_reads_slowly_does_not_keep_his_place_for_ever(some, client, monkeypatch):
    """A few signs a minute would keep everybody else out."""
    monkeypatch.setattr(slots, "PART", 1)
    address = f"{LIST}opleidingen.csv?q=boekhouden"
    reading = [iter(client.get(address).streaming_content) for _ in range(MOST_AT_ONCE)]
    now = monotonic()
    for later, answer in ((100, 503), (slots.MOST_SECONDS - 1, 503), (slots.MOST_SECONDS + 1, 200)):
        monkeypatch.setattr(slots, "monotonic", lambda later=later: now + later)
        assert all(next(reader) for reader in reading)
        following = client.get(address)
        assert following.status_code == answer
    # What he asked for he gets.
    assert all(b"".join(reader) for reader in [*reading, following.streaming_content])


def test_so_many_files_with_a_filter_at_once(some, client):
    """Who reads nothing keeps his place, and the next ones are told; the whole list is always there."""
    address = f"{LIST}opleidingen.csv?q=boekhouden"
    reading = [client.get(address) for _ in range(MOST_AT_ONCE)]
    refused = client.get(address)
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert "Probeer het over een halve minuut opnieuw" in refused.content.decode()
    assert b"Boekhouden met de computer" in body(client.get(f"{LIST}opleidingen.csv"))
    assert b"Boekhouden" in body(reading[0])
    assert body(client.head(address)) == b""
    reading[0] = client.get(address)
    assert client.get(address).status_code == 503
    assert all(body(response) for response in reading)
