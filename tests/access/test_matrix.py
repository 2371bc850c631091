"""Who gets what on the pages of everybody and of aanvragen; `test_matrix_beheer.py` has the screens of beheerders."""

import inspect
import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import URLResolver, get_resolver, resolve

from aanvragen.models import Aanvraag
from aanvragen.states import Status
from accounts.models import Rechtaanvraag
from loket.access.table import rows
from loket.journal.models import JournalEntry
from tests.access import test_matrix_beheer as beheer
from tests.access import test_matrix_mandaten as mandaten
from tests.access import test_matrix_odb as odb
from tests.access.personas import (
    PERSONAS,
    TRACES,
    acting_as,
    addresses,
    answers_to_get,
    answers_to_post,
    expectations,
)
from tests.world import organisation, text_of

# {x}: see `one_of_each`. Drafts are Bart's; the filed ones are De Korenbloem's; {request} is Sofie's.
READ = """
address                                           An  Bart Rik Sofie Lotte LotteK Goran Ivo Dirk Nele Pieter Jana BartZ Elif ElifK MarcV
/                                                 200 200  200 200   200   200    200   200 200  200  200    200  200  200  200   200
/aanvraag/                                        200 200  200 200   200   200    200   200 200  200  200    200  200  200  200   200
/sessies/                                         200 200  200 200   200   200    200   200 200  200  200    200  200  200  200   200
/namens-wie/                                      200 200  200 200   200   200    200   200 200  200  200    200  200  200  200   200
/namens-wie/EA/                                   200 200  200 200   200   200    200   404 200  404  404    404  200  200  200   200
/namens-wie/GID/                                  404 404  404 404   404   404    404   404 404  200  200    404  404  404  404   404
/namens-wie/BUR/                                  302 302  302 302   302   302    302   302 302  302  302    302  302  302  302   302
/namens-wie/XX/                                   404 404  404 404   404   404    404   404 404  404  404    404  404  404  404   404
/gebruikersrechten/aanvragen/vov-terugbetaling/   200 200  200 200   200   200    200   404 200  404  404    404  404  200  404   404
/gebruikersrechten/aanvragen/bestaat-niet/        404 404  404 404   404   404    404   404 404  404  404    404  404  404  404   404
/gebruikersrechten/verzoeken/                     200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersrechten/verzoeken/{request}/           200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/gebruikersrechten/verzoeken/{request}/openen/    302 404  404 404   302   200    404   404 404  404  404    404  404  404  404   404
/gebruikersrechten/verzoeken/9999999999999999999/ 404 403  403 403   404   403    404   404 404  403  403    403  403  403  403   403
/gebruikersrechten/aanvraag                       400 400  400 400   400   400    400   400 400  400  400    400  400  400  400   400
/aanvragen/mijn/                                  403 200  200 403   403   403    200   302 200  403  403    403  403  403  200   200
/aanvragen/mijn/export.csv                        403 200  200 403   403   403    200   200 200  403  403    403  403  403  200   200
/aanvragen/mijn/export.xlsx                       403 200  200 403   403   403    200   200 200  403  403    403  403  403  200   200
/aanvragen/vov/start/                             403 200  200 403   403   403    200   403 200  403  403    403  403  403  200   200
/aanvragen/deelname/start/                        403 200  200 403   403   403    200   200 200  403  403    403  403  403  403   403
/aanvragen/vov/opleiding/?odb_number=ODB9000001   403 200  200 403   403   403    200   403 200  403  403    403  403  403  200   200
/aanvragen/{filed}/                               403 200  200 403   403   403    404   404 404  403  403    403  403  403  200   404
/aanvragen/{filed}/verder/                        403 302  302 403   403   403    404   404 404  403  403    403  403  403  302   404
/aanvragen/{filed}/stap/contact/                  403 302  302 403   403   403    404   404 404  403  403    403  403  403  302   404
/aanvragen/{filed}/controleren/                   403 302  302 403   403   403    404   404 404  403  403    403  403  403  302   404
/aanvragen/{filed}/verwijderen/                   403 404  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{filed}/ontvangstbewijs.pdf            403 200  200 403   403   403    404   404 404  403  403    403  403  403  200   404
/aanvragen/{filed}/ontvangstbewijs/klaar/         403 200  200 403   403   403    404   404 404  403  403    403  403  403  200   404
/aanvragen/{filed}/annuleren/                     403 200  200 403   403   403    404   404 404  403  403    403  403  403  302   404
/aanvragen/vov/{filed}/aanvullen/                403 302  302 403   403   403    404   403 404  403  403    403  403  403  302   404
/aanvragen/vov/{vov_asked}/aanvullen/            403 200  200 403   403   403    404   403 404  403  403    403  403  403  200   404
/aanvragen/vov/{filed}/versie/1/ontvangstbewijs.pdf 403 404  404 403   403   403    404   403 404  403  403    403  403  403  404   404
/aanvragen/vov/{vov_asked}/versie/1/ontvangstbewijs.pdf 403 200  200 403   403   403    404   403 404  403  403    403  403  403  200   404
/aanvragen/{draft}/ontvangstbewijs/klaar/         403 404  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{filed}/bijlage/{filed_file}/          403 200  200 403   403   403    404   404 404  403  403    403  403  403  200   404
/aanvragen/{filed}/bijlage/{draft_file}/          403 404  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/                               403 302  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/verder/                        403 302  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/stap/contact/                  403 200  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/stap/bestaat-niet/             403 404  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/controleren/                   403 302  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/verwijderen/                   403 200  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/ontvangstbewijs.pdf            403 404  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/bijlage/{draft_file}/          403 200  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{thrown_away}/                         403 404  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/dossiers/                              403 403  403 403   403   403    403   403 403  200  403    403  403  403  403   403
/aanvragen/dossiers/{filed}/                      403 403  403 403   403   403    403   403 403  200  403    403  403  403  403   403
/aanvragen/dossiers/{draft}/                      403 403  403 403   403   403    403   403 403  404  403    403  403  403  403   403
/aanvragen/dossiers/{filed}/bijlage/{filed_file}/ 403 403  403 403   403   403    403   403 403  200  403    403  403  403  403   403
/aanvragen/dossiers/{filed}/bijlage/{draft_file}/ 403 403  403 403   403   403    403   403 403  404  403    403  403  403  403   403
/gebruikersrechten/aanvraag?{asked}               200 200  200 200   200   200    200   200 200  200  200    200  200  200  200   200
/aanvragen/klanten/                               403 403  403 403   403   403    403   403 200  403  403    200  200  200  403   403
/aanvragen/klanten/{filed}/ontvangstbewijs.pdf    403 403  403 403   403   403    403   403 404  403  403    404  404  404  403   403
/aanvragen/eigen/                                 403 403  403 403   403   403    403   403 403  403  403    200  200  403  403   403
/mandaten/namens/onderneming/                     403 403  403 403   403   403    403   403 200  403  403    200  200  200  200   200
/mandaten/namens/klanten/                         403 403  403 403   403   403    403   403 200  403  403    200  200  200  200   200
/mandaten/in-uw-naam/                             200 403  403 403   200   403    200   200 200  403  403    200  200  403  403   403
/mandaten/in-uw-naam/export.csv                   200 403  403 403   200   403    200   200 200  403  403    200  200  403  403   403
/mandaten/in-uw-naam/export.xlsx                  200 403  403 403   200   403    200   200 200  403  403    200  200  403  403   403
/mandaten/in-uw-naam/per-mail/                    200 403  403 403   200   403    200   200 200  403  403    200  200  403  403   403
/mandaten/in-uw-naam/per-mail/geen-token/         410 410  410 410   410   410    410   410 410  410  410    410  410  410  410   410
/mandaten/hulp/                                   200 200  200 200   200   200    200   200 200  200  200    200  200  200  200   200
/mandaten/hulp/handleiding.pdf                    200 200  200 200   200   200    200   200 200  200  200    200  200  200  200   200
"""
# A POST without answers: 422 is the page with its errors, 404 and 403 as above, 409 a page of another context.
WRITE = """
address                                         An  Bart Rik Sofie Lotte LotteK Goran Ivo Dirk Nele Pieter Jana BartZ Elif ElifK MarcV
/gebruikersrechten/verzoeken/{request}/         422 403  403 403   422   403    404   404 404  403  403    403  403  403  403   403
/gebruikersrechten/verzoeken/                   422 403  403 403   422   403    422   422 422  403  403    403  403  403  403   403
/gebruikersrechten/aanvragen/bestaat-niet/      404 404  404 404   404   404    404   404 404  404  404    404  404  404  404   404
/gebruikersrechten/verzoeken/{request}/openen/  302 404  404 404   302   302    404   404 404  404  404    404  404  404  404   404
/aanvragen/vov/start/                           403 422  422 403   403   403    422   403 422  403  403    403  403  403  422   422
/aanvragen/deelname/start/                      403 422  422 403   403   403    422   422 422  403  403    403  403  403  403   403
/aanvragen/{draft}/stap/contact/                403 422  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/controleren/                 403 302  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{draft}/verwijderen/                 403 302  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{filed}/stap/contact/                403 302  302 403   403   403    404   404 404  403  403    403  403  403  302   404
/aanvragen/{draft}/overnemen/                   403 404  404 403   403   403    404   404 404  403  403    403  403  403  404   404
/aanvragen/{filed}/annuleren/                   403 302  302 403   403   403    404   404 404  403  403    403  403  403  302   404
/aanvragen/vov/{filed}/aanvullen/               403 302  302 403   403   403    404   403 404  403  403    403  403  403  302   404
/aanvragen/vov/{vov_asked}/aanvullen/           403 302  302 403   403   403    404   403 404  403  403    403  403  403  302   404
/aanvragen/dossiers/{filed}/behandelen/         403 403  403 403   403   403    403   403 403  302  403    403  403  403  403   403
/aanvragen/dossiers/{filed}/bestaat-niet/       403 403  403 403   403   403    403   403 403  302  403    403  403  403  403   403
/aanvragen/dossiers/{draft}/behandelen/         403 403  403 403   403   403    403   403 403  404  403    403  403  403  403   403
/sessies/999999/beeindigen/                     404 404  404 404   404   404    404   404 404  404  404    404  404  404  404   404
/namens-wie/EA/                                 404 404  404 404   404   404    404   404 404  404  404    404  404  404  404   404
/namens-wie/BUR/                                302 302  302 302   302   302    302   302 302  302  302    302  302  302  302   302
/wisselen/                                      302 302  302 302   302   302    302   302 302  302  302    302  302  302  302   302
/gebruikersrechten/aanvragen/vov-terugbetaling/ 302 302  302 302   302   409    302   404 302  404  404    404  404  302  404   404
/gebruikersrechten/aanvraag                     400 400  400 400   400   400    400   400 400  400  400    400  400  400  400   400
/gebruikersrechten/aanvraag?{asked}             302 302  302 302   302   302    422   422 422  422  422    422  302  422  422   422
/mandaten/namens/onderneming/                   403 403  403 403   403   403    403   403 422  403  403    422  422  422  422   422
/mandaten/namens/kiezen/                        404 404  404 404   404   404    404   404 404  404  404    404  404  404  404   404
/mandaten/namens/terug/                         302 302  302 302   302   302    302   302 302  302  302    302  302  302  302   302
/mandaten/namens/klanten/{org}/favoriet/        404 404  404 404   404   404    404   404 404  404  404    404  404  302  302   404
/mandaten/in-uw-naam/per-mail/                  302 403  403 403   302   403    302   302 302  403  403    302  302  403  403   403
/mandaten/in-uw-naam/per-mail/geen-token/       410 410  410 410   410   410    410   410 410  410  410    410  410  410  410   410
"""
COVERED = (
    "accounts.views.",
    "accounts.beheer.",
    "accounts.profile.",
    "accounts.department.",
    "loket.parameters.",
    "aanvragen.",
    "mandates.clients.",
    "mandates.hulp.",
    "mandates.inzage.",
    "mandates.ssm.",
    "mandates.views.",
)
# They have tables of their own, with other personas.
ELSEWHERE = ("aanvragen.deelname.",)


