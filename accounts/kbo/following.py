"""The portal's own organisations follow the register: name, the day they ceased, and establishments.

What the portal itself set stays: doelgroep, soorten, other numbers, a day of ceasing that did not come from the
register, the name of an establishment for which the register has none. An establishment is never deleted.
"""

from django.db import connection

from accounts.models import Establishment, Organisation

ORGANISATION, ESTABLISHMENT = Organisation._meta.db_table, Establishment._meta.db_table
# The portal keeps ten digits, the register dots.
DOTTED = "left({0}, 4) || '.' || substr({0}, 5, 3) || '.' || right({0}, 3)"
# The postcodes of the Flemish Region: Vlaams-Brabant, Antwerpen, Limburg, West- and Oost-Vlaanderen.
FLEMISH = "({0} BETWEEN '1500' AND '1999' OR {0} BETWEEN '2000' AND '3999' OR {0} BETWEEN '8000' AND '9999')"
# Official name before trade name and abbreviation, Dutch before unknown, French, German, English.
BEST_NAME = (
    "CASE kind WHEN '001' THEN 0 WHEN '003' THEN 1 WHEN '002' THEN 2 ELSE 3 END, "
    "CASE language WHEN '2' THEN 0 WHEN '0' THEN 1 WHEN '1' THEN 2 WHEN '3' THEN 3 ELSE 4 END, line"
)
LONGEST_NAME, LONGEST_MUNICIPALITY = 320, 100


def name_of(entity: str) -> str:
    """SQL for the name by which an entity is shown."""
    return f"(SELECT name FROM kbo_denomination WHERE entity = {entity} ORDER BY {BEST_NAME} LIMIT 1)"


def forget_marks() -> None:
    """Take away the days of ceasing that came from the register, before it changes; `follow` puts back what holds."""
    _run(
        f"""UPDATE {ORGANISATION} own SET ceased_on = NULL FROM kbo_enterprise entry
            WHERE own.kbo IS NOT NULL AND entry.number = {DOTTED.format("own.kbo")}
              AND own.ceased_on = entry.ceased_on"""
    )


def follow(number: str | None = None) -> None:
    """Let all organisations of the portal follow, or the one with this KBO number."""
    only, parameters = ("AND own.kbo = %s", [number]) if number else ("", [])
    _run(
        f"""UPDATE {ORGANISATION} own
            SET name = coalesce(left(found.name, {LONGEST_NAME}), own.name),
                ceased_on = coalesce(own.ceased_on, found.ceased_on)
            FROM (
                SELECT own.id, entry.ceased_on, {name_of("entry.number")} AS name
                FROM {ORGANISATION} own JOIN kbo_enterprise entry ON entry.number = {DOTTED.format("own.kbo")}
                WHERE own.kbo IS NOT NULL {only}
            ) found
            WHERE found.id = own.id
              AND (own.name, own.ceased_on) IS DISTINCT FROM
                  (coalesce(left(found.name, {LONGEST_NAME}), own.name), coalesce(own.ceased_on, found.ceased_on))""",
        parameters,
    )
    _run(
        f"""INSERT INTO {ESTABLISHMENT} AS known (number, organisation_id, name, municipality, in_flanders)
            SELECT replace(entry.number, '.', ''), own.id,
                   coalesce(left({name_of("entry.number")}, {LONGEST_NAME}), ''),
                   coalesce(left(place.municipality, {LONGEST_MUNICIPALITY}), ''), coalesce(place.flemish, true)
            FROM {ORGANISATION} own
            JOIN kbo_establishment entry ON entry.enterprise = {DOTTED.format("own.kbo")}
            LEFT JOIN LATERAL (
                SELECT coalesce(municipality_nl, municipality_fr) AS municipality,
                       zipcode ~ '^[0-9]{{4}}$' AND {FLEMISH.format("zipcode")} AS flemish
                FROM kbo_address WHERE entity = entry.number ORDER BY struck_off_on IS NOT NULL, line LIMIT 1
            ) place ON true
            WHERE own.kbo IS NOT NULL {only}
              AND (entry.ceased_on IS NULL
                   OR EXISTS (SELECT FROM {ESTABLISHMENT} e WHERE e.number = replace(entry.number, '.', '')))
            ON CONFLICT (number) DO UPDATE
            SET organisation_id = excluded.organisation_id,
                name = coalesce(nullif(excluded.name, ''), known.name),
                municipality = coalesce(nullif(excluded.municipality, ''), known.municipality),
                in_flanders = CASE WHEN excluded.municipality = '' THEN known.in_flanders ELSE excluded.in_flanders END
            WHERE (known.organisation_id, known.name, known.municipality, known.in_flanders) IS DISTINCT FROM
                  (excluded.organisation_id, coalesce(nullif(excluded.name, ''), known.name),
                   coalesce(nullif(excluded.municipality, ''), known.municipality),
                   CASE WHEN excluded.municipality = '' THEN known.in_flanders ELSE excluded.in_flanders END)""",
        parameters,
    )


def _run(statement: str, parameters: list[str] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
