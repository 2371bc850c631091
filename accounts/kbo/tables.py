"""The tables of the register: which file fills which, in which columns, and what makes a row wrong.

All conditions are SQL over the columns of one row, so that millions of rows are judged without leaving the database.
"""

from dataclasses import dataclass

from accounts.kbo.models import Address, Code, Denomination, Enterprise, RegisterEstablishment

# The fresh tables of a full set stand here until they take the place of the old ones.
SCHEMA = "kbo_new"
NAME_MAX = 320
VALUE_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in the order of the file, its key, and `(condition, column to show, reason)`."""

    name: str
    columns: tuple[str, ...]
    key: str
    wrong: tuple[tuple[str, str, str], ...]
    dates: tuple[str, ...] = ()
    # The column that must be a known enterprise, or a known enterprise or establishment.
    needs_enterprise: str = ""
    needs_entity: str = ""
    # Twice the same is a mistake; an entity may have many names and addresses.
    unique: tuple[str, ...] = ()


def _number(column: str, form: str, first: str, beyond: str, reason: str) -> tuple[tuple[str, str, str], ...]:
    """The number has its form (`_` for a digit) and its check digits: the last two are 97 minus the first eight modulo
    97. `first` and `beyond`: with which digit it begins at least, and with which it does not any more.

    A regular expression with the whole form in it takes ten times as long as these conditions together.
    """
    dots = "%." * (form.count(".") + 1)
    formed = (
        f"{column} LIKE '{form}' AND {column} NOT LIKE '{dots}%' AND {column} !~ '[^0-9.]' "
        f"AND {column} >= '{first}' AND {column} < '{beyond}'"
    )
    # Modulo 9700 leaves 100 times the first eight modulo 97, plus the last two. When those are right, that is 99 times
    # something plus 97, and only then. So the text is made a number once.
    right = f"CASE WHEN {formed} THEN replace({column}, '.', '')::bigint % 9700 % 99 = 97 END"
    return ((f"({right}) IS NOT TRUE", column, reason),)


NO_ENTERPRISE = "Deze onderneming staat niet (juist) in enterprise.csv."
NO_ENTITY = "Deze onderneming of vestiging staat niet (juist) in het extract."
TWICE = "Dit staat meer dan één keer in het bestand. De eerste rij telt."
# Counting signs takes longer than counting bytes, of which there are never fewer.
TOO_LONG = f"octet_length(name) > {NAME_MAX} AND length(name) > {NAME_MAX}"
NO_DATE = "Dit is geen bestaande datum dd-mm-jjjj."

TABLES = {
    "code": Table(
        Code._meta.db_table,
        ("category", "code", "language", "description"),
        "category",
        (("category IS NULL OR code IS NULL OR language IS NULL", "description", "De code is niet volledig."),),
        unique=("category", "code", "language"),
    ),
    "enterprise": Table(
        Enterprise._meta.db_table,
        ("number", "status", "situation", "kind", "form", "form_cac", "started_on"),
        "number",
        _number("number", "____.___.___", "0", "2", "Dit is geen geldig ondernemingsnummer."),
        dates=("started_on",),
        unique=("number",),
    ),
    "establishment": Table(
        RegisterEstablishment._meta.db_table,
        ("number", "started_on", "enterprise"),
        "number",
        _number("number", "_.___.___.___", "2", "9", "Dit is geen geldig vestigingsnummer."),
        dates=("started_on",),
        needs_enterprise="enterprise",
        unique=("number",),
    ),
    "denomination": Table(
        Denomination._meta.db_table,
        ("entity", "language", "kind", "name"),
        "entity",
        (
            ("name IS NULL OR name = ''", "entity", "De naam is leeg."),
            (TOO_LONG, "name", f"De naam is langer dan {NAME_MAX} tekens."),
        ),
        needs_entity="entity",
    ),
    "address": Table(
        Address._meta.db_table,
        (
            "entity", "kind", "country_nl", "country_fr", "zipcode", "municipality_nl", "municipality_fr",
            "street_nl", "street_fr", "house_number", "box", "extra", "struck_off_on",
        ),
        "entity",
        (),
        dates=("struck_off_on",),
        needs_entity="entity",
    ),
}  # fmt: skip


def unknown_enterprise(schema: str, column: str) -> str:
    """SQL that is true when the column names no enterprise of the register in that schema."""
    return f"NOT EXISTS (SELECT FROM {schema}.{TABLES['enterprise'].name} known WHERE known.number = {column})"


def unknown_entity(schema: str, column: str) -> str:
    """SQL that is true when the column names no enterprise and no establishment. Two conditions, never one with OR:
    the server makes a join of each."""
    table = f"{schema}.{TABLES['establishment'].name}"
    neither = f"NOT EXISTS (SELECT FROM {table} known WHERE known.number = {column})"
    return f"{unknown_enterprise(schema, column)} AND {neither}"
