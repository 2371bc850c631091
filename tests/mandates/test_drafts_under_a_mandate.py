"""What was begun and filed under a mandate: who sees it, who goes on with it, and what stays when the mandate ends."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from aanvragen.models import Aanvraag, Bijlage
from aanvragen.states import Status
from aanvragen.vov.dienst import FLOW
from accounts.models import Organisation
from loket.acting.session import KEY
from loket.locks import hold_until_commit
from mandates.models import SsmMandaat
from tests.aanvragen.filing import CONTACT, EMMA, fill_in, post_step, start_draft, stored
from tests.mandates.mandaten import act_for, choice_for, dimona, ssm, without_mandates
from tests.world import act_as, context_of, give_right, organisation, text_of, together, token

VAN_HOOF = "0999.000.228"
AT_VAN_HOOF = {**EMMA, "establishment": "2999000270"}


@pytest.fixture
def mandaat(demo_world):
    """Boekhoudkantoor Peeters acts for Van Hoof, and nobody else does anything for anybody."""
    without_mandates()
    return ssm("Van Hoof", "Boekhoudkantoor")


@pytest.fixture
def marc(mandaat):
    return act_for("Marc Dubois", "Boekhoudkantoor", mandaat)


def stop(mandaat):
    SsmMandaat.objects.filter(pk=mandaat.pk).update(status="stopgezet", stopped_at=timezone.now())


def test_a_draft_stays_when_the_mandate_ends_and_the_next_post_says_so(marc, mandaat):
    draft = start_draft(marc, VAN_HOOF)
    post_step(marc, draft, "contact", CONTACT)
    stop(mandaat)
    response = marc.post(
        f"/aanvragen/{draft.key}/stap/werknemer/",
        {"first_name": "Emma", "last_name": "Lambert", "namens_context": f"EA.{organisation('Boekhoudkantoor').pk}."
         f"{mandaat.giver_organisation_id}.{mandaat.ref}"},
    )  # fmt: skip
    assert response.status_code == 409
    page = text_of(response)
    assert "Uw mandaat voor Metaalwerken Van Hoof nv geldt niet meer: het staat op “Stopgezet”." in page
    assert 'name="first_name" value="Emma"' in page, "what was typed goes along"
    draft.refresh_from_db()
    assert draft.state is Status.CONCEPT
    assert draft.vov.contact_name == "Bart Maes"


def test_the_filters_of_a_list_of_one_client_are_not_those_of_another(marc, mandaat):
    def way_back(name: str) -> str:
        filed = stored("Marc Dubois", name)
        return re.search(r'href="([^"]+)">Terug naar mijn aanvragen', text_of(marc.get(f"/aanvragen/{filed.key}/")))[1]

    marc.get("/aanvragen/mijn/?q=emma")
    assert way_back("Van Hoof") == "/aanvragen/mijn/?q=emma"
    session = marc.session
    session[KEY] = choice_for("Marc Dubois", "Boekhoudkantoor", ssm("De Korenbloem", "Boekhoudkantoor")).to_session()
    session.save()
    assert way_back("De Korenbloem") == "/aanvragen/mijn/?dienst=vov"


def test_a_get_after_the_end_leads_to_the_chooser_with_the_reason(marc, mandaat):
    stop(mandaat)
    response = marc.get("/aanvragen/mijn/", follow=True)
    assert response.redirect_chain[0][0].startswith("/namens-wie/")
    assert "geldt niet meer: het staat op “Stopgezet”" in text_of(response)


def test_what_was_typed_can_be_sent_again_under_a_new_mandate(marc, mandaat):
    draft = start_draft(marc, VAN_HOOF)
    version = marc.get(f"/aanvragen/{draft.key}/stap/contact/").context["step_version"]
    typed = {**CONTACT, "actie": "volgende", "stap_versie": version, "namens_context": token(marc)}
    stop(mandaat)
    again = ssm("Van Hoof", "Boekhoudkantoor", "vov-voorbereiden")
    address = f"/aanvragen/{draft.key}/stap/contact/"
    assert marc.post(address, typed).status_code == 409
    anew = act_for("Marc Dubois", "Boekhoudkantoor", again)
    assert anew.post(address, typed).status_code == 302
    draft.refresh_from_db()
    assert draft.vov.contact_email == CONTACT["contact_email"]


def left_behind(client) -> list:
    return [row.key for row in client.get("/aanvragen/mijn/").context["left"]]


def test_a_person_of_the_giver_goes_on_with_the_draft_only_after_the_end(marc, mandaat):
    draft = start_draft(marc, VAN_HOOF)
    goran = act_as(Client(), "Goran De Smet", "Van Hoof")
    assert left_behind(goran) == []
    assert goran.post(f"/aanvragen/{draft.key}/overnemen/", {"namens_context": token(goran)}).status_code == 404
    stop(mandaat)
    assert left_behind(goran) == [draft.key]
    taken = goran.post(f"/aanvragen/{draft.key}/overnemen/", {"namens_context": token(goran)})
    assert taken.url == f"/aanvragen/{draft.key}/verder/"
    draft.refresh_from_db()
    assert (draft.own_organisation.name, draft.ground, draft.mandate, draft.created_by.full_name) == (
        "Metaalwerken Van Hoof nv", "eigen_recht", "", "Goran De Smet"
    )  # fmt: skip


def test_another_party_with_a_mandate_goes_on_with_it_too_and_outsiders_never(marc, mandaat):
    draft = start_draft(marc, VAN_HOOF)
    horizon = dimona("Van Hoof")
    elif_ = act_for("Elif Yildiz", "Horizon", horizon)
    assert left_behind(elif_) == []
    stop(mandaat)
    assert left_behind(elif_) == [draft.key]
    other = act_for("Elif Yildiz", "Horizon", dimona("De Korenbloem"))
    assert left_behind(other) == []
    elif_.post(f"/aanvragen/{draft.key}/overnemen/", {"namens_context": token(elif_)})
    draft.refresh_from_db()
    assert (draft.own_organisation.name, draft.mandate) == ("Sociaal Secretariaat Horizon vzw", horizon.ref)


def test_who_may_only_read_takes_nothing_over(marc, mandaat):
    draft = start_draft(marc, VAN_HOOF)
    stop(mandaat)
    reader = act_for("Marc Dubois", "Boekhoudkantoor", ssm("Van Hoof", "Boekhoudkantoor", "vov-raadplegen"))
    assert left_behind(reader) == []
    assert reader.post(f"/aanvragen/{draft.key}/overnemen/", {"namens_context": token(reader)}).status_code == 403


def test_a_natural_person_with_a_mandate_files_for_an_organisation(mandaat):
    jana = act_for("Jana Goossens", None, ssm("Van Hoof", "Jana Goossens"))
    draft = fill_in(jana, kbo=VAN_HOOF, worker=AT_VAN_HOOF)
    assert draft.own_organisation is None
    page = jana.get(f"/aanvragen/{draft.key}/controleren/")
    filed = jana.post(
        f"/aanvragen/{draft.key}/controleren/",
        {"controle_versie": page.context["review_version"], "namens_context": token(jana)},
    )
    assert filed.url == f"/aanvragen/{draft.key}/"
    draft.refresh_from_db()
    assert draft.snapshot["own"]["name"] == "Jana Goossens"
    assert draft.snapshot["ground"] == "SSM-mandaat"
    goran = act_as(Client(), "Goran De Smet", "Van Hoof")
    assert goran.get(f"/aanvragen/{draft.key}/").status_code == 200


def test_preparing_is_not_filing(mandaat):
    stop(mandaat)
    marc = act_for("Marc Dubois", "Boekhoudkantoor", ssm("Van Hoof", "Boekhoudkantoor", "vov-voorbereiden"))
    draft = fill_in(marc, kbo=VAN_HOOF, worker=AT_VAN_HOOF)
    page = marc.get(f"/aanvragen/{draft.key}/controleren/")
    assert "Uw mandaat laat niet toe om in te dienen." in text_of(page)
    assert ">Bevestigen<" not in text_of(page)
    response = marc.post(
        f"/aanvragen/{draft.key}/controleren/",
        {"controle_versie": page.context["review_version"], "namens_context": token(marc)},
        follow=True,
    )
    assert "Er is niets ingediend." in text_of(response)
    draft.refresh_from_db()
    assert draft.state is Status.CONCEPT


def test_what_was_prepared_is_there_for_the_giver_to_file(mandaat):
    stop(mandaat)
    marc = act_for("Marc Dubois", "Boekhoudkantoor", ssm("Van Hoof", "Boekhoudkantoor", "vov-voorbereiden"))
    draft = fill_in(marc, kbo=VAN_HOOF, worker=AT_VAN_HOOF)
    goran = act_as(Client(), "Goran De Smet", "Van Hoof")
    assert left_behind(goran) == [draft.key]
    goran.post(f"/aanvragen/{draft.key}/overnemen/", {"namens_context": token(goran)})
    page = goran.get(f"/aanvragen/{draft.key}/controleren/")
    answers = {"controle_versie": page.context["review_version"], "namens_context": token(goran)}
    assert goran.post(f"/aanvragen/{draft.key}/controleren/", answers).url == f"/aanvragen/{draft.key}/"


def test_a_narrower_mandate_leaves_the_draft_to_the_giver(marc, mandaat):
    draft = start_draft(marc, VAN_HOOF)
    stop(mandaat)
    reader = act_for("Marc Dubois", "Boekhoudkantoor", ssm("Van Hoof", "Boekhoudkantoor", "vov-raadplegen"))
    assert left_behind(act_as(Client(), "Goran De Smet", "Van Hoof")) == [draft.key]
    assert "Uw mandaat laat niet toe om verder te gaan" in text_of(reader.get("/aanvragen/mijn/"))
    own = act_as(Client(), "Marc Dubois", "Boekhoudkantoor")
    assert [choice for _row, choice in own.get("/aanvragen/klanten/").context["drafts"]] == [None]


def test_a_taker_annuls_only_what_it_filed_itself(marc, mandaat):
    not_mine, mine = filed_by("Goran De Smet", "Van Hoof"), filed_by("Marc Dubois", "Boekhoudkantoor", "Van Hoof")
    for row, status in ((not_mine, Status.INGEDIEND), (mine, Status.GEANNULEERD)):
        shown = ">Annuleer aanvraag<" in text_of(marc.get(f"/aanvragen/{row.key}/"))
        assert shown == (status is Status.GEANNULEERD)
        marc.post(f"/aanvragen/{row.key}/annuleren/", {"namens_context": token(marc)})
        row.refresh_from_db()
        assert row.state is status


@pytest.mark.django_db(transaction=True)
def test_a_mandate_that_stops_during_the_filing_files_nothing(marc, mandaat):
    """The check at the beginning of the request said yes; the one that holds the mandate comes last."""
    draft = fill_in(marc, kbo=VAN_HOOF, worker=AT_VAN_HOOF)
    page = marc.get(f"/aanvragen/{draft.key}/controleren/")
    answers = {"controle_versie": page.context["review_version"], "namens_context": token(marc)}

    def stops_while_the_filing_waits():
        draft.refresh_from_db()
        hold_until_commit(FLOW.lock_name(FLOW.open(draft)))
        stop(mandaat)

    (response,) = together(
        lambda: marc.post(f"/aanvragen/{draft.key}/controleren/", answers), holding=stops_while_the_filing_waits
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.state is Status.CONCEPT
    assert draft.reference is None


def test_a_ceased_giver_is_not_acted_for(marc, mandaat):
    Organisation.objects.filter(pk=mandaat.giver_organisation_id).update(ceased_on=timezone.localdate())
    assert "is stopgezet" in text_of(marc.get("/aanvragen/mijn/", follow=True))
    own = act_as(Client(), "Marc Dubois", "Boekhoudkantoor")
    assert "namens Metaalwerken" not in text_of(own.get("/namens-wie/EA/"))


def filed_by(who: str, organisation_name: str, on_behalf_of: str | None = None) -> Aanvraag:
    row = stored(who, organisation_name)
    if on_behalf_of:
        Aanvraag.objects.filter(pk=row.pk).update(represented=organisation(on_behalf_of))
        row.refresh_from_db()
    return row


def test_giver_and_takers_see_what_was_filed_whoever_filed_it(marc, mandaat):
    by_peeters = filed_by("Marc Dubois", "Boekhoudkantoor", "Van Hoof")
    by_itself = filed_by("Goran De Smet", "Van Hoof")
    elsewhere = filed_by("Bart Maes", "De Korenbloem")
    clients = [
        marc,
        act_as(Client(), "Goran De Smet", "Van Hoof"),
        act_for("Elif Yildiz", "Horizon", dimona("Van Hoof")),
    ]
    for client in clients:
        assert client.get(f"/aanvragen/{by_peeters.key}/").status_code == 200
        assert client.get(f"/aanvragen/{by_itself.key}/").status_code == 200
        assert client.get(f"/aanvragen/{elsewhere.key}/").status_code == 404


def test_after_the_end_the_taker_keeps_the_receipts_and_sees_nothing_new(marc, mandaat):
    mine = filed_by("Marc Dubois", "Boekhoudkantoor", "Van Hoof")
    not_mine = filed_by("Goran De Smet", "Van Hoof")
    stop(mandaat)
    assert marc.get(f"/aanvragen/{mine.key}/").status_code == 302
    own = act_as(Client(), "Marc Dubois", "Boekhoudkantoor")
    page = own.get("/aanvragen/klanten/")
    assert [row.reference for row in page.context["page"].rows] == [mine.reference]
    assert "In behandeling" not in text_of(page), "what becomes of it is not shown"
    receipt = own.get(f"/aanvragen/klanten/{mine.key}/ontvangstbewijs.pdf")
    assert receipt.status_code == 202
    assert own.get(f"/aanvragen/klanten/{not_mine.key}/ontvangstbewijs.pdf").status_code == 404
    assert own.get(f"/aanvragen/{mine.key}/").status_code in (403, 404)
    stranger = act_as(Client(), "Elif Yildiz", "Horizon")
    assert stranger.get(f"/aanvragen/klanten/{mine.key}/ontvangstbewijs.pdf").status_code == 404


def test_all_drafts_over_all_clients_with_the_way_on(marc, mandaat):
    other = ssm("De Korenbloem", "Boekhoudkantoor")
    one = start_draft(marc, VAN_HOOF)
    start_draft(act_for("Marc Dubois", "Boekhoudkantoor", other))
    SsmMandaat.objects.filter(pk=other.pk).update(status="stopgezet")
    own = act_as(Client(), "Marc Dubois", "Boekhoudkantoor")
    page = own.get("/aanvragen/klanten/")
    found = {str(row.represented): choice for row, choice in page.context["drafts"]}
    assert found["Bakkerij De Korenbloem bv"] is None
    assert "Uw mandaat laat dit niet (meer) toe." in text_of(page)
    went = own.post(
        "/mandaten/namens/kiezen/",
        {"keuze": found["Metaalwerken Van Hoof nv"].token, "next": f"/aanvragen/{one.key}/verder/"},
    )
    assert own.get(went.url).url == f"/aanvragen/{one.key}/stap/contact/"


def test_a_file_of_the_giver_is_seen_by_its_mandatee_only_while_the_mandate_lasts(marc, mandaat):
    filed = filed_by("Goran De Smet", "Van Hoof")
    assert marc.get(f"/aanvragen/{filed.key}/").status_code == 200
    assert not Bijlage.objects.filter(aanvraag=filed).exists()
    stop(mandaat)
    assert marc.get(f"/aanvragen/{filed.key}/").status_code == 302


def test_my_opleidingsverlof_is_mine_and_of_whom_i_trust(mandaat):
    row = filed_by("Goran De Smet", "Van Hoof")
    row.vov.insz = "95081299616"
    row.vov.save()
    filed_by("Bart Maes", "De Korenbloem")
    jana = act_as(Client(), "Jana Goossens")
    page = jana.get("/aanvragen/eigen/")
    assert [item.aanvraag_id for item in page.context["page"].rows] == [row.pk]
    trusted = act_for("Omar Haddad", None, ssm("Jana Goossens", "Omar Haddad", "mijn-opleidingsverlof"))
    assert [item.aanvraag_id for item in trusted.get("/aanvragen/eigen/").context["page"].rows] == [row.pk]
    assert act_as(Client(), "Omar Haddad").get("/aanvragen/eigen/").context["page"].rows == []
    assert act_as(Client(), "Bart Maes", "De Korenbloem").get("/aanvragen/eigen/").status_code in (403, 404)
    for_a_firm = act_for("Marc Dubois", "Boekhoudkantoor", mandaat)
    assert for_a_firm.get("/aanvragen/eigen/").status_code == 403


def test_a_right_at_the_giver_is_no_right_at_the_taker(mandaat):
    """Marc has the right at his own office; for Van Hoof only the mandate counts."""
    give_right("Marc Dubois", "Boekhoudkantoor", "dwse_organisatieverantwoordelijke", "opleidingsverlof")
    stop(mandaat)
    reader = act_for("Marc Dubois", "Boekhoudkantoor", ssm("Van Hoof", "Boekhoudkantoor", "vov-raadplegen"))
    assert reader.get("/aanvragen/mijn/").status_code == 200
    assert reader.get("/aanvragen/vov/start/").status_code == 403


@pytest.mark.parametrize(
    ("for_organisation", "index"),
    [("Boekhoudkantoor", "aanvraag_for_others"), (None, "aanvraag_by_natural_person")],
    ids=["organisation", "natural person"],
)
def test_the_receipts_of_who_files_for_thousands_are_found_by_an_index(demo_world, for_organisation, index):
    acting = context_of("Marc Dubois", for_organisation)
    rows = Aanvraag.objects.made_for_others(acting).filter(submitted_at__isnull=False)
    sql, params = rows.order_by("-submitted_at", "-id")[:26].query.sql_with_params()
    with connection.cursor() as cursor:
        # Of a few rows any plan is as good; with thousands, only an index that gives them in their order will do.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert index in plan, plan
    assert "Sort" not in plan, plan
