"""Looking up enterprises by number or by name: the best twenty, those that ceased last.

By name in turns, each asked only when the ones before gave too few: names that begin with what was typed (the
name itself first), then names with all the words, of which the last may be a beginning. No stemming: names are no
sentences, and "Peeters" is not the plural of "Peeter". A turn stops at the first rows that suffice, so a word that
stands in half a million names costs no more than a rare one; among such names no order is promised.
"""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.kbo.fields import FIRST_OF_ESTABLISHMENT, digits_of, dotted_prefix
from accounts.kbo.folding import fold
from accounts.kbo.following import name_of
from loket.numbers import SEPARATORS

HITS = 20
# An enterprise has several names, and its establishments have theirs: more rows than hits are looked at.
ROWS = 5 * HITS
NUMBER = re.compile(r"(BE)?[\s.\-/]*\d[\d\s.\-/]*", re.IGNORECASE)
# A shorter beginning fits too many words to look them all up.
SHORTEST_BEGINNING = 3
LONGEST_QUERY, MOST_WORDS = 100, 8
COMMON_SHARE = 0.01
PLANS = ("enable_bitmapscan", "enable_seqscan")
# Comes after every sign of a name.
LAST_SIGN = "\U0010ffff"
ACTIVE, CEASED = "entry.ceased_on IS NULL", "entry.ceased_on IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Hit:
    """One enterprise. `address_of`: "zetel", "vestiging" (a sole trader has no other), or "" without an address."""

    number: str
    name: str
    address: str
    address_of: str
    establishments: int
    ceased_on: datetime.date | None


def search(typed: str, limit: int = HITS) -> list[Hit]:
    """The best hits for a number (whole, or its beginning; with or without dots) or for words of a name."""
    typed = typed.replace("\0", " ").strip()[:LONGEST_QUERY]
    found = _by_number(typed, limit) if NUMBER.fullmatch(typed) else []
    if not found:
        found = _by_name(typed, limit)
    return describe(found[:limit])


def _by_number(typed: str, limit: int) -> list[str]:
    """Numbers of enterprises; the number of an establishment leads to its enterprise."""
    digits = SEPARATORS.sub("", typed).upper().removeprefix("BE")
    if len(digits) == 9 and digits[0] not in "01":
        # Until 2005 the leading zero was not written.
        digits = f"0{digits}"
    if len(digits) > 10:
        return []
    beginning = dotted_prefix(digits)
    if digits >= FIRST_OF_ESTABLISHMENT:
        owners = "SELECT DISTINCT enterprise FROM kbo_establishment WHERE number >= %s AND number < %s LIMIT %s"
        statement = f"SELECT number FROM kbo_enterprise entry WHERE number IN ({owners}) ORDER BY {CEASED}, number"
        return _column(statement, [beginning, beginning + LAST_SIGN, limit])
    found: list[str] = []
    for state in (ACTIVE, CEASED):
        statement = (
            f"SELECT number FROM kbo_enterprise entry WHERE number >= %s AND number < %s AND {state} "
            "ORDER BY number LIMIT %s"
        )
        found += _column(statement, [beginning, beginning + LAST_SIGN, limit - len(found)])
    return found


def _by_name(typed: str, limit: int) -> list[str]:
    folded = fold(typed)
    words = folded.split()[:MOST_WORDS]
    if not words:
        return []
    with _planned(words):
        found = _beginning_with(folded, ACTIVE)
        if len(found) < limit:
            active, ceased = _with_words(words, limit)
            found += active
            if len(dict.fromkeys(found)) < limit:
                found += _beginning_with(folded, CEASED) + ceased
    return list(dict.fromkeys(found))


def _beginning_with(folded: str, state: str) -> list[str]:
    """Enterprises with an own name that begins so; the name itself comes first, as the shortest of all."""
    numbers = _column(
        f"""SELECT entry.number FROM kbo_denomination name
            CROSS JOIN LATERAL (
                SELECT number, ceased_on FROM kbo_enterprise WHERE number = name.entity OFFSET 0
            ) entry
            WHERE name.folded >= %s AND name.folded < %s AND name.entity < %s AND {state}
            ORDER BY name.folded LIMIT %s""",
        [folded, folded + LAST_SIGN, FIRST_OF_ESTABLISHMENT, ROWS],
    )
    return list(dict.fromkeys(numbers))


