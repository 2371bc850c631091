"""The department looks up organisations, says what they are and appoints their first beheerder."""

import pytest
from post_office.models import Email

from accounts.department.services import NewBeheerder, appoint_first_beheerder
from accounts.models import Organisation, Person, ToegekendRecht, Werkrelatie
from accounts.rights.errors import RightsError
from loket.journal.models import JournalEntry
from loket.locks import hold_until_commit
from tests.world import context_of, organisation, person, text_of, together, token

pytestmark = pytest.mark.django_db
LIST = "/departement/organisaties/"
JANA, NEW_INSZ = "95.08.12-996.16", "84.07.11-991.07"
CONTACT = {"phone": "050 12 34 56", "email": "baas@smets.example"}


@pytest.fixture
def pieter(acting):
    return acting("Pieter Lemmens", "Departement")


def post(client, address: str, **data):
    return client.post(address, {"namens_context": token(client), **data})


def appoint(client, **data):
    address = f"{LIST}{organisation('Smets').pk}/eerste-beheerder/"
    return post(client, address, **data)


# --- Looking up ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("korenbloem", {"Bakkerij De Korenbloem bv"}),
        ("bakkerij bv", {"Bakkerij De Korenbloem bv"}),
        ("0999.000.327", {"Houthandel Smets bv"}),
        ("OVO000001", {"Departement Werk en Sociale Economie"}),
        ("999001", {"CVO De Brug"}),
        ("%", set()),
        ("\0", None),
    ],
)
def test_looking_up(pieter, query, found):
    names = {row.name for row in pieter.get(LIST, {"q": query}).context["page"].rows}
    if found is None:
        assert len(names) == Organisation.objects.count()
    elif query == "999001":
        assert found <= names
    else:
        assert names == found


def test_the_menu_and_the_pages_need_few_queries(pieter, django_assert_max_num_queries):
    assert f'href="{LIST}"' in text_of(pieter.get("/"))
    Organisation.objects.bulk_create(
        Organisation(name=f"Bedrijf {number:02d}", kbo=f"0{number + 100000000}", doelgroep="EA")
        for number in range(30)
    )
    smets = organisation("Smets").pk
    for address in (LIST, f"{LIST}?q=be", f"{LIST}{organisation('De Korenbloem').pk}/", f"{LIST}{smets}/soorten/"):
        with django_assert_max_num_queries(8):
            assert pieter.get(address).status_code == 200
    first = pieter.get(LIST).context["page"]
    second = pieter.get(LIST + first.next).context["page"]
    assert len(first.rows) == 25
    assert len({row.pk for row in first.rows + second.rows}) == Organisation.objects.count()


def test_the_page_of_an_organisation(pieter):
    page = text_of(pieter.get(f"{LIST}{organisation('De Korenbloem').pk}/"))
    for words in ("0999.000.129", "Werkgever", "2.999.000.171", "Aalst", "An Claes", "Hoofd Lokale Beheerder"):
        assert words in page
    assert "Duid de eerste beheerder aan" not in page
    assert "Dirk Peeters" in text_of(pieter.get(f"{LIST}{organisation('Boekhoudkantoor').pk}/"))
    assert pieter.get(f"{LIST}{2**70}/").status_code == 404


# --- Kinds ---------------------------------------------------------------------------------------
def test_kinds_are_confirmed_before_they_change(pieter):
    smets = organisation("Smets")
    address = f"{LIST}{smets.pk}/soorten/"
    chosen = {"kinds": ["dimona_mandaatnemer"]}
    page = text_of(post(pieter, address, **chosen))
    assert "Dimona Mandaatnemer" in page
    assert "Werkgever" in page
    smets.refresh_from_db()
    assert smets.kinds == ["werkgever"]
    seen = {"gezien": ["werkgever"], "bevestigd": "ja"}
    assert post(pieter, address, **chosen, **seen).url == f"{LIST}{smets.pk}/"
    smets.refresh_from_db()
    assert smets.kinds == ["dimona_mandaatnemer"]
    line = JournalEntry.objects.get(action="soorten_gewijzigd")
    assert (line.person, line.represented) == (person("Pieter Lemmens"), smets)
    assert line.details == {"voor": "werkgever", "na": "dimona_mandaatnemer"}
    post(pieter, address, **chosen, **seen)
    assert JournalEntry.objects.filter(action="soorten_gewijzigd").count() == 1


def test_kinds_that_somebody_changed_meanwhile_are_not_overwritten(pieter):
    smets = organisation("Smets")
    address = f"{LIST}{smets.pk}/soorten/"
    response = post(pieter, address, kinds=["school"], gezien=["departement"], bevestigd="ja")
    assert response.url == address
    assert "Iemand anders wijzigde intussen de soorten." in text_of(pieter.get(address))
    smets.refresh_from_db()
    assert smets.kinds == ["werkgever"]


def test_taking_a_kind_away_says_which_rights_hang_on_it(pieter):
    address = f"{LIST}{organisation('Horizon').pk}/soorten/"
    assert "Er is 1 toegekend recht" in text_of(post(pieter, address, kinds=["werkgever"]))


