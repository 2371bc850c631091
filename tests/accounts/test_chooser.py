"""After the login: for whom. Only what applies is offered, and only that is accepted."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, Werkrelatie
from loket.acting.session import KEY
from tests.world import add_person, organisation, person, text_of, user_of

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def login(demo_world):
    def log_in(full_name: str) -> Client:
        client = Client()
        client.force_login(user_of(person(full_name)), backend="accounts.login.backend.PersonBackend")
        return client

    return log_in


def tiles(page: str) -> list[str]:
    return re.findall(r'class="tegel"[^>]*><b>([^<]*)</b>', page)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("Bart Maes", ["Een onderneming of organisatie", "Uzelf"]),
        ("Ivo Mertens", ["Een onderwijs- of vormingsinstelling", "Uzelf"]),
        ("Nele Aerts", ["De Vlaamse overheid", "Uzelf"]),
        ("Dirk Peeters", ["Een onderneming of organisatie", "Uzelf"]),
    ],
)
def test_only_the_tiles_that_apply(login, who, expected):
    assert tiles(text_of(login(who).get("/namens-wie/"))) == expected


def test_the_organisations_stand_apart_from_the_own_name(login):
    page = text_of(login("Lotte Willems").get("/namens-wie/EA/"))
    assert tiles(page) == ["Bakkerij De Korenbloem bv", "Opleidingscentrum Kompas vzw", "Lotte Willems"]
    assert "0999.000.129" in page
    assert page.index("Kompas") < page.index("Uw persoonlijke naam")
    assert 'type="search"' not in page


def test_only_the_own_name_without_anybody_known_gives_the_number_to_call(login):
    page = text_of(login("Jana Goossens").get("/namens-wie/"))
    assert "U ziet enkel uw persoonlijke naam" in page
    assert "Contacteer de 1700 infolijn en vraag naar iemand van het team ‘gebruikersbeheer’" in page
    assert tiles(page) == ["Jana Goossens"]


def test_only_the_own_name_after_leaving_names_the_lokale_beheerders(login):
    bart = login("Bart Maes")
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(end=YESTERDAY)
    page = text_of(bart.get("/namens-wie/"))
    assert "An Claes (Bakkerij De Korenbloem bv)" in page
    assert 'href="mailto:an.claes@korenbloem.example"' in page
    assert "Lotte Willems" in page
    assert "vraag naar iemand van het team" not in page


def test_choosing_leads_home_and_is_kept(login):
    bart = login("Bart Maes")
    company = organisation("De Korenbloem").pk
    assert bart.post("/namens-wie/EA/", {"organisatie": company}).url == "/"
    assert bart.session[KEY] == ["EA", company, company, ""]
    assert "De Korenbloem" in text_of(bart.get("/"))


@pytest.mark.parametrize("raw", ["", "x", "-1", "0", "1.5", "²", "٣", "9" * 18, "9" * 19, "9" * 5000])
def test_what_is_no_organisation_of_mine_does_not_exist(login, raw):
    bart = login("Bart Maes")
    assert bart.post("/namens-wie/EA/", {"organisatie": raw}).status_code == 404
    assert KEY not in bart.session


def test_an_organisation_where_i_do_not_work_does_not_exist(login):
    bart = login("Bart Maes")
    assert bart.post("/namens-wie/EA/", {"organisatie": organisation("Van Hoof").pk}).status_code == 404
    # Nor does mine under another hoedanigheid.
    assert bart.post("/namens-wie/LB/", {"organisatie": organisation("De Korenbloem").pk}).status_code == 404
    assert KEY not in bart.session


def test_the_own_name_is_always_ones_own(login):
    bart = login("Bart Maes")
    an = person("An Claes").pk
    assert bart.post("/namens-wie/BUR/", {"organisatie": an}).status_code == 302
    assert bart.session[KEY][1] == person("Bart Maes").pk
    assert "U bent aangemeld als uzelf" in text_of(bart.get("/"))


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/aanvragen/mijn/?q=emma", "/aanvragen/mijn/?q=emma"),
        ("", "/"),
        ("https://kwaad.example/", "/"),
        ("//kwaad.example/", "/"),
        ("/\\kwaad.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("kwaad.example", "/"),
        ("/\t/kwaad.example", "/"),
    ],
)
def test_the_way_on_stays_within_the_site(login, target, lands):
    bart = login("Bart Maes")
    response = bart.post("/namens-wie/EA/", {"organisatie": organisation("De Korenbloem").pk, "next": target})
    assert response.url == lands


def test_the_way_on_goes_through_both_pages(login):
    bart = login("Bart Maes")
    page = text_of(bart.get("/namens-wie/?next=/aanvragen/mijn/"))
    assert 'href="/namens-wie/EA/?next=/aanvragen/mijn/"' in page
    assert '<input type="hidden" name="next" value="/aanvragen/mijn/">' in text_of(
        bart.get("/namens-wie/EA/?next=/aanvragen/mijn/")
    )


def test_switching_is_a_post_and_forgets(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    assert bart.get("/wisselen/").status_code == 405
    assert KEY in bart.session
    assert bart.post("/wisselen/").url == "/namens-wie/"
    assert KEY not in bart.session


# --- Sixty organisations -------------------------------------------------------------------------
@pytest.fixture
def busy(login) -> Client:
    """Somebody with sixty companies and one municipality."""
    someone = add_person("Vera Druk", "82030499150")
    made = Organisation.objects.bulk_create(
        Organisation(name=f"Bedrijf {number:02d}", kbo=f"0{number + 100000000}", doelgroep="EA")
        for number in range(60)
    )
    made.append(organisation("Gemeente"))
    Werkrelatie.objects.bulk_create(
        Werkrelatie(person=someone, organisation=company, start=YESTERDAY) for company in made
    )
    return login("Vera Druk")


def test_sixty_organisations_come_in_pages(busy, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        first = text_of(busy.get("/namens-wie/EA/"))
    second = text_of(busy.get("/namens-wie/EA/?pagina=2"))
    assert tiles(first)[:-1] + tiles(second)[:-1] == [f"Bedrijf {number:02d}" for number in range(60)]
    assert "Pagina 1 van 2" in first
    assert tiles(text_of(busy.get("/namens-wie/EA/?pagina=zeven")))[0] == "Bedrijf 00"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bedrijf 07", ["Bedrijf 07"]),
        ("0100.000.059", ["Bedrijf 59"]),
        ("100000059", ["Bedrijf 59"]),
        ("  BEDRIJF 3", [f"Bedrijf {number}" for number in range(30, 40)]),
        ("Gemeente", []),
        ("Korenbloem", []),
        ("%", []),
        ("\0", [f"Bedrijf {number:02d}" for number in range(48)]),
    ],
)
def test_searching_by_name_or_number(busy, query, found):
    page = text_of(busy.get("/namens-wie/EA/", {"q": query}))
    assert tiles(page)[:-1] == found
    assert ("Er is geen organisatie met" in page) is (not found)


def test_the_way_on_is_kept_while_paging(busy):
    page = text_of(busy.get("/namens-wie/EA/?next=/aanvragen/mijn/"))
    (link,) = re.findall(r'href="([^"]*pagina=2[^"]*)"', page)
    assert 'name="next" value="/aanvragen/mijn/"' in text_of(busy.get(f"/namens-wie/EA/{link}"))