@pytest.mark.parametrize("who", PERSONAS)
def test_reading(objects, who):
    found, writes = answers_to_get(READ, who, objects)
    assert found == expectations(READ, who)
    # Opening a page changes nothing but what says that it was opened.
    assert writes <= TRACES


@pytest.mark.parametrize("who", PERSONAS)
def test_writing(objects, who):
    assert list(answers_to_post(addresses(WRITE), who, objects)) == expectations(WRITE, who)


def test_who_is_not_entitled_changed_nothing(objects):
    before = JournalEntry.objects.count()
    # Anybody may ask a right for oneself, or a mail about what is done in one's own name.
    of_anybody = ("/gebruikersrechten/aanvra", "/mandaten/in-uw-naam/per-mail/")
    posted = [address for address in addresses(WRITE) if not address.startswith(of_anybody)]
    for who in set(PERSONAS) - {"Bart", "Rik", "Nele", "An", "Lotte", "LotteK", "ElifK"}:
        assert len(list(answers_to_post(posted, who, objects, kbo="0999000129"))) == len(posted)
    assert JournalEntry.objects.count() == before
    assert Aanvraag.objects.get(key=objects["filed"]).state is Status.INGEDIEND
    assert Rechtaanvraag.objects.get(pk=objects["request"]).status == "aangevraagd"


