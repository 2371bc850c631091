"""Who finds "Mijn opleidingen" in the menu: the right decides."""

import pytest

from tests.world import give_right, text_of

pytestmark = pytest.mark.usefixtures("demo_world")
LINK = 'href="/verstrekker/opleidingen/"'


@pytest.mark.parametrize(("who", "company"), [("Hanne Jacobs", "Kompas"), ("Ivo Mertens", "CVO De Brug")])
def test_who_works_for_a_verstrekker(acting, who, company):
    assert LINK in text_of(acting(who, company).get("/"))


def test_an_employer_with_the_right_to_register_opleidingen(acting):
    """Whoever teaches his own people is a verstrekker as well, whatever kind of organisation he is."""
    bart = acting("Bart Maes", "De Korenbloem")
    assert LINK not in text_of(bart.get("/"))
    give_right("Bart Maes", "De Korenbloem", "dwse_organisatieverantwoordelijke", "opleidingsdatabank")
    assert LINK in text_of(bart.get("/"))
