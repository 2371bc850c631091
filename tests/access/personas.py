"""The personas of the access tests, each acting where the name says, one object of each kind, and tables of who
gets what: personas across, addresses with real objects down.

Rik is a colleague of Bart with the same right. Goran and Ivo are fully entitled at another organisation, so that a
view that forgets to look inside the acting context's own query turns their 404 into a 200.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from aanvragen.aanvulling.models import Aanvulling, Versie
from aanvragen.models import Aanvraag, Bijlage, Ontvangstbewijs
from aanvragen.states import Status
from accounts.beheer.bulk.files import upload
from accounts.beheer.review import start_review
from accounts.beheer.views_people import sign_person
from accounts.kbo.models import Enterprise, KboImport
from accounts.models import EmailChange, Rechtaanvraag, RechtContext, ToegekendRecht, Werkrelatie
from loket.acting.session import KEY
from mandates.models import DimonaMandaat, SsmMandaat
from tests.aanvragen.filing import stored
from tests.access.mandates_of_each import mandates_of_each
from tests.access.odb_of_each import registrations_of_each
from tests.accounts.beheer.bulk_files import as_csv, line, numbers
from tests.mandates.mandaten import act_for
from tests.world import act_as, add_colleague, context_of, organisation, person, token

PERSONAS = {
    "An": ("An Claes", "De Korenbloem"),
    "Bart": ("Bart Maes", "De Korenbloem"),
    "Rik": ("Rik Thys", "De Korenbloem"),
    "Sofie": ("Sofie Janssens", "De Korenbloem"),
    "Lotte": ("Lotte Willems", "De Korenbloem"),
    "LotteK": ("Lotte Willems", "Kompas"),
    # Fully entitled elsewhere, at a company and at a school: for what belongs to De Korenbloem, nothing exists.
    "Goran": ("Goran De Smet", "Van Hoof"),
    "Ivo": ("Ivo Mertens", "De Brug"),
    # Legal representative without any grant.
    "Dirk": ("Dirk Peeters", "Boekhoudkantoor Peeters"),
    "Nele": ("Nele Aerts", "Departement"),
    "Pieter": ("Pieter Lemmens", "Departement"),
    # No organisation at all; and Bart in his own name.
    "Jana": ("Jana Goossens", None),
    "BartZ": ("Bart Maes", None),
    # Who may act for others, at home; then for De Korenbloem; and by an SSM mandate for another enterprise.
    "Elif": ("Elif Yildiz", "Horizon"),
    "ElifK": ("Elif Yildiz", "Horizon"),
    "MarcV": ("Marc Dubois", "Boekhoudkantoor"),
}
REPRESENTS = {"ElifK": "De Korenbloem", "MarcV": "Van Hoof"}
MAIL_TOKEN = "the-link-in-the-mail-of-sofie"
# What opening a page may write: that it was opened.
TRACES = {"journal_journalentry", "django_session", "accounts_loginsession"}


def acting_as(who: str) -> Client:
    full_name, company = PERSONAS[who]
    if who not in REPRESENTS:
        return act_as(Client(), full_name, company)
    giver, taker = organisation(REPRESENTS[who]), organisation(company)
    found = DimonaMandaat.objects.filter(giver=giver, taker=taker, status="actief").first()
    found = found or SsmMandaat.objects.get(giver_organisation=giver, taker_organisation=taker, type="vov")
    return act_for(full_name, company, found)


def expectations(table: str, who: str) -> list[tuple[str, int]]:
    """The column of one persona."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    assert head[1:] == list(PERSONAS), "a column per persona, in their order"
    assert {len(line) for line in lines} == {len(head)}, "an answer for everybody in every row"
    return [(line[0], int(line[head.index(who)])) for line in lines]


def addresses(table: str) -> list[str]:
    return [address for address, _ in expectations(table, next(iter(PERSONAS)))]


