"""How much a page may be sent: refused in the portal's look, before it is read; files of a page together fit."""

import pytest
from django.urls import reverse

from tests.world import act_as, text_of

MB = 1024 * 1024
PLAIN = "application/x-www-form-urlencoded"


@pytest.fixture
def hanne(demo_world, client):
    return act_as(client, "Hanne Jacobs", "Kompas")


def send(client, address: str, size: int):
    """A body of so many bytes as its sender says, of which only the beginning is there: it must not be read."""
    return client.generic("POST", address, b"x", PLAIN, CONTENT_LENGTH=str(size))


@pytest.mark.parametrize(("name", "most"), [("home", 30), ("deelname_bestand_opladen", 50)])
def test_what_is_too_large_gets_a_page_with_the_way_back(hanne, name, most):
    address = reverse(name)
    answer = send(hanne, address, (most + 1) * MB + 1)
    text = text_of(answer)
    assert answer.status_code == 413
    assert f"samen hoogstens {most} MB" in text
    assert f'<a class="knop" href="{address}">Terug naar de pagina</a>' in text
    assert "Opleidingscentrum Kompas" in text
    assert send(hanne, address, (most + 1) * MB).status_code != 413


def test_who_is_not_logged_in_sends_no_files(client, db):
    assert send(client, "/aanvragen/odb/start/", 1 * MB + 1).status_code == 413
    assert send(client, "/aanvragen/odb/start/", 1 * MB).status_code != 413
