"""A link to ask a right, also where one does not work yet; granting makes the werkrelatie and the right together."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts.models import (
    Gebruikersrecht,
    Organisation,
    Rechtaanvraag,
    RechtContext,
    ToegekendRecht,
    Werkrelatie,
)
from accounts.rights.errors import RightsError
from accounts.rights.services import MOST_AS_NEWCOMER, grant, refuse, request_right_as_newcomer
from loket.journal.models import JournalEntry
from tests.aanvragen.filing import errors_at
from tests.world import context_of, organisation, person, text_of

pytestmark = pytest.mark.django_db
LINK = "/gebruikersrechten/aanvraag"
VOV = {"dg": "EA", "an": "vov-terugbetaling", "oc": "0999000129"}
RIGHT = {"dg": "EA", "ec": "dwse_organisatieverantwoordelijke", "ctx": "maatwerk", "oc": "0999.000.129"}
CONTACT = {"email": "jana@thuis.example", "phone": "0470 12 34 56", "message": "Ik begin maandag."}
TODAY = timezone.localdate()


def address(**params: str) -> str:
    return f"{LINK}?{'&'.join(f'{name}={value}' for name, value in params.items())}"


def pending(full_name: str) -> Rechtaanvraag:
    return Rechtaanvraag.objects.get(person=person(full_name), status="aangevraagd")


def test_the_link_survives_the_login():
    response = Client().get(address(**VOV))
    assert (
        response.url
        == "/aanmelden/?next=%2Fgebruikersrechten%2Faanvraag%3Fdg%3DEA%26an%3Dvov-terugbetaling%26oc%3D0999000129"
    )


def test_a_newcomer_reads_what_is_asked_and_how_many_decide_but_not_who(acting, django_assert_max_num_queries):
    jana = acting("Jana Goossens")
    jana.get("/")
    with django_assert_max_num_queries(8):
        page = text_of(jana.get(address(**VOV)))
    for words in (
        "Bakkerij De Korenbloem bv",
        "DWSE organisatieverantwoordelijke",
        "opleidingsverlof",
        "2 beheerders",
    ):
        assert words in page
    for words in ("An Claes", "an.claes@", "Lotte"):
        assert words not in page


def test_a_newcomer_asks_and_the_grant_makes_both(acting):
    jana = acting("Jana Goossens")
    assert jana.post(address(**VOV), CONTACT).url == "/profiel/"
    aanvraag = pending("Jana Goossens")
    assert (aanvraag.email, aanvraag.phone, aanvraag.message) == (*CONTACT.values(),)
    mails = list(Email.objects.all())
    assert sorted(address for mail in mails for address in mail.to) == [
        "an.claes@korenbloem.example",
        "lotte.willems@korenbloem.example",
    ]
    assert all("nog geen werkrelatie" in mail.message and "950812" not in mail.message for mail in mails)
    an = acting("An Claes", "De Korenbloem")
    page = text_of(an.get(f"/gebruikersrechten/verzoeken/{aanvraag.pk}/"))
    assert "jana@thuis.example" in page
    assert "koppelt u deze persoon ook aan uw organisatie" in page
    grant(context_of("An Claes", "De Korenbloem"), aanvraag.pk, TODAY, TODAY)
    relation = Werkrelatie.objects.get(person=person("Jana Goossens"))
    assert (relation.email, relation.phone, relation.start) == ("jana@thuis.example", "0470 12 34 56", TODAY)
    assert relation.rechten.count() == 1
    assert Email.objects.latest("pk").to == ["jana@thuis.example"]
    assert context_of("Jana Goossens", "De Korenbloem").has_right("dwse_organisatieverantwoordelijke")
    assert JournalEntry.objects.filter(action__in=["werkrelatie_begonnen", "recht_toegekend"]).count() == 2


def test_a_grant_that_fails_makes_no_werkrelatie(acting):
    acting("Jana Goossens").post(address(**VOV), CONTACT)
    aanvraag = pending("Jana Goossens")
    with pytest.raises(RightsError):
        grant(context_of("An Claes", "De Korenbloem"), aanvraag.pk, TODAY, TODAY + timedelta(days=9 * 366))
    assert not Werkrelatie.objects.filter(person=person("Jana Goossens")).exists()
    assert pending("Jana Goossens") == aanvraag


def test_who_was_linked_meanwhile_keeps_that_werkrelatie(acting):
    acting("Jana Goossens").post(address(**VOV), CONTACT)
    made = Werkrelatie.objects.create(
        person=person("Jana Goossens"), organisation=organisation("De Korenbloem"), email="j@k.example", start=TODAY
    )
    granted = grant(context_of("An Claes", "De Korenbloem"), pending("Jana Goossens").pk, TODAY, TODAY).granted
    assert granted.werkrelatie == made
    assert Email.objects.latest("pk").to == ["j@k.example"]


def test_a_refusal_reaches_the_newcomer(acting):
    acting("Jana Goossens").post(address(**VOV), CONTACT)
    refuse(context_of("An Claes", "De Korenbloem"), pending("Jana Goossens").pk, "Wie bent u?")
    mail = Email.objects.latest("pk")
    assert mail.to == ["jana@thuis.example"]
    assert "Wie bent u?" in mail.message
    assert not Werkrelatie.objects.filter(person=person("Jana Goossens")).exists()


@pytest.mark.parametrize("missing", ["email", "phone"])
def test_a_newcomer_says_how_to_be_reached(acting, missing):
    response = acting("Jana Goossens").post(address(**VOV), CONTACT | {missing: ""})
    assert response.status_code == 422
    assert errors_at(response, missing)
    assert not Rechtaanvraag.objects.filter(person=person("Jana Goossens")).exists()


def test_who_works_there_asks_as_before_whatever_he_acts_for(acting):
    """Lotte acts for Kompas; the link is about De Korenbloem."""
    lotte = acting("Lotte Willems", "Kompas")
    page = text_of(lotte.get(address(**RIGHT)))
    assert "an.claes@korenbloem.example" in page
    assert "Uw telefoonnummer" not in page
    assert lotte.post(address(**RIGHT), {"message": ""}).status_code == 302
    aanvraag = pending("Lotte Willems")
    assert (aanvraag.organisation, aanvraag.context.code, aanvraag.email) == (
        organisation("De Korenbloem"),
        "maatwerk",
        "",
    )


def test_the_page_needs_few_queries_also_when_acting_for_another(acting, django_assert_max_num_queries):
    lotte = acting("Lotte Willems", "Kompas")
    lotte.get("/")
    with django_assert_max_num_queries(8):
        assert lotte.get(address(**VOV)).status_code == 200


def test_who_only_stands_there_by_law_gets_a_werkrelatie_too(acting):
    dirk, recht = acting("Dirk Peeters", "Boekhoudkantoor Peeters"), "ssm_mandaatbeheerder"
    Werkrelatie.objects.filter(person=person("Marc Dubois")).update(email="marc@peeters.example")
    ToegekendRecht.objects.create(
        werkrelatie=Werkrelatie.objects.get(person=person("Marc Dubois")),
        recht=Gebruikersrecht.objects.get(code="hoofd_lokale_beheerder"),
        start=TODAY,
        end=TODAY,
    )
    link = address(dg="EA", ec=recht, oc="0999001119")
    assert "1 beheerder van" in text_of(dirk.get(link))
    assert dirk.post(link, CONTACT).status_code == 302
    aanvraag = pending("Dirk Peeters")
    grant(context_of("Marc Dubois", "Boekhoudkantoor Peeters"), aanvraag.pk, TODAY, TODAY)
    assert Werkrelatie.objects.get(person=person("Dirk Peeters")).rechten.get().recht.code == recht


def test_what_one_has_or_asked_already_is_said(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    assert "U hebt dit recht al." in text_of(bart.post(address(**VOV), {"message": ""}))
    jana = acting("Jana Goossens")
    jana.post(address(**VOV), CONTACT)
    assert "U hebt dit recht al aangevraagd." in text_of(jana.post(address(**VOV), CONTACT))
    assert Rechtaanvraag.objects.filter(person=person("Jana Goossens")).count() == 1


def test_without_a_number_it_is_about_the_organisation_for_which_one_acts(acting):
    without = {name: value for name, value in VOV.items() if name != "oc"}
    assert "De Korenbloem" in text_of(acting("Sofie Janssens", "De Korenbloem").get(address(**without)))
    assert acting("Sofie Janssens").get(address(**without)).status_code == 400


def test_without_a_context_all_are_offered_and_one_is_chosen(acting):
    link = address(**{name: value for name, value in RIGHT.items() if name != "ctx"})
    jana = acting("Jana Goossens")
    assert text_of(jana.get(link)).count('name="context"') == 3
    jana.post(link, CONTACT | {"context": "opleidingsdatabank"})
    assert pending("Jana Goossens").context.code == "opleidingsdatabank"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"dg": ""}, "(dg)"),
        ({"dg": "BUR"}, "(dg)"),
        ({"dg": "XX"}, "(dg)"),
        ({"dg": "OV"}, "(oc)"),
        ({"ec": ""}, "(ec)"),
        ({"ec": "bestaat_niet"}, "(ec)"),
        ({"ec": "%00"}, "(ec)"),
        ({"an": "bestaat-niet"}, "(an)"),
        ({"an": "vov-terugbetaling", "ec": "lokale_beheerder"}, "horen niet bij elkaar"),
        ({"an": "vov-terugbetaling"}, "(ctx)"),
        ({"ctx": "bestaat-niet"}, "(ctx)"),
        ({"ec": "lokale_beheerder"}, "(ctx)"),
        ({"oc": "0999000999"}, "(oc)"),
        ({"oc": "%00"}, "(oc)"),
        ({"ec": "dossierbehandelaar", "ctx": ""}, "bestaat niet voor"),
    ],
)
def test_a_link_that_is_wrong_says_what(acting, changed, words):
    jana = acting("Jana Goossens")
    for response in (jana.get(address(**(RIGHT | changed))), jana.post(address(**(RIGHT | changed)), CONTACT)):
        assert response.status_code == 400
        assert words in text_of(response)
        assert "Deze link klopt niet" in text_of(response)
    assert not Rechtaanvraag.objects.filter(person=person("Jana Goossens")).exists()


def test_what_is_closed_or_ceased_cannot_be_asked(acting):
    jana = acting("Jana Goossens")
    RechtContext.objects.filter(code="maatwerk").update(closed_on=TODAY)
    assert "afgesloten" in text_of(jana.get(address(**RIGHT)))
    Gebruikersrecht.objects.filter(code=RIGHT["ec"]).update(closed_on=TODAY)
    assert "afgesloten" in text_of(jana.get(address(**RIGHT)))
    Gebruikersrecht.objects.update(closed_on=None)
    RechtContext.objects.update(closed_on=None)
    Organisation.objects.filter(kbo="0999000129").update(ceased_on=TODAY)
    assert "(oc)" in text_of(jana.get(address(**RIGHT)))


def test_where_nobody_can_decide_nothing_is_kept(acting):
    jana, link = acting("Jana Goossens"), address(**(RIGHT | {"oc": "0999000327"}))
    lines = JournalEntry.objects.count()
    assert "U kunt dit recht nu niet aanvragen" in text_of(jana.get(link))
    response = jana.post(link, CONTACT)
    assert response.status_code == 409
    assert "Er is niets verstuurd." in text_of(response)
    assert not Rechtaanvraag.objects.filter(person=person("Jana Goossens")).exists()
    assert not Email.objects.exists()
    assert JournalEntry.objects.count() == lines


def test_nobody_mails_all_organisations(demo_world):
    oneself, an = context_of("Jana Goossens"), person("An Claes")
    recht = Gebruikersrecht.objects.get(code="lokale_beheerder")
    for number in range(MOST_AS_NEWCOMER):
        company = Organisation.objects.create(name=f"B{number}", kbo=f"0{number + 100000000}", doelgroep="EA")
        relation = Werkrelatie.objects.create(person=an, organisation=company, email="an@b.example", start=TODAY)
        ToegekendRecht.objects.create(werkrelatie=relation, recht=recht, start=TODAY, end=TODAY)
        request_right_as_newcomer(
            oneself, company, "ssm_mandaatbeheerder", "", "", email="j@t.example", phone="0470 12 34 56"
        )
    with pytest.raises(RightsError, match="U wacht al op 10 beslissingen"):
        request_right_as_newcomer(
            oneself,
            organisation("De Korenbloem"),
            "ssm_mandaatbeheerder",
            "",
            "",
            email="j@t.example",
            phone="0470 12 34 56",
        )
    assert Rechtaanvraag.objects.filter(~Q(email="")).count() == MOST_AS_NEWCOMER