def named_views(resolver: URLResolver) -> Iterator[tuple[str, Callable]]:
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            yield from named_views(item)
        else:
            yield item.name, item.callback


def methods_of(view: Callable) -> set[str]:
    """GET, POST or both, as the decorator of the view says."""
    while "request_method_list" not in (found := inspect.getclosurevars(view).nonlocals):
        # Another decorator around it.
        view = view.__wrapped__
    return {"GET", "POST"} & set(found["request_method_list"])


def test_every_view_is_in_the_matrix(objects):
    """A row for GET and one for POST, as far as the view takes them."""
    rooms = (READ, WRITE), (beheer.READ, beheer.WRITE), (mandaten.READ, mandaten.WRITE), (odb.READ, odb.WRITE)
    tables = {
        "GET": [address for read, _write in rooms for address in addresses(read)],
        "POST": [address for _read, write in rooms for address in addresses(write)],
    }
    found = {
        (resolve(address.split("?")[0].format(**objects)).view_name, method)
        for method, listed in tables.items()
        for address in listed
    }
    views = dict(named_views(get_resolver()))
    wanted = {
        (row.name, method)
        for row in rows()
        if row.view.startswith(COVERED) and not row.view.startswith(ELSEWHERE)
        for method in methods_of(views[row.name])
    }
    assert len(wanted) > 80
    assert wanted - found == set()


