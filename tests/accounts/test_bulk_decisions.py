"""The list of requests: filters in the address, and deciding on several at once, all or none."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from accounts.models import Gebruikersrecht, Rechtaanvraag, RechtContext, ToegekendRecht, Werkrelatie
from accounts.rights.bulk import SeveralErrors, grant_several, refuse_several
from accounts.rights.periods import last_possible_day
from accounts.rights.services import grant
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import dutch
from tests.world import add_person, context_of, organisation, person, text_of, together, token

pytestmark = pytest.mark.django_db
LIST = "/gebruikersrechten/verzoeken/"
TODAY = timezone.localdate()
LAST = last_possible_day(TODAY, 48)


def ask(full_name: str, code: str = "dwse_organisatieverantwoordelijke", context: str = "maatwerk") -> Rechtaanvraag:
    recht = Gebruikersrecht.objects.get(code=code)
    return Rechtaanvraag.objects.create(
        person=person(full_name),
        organisation=organisation("De Korenbloem"),
        recht=recht,
        context=RechtContext.objects.get(recht=recht, code=context) if context else None,
    )


@pytest.fixture
def waiting(demo_world) -> list[Rechtaanvraag]:
    """Sofie asked for opleidingsverlof two days ago; Rik and Bart ask today."""
    add_person("Rik Thys", "84071199107", "De Korenbloem", "rik.thys@korenbloem.example")
    sofie = Rechtaanvraag.objects.get(person=person("Sofie Janssens"))
    return [sofie, ask("Rik Thys"), ask("Bart Maes", "ssm_mandaatuitvoerder", "")]


def decide(client, rows, choice="toekennen", query="", **data):
    fields = {f"{choice}-{name}": value for name, value in data.items()}
    ticked = {"aanvraag": [getattr(row, "pk", row) for row in rows], "beslissing": choice}
    return client.post(f"{LIST}{query}", {"namens_context": token(client), **ticked, **fields})


def grant_all(client, rows, start=TODAY, end=LAST, query=""):
    return decide(client, rows, start=dutch(start), end=dutch(end), query=query)


def shown(client, query: str) -> list[str]:
    return [str(row.person) for row in client.get(f"{LIST}{query}").context["page"].rows]


# --- Filters -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Sofie Janssens", "Rik Thys", "Bart Maes"]),
        ("?toon=open", ["Sofie Janssens", "Rik Thys", "Bart Maes"]),
        ("?toon=nonsens", ["Sofie Janssens", "Rik Thys", "Bart Maes"]),
        ("?q=thys", ["Rik Thys"]),
        ("?q=rik+thys", ["Rik Thys"]),
        ("?q=rik+maes", []),
        ("?recht=ssm_mandaatuitvoerder", ["Bart Maes"]),
        ("?toon=beslist", []),
        ("?ouder=on", []),
    ],
)
def test_filters(acting, waiting, query, names):
    assert shown(acting("An Claes", "De Korenbloem"), query) == names


def test_what_waits_long_and_what_was_decided_how(acting, waiting):
    an = acting("An Claes", "De Korenbloem")
    Rechtaanvraag.objects.filter(pk=waiting[0].pk).update(requested_at=timezone.now() - timedelta(days=4))
    assert shown(an, "?ouder=on") == ["Sofie Janssens"]
    grant_all(an, waiting[:1])
    decide(an, waiting[1:2], "weigeren", reason="Nee.")
    assert shown(an, "?toon=toegekend") == ["Sofie Janssens"]
    assert shown(an, "?toon=geweigerd") == ["Rik Thys"]
    assert set(shown(an, "?toon=beslist")) == {"Sofie Janssens", "Rik Thys"}
    assert "Ken de gekozen toe" not in text_of(an.get(f"{LIST}?toon=beslist"))


def test_the_page_needs_few_queries(acting, waiting, django_assert_max_num_queries):
    an = acting("An Claes", "De Korenbloem")
    an.get("/")
    with django_assert_max_num_queries(8):
        an.get(f"{LIST}?q=a&ouder=on")


# --- Several at once -----------------------------------------------------------------------------
def test_granting_several(acting, waiting):
    an = acting("An Claes", "De Korenbloem")
    response = grant_all(an, waiting[:2], query="?q=s")
    assert response.url == f"{LIST}?q=s"
    assert "U kende 2 aanvragen toe." in text_of(an.get(response.url))
    assert Rechtaanvraag.objects.filter(status="toegekend").count() == 2
    assert Rechtaanvraag.objects.get(pk=waiting[2].pk).status == "aangevraagd"
    assert sorted(address for email in Email.objects.all() for address in email.to) == [
        "rik.thys@korenbloem.example",
        "sofie.janssens@korenbloem.example",
    ]
    assert JournalEntry.objects.filter(action="recht_toegekend").count() == 2


def test_refusing_several_with_one_reason(acting, waiting):
    an = acting("An Claes", "De Korenbloem")
    assert decide(an, waiting, "weigeren", reason="  ").status_code == 422
    assert not Email.objects.exists()
    decide(an, waiting, "weigeren", reason="Niet nodig.")
    assert set(Rechtaanvraag.objects.values_list("status", "reason")) == {("geweigerd", "Niet nodig.")}
    assert Email.objects.count() == 3


def test_one_that_cannot_be_is_named_and_nothing_is_stored(acting, waiting):
    an = acting("An Claes", "De Korenbloem")
    Werkrelatie.objects.filter(person=person("Rik Thys")).update(end=TODAY + timedelta(days=5))
    Gebruikersrecht.objects.filter(code="ssm_mandaatuitvoerder").update(max_months=12)
    response = grant_all(an, waiting)
    page = text_of(response)
    assert response.status_code == 422
    assert "Er is over geen enkele aanvraag beslist." in page
    assert "Rik Thys, DWSE organisatieverantwoordelijke (maatwerk): De werkrelatie eindigt op" in page
    assert "Bart Maes, SSM Mandaatuitvoerder: Dit gebruikersrecht loopt hoogstens 1 jaar." in page
    assert page.count(" checked>") == 3
    assert f'value="{dutch(LAST)}"' in page
    assert page.count('class="rij-fout"') == 2
    assert Rechtaanvraag.objects.filter(status="aangevraagd").count() == 3
    assert not ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).exists()
    assert not Email.objects.exists()
    assert not JournalEntry.objects.filter(action="recht_toegekend").exists()


def test_one_that_was_decided_meanwhile_is_named(acting, waiting):
    an = acting("An Claes", "De Korenbloem")
    grant(context_of("Lotte Willems", "De Korenbloem"), waiting[0].pk, TODAY, LAST)
    page = text_of(grant_all(an, waiting[:2]))
    assert "Sofie Janssens" in page
    assert "Over deze aanvraag is al beslist: toegekend door Lotte Willems op" in page
    assert Rechtaanvraag.objects.get(pk=waiting[1].pk).status == "aangevraagd"


def test_a_lokale_beheerder_cannot_grant_what_the_policy_keeps_from_him(acting, waiting):
    page = text_of(grant_all(acting("Lotte Willems", "De Korenbloem"), waiting[1:]))
    assert "Bart Maes, SSM Mandaatuitvoerder: U mag het recht" in page
    assert Rechtaanvraag.objects.filter(status="aangevraagd").count() == 3


def test_nothing_ticked_no_choice_or_no_dates(acting, waiting):
    an = acting("An Claes", "De Korenbloem")
    assert "Kies minstens één aanvraag." in text_of(grant_all(an, []))
    assert decide(an, waiting, "iets").status_code == 422
    assert decide(an, waiting, start=dutch(TODAY), end="").status_code == 422
    assert Rechtaanvraag.objects.filter(status="aangevraagd").count() == 3


@pytest.mark.parametrize("raw", ["x", "-1", "9" * 18, "9" * 40])
def test_what_is_no_request_of_this_organisation_does_not_exist(acting, waiting, raw):
    assert grant_all(acting("An Claes", "De Korenbloem"), [waiting[0], raw]).status_code == 404
    assert Rechtaanvraag.objects.filter(status="aangevraagd").count() == 3


def test_another_organisation_decides_nothing(acting, waiting):
    assert grant_all(acting("Goran De Smet", "Van Hoof"), waiting).status_code == 404
    assert Rechtaanvraag.objects.filter(status="aangevraagd").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_beheerders_decide_on_overlapping_ones_once_each(demo_world):
    add_person("Rik Thys", "84071199107", "De Korenbloem", "rik.thys@korenbloem.example")
    sofie, rik, bart = (
        Rechtaanvraag.objects.get(person=person("Sofie Janssens")).pk,
        ask("Rik Thys").pk,
        ask("Bart Maes").pk,
    )
    an, lotte = context_of("An Claes", "De Korenbloem"), context_of("Lotte Willems", "De Korenbloem")
    results = together(
        lambda: grant_several(an, [bart, rik], TODAY, LAST),
        lambda: refuse_several(lotte, [rik, sofie], "Nee."),
        holding=lambda: Rechtaanvraag.objects.select_for_update().get(pk=rik),
    )
    (lost,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(lost, SeveralErrors), lost
    assert {row.pk for row in lost.errors} == {rik}
    decided = set(Rechtaanvraag.objects.exclude(status="aangevraagd").values_list("pk", flat=True))
    assert decided in ({bart, rik}, {rik, sofie})
    assert Email.objects.count() == 2
    assert JournalEntry.objects.filter(action__in=["recht_toegekend", "recht_geweigerd"]).count() == 2
