"""Names as they are searched: lower case, without accents, signs and double spaces. Done by the database alone, so
that a name that is stored and a name that is typed are folded by one and the same function.

`unaccent` is an extension that not every server has. Nested `replace` calls cost a tenth of a `translate` or a
regular expression (measured on 660,000 names), so only names with signs beyond ASCII go through `translate`, with
their accents taken apart first: that leaves few signs to look for.
"""

from django.db import connection

# Accents as they stand behind their letter after decomposition, and letters that do not decompose.
MARKS = "\u0300\u0301\u0302\u0303\u0308\u030a\u0327\u030c"
LETTERS, PLAIN = "øØ", "oo"
SPACES = "–\u00a0"
DROPPED = "’‘°"
# Signs that stand in many names, each with what takes its place: dots and quotes stand inside words. Three spaces in a
# row become one; more are rare, and only keep a name from being found by its beginning beyond them.
ORDINARY = (
    *((sign, " ") for sign in ',-&()/+":!\t\n'),
    (".", ""), ("'", ""), ("  ", " "), ("  ", " "),
)  # fmt: skip


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def fold_function() -> str:
    """The SQL that makes `kbo_fold`. One expression, so that the server puts it in place of the call."""
    lower = 'lower({} COLLATE "C")'
    signs = f"{_quoted(LETTERS + SPACES + DROPPED + MARKS)}, {_quoted(PLAIN + ' ' * len(SPACES))}"
    rare = lower.format(f"translate(normalize(name, NFD), {signs})")
    folded = f"CASE WHEN octet_length(name) = length(name) THEN {lower.format('name')} ELSE {rare} END"
    for sign, instead in ORDINARY:
        folded = f"replace({folded}, {_quoted(sign)}, {_quoted(instead)})"
    return (
        "CREATE OR REPLACE FUNCTION kbo_fold(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        f"AS $fold$ SELECT btrim({folded}) $fold$"
    )


def fold(name: str) -> str:
    """A name as it is searched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kbo_fold(%s)", [name.replace("\0", " ")])
        return str(cursor.fetchone()[0])
