"""The catalogue: rights and contexts are added, renamed, closed and opened again; never deleted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.beheer.forms import grantable
from accounts.models import Gebruikersrecht, RechtContext, ToegekendRecht, Werkrelatie
from accounts.rights.errors import RightsError
from accounts.rights.granting import extend, give
from accounts.rights.services import request_right
from loket.access.rechten import DWSE_ORGANISATIEVERANTWOORDELIJKE as DWSE
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import errors_at
from tests.world import context_of, person, text_of, token

pytestmark = pytest.mark.django_db
RIGHTS = "/departement/rechten/"
NEW = {"name": "DWSE opleider", "code": "dwse_opleider", "max_months": "24", "kinds": ["werkgever"]}


@pytest.fixture
def pieter(acting):
    return acting("Pieter Lemmens", "Departement")


def post(client, address: str, **data):
    return client.post(address, {"namens_context": token(client), **data})


def recht(code: str = DWSE) -> Gebruikersrecht:
    return Gebruikersrecht.objects.get(code=code)


def context(code: str = "opleidingsverlof") -> RechtContext:
    return RechtContext.objects.get(recht__code=DWSE, code=code)


def test_the_list_and_the_page_need_few_queries(pieter, django_assert_max_num_queries):
    for address in (RIGHTS, f"{RIGHTS}{recht().pk}/"):
        with django_assert_max_num_queries(8):
            assert "opleidingsdatabank" in text_of(pieter.get(address))
    assert pieter.get(f"{RIGHTS}{2**70}/").status_code == 404


def test_adding_a_right_that_can_then_be_granted(pieter):
    response = post(pieter, f"{RIGHTS}nieuw/", **NEW)
    added = recht("dwse_opleider")
    assert response.url == f"{RIGHTS}{added.pk}/"
    assert (added.max_months, added.kinds, added.by_law, added.has_contexts) == (24, ["werkgever"], False, False)
    assert JournalEntry.objects.get(action="recht_in_catalogus").details == {"recht": "dwse_opleider"}
    assert added in grantable(context_of("An Claes", "De Korenbloem"))
    # Not for a lokale beheerder, until the policy says so.
    assert added not in grantable(context_of("Lotte Willems", "De Korenbloem"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": DWSE}, "code"),
        ({"code": "Met Spatie"}, "code"),
        ({"code": ""}, "code"),
        ({"name": ""}, "name"),
        ({"max_months": "0"}, "max_months"),
        ({"max_months": "veel"}, "max_months"),
        ({"kinds": ["koning"]}, "kinds"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(pieter, changed, field):
    response = post(pieter, f"{RIGHTS}nieuw/", **(NEW | changed))
    assert response.status_code == 422
    assert errors_at(response, field)
    assert not Gebruikersrecht.objects.filter(name="DWSE opleider").exists()


def test_adding_a_context_once_and_only_where_there_are_contexts(pieter):
    address = f"{RIGHTS}{recht().pk}/contexten/nieuw/"
    data = {"label": "Platos", "code": "platos"}
    assert post(pieter, address, **data).status_code == 302
    assert "al een context met deze code" in errors_at(post(pieter, address, **data), "code")
    assert post(pieter, f"{RIGHTS}{recht('lokale_beheerder').pk}/contexten/nieuw/", **data).status_code == 422
    assert RechtContext.objects.filter(code="platos").count() == 1


def test_a_name_changes_and_the_code_does_not(pieter):
    assert post(pieter, f"{RIGHTS}{recht().pk}/naam/", label="Anders", code="iets").status_code == 302
    assert (recht().name, recht().code) == ("Anders", DWSE)
    post(pieter, f"/departement/contexten/{context().pk}/naam/", label="VOV")
    assert context().label == "VOV"
    lines = JournalEntry.objects.filter(action="catalogus_hernoemd").order_by("pk")
    assert [line.details["na"] for line in lines] == ["Anders", "VOV"]


def close(client, address: str):
    return post(client, address, actie="afsluiten")


def test_a_closed_right_is_granted_extended_and_asked_no_more_and_keeps_what_was_given(pieter, acting):
    address = f"{RIGHTS}{recht().pk}/afsluiten/"
    assert "Vanaf vandaag kan niemand dit nog toekennen" in text_of(pieter.get(address))
    close(pieter, address)
    close(pieter, address)
    assert recht().closed_on == timezone.localdate()
    assert JournalEntry.objects.filter(action="catalogus_afgesloten").count() == 1
    an, sofie = context_of("An Claes", "De Korenbloem"), context_of("Sofie Janssens", "De Korenbloem")
    today = timezone.localdate()
    relation = Werkrelatie.objects.get(person=person("Sofie Janssens"))
    with pytest.raises(RightsError, match="afgesloten"):
        give(an, relation, recht(), context(), today, today)
    granted = ToegekendRecht.objects.get(werkrelatie__person=person("Bart Maes"))
    with pytest.raises(RightsError, match="afgesloten"):
        extend(an, granted.pk, today + timedelta(days=300))
    with pytest.raises(RightsError, match="afgesloten"):
        request_right(sofie, DWSE, "maatwerk", "")
    assert recht() not in grantable(an)
    assert context_of("Bart Maes", "De Korenbloem").has_right(DWSE)
    post(pieter, address, actie="heropen")
    assert recht().closed_on is None
    give(an, relation, recht(), context(), today, today)


def test_a_closed_context_leaves_the_others_open(pieter):
    close(pieter, f"/departement/contexten/{context().pk}/afsluiten/")
    an = context_of("An Claes", "De Korenbloem")
    (found,) = [right for right in grantable(an) if right.code == DWSE]
    assert {item.code for item in found.contexts.all()} == {"opleidingsdatabank", "maatwerk"}
    today, relation = timezone.localdate(), Werkrelatie.objects.get(person=person("Sofie Janssens"))
    with pytest.raises(RightsError, match="afgesloten"):
        give(an, relation, recht(), context(), today, today)
    give(an, relation, recht(), context("maatwerk"), today, today)


@pytest.mark.parametrize("code", ["hoofd_lokale_beheerder", "lokale_beheerder", "toepassingsbeheerder"])
def test_what_everything_hangs_on_is_never_closed(pieter, code):
    assert "Sluit af" not in text_of(pieter.get(f"{RIGHTS}{recht(code).pk}/"))
    close(pieter, f"{RIGHTS}{recht(code).pk}/afsluiten/")
    assert recht(code).closed_on is None
