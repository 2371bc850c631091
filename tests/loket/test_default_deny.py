"""A view without a rule opens for nobody; what is missing is said in the right order."""

import pytest
from django.http import HttpResponse
from django.urls import include, path

from loket.access.rechten import DOSSIERBEHANDELAAR
from loket.access.rules import ACTING, PUBLIC, access, holder_of
from tests.world import text_of


def undeclared(request):
    return HttpResponse("open")


urlpatterns = [
    path("", include("loket.urls")),
    path("vergeten/", undeclared),
    path("publiek/", access(PUBLIC)(lambda request: HttpResponse("open"))),
    path("handelend/", access(ACTING)(lambda request: HttpResponse("open"))),
    path("dossiers-hier/", access(holder_of(DOSSIERBEHANDELAAR))(lambda request: HttpResponse("open"))),
]
handler403 = "loket.errors.forbidden"
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize("who", [None, ("Bart Maes", "De Korenbloem"), ("Nele Aerts", "Departement")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_view_without_a_rule_is_refused_for_everyone(client, acting, who, method):
    visitor = acting(*who) if who else client
    response = getattr(visitor, method)("/vergeten/")
    assert response.status_code == 403
    assert "U mag deze pagina niet openen" in text_of(response)
    assert "open" not in text_of(response).split()


def test_a_public_view_asks_nothing(client):
    assert client.get("/publiek/").content == b"open"


def test_login_comes_before_context_before_right(client, acting):
    assert client.get("/dossiers-hier/").url.startswith("/aanmelden/")
    nele = acting("Nele Aerts", "Departement")
    assert nele.get("/dossiers-hier/").content == b"open"
    nele.post("/wisselen/")
    assert nele.get("/dossiers-hier/").url.startswith("/namens-wie/")
    bart = acting("Bart Maes", "De Korenbloem")
    assert bart.get("/dossiers-hier/").status_code == 403
    # No dienst opens with this right, so there is nothing to ask.
    assert "Gebruikersrecht aanvragen" not in text_of(bart.get("/dossiers-hier/"))


def test_part_of_a_page_sends_the_whole_page_to_the_login(client):
    response = client.get("/handelend/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/aanmelden/")


def test_an_account_without_a_person_is_not_logged_in(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("los"), backend="accounts.login.backend.PersonBackend")
    assert client.get("/handelend/").url.startswith("/aanmelden/")
