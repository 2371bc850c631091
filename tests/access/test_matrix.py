"""Who gets what, as a table: personas across, addresses with real objects down.

Rik is a colleague of Bart with the same right. Goran is fully entitled at another company, so that a view that
forgets to look inside the acting context's own query turns his 404 into a 200.
"""

import re

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aanvragen.models import Aanvraag, Bijlage, Ontvangstbewijs
from aanvragen.states import Status
from accounts.beheer.review import start_review
from accounts.models import Rechtaanvraag, RechtContext, ToegekendRecht, Werkrelatie
from loket.access.table import rows
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import stored
from tests.access.personas import PERSONAS, acting_as
from tests.access.test_urlconf import ONLY_POST
from tests.world import add_colleague, context_of, organisation, person, text_of, token

# {x}: see `objects`. Drafts are Bart's; the filed ones are De Korenbloem's; {request} is Sofie's.
READ = """
address                                             An  Bart Rik Sofie Lotte LotteK Goran Dirk Nele Pieter Jana BartZ
/                                                   200 200  200 200   200   200    200   200  200  200    200  200
/aanvraag/                                          200 200  200 200   200   200    200   200  200  200    200  200
/sessies/                                           200 200  200 200   200   200    200   200  200  200    200  200
/namens-wie/                                        200 200  200 200   200   200    200   200  200  200    200  200
/namens-wie/EA/                                     200 200  200 200   200   200    200   200  404  404    404  200
/namens-wie/GID/                                    404 404  404 404   404   404    404   404  200  200    404  404
/namens-wie/BUR/                                    302 302  302 302   302   302    302   302  302  302    302  302
/namens-wie/XX/                                     404 404  404 404   404   404    404   404  404  404    404  404
/gebruikersrechten/aanvragen/vov-terugbetaling/     200 200  200 200   200   200    200   200  404  404    404  404
/gebruikersrechten/aanvragen/bestaat-niet/          404 404  404 404   404   404    404   404  404  404    404  404
/gebruikersrechten/verzoeken/                       200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersrechten/verzoeken/{request}/             200 403  403 403   200   403    404   404  403  403    403  403
/gebruikersrechten/verzoeken/{request}/openen/      302 404  404 404   302   200    404   404  404  404    404  404
/gebruikersrechten/verzoeken/999999999999999999999/ 404 403  403 403   404   403    404   404  403  403    403  403
/gebruikersbeheer/                                  200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/personen/nieuw/                   200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/personen/{sofie}/                 200 403  403 403   200   403    404   404  403  403    403  403
/gebruikersbeheer/koppelen/geen-token/              404 403  403 403   404   403    404   404  403  403    403  403
/gebruikersbeheer/werkrelaties/{job}/beeindigen/    200 403  403 403   200   403    404   404  403  403    403  403
/gebruikersbeheer/werkrelaties/{job}/toekennen/     200 403  403 403   200   403    404   404  403  403    403  403
/gebruikersbeheer/rechten/{right}/beeindigen/       200 403  403 403   200   403    404   404  403  403    403  403
/gebruikersbeheer/rechten/{right}/verlengen/        200 403  403 403   200   403    404   404  403  403    403  403
/gebruikersbeheer/rechten/verlengen/                200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/rapport/                          200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/rapport/export.csv                200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/rapport/export.xlsx               200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/journaal/                         200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/journaal/export.csv               200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/journaal/export.xlsx              200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/nazicht/                          200 403  403 403   200   403    200   200  403  403    403  403
/gebruikersbeheer/nazicht/{review}/                 200 403  403 403   200   403    404   404  403  403    403  403
/gebruikersbeheer/nazicht/{review}/beeindigen/      405 403  403 403   405   403    405   405  403  403    403  403
/gebruikersbeheer/nazicht/{review}/afronden/        405 403  403 403   405   403    405   405  403  403    403  403
/profiel/                                           200 200  200 200   200   200    200   200  200  200    200  200
/profiel/werkrelaties/{job}/e-mailadres/            404 404  404 200   404   404    404   404  404  404    404  404
/profiel/e-mailadres/geen-token/                    410 410  410 410   410   410    410   410  410  410    410  410
/gebruikersrechten/aanvraag                         400 400  400 400   400   400    400   400  400  400    400  400
/departement/organisaties/                          403 403  403 403   403   403    403   403  403  200    403  403
/departement/organisaties/{company}/                403 403  403 403   403   403    403   403  403  200    403  403
/departement/organisaties/999999/                   403 403  403 403   403   403    403   403  403  404    403  403
/departement/organisaties/{company}/soorten/        403 403  403 403   403   403    403   403  403  200    403  403
/departement/organisaties/{company}/eerste-beheerder/  403 403 403 403 403   403    403   403  403  302    403  403
/departement/rechten/                               403 403  403 403   403   403    403   403  403  200    403  403
/departement/rechten/nieuw/                         403 403  403 403   403   403    403   403  403  200    403  403
/departement/rechten/{recht}/                       403 403  403 403   403   403    403   403  403  200    403  403
/departement/rechten/{recht}/naam/                  403 403  403 403   403   403    403   403  403  200    403  403
/departement/rechten/{recht}/afsluiten/             403 403  403 403   403   403    403   403  403  200    403  403
/departement/rechten/{recht}/contexten/nieuw/       403 403  403 403   403   403    403   403  403  200    403  403
/departement/contexten/{ctx}/naam/                  403 403  403 403   403   403    403   403  403  200    403  403
/departement/contexten/{ctx}/afsluiten/             403 403  403 403   403   403    403   403  403  200    403  403
/beheer/parameters/                                 403 403  403 403   403   403    403   403  200  200    403  403
/beheer/parameters/nieuw/                           403 403  403 403   403   403    403   403  403  200    403  403
/aanvragen/mijn/                                    403 200  200 403   403   403    200   200  403  403    403  403
/aanvragen/mijn/export.csv                          403 200  200 403   403   403    200   200  403  403    403  403
/aanvragen/mijn/export.xlsx                         403 200  200 403   403   403    200   200  403  403    403  403
/aanvragen/vov/start/                               403 200  200 403   403   403    200   200  403  403    403  403
/aanvragen/vov/opleiding/?odb_number=ODB9000001     403 200  200 403   403   403    200   200  403  403    403  403
/aanvragen/{filed}/                                 403 200  200 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/verder/                          403 302  302 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/stap/contact/                    403 302  302 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/controleren/                     403 302  302 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/verwijderen/                     403 404  404 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/ontvangstbewijs.pdf              403 200  200 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/ontvangstbewijs/klaar/           403 200  200 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/ontvangstbewijs/klaar/           403 404  404 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/bijlage/{filed_file}/            403 200  200 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/bijlage/{draft_file}/            403 404  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/                                 403 302  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/verder/                          403 302  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/stap/contact/                    403 200  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/stap/bestaat-niet/               403 404  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/controleren/                     403 302  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/verwijderen/                     403 200  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/ontvangstbewijs.pdf              403 404  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/bijlage/{draft_file}/            403 200  404 403   403   403    404   404  403  403    403  403
/aanvragen/{thrown_away}/                           403 404  404 403   403   403    404   404  403  403    403  403
/aanvragen/dossiers/                                403 403  403 403   403   403    403   403  200  403    403  403
/aanvragen/dossiers/{filed}/                        403 403  403 403   403   403    403   403  200  403    403  403
/aanvragen/dossiers/{draft}/                        403 403  403 403   403   403    403   403  404  403    403  403
/aanvragen/dossiers/{filed}/bijlage/{filed_file}/   403 403  403 403   403   403    403   403  200  403    403  403
/aanvragen/dossiers/{filed}/bijlage/{draft_file}/   403 403  403 403   403   403    403   403  404  403    403  403
"""
# A POST without answers: 422 is the page with its errors, 404 and 403 as above.
WRITE = """
address                                             An  Bart Rik Sofie Lotte LotteK Goran Dirk Nele Pieter Jana BartZ
/gebruikersrechten/verzoeken/{request}/             422 403  403 403   422   403    404   404  403  403    403  403
/gebruikersrechten/verzoeken/                       422 403  403 403   422   403    422   422  403  403    403  403
/profiel/werkrelaties/{job}/e-mailadres/            404 404  404 422   404   404    404   404  404  404    404  404
/departement/rechten/nieuw/                         403 403  403 403   403   403    403   403  403  422    403  403
/gebruikersrechten/aanvragen/bestaat-niet/          404 404  404 404   404   404    404   404  404  404    404  404
/gebruikersrechten/verzoeken/{request}/openen/      302 404  404 404   302   302    404   404  404  404    404  404
/gebruikersbeheer/nazicht/{review}/                 302 403  403 403   302   403    404   404  403  403    403  403
/gebruikersbeheer/nazicht/{review}/beeindigen/      302 403  403 403   302   403    404   404  403  403    403  403
/gebruikersbeheer/nazicht/{review}/afronden/        302 403  403 403   302   403    404   404  403  403    403  403
/beheer/parameters/nieuw/                           403 403  403 403   403   403    403   403  403  422    403  403
/aanvragen/vov/start/                               403 422  422 403   403   403    422   422  403  403    403  403
/aanvragen/{draft}/stap/contact/                    403 422  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/controleren/                     403 302  404 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/verwijderen/                     403 302  404 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/stap/contact/                    403 302  302 403   403   403    404   404  403  403    403  403
/aanvragen/{draft}/overnemen/                       403 404  404 403   403   403    404   404  403  403    403  403
/aanvragen/{filed}/annuleren/                       403 302  302 403   403   403    404   404  403  403    403  403
/aanvragen/dossiers/{filed}/behandelen/             403 403  403 403   403   403    403   403  302  403    403  403
/aanvragen/dossiers/{filed}/bestaat-niet/           403 403  403 403   403   403    403   403  302  403    403  403
/aanvragen/dossiers/{draft}/behandelen/             403 403  403 403   403   403    403   403  404  403    403  403
/sessies/999999/beeindigen/                         404 404  404 404   404   404    404   404  404  404    404  404
"""


