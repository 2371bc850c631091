"""Granting and refusing: one result, told to the one who asked, at work at once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from accounts.models import Rechtaanvraag, ToegekendRecht, Werkrelatie
from accounts.rights.periods import last_possible_day
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import dutch, errors_at
from tests.world import act_as, add_person, person, text_of, together, token

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST = last_possible_day(TODAY, 48)


@pytest.fixture
def aanvraag(demo_world) -> Rechtaanvraag:
    """Sofie Janssens asks for opleidingsverlof at De Korenbloem."""
    return Rechtaanvraag.objects.get(person=person("Sofie Janssens"))


def decide(client, aanvraag, choice="toekennen", **data):
    fields = {f"{choice}-{name}": value for name, value in data.items()}
    address = f"/gebruikersrechten/verzoeken/{aanvraag.pk}/"
    return client.post(address, {"namens_context": token(client), "beslissing": choice, **fields})


def grant(client, aanvraag, start=TODAY, end=LAST):
    return decide(client, aanvraag, start=dutch(start), end=dutch(end))


def test_four_years_from_today_are_proposed(acting, aanvraag):
    page = text_of(acting("An Claes", "De Korenbloem").get(f"/gebruikersrechten/verzoeken/{aanvraag.pk}/"))
    assert f'value="{dutch(TODAY)}"' in page
    assert f'value="{dutch(LAST)}"' in page
    assert "Ik neem de aanvragen over van Bart." in page
    assert "88.06.22" not in page


def test_granting_works_at_once_in_the_session_that_is_open(acting, aanvraag):
    sofie, an = acting("Sofie Janssens", "De Korenbloem"), acting("An Claes", "De Korenbloem")
    assert "Aangevraagd op" in text_of(sofie.get("/aanvraag/"))
    assert sofie.get("/aanvragen/vov/start/").status_code == 403
    assert grant(an, aanvraag).url == "/gebruikersrechten/verzoeken/"
    overview = text_of(sofie.get("/aanvraag/"))
    assert re.search(r'href="/aanvragen/vov/start/">Aanvragen<', overview)
    assert "Aangevraagd op" not in overview
    assert sofie.get("/aanvragen/vov/start/").status_code == 200
    given = ToegekendRecht.objects.get(werkrelatie__person=person("Sofie Janssens"))
    assert (given.start, given.end, given.granted_by) == (TODAY, LAST, person("An Claes"))
    aanvraag.refresh_from_db()
    assert (aanvraag.status, aanvraag.granted, aanvraag.decided_by) == ("toegekend", given, person("An Claes"))
    assert JournalEntry.objects.get(action="recht_toegekend").person == person("An Claes")


def test_granting_mails_the_one_who_asked(acting, aanvraag):
    grant(acting("An Claes", "De Korenbloem"), aanvraag)
    email = Email.objects.get()
    assert email.to == ["sofie.janssens@korenbloem.example"]
    assert email.subject == "Uw gebruikersrecht is toegekend: DWSE organisatieverantwoordelijke"
    assert f"Geldig van {TODAY:%d/%m/%Y} tot en met {LAST:%d/%m/%Y}" in email.message
    assert "opleidingsverlof" in email.message


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (TODAY, LAST + timedelta(days=1), "loopt hoogstens 4 jaar."),
        (TODAY, TODAY - timedelta(days=1), "De einddatum ligt voor de begindatum."),
        (TODAY.replace(year=9990), TODAY.replace(year=9999), ""),
    ],
)
def test_a_period_that_cannot_be_is_said_at_the_field_and_kept(acting, aanvraag, start, end, message):
    page = grant(acting("An Claes", "De Korenbloem"), aanvraag, start, end)
    assert message in errors_at(page, "end")
    assert f'value="{dutch(end)}"' in text_of(page)
    assert not ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).exists()
    assert not Email.objects.exists()


def test_a_right_that_is_over_already_cannot_be_granted(acting, aanvraag):
    """The requester would read "U kunt de dienst meteen gebruiken"."""
    start, end = TODAY - timedelta(days=20), TODAY - timedelta(days=1)
    assert errors_at(grant(acting("An Claes", "De Korenbloem"), aanvraag, start, end), "end")


@pytest.mark.parametrize("typed", ["", "31/2/2027", "morgen", "2/2027"])
def test_a_date_that_is_none_is_said_at_the_field(acting, aanvraag, typed):
    page = decide(acting("An Claes", "De Korenbloem"), aanvraag, start=dutch(TODAY), end=typed)
    assert errors_at(page, "end")
    assert f'value="{typed}"' in text_of(page) or not typed


def test_a_right_does_not_outlast_the_werkrelatie(acting, aanvraag):
    an = acting("An Claes", "De Korenbloem")
    sofie = Werkrelatie.objects.filter(person=person("Sofie Janssens"))
    sofie.update(end=TODAY + timedelta(days=30))
    assert "Kies een vroegere einddatum." in errors_at(grant(an, aanvraag), "end")
    sofie.update(end=TODAY - timedelta(days=1))
    assert "geen lopende werkrelatie meer" in errors_at(grant(an, aanvraag), "end")


def test_refusing_needs_a_reason_that_is_mailed(acting, aanvraag):
    an, sofie = acting("An Claes", "De Korenbloem"), acting("Sofie Janssens", "De Korenbloem")
    assert errors_at(decide(an, aanvraag, "weigeren", reason="  "), "reason") == "Vul in waarom u weigert."
    assert not Email.objects.exists()
    assert decide(an, aanvraag, "weigeren", reason="Bart blijft.\nTot maart.").status_code == 302
    email = Email.objects.get()
    assert email.to == ["sofie.janssens@korenbloem.example"]
    assert "Bart blijft." in email.message
    assert "An Claes" in email.message
    # She may ask again.
    assert "Gebruikersrecht aanvragen" in text_of(sofie.get("/aanvraag/"))
    assert JournalEntry.objects.filter(action="recht_geweigerd").count() == 1


def test_neither_granted_nor_refused_is_no_decision(acting, aanvraag):
    assert decide(acting("An Claes", "De Korenbloem"), aanvraag, "iets").status_code == 422
    aanvraag.refresh_from_db()
    assert aanvraag.status == "aangevraagd"


@pytest.mark.parametrize("second", ["toekennen", "weigeren"])
def test_the_second_to_decide_reads_who_was_first(acting, aanvraag, second):
    an, lotte = acting("An Claes", "De Korenbloem"), acting("Lotte Willems", "De Korenbloem")
    grant(an, aanvraag)
    late = grant(lotte, aanvraag) if second == "toekennen" else decide(lotte, aanvraag, second, reason="Nee.")
    page = text_of(lotte.get(late.url))
    assert "Over deze aanvraag is al beslist: toegekend door An Claes op" in page
    assert "Ken toe" not in page
    assert ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).count() == 1
    assert Email.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_beheerders_at_the_same_moment_give_one_result(acting, aanvraag):
    an, lotte = acting("An Claes", "De Korenbloem"), acting("Lotte Willems", "De Korenbloem")
    answers = together(
        lambda: grant(an, aanvraag),
        lambda: decide(lotte, aanvraag, "weigeren", reason="Nee."),
        holding=lambda: Rechtaanvraag.objects.select_for_update().get(pk=aanvraag.pk),
    )
    aanvraag.refresh_from_db()
    first = "toegekend" if aanvraag.status == "toegekend" else "geweigerd"
    winner, loser = (an, lotte) if first == "toegekend" else (lotte, an)
    assert [answer.status_code for answer in answers] == [302, 302], answers
    assert sorted(answer.url for answer in answers) == [
        "/gebruikersrechten/verzoeken/",
        f"/gebruikersrechten/verzoeken/{aanvraag.pk}/",
    ]
    assert f"Over deze aanvraag is al beslist: {first} door" in text_of(loser.get("/gebruikersrechten/verzoeken/"))
    assert "is al beslist" not in text_of(winner.get("/gebruikersrechten/verzoeken/"))
    assert Email.objects.count() == 1
    assert JournalEntry.objects.filter(action__in=["recht_toegekend", "recht_geweigerd"]).count() == 1
    grants = ToegekendRecht.objects.filter(werkrelatie__person=person("Sofie Janssens")).count()
    assert grants == (1 if first == "toegekend" else 0)


# --- The link in the mail ------------------------------------------------------------------------
def test_the_link_asks_to_switch_when_acting_for_another(acting, aanvraag):
    lotte = acting("Lotte Willems", "Kompas")
    link = f"/gebruikersrechten/verzoeken/{aanvraag.pk}/openen/"
    before = token(lotte)
    page = text_of(lotte.get(link))
    assert "U handelt nu namens Opleidingscentrum Kompas vzw." in page
    assert "Ga verder namens Bakkerij De Korenbloem bv" in page
    # Reading changed nothing.
    assert token(lotte) == before
    landed = lotte.post(link, follow=True)
    assert "Aanvraag van Sofie Janssens" in text_of(landed)
    assert "De Korenbloem" in text_of(lotte.get("/"))


def test_the_link_works_right_after_the_login(client, demo_world, aanvraag):
    act_as(client, "An Claes")
    client.post("/wisselen/")
    link = f"/gebruikersrechten/verzoeken/{aanvraag.pk}/openen/"
    assert "Ga verder namens Bakkerij De Korenbloem bv" in text_of(client.get(link))
    assert "Aanvraag van Sofie Janssens" in text_of(client.post(link, follow=True))


@pytest.mark.parametrize(
    "who", [("Bart Maes", "De Korenbloem"), ("Goran De Smet", "Van Hoof"), ("Sofie Janssens", None)]
)
def test_the_link_is_for_beheerders_only(acting, aanvraag, who):
    link = f"/gebruikersrechten/verzoeken/{aanvraag.pk}/openen/"
    assert acting(*who).get(link).status_code == 404
    assert acting(*who).post(link).status_code == 404


# --- Lists ---------------------------------------------------------------------------------------
def test_the_list_has_what_waits_oldest_first_and_what_is_decided(acting, aanvraag):
    an = acting("An Claes", "De Korenbloem")
    assert "1 collega vraagt een gebruikersrecht aan." in text_of(an.get("/"))
    assert "Sofie Janssens" in text_of(an.get("/gebruikersrechten/verzoeken/"))
    assert "Sofie Janssens" not in text_of(an.get("/gebruikersrechten/verzoeken/?toon=beslist"))
    grant(an, aanvraag)
    an.get("/")
    assert "Sofie Janssens" not in text_of(an.get("/gebruikersrechten/verzoeken/"))
    assert "Toegekend" in text_of(an.get("/gebruikersrechten/verzoeken/?toon=beslist"))


def test_pages_need_few_queries_however_many_ask(acting, aanvraag, django_assert_max_num_queries):
    for number in range(30):
        insz = f"{820305001 + number:09d}"
        someone = add_person(
            f"Aanvrager Nr{number}", f"{insz}{97 - int(insz) % 97:02d}", "De Korenbloem", "x@y.example"
        )
        Rechtaanvraag.objects.create(
            person=someone, organisation=aanvraag.organisation, recht=aanvraag.recht, context=aanvraag.context
        )
    an, sofie = acting("An Claes", "De Korenbloem"), acting("Sofie Janssens", "De Korenbloem")
    bart = acting("Bart Maes", "De Korenbloem")
    for client, address in (
        (an, "/"),
        (bart, "/"),
        (an, "/aanvraag/"),
        (sofie, "/gebruikersrechten/aanvragen/vov-terugbetaling/"),
        (an, "/gebruikersrechten/verzoeken/"),
        (an, f"/gebruikersrechten/verzoeken/{aanvraag.pk}/"),
        (an, "/namens-wie/"),
        (an, "/namens-wie/EA/"),
    ):
        with django_assert_max_num_queries(8):
            assert client.get(address).status_code == 200
    first = an.get("/gebruikersrechten/verzoeken/").context["page"]
    assert len(first.rows) == 25
    second = an.get(f"/gebruikersrechten/verzoeken/{first.next}").context["page"]
    assert len(second.rows) == 6
    assert first.rows[0] == aanvraag
