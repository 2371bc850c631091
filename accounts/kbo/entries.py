"""One enterprise of the register with everything that the register has about it."""

import datetime
from dataclasses import dataclass

from django.db import connection

from accounts.kbo.fields import digits_of, dotted
from accounts.kbo.models import Code, Denomination, Enterprise, RegisterEstablishment
from accounts.kbo.search import Hit, address_text, describe

ESTABLISHMENTS_SHOWN = 200
NATURAL_PERSON = "1"
LANGUAGES = {"1": "Frans", "2": "Nederlands", "3": "Duits", "4": "Engels"}
KINDS = {"001": "Naam", "002": "Afkorting", "003": "Commerciële naam", "004": "Naam van het bijkantoor"}


@dataclass(frozen=True, slots=True)
class Place:
    """An establishment with its name and address."""

    number: str
    name: str
    address: str
    ceased_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An enterprise as its page shows it. `names`: (name, kind, language) in words."""

    enterprise: Enterprise
    hit: Hit
    form: str
    is_natural_person: bool
    names: list[tuple[str, str, str]]
    places: list[Place]
    places_more: bool


def entry_of(number: str) -> Entry | None:
    """The enterprise with this number (ten digits), or None when the register does not know it."""
    enterprise = Enterprise.objects.filter(number=number).first()
    if enterprise is None:
        return None
    names = Denomination.objects.filter(entity=number).order_by("kind", "line").values_list("name", "kind", "language")
    form = Code.objects.filter(category="JuridicalForm", code=enterprise.form or "", language="NL").first()
    places = _places(number)
    return Entry(
        enterprise,
        describe([dotted(number)])[0],
        (form.description if form else enterprise.form) or "",
        enterprise.kind == NATURAL_PERSON,
        [(name, KINDS.get(kind, kind or ""), LANGUAGES.get(language, "")) for name, kind, language in names],
        places[:ESTABLISHMENTS_SHOWN],
        len(places) > ESTABLISHMENTS_SHOWN,
    )


def _places(number: str) -> list[Place]:
    table = RegisterEstablishment._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT place.number, coalesce(name.name, ''), coalesce(address.address, ''), place.ceased_on
                FROM {table} place
                LEFT JOIN LATERAL (
                    SELECT name FROM kbo_denomination WHERE entity = place.number ORDER BY kind, line LIMIT 1
                ) name ON true
                LEFT JOIN LATERAL (
                    SELECT {address_text("own")} AS address FROM kbo_address own
                    WHERE own.entity = place.number ORDER BY own.line LIMIT 1
                ) address ON true
                WHERE place.enterprise = %s
                ORDER BY place.ceased_on IS NOT NULL, place.number LIMIT %s""",
            [dotted(number), ESTABLISHMENTS_SHOWN + 1],
        )
        return [Place(digits_of(found), *rest) for found, *rest in cursor.fetchall()]
