"""Gebruikersbeheer: adding people, linking, granting, extending and ending, and who may do what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.acting import resolve
from accounts.beheer.views_people import sign_person
from accounts.models import Gebruikersrecht, Person, RechtContext, ToegekendRecht, Werkrelatie
from accounts.rights.errors import LastBeheerder, NotAllowed, Overlap, RightsError
from accounts.rights.granting import end_right, end_werkrelatie, extend, give, lock_name
from accounts.rights.people import add_person, link
from accounts.rights.periods import last_possible_day
from loket.access import rechten as r
from loket.acting.context import Choice, Doelgroep
from loket.locks import hold_until_commit
from tests.world import organisation, person, together, token, user_of

ROOT = "/gebruikersbeheer"


def context_of(full_name: str, name: str = "De Korenbloem"):
    chosen = organisation(name)
    choice = Choice(Doelgroep(chosen.doelgroep), chosen.pk, chosen.pk)
    return resolve(user_of(person(full_name)), choice, timezone.localdate())


def relation_of(full_name: str, name: str = "De Korenbloem") -> Werkrelatie:
    return Werkrelatie.objects.get(person=person(full_name), organisation=organisation(name))


def right(code: str = r.DWSE_ORGANISATIEVERANTWOORDELIJKE, context: str = "opleidingsverlof"):
    recht = Gebruikersrecht.objects.get(code=code)
    return recht, RechtContext.objects.filter(recht=recht, code=context).first()


def give_sofie(acting):
    today = timezone.localdate()
    return give(acting, relation_of("Sofie Janssens"), *right(), today, today)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
class TestWhoMayDoWhat:
    def test_a_lokale_beheerder_grants_dwse_but_appoints_nobody(self):
        lotte, today = context_of("Lotte Willems"), timezone.localdate()
        assert give_sofie(lotte).granted_by == person("Lotte Willems")
        with pytest.raises(NotAllowed):
            give(lotte, relation_of("Sofie Janssens"), *right(r.LOKALE_BEHEERDER, ""), today, today)

    def test_dimona_exists_only_at_a_dimona_mandaatnemer(self):
        today = timezone.localdate()
        with pytest.raises(NotAllowed):
            give(
                context_of("An Claes"),
                relation_of("Sofie Janssens"),
                *right(r.DIMONA_MANDAATUITVOERDER, ""),
                today,
                today,
            )

    def test_a_legal_representative_needs_no_grant(self):
        dirk = context_of("Dirk Peeters", "Boekhoudkantoor Peeters")
        today = timezone.localdate()
        given = give(dirk, relation_of("Marc Dubois", "Peeters"), *right(r.HOOFD_LOKALE_BEHEERDER, ""), today, today)
        assert given.recht.code == r.HOOFD_LOKALE_BEHEERDER

    def test_who_is_no_beheerder_adds_nobody(self):
        with pytest.raises(NotAllowed):
            add_person(context_of("Bart Maes"), "95081299616", "Jana", "Goossens", "werkt mee")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
class TestPeriods:
    def test_a_right_that_runs_is_offered_as_an_extension(self, acting):
        an = acting("An Claes", "De Korenbloem")
        bart = relation_of("Bart Maes")
        address = f"{ROOT}/werkrelaties/{bart.pk}/toekennen/"
        today = timezone.localdate()
        sent = {
            "recht": "dwse_organisatieverantwoordelijke:opleidingsverlof",
            "start": f"{today:%d/%m/%Y}",
            "end": f"{today:%d/%m/%Y}",
            "stap": "2",
            "namens_context": token(an),
        }
        response = an.post(address, sent)
        assert response.url == f"{ROOT}/rechten/{bart.rechten.get().pk}/verlengen/"
        with pytest.raises(Overlap):
            give(context_of("An Claes"), bart, *right(), today, today)

    @pytest.mark.parametrize("step", ["²", "x", "-1", ""])
    def test_a_page_that_cannot_be_is_the_first_one(self, acting, step):
        an = acting("An Claes", "De Korenbloem")
        address = f"{ROOT}/werkrelaties/{relation_of('Bart Maes').pk}/toekennen/"
        assert an.post(address, {"stap": step, "namens_context": token(an)}).status_code == 422

    def test_extending_joins_a_new_grant_to_the_old_one(self):
        an, old = context_of("An Claes"), relation_of("Bart Maes").rechten.get()
        until = last_possible_day(timezone.localdate(), 48)
        new = extend(an, old.pk, until)
        assert (new.start, new.end) == (old.end + timedelta(days=1), until)
        with pytest.raises(RightsError, match="maximumduur"):
            extend(an, new.pk, until + timedelta(days=1))

    def test_an_ended_right_works_no_more_and_stays_in_the_history(self, acting):
        bart = acting("Bart Maes", "De Korenbloem")
        assert bart.get("/aanvragen/mijn/").status_code == 200
        grant = relation_of("Bart Maes").rechten.get()
        end_right(context_of("An Claes"), grant.pk, None, "andere taak")
        assert bart.get("/aanvragen/mijn/").status_code == 403
        an = acting("An Claes", "De Korenbloem")
        page = an.get(f"{ROOT}/personen/{person('Bart Maes').pk}/").content.decode()
        assert "gestopt op" in page
        assert "<b>Gebruikersrecht beëindigd</b>: DWSE organisatieverantwoordelijke" in page

    def test_ending_a_werkrelatie_ends_its_rights_and_who_returns_is_revived(self, acting):
        bart = acting("Bart Maes", "De Korenbloem")
        an = context_of("An Claes")
        end_werkrelatie(an, relation_of("Bart Maes").pk, None)
        assert bart.get("/").url.startswith("/namens-wie/")
        link(an, person("Bart Maes"), "bart@korenbloem.example", "02 553 00 00")
        assert acting("Bart Maes", "De Korenbloem").get("/").status_code == 200

    def test_ending_after_a_day_shortens_the_rights(self):
        last = timezone.localdate() + timedelta(days=7)
        relation = end_werkrelatie(context_of("An Claes"), relation_of("Bart Maes").pk, last)
        assert relation.end == last
        assert relation.rechten.get().end == last


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
class TestPages:
    def test_a_beheerder_elsewhere_sees_nothing_of_this_organisation(self, acting):
        goran = acting("Goran De Smet", "Van Hoof")
        bart, grant = relation_of("Bart Maes"), relation_of("Bart Maes").rechten.get()
        foreign = sign_person(person("Jana Goossens"), organisation("De Korenbloem").pk)
        for address in (
            f"{ROOT}/personen/{bart.person_id}/",
            f"{ROOT}/werkrelaties/{bart.pk}/toekennen/",
            f"{ROOT}/werkrelaties/{bart.pk}/beeindigen/",
            f"{ROOT}/rechten/{grant.pk}/beeindigen/",
            f"{ROOT}/rechten/{grant.pk}/verlengen/",
            f"{ROOT}/koppelen/{foreign}/",
        ):
            assert goran.get(address).status_code == 404, address
        assert "Bart" not in goran.get(f"{ROOT}/").content.decode()

    def test_who_has_no_right_for_it_is_refused(self, acting):
        assert acting("Bart Maes", "De Korenbloem").get(f"{ROOT}/").status_code == 403

    def test_1000_people_take_a_few_queries(self, acting, django_assert_max_num_queries):
        employer, today = organisation("De Korenbloem"), timezone.localdate()
        people = Person.objects.bulk_create(
            Person(insz=f"{number:011}", first_name=f"Voornaam{number}", last_name=f"Naam{number % 700}")
            for number in range(1000)
        )
        Werkrelatie.objects.bulk_create(
            Werkrelatie(person=one, organisation=employer, email=f"p{one.pk}@korenbloem.example", start=today)
            for one in people
        )
        an = acting("An Claes", "De Korenbloem")
        with django_assert_max_num_queries(8):
            page = an.get(f"{ROOT}/").content.decode()
        assert "1001 van" not in page
        assert "van 1004 personen" in " ".join(page.split()).replace("</b>", "")
        assert "Volgende pagina" in page
        with django_assert_max_num_queries(8):
            assert "Voornaam999" in an.get(f"{ROOT}/", {"q": "naam999"}).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo_world")
class TestTogether:
    def test_the_same_right_granted_twice_at_once_is_granted_once(self):
        an, lotte = context_of("An Claes"), context_of("Lotte Willems")
        results = together(lambda: give_sofie(an), lambda: give_sofie(lotte))
        assert sorted(type(result) is ToegekendRecht for result in results) == [False, True]
        assert any(isinstance(result, Overlap) for result in results)
        assert relation_of("Sofie Janssens").rechten.count() == 1

    def test_two_beheerders_who_end_each_other_leave_one(self):
        an = context_of("An Claes")
        give(
            an,
            relation_of("Bart Maes"),
            *right(r.HOOFD_LOKALE_BEHEERDER, ""),
            timezone.localdate(),
            timezone.localdate(),
        )
        end_right(an, relation_of("Lotte Willems").rechten.get().pk, None)
        bart = context_of("Bart Maes")
        of_an = relation_of("An Claes").rechten.get().pk
        of_bart = relation_of("Bart Maes").rechten.get(recht__code=r.HOOFD_LOKALE_BEHEERDER).pk
        results = together(
            lambda: end_right(an, of_bart, None),
            lambda: end_right(bart, of_an, None),
            holding=lambda: hold_until_commit(lock_name(an)),
        )
        assert sum(isinstance(result, LastBeheerder) for result in results) == 1

    def test_the_last_beheerder_cannot_end_himself(self):
        an = context_of("An Claes")
        end_werkrelatie(an, relation_of("Lotte Willems").pk, None)
        with pytest.raises(LastBeheerder):
            end_werkrelatie(an, relation_of("An Claes").pk, None)
        with pytest.raises(LastBeheerder):
            end_right(an, relation_of("An Claes").rechten.get().pk, None)
