"""Searching by number and by name."""

import datetime

import pytest

from accounts.kbo.fields import dotted, dotted_prefix
from accounts.kbo.folding import fold
from accounts.kbo.generating import with_check_digits
from accounts.kbo.models import Denomination
from accounts.kbo.search import search

pytestmark = pytest.mark.django_db
GONE = datetime.date(2025, 10, 6)
ZON, VOF, PLACE = "0999000129", "0999000228", "2999000171"


def names(query: str) -> list[str]:
    return [hit.name for hit in search(query)]


@pytest.fixture
def register(entry):
    entry(ZON, "Bakkerij De Zon", "Boulangerie Le Soleil", seat="9300 Aalst", places={PLACE: "8000 Brugge"})
    entry(VOF, "Café 't Hoekje", places={"2999000270": "3600 Genk", "2999000369": "3500 Hasselt"})
    entry("0999001020", "Zon")
    entry("0999001119", "Zonnepanelen Bouw B.V.")
    entry("0999002010", "Algemene Bouw De Zon")
    entry("0999002109", "Zon en Zee", ceased=GONE)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Café  Ünïque & C°, n.v.", "cafe unique c nv"),
        ("D'HONDT-Peeters (Gent)", "dhondt peeters gent"),
        ("  ÉTÉ\tÀ / Øst  ", "ete a ost"),
        ("Société “X”", "societe “x”"),
        ("", ""),
        ("...", ""),
    ],
)
def test_names_are_folded(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "typed", ["0999000129", "0999.000.129", "BE 0999 000 129", "999.000.129", "be0999.000.129", "0999-000/129"]
)
def test_a_whole_number(register, typed):
    (hit,) = search(typed)
    assert (hit.number, hit.name, hit.ceased_on) == (ZON, "Bakkerij De Zon", None)
    assert (hit.address, hit.address_of, hit.establishments) == ("Kerkstraat, 9300 Aalst", "zetel", 1)


def test_a_sole_trader_is_shown_with_an_establishment(register):
    (hit,) = search(VOF)
    assert (hit.address, hit.address_of, hit.establishments) == ("Kerkstraat, 3600 Genk", "vestiging", 2)
    (bare,) = search("0999.001.020")
    assert (bare.address, bare.address_of) == ("", "")


@pytest.mark.parametrize(("typed", "found"), [("0999", 6), ("0999.00", 6), ("0999.002", 2), ("09990001", 1), ("1", 0)])
def test_the_beginning_of_a_number(register, typed, found):
    hits = search(typed)
    assert len(hits) == found
    if found == 2:
        assert [hit.ceased_on for hit in hits] == [None, GONE]


@pytest.mark.parametrize("typed", ["2.999.000.171", "2999000171", "2.999.000.1"])
def test_the_number_of_an_establishment_leads_to_its_enterprise(register, typed):
    assert [hit.number for hit in search(typed)] == [ZON]


def test_best_hits_first_and_ceased_ones_last(register):
    assert names("zon") == ["Zon", "Zonnepanelen Bouw B.V.", "Algemene Bouw De Zon", "Bakkerij De Zon", "Zon en Zee"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("CAFE", ["Café 't Hoekje"]),
        ("café t hoek", ["Café 't Hoekje"]),
        ("soleil", ["Bakkerij De Zon"]),
        ("zon bakkerij", ["Bakkerij De Zon"]),
        ("bouw bv", ["Zonnepanelen Bouw B.V."]),
        ("b.v.", ["Zonnepanelen Bouw B.V."]),
        ("bouw nv", []),
        ("hoe", ["Café 't Hoekje"]),
        ("ho", []),
        ("%", []),
        ("_", []),
        ("\0", []),
        ("' | zon:*", []),
        ("\\", []),
        ("!", []),
        ("9" * 300, []),
        ("a " * 300, []),
    ],
)
def test_words_of_a_name(register, typed, found):
    assert names(typed) == found


def test_a_name_of_an_establishment_leads_to_its_enterprise(register):
    Denomination.objects.create(entity=PLACE, line=900, kind="003", language="2", name="Broodhuis Brugge")
    assert names("broodhuis") == ["Bakkerij De Zon"]


def test_a_common_word_gives_twenty_hits_in_few_queries(entry, django_assert_max_num_queries):
    for number in range(60):
        entry(with_check_digits(3_000_000 + number), f"Firma {number} Bouw", ceased=GONE if number % 2 else None)
    with django_assert_max_num_queries(8):
        hits = search("bouw")
    assert len(hits) == 20
    assert {hit.ceased_on for hit in hits} == {None}
    with django_assert_max_num_queries(10):
        assert len(search("firma 1")) == 11


def test_active_ones_come_first_among_many_that_ceased(entry):
    for number in range(110):
        entry(with_check_digits(3_000_000 + number), f"Firma {number} Bouw", ceased=GONE)
    for number in range(3):
        entry(with_check_digits(4_000_000 + number), f"Zaak {number} Bouw")
    hits = search("bouw")
    assert [hit.ceased_on for hit in hits] == [None] * 3 + [GONE] * 17
    assert len({hit.number for hit in hits}) == 20


def test_numbers_with_and_without_dots():
    assert (dotted("0999000129"), dotted("2999000171")) == ("0999.000.129", "2.999.000.171")
    assert [dotted_prefix("0999000129"[:length]) for length in (1, 4, 5, 8)] == ["0", "0999", "0999.0", "0999.000.1"]
    assert [dotted_prefix("2999000171"[:length]) for length in (1, 2, 10)] == ["2", "2.9", "2.999.000.171"]
