"""Boxes, list, search, export, and deciding on several at once."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Organisation
from loket.journal.models import JournalEntry
from mandates.models import SsmMandaat, SsmStap
from mandates.sides import Side
from mandates.ssm.attention import mandates
from mandates.ssm.moving import move
from mandates.ssm.states import Status
from tests.mandates.ssm.making import (
    ADDRESS,
    AN,
    DIRK,
    GORAN,
    JANA,
    an_manages,
    in_the_past,
    korenbloem_peeters,
    sent,
    signed,
    transferred,
    van_hoof_peeters,
)
from tests.world import context_of, organisation, text_of, token

pytestmark = pytest.mark.django_db
VOV = "Terugbetalingsaanvraag Vlaams opleidingsverlof"


@pytest.fixture
def dirk(acting):
    return acting(*DIRK)


def many(count: int) -> list[SsmMandaat]:
    """So many clients of Boekhoudkantoor Peeters, every third one waiting for its signature."""
    peeters, goran = organisation("Peeters"), van_hoof_peeters().started_by
    made = []
    for index in range(count):
        digits = f"08{index:06}"
        kbo = f"{digits}{97 - int(digits) % 97:02}"
        giver = Organisation.objects.create(name=f"Klant {index:03} bv", kbo=kbo, doelgroep="EA", kinds=["werkgever"])
        status = Status.WACHT_OP_NEMER if index % 3 == 0 else Status.ACTIEF
        mandaat = SsmMandaat.objects.create(
            type="vov",
            giver_organisation=giver,
            taker_organisation=peeters,
            status=status,
            start=van_hoof_peeters().start,
            started_by=goran,
            started_side=Side.GEVER,
        )
        SsmStap.objects.create(mandaat=mandaat, move="versturen", target=status, side=Side.GEVER, person=goran)
        made.append(mandaat)
    return made


def counts(client) -> dict[str, int]:
    return {box.title: box.count for box in client.get(ADDRESS).context["boxes"]}


def test_the_boxes_of_both_sides(acting, dirk):
    an_manages()
    an, goran = acting(*AN), acting(*GORAN)
    empty = {"Actief": 0, "Door mij te ondertekenen": 0, "Wacht op de andere partij": 0, "Beëindigd": 0}
    assert counts(dirk) == {**empty, "Actief": 1, "Wacht op de andere partij": 1}
    assert counts(an) == {**empty, "Door mij te ondertekenen": 1}
    assert counts(goran) == {**empty, "Actief": 1}
    move(context_of(*GORAN), van_hoof_peeters().key, "stoppen")
    assert counts(dirk) == {**empty, "Beëindigd": 1, "Wacht op de andere partij": 1}
    assert counts(acting(*JANA)) == empty


def test_what_is_over_stands_with_what_ended_before_any_task(dirk):
    in_the_past(signed(context_of(*GORAN), Side.GEVER, "Peeters", context_of(*DIRK), "vov-voorbereiden", end=3), 5)
    assert counts(dirk)["Beëindigd"] == 1
    page = text_of(dirk.get(f"{ADDRESS}lijst/?status=beeindigd"))
    assert "Verlopen" in page


def test_empty_pages_say_what_to_do(acting):
    jana = acting(*JANA)
    assert "Er zijn geen actieve mandaten." in text_of(jana.get(ADDRESS))
    assert "Er zijn nog geen mandaten." in text_of(jana.get(f"{ADDRESS}lijst/"))
    assert "Geen enkel mandaat past" in text_of(jana.get(f"{ADDRESS}lijst/?q=iets"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=hoof", {"Klant 1042"}),
        ("q=0999.000.129", {"Klant 1043"}),
        ("q=peeters", set()),
        ("referentie=104", {"Klant 1042", "Klant 1043"}),
        ("rol=nemer", {"Klant 1042", "Klant 1043"}),
        ("rol=gever", set()),
        ("status=actief", {"Klant 1042"}),
        ("status=wacht", {"Klant 1043"}),
        ("type=vov-raadplegen", set()),
        ("type=vov&status=actief&q=van", {"Klant 1042"}),
        # A wrong value filters nothing and says so.
        ("status=iets", {"Klant 1042", "Klant 1043"}),
    ],
)
def test_searching(dirk, query, found):
    response = dirk.get(f"{ADDRESS}lijst/?{query}")
    assert {row.mandaat.reference for row in response.context["page"].rows} == found
    export = b"".join(dirk.get(f"{ADDRESS}lijst/export.csv?{query}")).decode("utf-8-sig")
    assert {line["Referentie"] for line in csv.DictReader(io.StringIO(export), delimiter=";")} == found


def test_a_person_is_found_by_name_and_not_by_number(dirk):
    signed(context_of(*JANA), Side.GEVER, "Peeters", context_of(*DIRK), "mijn-opleidingsverlof")
    assert len(dirk.get(f"{ADDRESS}lijst/?q=jana goossens").context["page"].rows) == 1
    assert len(dirk.get(f"{ADDRESS}lijst/?q=95081299616").context["page"].rows) == 0


def test_a_long_list_is_paged_and_costs_the_same(dirk):
    with CaptureQueriesContext(connection) as before:
        dirk.get(f"{ADDRESS}lijst/")
    many(60)
    with CaptureQueriesContext(connection) as after:
        page = dirk.get(f"{ADDRESS}lijst/?rol=nemer")
    assert len(after) <= len(before)
    seen = []
    for _ in range(5):
        seen += [row.mandaat.pk for row in page.context["page"].rows]
        if not page.context["page"].next:
            break
        assert "rol=nemer" in page.context["page"].next
        page = dirk.get(f"{ADDRESS}lijst/{page.context['page'].next}")
    assert len(seen) == len(set(seen)) == 62
    with CaptureQueriesContext(connection) as boxes:
        dirk.get(ADDRESS)
    assert len(boxes) <= 12


def test_exports(dirk):
    reference = "=1+1"
    SsmMandaat.objects.filter(pk=van_hoof_peeters().pk).update(reference=reference)
    lines = b"".join(dirk.get(f"{ADDRESS}lijst/export.csv")).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=1+1" in lines[2]
    assert "0999.000.228" in lines[2]
    content = b"".join(dirk.get(f"{ADDRESS}lijst/export.xlsx"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Type", "Uw rol", "Andere partij"]
    assert [row[2] for row in rows[1:]] == ["Bakkerij De Korenbloem bv", "Metaalwerken Van Hoof nv"]
    assert JournalEntry.objects.filter(action="ssm_lijst_geexporteerd").count() == 2


def decide(client, beslissing: str, rows: list[SsmMandaat], **more: str):
    typed = {"beslissing": beslissing, "mandaat": [str(row.key) for row in rows], **more}
    return client.post(f"{ADDRESS}lijst/meerdere/", {"namens_context": token(client), **typed})


def test_several_at_once_each_with_its_own_outcome(dirk):
    rows = many(6)
    page = decide(dirk, "ondertekenen", rows)
    assert (page.context["done"], page.context["failed"]) == (2, 4)
    assert "Gelukt: 2. Niet gelukt: 4." in text_of(page)
    assert SsmMandaat.objects.filter(pk__in=[row.pk for row in rows], status=Status.ACTIEF).count() == 6
    page = decide(dirk, "stoppen", [*rows, korenbloem_peeters()], reason="Kantoor sluit")
    assert (page.context["done"], page.context["failed"]) == (6, 1)
    assert SsmStap.objects.filter(move="stoppen", reason="Kantoor sluit").count() == 6
    assert korenbloem_peeters().state is Status.WACHT_OP_GEVER


def test_one_of_others_among_them_stops_everything(acting):
    goran = acting(*GORAN)
    assert decide(goran, "stoppen", [van_hoof_peeters(), korenbloem_peeters()]).status_code == 404
    assert van_hoof_peeters().state is Status.ACTIEF
    assert (
        goran.post(
            f"{ADDRESS}lijst/meerdere/", {"namens_context": token(goran), "beslissing": "stoppen", "mandaat": "x"}
        ).status_code
        == 404
    )


def test_nothing_ticked_is_said(dirk):
    response = decide(dirk, "stoppen", [])
    assert "Kruis minstens één mandaat aan." in text_of(dirk.get(response.url))
    response = decide(dirk, "iets", [van_hoof_peeters()])
    assert response.status_code == 302
    assert van_hoof_peeters().state is Status.ACTIEF


def test_signing_a_transfer_from_the_list_passes_it_on(acting):
    new = transferred(context_of(*DIRK), van_hoof_peeters(), "Kompas", 3)
    page = decide(acting(*GORAN), "ondertekenen", [new])
    assert page.context["done"] == 1
    assert SsmMandaat.objects.get(pk=new.pk).state is Status.WACHT_OP_NEMER


def test_at_home(acting, dirk, django_assert_num_queries):
    an_manages()
    assert "1 mandaat wacht op uw handtekening." in text_of(acting(*AN).get("/"))
    assert "handtekening" not in text_of(dirk.get("/"))
    signed(context_of(*GORAN), Side.GEVER, "Peeters", context_of(*DIRK), "vov-raadplegen", end=60)
    assert "1 mandaat loopt binnen 90 dagen af." in text_of(dirk.get("/"))
    many(4)
    assert "2 mandaten wachten op uw handtekening." in text_of(dirk.get("/"))
    sent(context_of(*JANA), Side.GEVER, "Peeters", "mijn-opleidingsverlof")
    manages, uses = context_of(*DIRK), context_of("Marc Dubois", "Boekhoudkantoor Peeters")
    with django_assert_num_queries(1):
        assert len(mandates(manages, timezone.localdate())) == 2
    with django_assert_num_queries(0):
        assert mandates(uses, timezone.localdate()) == []