def expectations(table: str, who: str) -> list[tuple[str, int]]:
    """The column of one persona."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    assert head[1:] == list(PERSONAS), "a column per persona, in their order"
    return [(line[0], int(line[head.index(who)])) for line in lines]


def file_of(aanvraag: Aanvraag) -> Bijlage:
    bijlage = Bijlage(
        aanvraag=aanvraag, kind="inschrijvingsattest", name="attest.pdf", content_type="application/pdf", size=4
    )
    bijlage.uploaded_by = aanvraag.created_by
    bijlage.file.save("", ContentFile(b"%PDF"), save=False)
    bijlage.save()
    return bijlage


@pytest.fixture
def objects(demo_world, settings, tmp_path) -> dict[str, object]:
    """One of each, all of De Korenbloem; Van Hoof has some of its own, so that ids alone tell nothing."""
    settings.MEDIA_ROOT = tmp_path
    add_colleague()
    stored("Goran De Smet", "Van Hoof")
    filed, draft = stored("Bart Maes", "De Korenbloem"), stored("Bart Maes", "De Korenbloem", Status.CONCEPT)
    receipt = Ontvangstbewijs(aanvraag=filed, sha256="0" * 64, size=4)
    receipt.file.save("", ContentFile(b"%PDF"), save=False)
    receipt.save()
    return {
        "sofie": person("Sofie Janssens").pk,
        "company": organisation("De Korenbloem").pk,
        "recht": RechtContext.objects.get(code="opleidingsverlof").recht_id,
        "ctx": RechtContext.objects.get(code="opleidingsverlof").pk,
        "job": Werkrelatie.objects.get(person=person("Sofie Janssens")).pk,
        "right": ToegekendRecht.objects.get(werkrelatie__person=person("Bart Maes")).pk,
        "request": Rechtaanvraag.objects.get(person=person("Sofie Janssens")).pk,
        "review": start_review(context_of("An Claes", "De Korenbloem")).pk,
        "filed": filed.key,
        "filed_file": file_of(filed).pk,
        "draft": draft.key,
        "draft_file": file_of(draft).pk,
        "thrown_away": stored("Bart Maes", "De Korenbloem", Status.VERWIJDERD).key,
    }


def answer_of(response) -> int:
    """The status; a download is read to its end, which closes its file."""
    if response.streaming:
        assert b"".join(response)
    return response.status_code


def table_of(sql: str) -> str | None:
    """The table that a statement writes to."""
    found = re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql)
    return found and found[1]


@pytest.mark.parametrize("who", PERSONAS)
def test_reading(objects, who):
    client = acting_as(who)
    found, writes = [], set()
    for address, _ in expectations(READ, who):
        with CaptureQueriesContext(connection) as queries:
            found.append((address, answer_of(client.get(address.format(**objects)))))
        writes |= {table_of(query["sql"]) for query in queries} - {None}
    assert found == expectations(READ, who)
    # Opening a page changes nothing but what says that it was opened.
    assert writes <= {"journal_journalentry", "django_session", "accounts_loginsession"}


@pytest.mark.parametrize("who", PERSONAS)
def test_writing(objects, who):
    found = []
    for address, _ in expectations(WRITE, who):
        # A client per address: the mail link changes for whom one acts.
        client = acting_as(who)
        found.append((address, client.post(address.format(**objects), {"namens_context": token(client)}).status_code))
    assert found == expectations(WRITE, who)


def test_who_is_not_entitled_changed_nothing(objects):
    before = JournalEntry.objects.count()
    for who in set(PERSONAS) - {"Bart", "Rik", "Nele", "An", "Lotte", "LotteK"}:
        client = acting_as(who)
        for address, _ in expectations(WRITE, who):
            client.post(address.format(**objects), {"namens_context": token(client), "kbo": "0999000129"})
    assert JournalEntry.objects.count() == before
    assert Aanvraag.objects.get(key=objects["filed"]).state is Status.INGEDIEND
    assert Rechtaanvraag.objects.get(pk=objects["request"]).status == "aangevraagd"


def test_every_address_of_accounts_and_aanvragen_is_in_the_matrix():
    lines = (READ + WRITE).splitlines()
    shapes = {re.sub(r"\{\w+\}", "*", line.split("?")[0].split()[0]) for line in lines if line.startswith("/")}
    shapes |= {re.sub(r"[0-9a-f-]{36}|\b1\b", "*", address) for address in ONLY_POST}
    for row in rows():
        if row.view.startswith(("accounts.views.", "aanvragen.views.")):
            pattern = re.sub(r"<[^>]*>", "[^/]+", row.path)
            assert any(re.fullmatch(pattern, shape) for shape in shapes), f"{row.path} is not in the matrix"


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
