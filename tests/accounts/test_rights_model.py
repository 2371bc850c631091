"""The catalogue of rights, what the database itself refuses, and resolving for whom one acts."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.acting import resolve
from accounts.models import (
    Gebruikersrecht,
    Rechtaanvraag,
    RechtContext,
    ToegekendRecht,
    Werkrelatie,
    WettelijkVertegenwoordiger,
)
from accounts.rights.catalogue import CATALOGUE, sync_catalogue
from accounts.rights.periods import last_possible_day
from loket.access.rechten import DWSE_ORGANISATIEVERANTWOORDELIJKE as DWSE
from loket.acting.context import Choice, Doelgroep, Ground
from loket.dates import add_months
from tests.world import give_right, organisation, person, user_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


# --- The catalogue -------------------------------------------------------------------------------
def test_the_catalogue_is_there_and_a_second_sync_adds_nothing():
    before = set(Gebruikersrecht.objects.values_list("code", "pk")), set(RechtContext.objects.values_list("pk"))
    assert {code for code, _ in before[0]} == {spec.code for spec in CATALOGUE}
    sync_catalogue()
    assert before == (
        set(Gebruikersrecht.objects.values_list("code", "pk")),
        set(RechtContext.objects.values_list("pk")),
    )


def test_what_an_administrator_changed_stays_and_what_is_gone_comes_back():
    Gebruikersrecht.objects.filter(code=DWSE).update(name="Anders", max_months=12)
    RechtContext.objects.filter(code="maatwerk").delete()
    sync_catalogue()
    assert Gebruikersrecht.objects.get(code=DWSE).max_months == 12
    assert RechtContext.objects.filter(recht__code=DWSE, code="maatwerk").count() == 1


def test_four_years_count_their_first_day():
    assert last_possible_day(TODAY.replace(year=2024, month=3, day=1), 48).isoformat() == "2028-02-29"
    assert add_months(TODAY.replace(year=2026, month=1, day=31), 1).isoformat() == "2026-02-28"
    assert add_months(TODAY.replace(year=9998, month=1, day=1), 48).isoformat() == "9999-12-31"


# --- What the database refuses -------------------------------------------------------------------
def refused(constraint: str, act) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()


def test_two_grants_of_a_right_cannot_overlap(demo_world):
    """The last day of one and the first of the next may touch, not meet."""
    first = give_right("Sofie Janssens", "De Korenbloem", DWSE, "opleidingsverlof", start=0, end=100)
    for start, end in ((100, 200), (-50, 0), (20, 30), (-5, 500)):
        refused(
            "toegekend_recht_no_overlap",
            lambda start=start, end=end: give_right(
                "Sofie Janssens", "De Korenbloem", DWSE, "opleidingsverlof", start, end
            ),
        )
    give_right("Sofie Janssens", "De Korenbloem", DWSE, "opleidingsverlof", start=101, end=200)
    give_right("Sofie Janssens", "De Korenbloem", DWSE, "maatwerk", start=0, end=100)
    assert ToegekendRecht.objects.filter(werkrelatie=first.werkrelatie).count() == 3


def test_two_grants_without_context_cannot_overlap(demo_world):
    give_right("Sofie Janssens", "De Korenbloem", "lokale_beheerder", start=0, end=10)
    refused(
        "toegekend_recht_no_overlap",
        lambda: give_right("Sofie Janssens", "De Korenbloem", "lokale_beheerder", start=10, end=20),
    )
    refused(
        "toegekend_recht_period",
        lambda: give_right("Sofie Janssens", "De Korenbloem", "lokale_beheerder", start=30, end=29),
    )


@pytest.mark.parametrize("model", [Werkrelatie, WettelijkVertegenwoordiger])
def test_two_periods_at_one_organisation_cannot_overlap(demo_world, model):
    mine = {"person": person("Jana Goossens"), "organisation": organisation("Smets")}
    model.objects.create(**mine, start=TODAY, end=TODAY + 10 * DAY)
    refused("no_overlap", lambda: model.objects.create(**mine, start=TODAY + 10 * DAY))
    refused("_period", lambda: model.objects.create(**mine, start=TODAY + 30 * DAY, end=TODAY + 29 * DAY))
    model.objects.create(**mine, start=TODAY + 11 * DAY)
    model.objects.create(**mine | {"organisation": organisation("Van Hoof")}, start=TODAY)


def ask(code: str, context: str = "", **fields) -> Rechtaanvraag:
    recht = Gebruikersrecht.objects.get(code=code)
    return Rechtaanvraag.objects.create(
        person=person("Sofie Janssens"),
        organisation=organisation("De Korenbloem"),
        recht=recht,
        context=RechtContext.objects.get(recht=recht, code=context) if context else None,
        **fields,
    )


def test_a_right_is_asked_once_until_it_is_decided(demo_world):
    """Sofie's request for opleidingsverlof is in the demo world."""
    refused("one_pending_rechtaanvraag", lambda: ask(DWSE, "opleidingsverlof"))
    ask(DWSE, "maatwerk")
    Rechtaanvraag.objects.update(
        status="geweigerd", reason="Nee.", decided_at=timezone.now(), decided_by=person("An Claes")
    )
    ask(DWSE, "opleidingsverlof")


def test_a_right_without_context_is_asked_once_too(demo_world):
    ask("lokale_beheerder")
    refused("one_pending_rechtaanvraag", lambda: ask("lokale_beheerder"))


