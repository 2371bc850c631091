""" "Wat deden anderen in uw naam": every act and every look, for the one who gave the mandate, and for nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts.models import ToegekendRecht
from loket.journal.models import JournalEntry
from mandates.inzage.digest import send_digests, set_wish
from mandates.models import DigestVoorkeur
from tests.aanvragen.filing import CONTACT, post_step, start_draft
from tests.mandates.mandaten import act_for, dimona, ssm, without_mandates
from tests.world import act_as, context_of, give_right, person, text_of, token

PAGE = "/mandaten/in-uw-naam/"
GORANS = "goran.desmet@vanhoof.example"
# Within what the demo grants, whatever day it is.
TODAY = timezone.localdate()
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def marc(demo_world):
    """Marc acts for Van Hoof; Elif for Van Hoof too, and for De Korenbloem."""
    without_mandates()
    return act_for("Marc Dubois", "Boekhoudkantoor", ssm("Van Hoof", "Boekhoudkantoor"))


@pytest.fixture
def goran(marc):
    return act_as(Client(), "Goran De Smet", "Van Hoof")


def lines(client, **filters) -> list[tuple[str, str, str, str]]:
    found = client.get(PAGE, filters).context["lines"]
    return [(line.who, line.via, line.what, line.about) for line in found]


def test_acts_and_looks_are_there_and_those_of_the_own_people_are_not(marc, goran):
    assert lines(goran) == []
    draft = start_draft(marc, "0999.000.228")
    marc.get(f"/aanvragen/{draft.key}/stap/contact/")
    marc.get("/aanvragen/mijn/")
    start_draft(goran, "0999.000.228")
    assert lines(goran) == [
        ("Marc Dubois", "Boekhoudkantoor Peeters bv", "Bekeken", "Lijst van aanvragen"),
        ("Marc Dubois", "Boekhoudkantoor Peeters bv", "Bekeken", "Concept"),
        ("Marc Dubois", "Boekhoudkantoor Peeters bv", "Concept begonnen", ""),
    ]


def test_parts_that_refresh_and_pages_that_are_refused_are_no_looks(marc, goran):
    marc.get("/gebruikersbeheer/")
    assert marc.get("/mandaten/namens/klanten/").status_code == 200, "his clients are his own matter"
    marc.get("/aanvragen/11111111-1111-4111-8111-111111111111/")
    assert lines(goran) == []


def test_what_a_request_says_of_itself_hides_no_look(marc, goran):
    marc.get("/aanvragen/mijn/", headers={"HX-Request": "true"})
    assert [line[3] for line in lines(goran)] == ["Lijst van aanvragen"]


def test_what_is_filled_in_is_an_act(marc, goran):
    draft = start_draft(marc, "0999.000.228")
    post_step(marc, draft, "contact", CONTACT)
    assert ("Marc Dubois", "Boekhoudkantoor Peeters bv", "Stap van een concept bewaard", "Contact") in lines(goran)


def test_a_beheerder_who_cannot_stop_it_reads_who_can(marc):
    mandaat = ssm("De Korenbloem", "Boekhoudkantoor")
    act_for("Marc Dubois", "Boekhoudkantoor", mandaat).get("/aanvragen/mijn/")
    page = text_of(act_as(Client(), "An Claes", "De Korenbloem").get(PAGE))
    assert "Een SSM-mandaat zet uw mandaatbeheerder stop" in page
    assert f"/mandaten/{mandaat.key}/" not in page


def test_filters(marc, goran):
    elif_ = act_for("Elif Yildiz", "Horizon", dimona("Van Hoof"))
    start_draft(marc, "0999.000.228")
    elif_.get("/aanvragen/mijn/")
    assert {line[0] for line in lines(goran, q="horizon")} == {"Elif Yildiz"}
    assert {line[0] for line in lines(goran, q="dubois")} == {"Marc Dubois"}
    assert {line[2] for line in lines(goran, wat="bekeken")} == {"Bekeken"}
    assert {line[2] for line in lines(goran, wat="handelingen")} == {"Concept begonnen"}
    assert lines(goran, van="1/1/2040") == []
    assert "Geen enkele regel past" in text_of(goran.get(PAGE, {"van": "1/1/2040"}))
    assert "Deze dag ligt voor" in text_of(goran.get(PAGE, {"van": "2/1/2026", "tot": "1/1/2026"}))


def test_it_is_the_giver_s_and_nobody_else_s(marc, goran):
    start_draft(marc, "0999.000.228")
    an = act_as(Client(), "An Claes", "De Korenbloem")
    assert lines(an) == []
    own = act_as(Client(), "Dirk Peeters", "Boekhoudkantoor")
    assert lines(own) == [], "the taker reads its own journal, not the giver's page"
    assert act_as(Client(), "Bart Maes", "De Korenbloem").get(PAGE).status_code == 403


def test_a_natural_person_reads_what_was_done_in_his_name(marc):
    mandaat = ssm("Jana Goossens", "Boekhoudkantoor", "mijn-opleidingsverlof")
    act_for("Marc Dubois", "Boekhoudkantoor", mandaat).get("/aanvragen/eigen/")
    jana = act_as(Client(), "Jana Goossens")
    assert [line[3] for line in lines(jana)] == ["Mijn opleidingsverlof"]
    entry = JournalEntry.objects.get(represented_person=person("Jana Goossens"), mandate__gt="")
    assert entry.represented is None


def test_export_has_all_lines_and_neutralises_cells(marc, goran):
    start_draft(marc, "0999.000.228")
    body = b"".join(goran.get(f"{PAGE}export.csv")).decode("utf-8-sig")
    assert body.splitlines()[0] == "Dag;Uur;Wie;Via;Mandaat;Wat;Waarover"
    assert "Marc Dubois;Boekhoudkantoor Peeters bv;SSM-mandaat;Concept begonnen" in body
    assert b"".join(goran.get(f"{PAGE}export.xlsx"))[:2] == b"PK"


def test_the_page_costs_the_same_however_long_it_is(marc, goran, django_assert_max_num_queries):
    for _ in range(60):
        marc.get("/aanvragen/mijn/")
    with django_assert_max_num_queries(8):
        page = goran.get(PAGE)
    assert len(page.context["lines"]) == 50
    assert page.context["page"].next


class TestDigest:
    def wish(self, goran, ritme="dagelijks", email=GORANS):
        return goran.post(f"{PAGE}per-mail/", {"ritme": ritme, "email": email, "namens_context": token(goran)})

    def test_the_address_of_the_werkrelatie_stands_there_and_a_wish_needs_one(self, goran):
        assert f'value="{GORANS}"' in text_of(goran.get(f"{PAGE}per-mail/"))
        assert "Vul een e-mailadres in" in text_of(self.wish(goran, email=""))
        assert self.wish(goran).url == PAGE
        assert DigestVoorkeur.objects.get().ritme == "dagelijks"
        assert self.wish(goran, ritme="", email="").url == PAGE
        assert not DigestVoorkeur.objects.exists()

    def test_one_mail_with_what_is_new_and_never_twice(self, marc, goran):
        marc.get("/aanvragen/mijn/")
        self.wish(goran)
        assert send_digests(TUESDAY) == 0, "what was before the wish is not mailed"
        start_draft(marc, "0999.000.228")
        marc.get("/aanvragen/mijn/")
        marc.get("/aanvragen/mijn/")
        assert send_digests(TUESDAY) == 1
        mail = Email.objects.latest("pk")
        assert mail.to == [GORANS]
        assert "- Marc Dubois (Boekhoudkantoor Peeters bv): 1 handeling, 2 keer iets bekeken" in mail.message
        assert send_digests(TUESDAY) == 0
        marc.get("/aanvragen/mijn/")
        assert send_digests(TUESDAY + timedelta(days=1)) == 1

    def test_weekly_is_on_monday(self, marc, goran):
        self.wish(goran, ritme="wekelijks")
        marc.get("/aanvragen/mijn/")
        assert send_digests(TUESDAY) == 0
        assert send_digests(MONDAY + timedelta(days=7)) == 1

    def test_who_lost_the_right_to_see_it_gets_no_mail(self, marc, goran):
        self.wish(goran)
        marc.get("/aanvragen/mijn/")
        rights = ToegekendRecht.objects.filter(werkrelatie__person=person("Goran De Smet"))
        rights.exclude(recht__code="dwse_organisatieverantwoordelijke").update(stopped_at=timezone.now())
        assert send_digests(TUESDAY) == 0

    def test_a_natural_person_may_want_one_too(self, marc):
        set_wish(context_of("Jana Goossens"), "dagelijks", "jana@thuis.example")
        mandaat = ssm("Jana Goossens", "Boekhoudkantoor", "mijn-opleidingsverlof")
        act_for("Marc Dubois", "Boekhoudkantoor", mandaat).get("/aanvragen/eigen/")
        assert send_digests(TUESDAY) == 1
        assert "in naam van Jana Goossens" in Email.objects.latest("pk").subject


def test_a_beheerder_without_ssm_right_sees_it_too(marc):
    give_right("Sofie Janssens", "De Korenbloem", "lokale_beheerder")
    assert act_as(Client(), "Sofie Janssens", "De Korenbloem").get(PAGE).status_code == 200
