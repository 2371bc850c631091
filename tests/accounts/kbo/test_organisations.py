"""From the register to the portal's organisations."""

import datetime

import pytest

from accounts.kbo.models import Denomination, Enterprise
from accounts.kbo.organisations import known, organisation_for
from accounts.models import Establishment, Organisation
from loket.journal.models import JournalEntry
from loket.locks import hold_until_commit
from tests.world import together

ZON, GONE, PLACE = "0999000129", "0999000228", "2999000171"
DAY = datetime.date(2025, 10, 6)


@pytest.fixture
def register(entry):
    entry(ZON, "Bakkerij De Zon", seat="9300 Aalst", places={PLACE: "8000 Brugge"})
    entry(GONE, "Verdwenen", ceased=DAY)


def test_an_organisation_is_made_from_the_register_once(register):
    assert known("0999.000.129").name == "Bakkerij De Zon"
    assert not Organisation.objects.exists()
    made = organisation_for("0999.000.129")
    assert (made.kbo, made.name, made.doelgroep, made.kinds) == (ZON, "Bakkerij De Zon", "EA", ["werkgever"])
    assert Establishment.objects.get().municipality == "Brugge"
    assert organisation_for(ZON) == made
    assert JournalEntry.objects.filter(action="kbo_organisatie_gemaakt").count() == 1


def test_what_ceased_is_returned_and_never_made(register):
    assert organisation_for(GONE) is None
    assert known(GONE).ceased_on == DAY
    own = Organisation.objects.create(name="Verdwenen", kbo=GONE, doelgroep="EA", ceased_on=DAY)
    assert organisation_for(GONE) == own
    assert organisation_for(GONE).ceased_on == DAY


def test_a_school_keeps_its_own_doelgroep(register):
    school = Organisation.objects.create(name="School De Zon", kbo=ZON, doelgroep="OV", instellingsnummer="999001")
    assert organisation_for(ZON) == school
    assert organisation_for(ZON).doelgroep == "OV"
    assert known(ZON).name == "School De Zon"


@pytest.mark.parametrize("number", ["0999.001.020", "0999.000.128", "", "x", "2999000171"])
def test_what_nobody_knows(register, number):
    assert organisation_for(number) is None
    assert known(number) is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one(transactional_db):
    Enterprise.objects.create(number=ZON, line=2)
    Denomination.objects.create(entity=ZON, line=2, name="Bakkerij De Zon")
    results = together(
        lambda: organisation_for(ZON),
        lambda: organisation_for(ZON),
        holding=lambda: hold_until_commit(f"kbo organisatie {ZON}"),
    )
    assert results[0] == results[1] == Organisation.objects.get()
