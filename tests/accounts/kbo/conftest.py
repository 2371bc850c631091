"""A small register, put in its tables without an import."""

import datetime
from collections.abc import Callable
from itertools import count

import pytest

from accounts.kbo.models import Address, Denomination, Enterprise, RegisterEstablishment

Register = Callable[..., str]


@pytest.fixture
def entry(db) -> Register:
    """`entry("0999000129", "Naam", ...)` puts an enterprise in the register and gives its number."""
    lines = count(2)

    def add(
        number: str,
        *names: str,
        ceased: datetime.date | None = None,
        seat: str = "",
        places: dict[str, str] | None = None,
    ) -> str:
        Enterprise.objects.create(number=number, line=next(lines), kind="2", ceased_on=ceased)
        for text in names:
            Denomination.objects.create(entity=number, line=next(lines), kind="001", language="2", name=text)
        towns = {number: seat} if seat else {}
        for establishment, town in (places or {}).items():
            RegisterEstablishment.objects.create(number=establishment, line=next(lines), enterprise=number)
            towns[establishment] = town
        for entity, town in towns.items():
            zipcode, _, municipality = town.partition(" ")
            Address.objects.create(
                entity=entity, line=next(lines), zipcode=zipcode, municipality_nl=municipality, street_nl="Kerkstraat"
            )
        return number

    return add