def answers_to_get(table: str, who: str, objects: dict[str, object]) -> tuple[list[tuple[str, int]], set[str]]:
    """The status per address, and the tables that were written to."""
    client, writes = acting_as(who), set()

    def note(execute, sql, params, many, context):
        writes.add(table_of(str(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        found = [(address, answer_of(client.get(address.format(**objects)))) for address in addresses(table)]
    return found, writes - {None}


def answers_to_post(
    posted: Iterable[str], who: str, objects: dict[str, object], *, undone: bool = False, **typed: object
) -> Iterator[tuple[str, int]]:
    """Each address with the status of its answer. `undone`: what one did is undone before the next is sent.

    Whoever was logged out, or acts for another now, logs in again.
    """
    client = acting_as(who)
    choice, hidden = client.session[KEY], token(client)
    for address in posted:
        point = undone and transaction.savepoint()
        response = client.post(address.format(**objects), {"namens_context": hidden, **typed})
        yield address, response.status_code
        if undone:
            transaction.savepoint_rollback(point)
        if settings.SESSION_COOKIE_NAME in response.cookies or response.wsgi_request.session.get(KEY) != choice:
            client = acting_as(who)


def answer_of(response) -> int:
    """The status; a download is read to its end, which closes its file."""
    if response.streaming:
        assert b"".join(response)
    return response.status_code


def table_of(sql: str) -> str | None:
    """The table that a statement writes to."""
    found = re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql)
    return found and found[1]


def file_of(aanvraag: Aanvraag) -> Bijlage:
    bijlage = Bijlage(
        aanvraag=aanvraag, kind="inschrijvingsattest", name="attest.pdf", content_type="application/pdf", size=4
    )
    bijlage.uploaded_by = aanvraag.created_by
    bijlage.file.save("", ContentFile(b"%PDF"), save=False)
    bijlage.save()
    return bijlage


def _asked() -> Aanvraag:
    """One of which more is asked, and that was corrected before."""
    row = stored("Bart Maes", "De Korenbloem", Status.AANVULLING_GEVRAAGD)
    Aanvulling.objects.create(aanvraag=row, answer_by=timezone.localdate())
    version = Versie(aanvraag=row, number=1, frozen={}, gegevens={}, receipt_sha256="0" * 64)
    version.receipt.save("", ContentFile(b"%PDF"), save=False)
    version.save()
    return row


def one_of_each() -> dict[str, object]:
    """One of each, all of De Korenbloem; others have some of their own, so that ids alone tell nothing."""
    add_colleague()
    stored("Goran De Smet", "Van Hoof")
    filed, draft = stored("Bart Maes", "De Korenbloem"), stored("Bart Maes", "De Korenbloem", Status.CONCEPT)
    receipt = Ontvangstbewijs(aanvraag=filed, sha256="0" * 64, size=4)
    receipt.file.save("", ContentFile(b"%PDF"), save=False)
    receipt.save()
    an, korenbloem = context_of("An Claes", "De Korenbloem"), organisation("De Korenbloem").pk
    sofie, context = person("Sofie Janssens"), RechtContext.objects.get(code="opleidingsverlof")
    job = Werkrelatie.objects.get(person=sofie)
    right, wrong = numbers(2)
    bulk = upload(an, "personen.csv", as_csv(line(right), line(wrong, context="bestaat-niet")), again=False)
    EmailChange.objects.create(
        werkrelatie=job, email="sofie@nieuw.example", token_hash=hashlib.sha256(MAIL_TOKEN.encode()).hexdigest()
    )
    review = start_review(an)
    return {
        "sofie": sofie.pk,
        "dirk": person("Dirk Peeters").pk,
        "org": korenbloem,
        # The only organisation without a beheerder.
        "new": organisation("Smets").pk,
        "recht": context.recht_id,
        "code": context.recht.code,
        "ctx": context.pk,
        "asked": f"dg=EA&oc=0999000129&ec={context.recht.code}&ctx=maatwerk",
        "job": job.pk,
        "right": ToegekendRecht.objects.get(werkrelatie__person=person("Bart Maes")).pk,
        # How An's pages name Jana, whom De Korenbloem may link.
        "link": sign_person(person("Jana Goossens"), korenbloem),
        "mail": MAIL_TOKEN,
        "request": Rechtaanvraag.objects.get(person=sofie).pk,
        "review": review.pk,
        "item": review.items.order_by("pk").first().pk,
        "bulk": bulk.key,
        "kbo": KboImport.objects.create(source="extract.zip", status=KboImport.Status.DONE).key,
        "entry": Enterprise.objects.create(number="0999000129", line=2).number,
        "filed": filed.key,
        "filed_file": file_of(filed).pk,
        "draft": draft.key,
        "draft_file": file_of(draft).pk,
        "thrown_away": stored("Bart Maes", "De Korenbloem", Status.VERWIJDERD).key,
        "vov_asked": _asked().key,
        **mandates_of_each(),
        **registrations_of_each(),
    }