def test_a_missing_right_is_explained_with_the_way_to_get_it(objects):
    page = acting_as("Sofie").get("/aanvragen/mijn/")
    assert page.status_code == 403
    assert "U hebt dit recht niet (meer)" in text_of(page)
    assert 'href="/gebruikersrechten/aanvragen/vov-terugbetaling/"' in text_of(page)
    assert "Gebruikersrecht aanvragen" in text_of(page)


def test_what_is_elsewhere_looks_like_what_does_not_exist(objects):
    goran = acting_as("Goran")
    elsewhere = goran.get(f"/aanvragen/{objects['filed']}/")
    nowhere = goran.get("/aanvragen/00000000-0000-0000-0000-000000000000/")
    strip = re.compile(r'<span class="nowrap">\w+</span>|value="[\w-]{64}"|[0-9a-f]{8}-[0-9a-f-]{27}')
    assert elsewhere.status_code == nowhere.status_code == 404
    assert strip.sub("", text_of(elsewhere)) == strip.sub("", text_of(nowhere))
    assert "De Korenbloem" not in text_of(elsewhere)


def test_own_list_and_export_show_only_the_own_company(objects):
    filed = Aanvraag.objects.get(key=objects["filed"])
    goran = acting_as("Goran")
    assert filed.reference not in text_of(goran.get("/aanvragen/mijn/"))
    assert filed.reference.encode() not in b"".join(goran.get("/aanvragen/mijn/export.csv"))
    assert filed.reference in text_of(acting_as("Rik").get("/aanvragen/mijn/"))


def test_the_right_of_bart_is_worth_nothing_at_another_company(objects):
    """A session that says another organisation than where one works leads to the chooser."""
    bart = acting_as("Bart")
    session = bart.session
    van_hoof = organisation("Van Hoof").pk
    session["acting"] = ["EA", van_hoof, van_hoof, ""]
    session.save()
    assert bart.get("/aanvragen/mijn/").url.startswith("/namens-wie/")