def test_a_decision_has_a_decider_a_reason_or_a_grant(demo_world):
    an, now = person("An Claes"), timezone.now()
    decided = {"decided_at": now, "decided_by": an}
    refused("has_decider", lambda: ask("lokale_beheerder", status="geweigerd", reason="Nee."))
    refused("has_decider", lambda: ask("lokale_beheerder", status="geweigerd", reason="Nee.", decided_at=now))
    refused("has_decider", lambda: ask("lokale_beheerder", **decided))
    refused("has_reason", lambda: ask("lokale_beheerder", status="geweigerd", **decided))
    refused("has_grant", lambda: ask("lokale_beheerder", status="toegekend", **decided))


# --- Resolving -----------------------------------------------------------------------------------
def acting_of(full_name: str, company: str, day=TODAY):
    chosen = organisation(company)
    return resolve(user_of(person(full_name)), Choice(Doelgroep(chosen.doelgroep), chosen.pk, chosen.pk), day)


def test_a_werkrelatie_counts_until_its_last_day(demo_world):
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(end=TODAY)
    assert acting_of("Bart Maes", "De Korenbloem").has_right(DWSE, frozenset({"opleidingsverlof"}))
    assert acting_of("Bart Maes", "De Korenbloem", TODAY + DAY) is None


def test_a_werkrelatie_that_starts_tomorrow_is_none_yet(demo_world):
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(start=TODAY + DAY)
    assert acting_of("Bart Maes", "De Korenbloem") is None
    assert acting_of("Bart Maes", "De Korenbloem", TODAY + DAY) is not None


@pytest.mark.parametrize(
    ("start", "end", "valid"), [(-9, -1, False), (-9, 0, True), (0, 9, True), (1, 9, False), (0, 0, True)]
)
def test_a_right_counts_from_its_first_to_its_last_day(demo_world, start, end, valid):
    give_right("Sofie Janssens", "De Korenbloem", DWSE, "opleidingsverlof", start, end)
    acting = acting_of("Sofie Janssens", "De Korenbloem")
    assert acting.has_right(DWSE, frozenset({"opleidingsverlof"})) is valid
    assert acting.ground is Ground.OWN_RIGHT


def test_a_right_of_a_werkrelatie_that_is_over_counts_no_more(demo_world):
    """Back at the company under a new werkrelatie: the rights of the old one stay behind."""
    old = Werkrelatie.objects.get(person=person("Bart Maes"))
    old.end = TODAY - DAY
    old.save()
    Werkrelatie.objects.create(person=old.person, organisation=old.organisation, start=TODAY)
    assert acting_of("Bart Maes", "De Korenbloem").rights == frozenset()


def test_a_right_is_worth_nothing_at_another_organisation_or_in_another_context(demo_world):
    assert acting_of("Lotte Willems", "De Korenbloem").has_right("lokale_beheerder")
    assert acting_of("Lotte Willems", "Kompas").rights == frozenset()
    assert not acting_of("Bart Maes", "De Korenbloem").has_right(DWSE, frozenset({"maatwerk"}))
    assert acting_of("Bart Maes", "Van Hoof") is None


def test_who_stands_by_law_needs_no_grant_but_not_for_everything(demo_world):
    acting = acting_of("Dirk Peeters", "Boekhoudkantoor Peeters")
    assert acting.ground is Ground.BY_LAW
    assert acting.rights == {
        ("hoofd_lokale_beheerder", ""),
        ("lokale_beheerder", ""),
        (DWSE, "opleidingsverlof"),
        (DWSE, "opleidingsdatabank"),
        (DWSE, "maatwerk"),
        ("ssm_mandaatbeheerder", ""),
        ("ssm_mandaatuitvoerder", ""),
    }


def test_dimona_needs_a_grant_also_by_law_at_a_mandate_taker(demo_world):
    WettelijkVertegenwoordiger.objects.create(
        person=person("Jana Goossens"), organisation=organisation("Horizon"), start=TODAY, source="KBO"
    )
    acting = acting_of("Jana Goossens", "Horizon")
    assert acting.has_right("hoofd_lokale_beheerder")
    assert not acting.has_right("dimona_mandaatuitvoerder")
    assert not acting.has_right("dossierbehandelaar")


def test_standing_by_law_ends(demo_world):
    WettelijkVertegenwoordiger.objects.update(end=TODAY - DAY)
    assert acting_of("Dirk Peeters", "Boekhoudkantoor Peeters") is None


@pytest.mark.parametrize(
    ("who", "company"),
    [("Bart Maes", "De Korenbloem"), ("Dirk Peeters", "Boekhoudkantoor Peeters"), ("Goran De Smet", "Van Hoof")],
)
def test_resolving_is_one_query(demo_world, django_assert_num_queries, who, company):
    user, chosen = user_of(person(who)), organisation(company)
    choice = Choice(Doelgroep(chosen.doelgroep), chosen.pk, chosen.pk)
    assert user.person
    with django_assert_num_queries(1):
        assert resolve(user, choice, TODAY).rights


def test_a_mandate_that_nobody_knows_opens_nothing(demo_world):
    user, chosen = user_of(person("Bart Maes")), organisation("De Korenbloem")
    other = organisation("Van Hoof").pk
    assert resolve(user, Choice(Doelgroep.ONDERNEMING, chosen.pk, chosen.pk, "ssm-1"), TODAY) is None
    assert resolve(user, Choice(Doelgroep.ONDERNEMING, chosen.pk, other), TODAY) is None
