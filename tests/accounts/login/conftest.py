"""People of the demo world; only the rows that a login test needs."""

import datetime

import pytest

from accounts.models import Organisation, Person
from loket.acting.context import Doelgroep

AN_INSZ = "80010199085"
DIRK_INSZ = "69090499311"


@pytest.fixture
def an(db) -> Person:
    return Person.objects.create(insz=AN_INSZ, first_name="An", last_name="Claes")


@pytest.fixture
def dirk(db) -> Person:
    return Person.objects.create(insz=DIRK_INSZ, first_name="Dirk", last_name="Peeters")


@pytest.fixture
def peeters(db) -> Organisation:
    return Organisation.objects.create(
        name="Boekhoudkantoor Peeters bv", kbo="0999001119", doelgroep=Doelgroep.ONDERNEMING
    )


@pytest.fixture
def smets(db) -> Organisation:
    return Organisation.objects.create(name="Houthandel Smets bv", kbo="0999000327", doelgroep=Doelgroep.ONDERNEMING)


@pytest.fixture
def today() -> datetime.date:
    return datetime.date(2026, 11, 20)
