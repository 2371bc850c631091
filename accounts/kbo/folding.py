"""Names as they are searched: lower case, without accents, signs and double spaces. Done by the database alone, so
that a name that is stored and a name that is typed are folded by one and the same function.

`unaccent` is an extension that not every server has; nested `replace` calls cost a tenth of a `translate` or a regular
expression (measured on 660,000 names), so only names with signs beyond the ordinary ones go through `translate`.
"""

from django.db import connection

ACCENTS = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿšžÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸŠŽ"
PLAIN = "aaaaaaceeeeiiiinoooooouuuuyyszaaaaaaceeeeiiiinoooooouuuuyysz"
SPACES = '–—_+*:;!?"|<>[]{}=#@%$^~\\`\t\n\r\u00a0'
DROPPED = "’‘´“”°"
# Signs that stand in many names, each with what takes its place. Dots and quotes stand inside words.
ORDINARY = (
    (", ", " "), (" & ", " "), (" - ", " "), (",", " "), (".", ""), ("-", " "), ("&", " "), ("'", ""), ("(", " "),
    (")", " "), ("/", " "), ("  ", " "), ("  ", " "), ("  ", " "),
)  # fmt: skip


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def fold_function() -> str:
    """The SQL that makes `kbo_fold`. One expression, so that the server puts it in place of the call."""
    lower = 'lower(name COLLATE "C")'
    rare = f"translate({lower}, {_quoted(ACCENTS + SPACES + DROPPED)}, {_quoted(PLAIN + ' ' * len(SPACES))})"
    folded = f"CASE WHEN name !~ '[^a-zA-Z0-9 ,.&''()/-]' THEN {lower} ELSE {rare} END"
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