def test_a_kind_that_does_not_exist_is_refused(pieter):
    address = f"{LIST}{organisation('Smets').pk}/soorten/"
    assert post(pieter, address, kinds=["koning"], bevestigd="ja").status_code == 422


# --- The first beheerder -------------------------------------------------------------------------
def test_a_known_person_becomes_the_first_beheerder(pieter, acting):
    assert "Jana Goossens is al bekend" in text_of(appoint(pieter, stap="0", insz=JANA))
    summary = text_of(appoint(pieter, stap="1", insz=JANA, **CONTACT))
    assert "Jana Goossens" in summary
    assert not Werkrelatie.objects.filter(person=person("Jana Goossens")).exists()
    done = appoint(pieter, stap="2", insz=JANA, **CONTACT)
    assert done.url == f"{LIST}{organisation('Smets').pk}/"
    granted = ToegekendRecht.objects.get(werkrelatie__person=person("Jana Goossens"))
    assert (granted.recht.code, granted.granted_by) == ("hoofd_lokale_beheerder", person("Pieter Lemmens"))
    assert granted.werkrelatie.email == "baas@smets.example"
    assert Email.objects.get().to == ["baas@smets.example"]
    assert "950812" not in Email.objects.get().message
    assert acting("Jana Goossens", "Smets").get("/gebruikersbeheer/").status_code == 200
    lines = JournalEntry.objects.filter(represented=organisation("Smets"))
    assert {line.action for line in lines} == {
        "werkrelatie_begonnen",
        "recht_toegekend",
        "eerste_beheerder_aangeduid",
    }


def test_a_new_person_gets_a_name_and_a_reason(pieter):
    assert "Voornaam" in text_of(appoint(pieter, stap="0", insz=NEW_INSZ))
    names = {"first_name": "Rik", "last_name": "Thys", "reason": "Zaakvoerder"}
    assert appoint(pieter, stap="1", insz=NEW_INSZ, first_name="Rik").status_code == 422
    appoint(pieter, stap="2", insz=NEW_INSZ, **names, **CONTACT)
    assert not Person.objects.filter(insz="84071199107").exists()
    appoint(pieter, stap="3", insz=NEW_INSZ, **names, **CONTACT)
    assert ToegekendRecht.objects.get(
        werkrelatie__person__insz="84071199107"
    ).werkrelatie.organisation.name.startswith("Houthandel")
    assert JournalEntry.objects.get(action="persoon_toegevoegd").details == {"reden": "Zaakvoerder"}


def test_who_works_there_keeps_the_werkrelatie(pieter):
    """Omar Haddad works at Smets; his address and number are proposed."""
    before = Werkrelatie.objects.get(person=person("Omar Haddad"))
    assert before.email in text_of(appoint(pieter, stap="0", insz=person("Omar Haddad").insz))
    appoint(pieter, stap="2", insz=person("Omar Haddad").insz, **CONTACT)
    after = Werkrelatie.objects.get(person=person("Omar Haddad"))
    assert (after.pk, after.email) == (before.pk, "baas@smets.example")
    assert after.rechten.count() == 1


@pytest.mark.parametrize("insz", ["", "95.08.12-996.17", "x"])
def test_a_wrong_number_is_said_at_the_field(pieter, insz):
    response = appoint(pieter, stap="0", insz=insz)
    assert response.status_code == 422
    assert "insz" in response.context["form"].errors


def test_where_there_is_a_beheerder_nobody_is_appointed(pieter):
    address = f"{LIST}{organisation('De Korenbloem').pk}/eerste-beheerder/"
    for response in (pieter.get(address), post(pieter, address, stap="2", insz=JANA, **CONTACT)):
        assert response.status_code == 302
    assert "heeft al een beheerder: An Claes, Lotte Willems." in text_of(pieter.get(LIST))
    assert not Werkrelatie.objects.filter(person=person("Jana Goossens")).exists()


def test_a_beheerder_who_begins_later_counts_and_one_who_is_over_does_not(pieter):
    granted = ToegekendRecht.objects.filter(werkrelatie__organisation=organisation("Horizon"))
    address = f"{LIST}{organisation('Horizon').pk}/eerste-beheerder/"
    granted.filter(recht__code="hoofd_lokale_beheerder").update(start="2099-01-01", end="2099-12-31")
    assert pieter.get(address).status_code == 302
    granted.filter(recht__code="hoofd_lokale_beheerder").update(start="2020-01-01", end="2020-12-31")
    assert pieter.get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_the_same_moment_give_one_beheerder(demo_world):
    acting, smets = context_of("Pieter Lemmens", "Departement"), organisation("Smets").pk
    jana, marc = person("Jana Goossens").insz, person("Marc Dubois").insz
    results = together(
        lambda: appoint_first_beheerder(acting, smets, NewBeheerder(jana, "jana@smets.example", "050 12 34 56")),
        lambda: appoint_first_beheerder(acting, smets, NewBeheerder(marc, "marc@smets.example", "050 12 34 56")),
        holding=lambda: hold_until_commit(f"rechten {smets}"),
    )
    (refused,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, RightsError), refused
    assert "heeft al een beheerder" in str(refused)
    assert ToegekendRecht.objects.filter(werkrelatie__organisation=smets).count() == 1
    assert Email.objects.count() == 1