def _with_words(words: list[str], limit: int) -> tuple[list[str], list[str]]:
    """Enterprises with a name, also of an establishment, that has all the words: active ones, and those that ceased.

    Mostly the index is asked once: when it gave all that there is, or enough active ones.
    """
    rows = _rows_with_words(words, "true")
    active, ceased = ([number for number, gone in rows if gone is state] for state in (False, True))
    if len(rows) == ROWS and len(set(active)) < limit:
        active, ceased = ([number for number, _ in _rows_with_words(words, state)] for state in (ACTIVE, CEASED))
    return active, ceased


def _rows_with_words(words: list[str], state: str) -> list[tuple[str, bool]]:
    """Numbers of enterprises, and whether they ceased."""
    statement = f"""SELECT number, ceased FROM (
                SELECT entry.number, {CEASED} AS ceased, name.folded FROM kbo_denomination name
                CROSS JOIN LATERAL (
                    SELECT number, ceased_on FROM kbo_enterprise
                    WHERE number = CASE WHEN name.entity < '{FIRST_OF_ESTABLISHMENT}' THEN name.entity
                        ELSE (SELECT enterprise FROM kbo_establishment place WHERE place.number = name.entity) END
                    OFFSET 0
                ) entry
                WHERE array_to_tsvector(array_remove(string_to_array(name.folded, ' '), '')) @@ %s::tsquery AND {state}
                LIMIT %s
            ) hit ORDER BY folded, number"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [_query(words), ROWS])
        return cursor.fetchall()


@contextmanager
def _planned(words: list[str]) -> Iterator[None]:
    """Tell the server how to look for words: it guesses how many names have them, and mostly far too many.

    Of a single common word (one name in a hundred, say the figures of the last import) the first rows of the table
    soon give enough; where all others are, the index knows.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT set_config(CASE WHEN %s AND EXISTS (
                   SELECT FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs)
                       AS word (text, share)
                   WHERE tablename = 'kbo_denomination_words' AND schemaname = current_schema()
                   AND word.text = %s AND word.share >= %s
               ) THEN 'enable_bitmapscan' ELSE 'enable_seqscan' END, 'off', true)""",
            [len(words) == 1, words[0], COMMON_SHARE],
        )
        yield
        # A caller may have a transaction of its own.
        cursor.execute("SELECT set_config(name, 'on', true) FROM unnest(%s::text[]) name", [list(PLANS)])


def _query(words: list[str]) -> str:
    """All words, the last one as a beginning when it is long enough."""
    quoted = ["'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words]
    if len(words[-1]) >= SHORTEST_BEGINNING:
        quoted[-1] += ":*"
    return " & ".join(quoted)


def _column(statement: str, parameters: list[object]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [value for (value,) in cursor.fetchall()]


def describe(numbers: list[str]) -> list[Hit]:
    """What is shown of these enterprises (numbers with dots), in the same order: one query for all."""
    if not numbers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT entry.number, coalesce({name_of("entry.number")}, ''), entry.ceased_on,
                       seat.address, place.address, places.number
                FROM unnest(%s::text[]) WITH ORDINALITY AS asked (number, place)
                JOIN kbo_enterprise entry ON entry.number = asked.number
                LEFT JOIN LATERAL ({_address_of("entry.number")}) seat ON true
                LEFT JOIN LATERAL (
                    SELECT own.address FROM kbo_establishment e, LATERAL ({_address_of("e.number")}) own
                    WHERE e.enterprise = entry.number ORDER BY e.ceased_on IS NOT NULL, e.number LIMIT 1
                ) place ON seat.address IS NULL
                LEFT JOIN LATERAL (
                    SELECT count(*) AS number FROM kbo_establishment e
                    WHERE e.enterprise = entry.number AND e.ceased_on IS NULL
                ) places ON true
                ORDER BY asked.place""",
            [numbers],
        )
        return [
            Hit(
                digits_of(number), name, seat or place or "", "zetel" if seat else "vestiging" if place else "",
                establishments, ceased_on,
            )
            for number, name, ceased_on, seat, place, establishments in cursor.fetchall()
        ]  # fmt: skip


def address_text(table: str) -> str:
    """SQL for an address on one line, in Dutch where the KBO has it in Dutch."""
    street = f"concat_ws(' ', coalesce({table}.street_nl, {table}.street_fr), {table}.house_number, {table}.box)"
    town = f"concat_ws(' ', {table}.zipcode, coalesce({table}.municipality_nl, {table}.municipality_fr))"
    country = f"coalesce({table}.country_nl, {table}.country_fr)"
    return f"concat_ws(', ', nullif({street}, ''), nullif({town}, ''), {country})"


def _address_of(entity: str) -> str:
    return (
        f"SELECT {address_text('own')} AS address FROM kbo_address own WHERE own.entity = {entity} "
        "ORDER BY own.struck_off_on IS NOT NULL, own.line LIMIT 1"
    )
