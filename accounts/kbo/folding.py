"""Names as they are searched: lower case, without accents, signs and double spaces. Done by the database alone, so
that a name that is stored and a name that is typed are folded by one and the same function.

`unaccent` is an extension that not every server has. Nested `replace` calls cost a tenth of a `translate` or a
regular expression (measured on 660,000 names), so only names with signs beyond ASCII go through `translate`, with
their accents taken apart first: that leaves few signs to look for.
"""

from collections.abc import Iterable

from django.db import connection

# Accents as they stand behind their letter after decomposition, and letters that do not decompose.
MARKS = "\u0300\u0301\u0302\u0303\u0308\u030a\u0327\u030c"
LETTERS, PLAIN = "øØ", "oo"
SPACES = "–\u00a0"
DROPPED = "’‘°"
# Signs that stand in many names, each with what takes its place: dots and quotes stand inside words. Three spaces in a
# row become one; more are rare, and only keep a name from being found by its beginning beyond them.
ORDINARY = (
    *((sign, " ") for sign in ",-&"),
    (".", ""), ("'", ""), ("  ", " "), ("  ", " "),
)  # fmt: skip
# Signs of few names, which a single regular expression finds for less than half of what replacing them costs.
UNCOMMON = '()/+":!\t\n'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def fold_function() -> str:
    """The SQL that makes `kbo_fold`. One expression, so that the server puts it in place of the call."""
    lower = 'lower({} COLLATE "C")'
    signs = f"{_quoted(LETTERS + SPACES + DROPPED + MARKS)}, {_quoted(PLAIN + ' ' * len(SPACES))}"
    rare = lower.format(f"translate(normalize(name, NFD), {signs})")
    folded = f"CASE WHEN octet_length(name) = length(name) THEN {lower.format('name')} ELSE {rare} END"
    few = _replaced(folded, ORDINARY)
    all_signs = _replaced(folded, (*((sign, " ") for sign in UNCOMMON), *ORDINARY))
    return (
        "CREATE OR REPLACE FUNCTION kbo_fold(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fold$ "
        f"""SELECT btrim(CASE WHEN name COLLATE "C" ~ {_quoted(f"[{UNCOMMON}]")} THEN {all_signs} ELSE {few} END) """
        "$fold$"
    )


def _replaced(text: str, signs: Iterable[tuple[str, str]]) -> str:
    for sign, instead in signs:
        text = f"replace({text}, {_quoted(sign)}, {_quoted(instead)})"
    return text


def fold(name: str) -> str:
    """A name as it is searched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kbo_fold(%s)", [name.replace("\0", " ")])
        return str(cursor.fetchone()[0])
