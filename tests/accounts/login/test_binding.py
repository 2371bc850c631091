"""From claims to an account and to representations, without a protocol around it."""

import datetime
import threading

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from accounts.login.binding import bind
from accounts.login.claims import Claims, read_claims
from accounts.login.refusal import LoginRefused, Reason
from accounts.models import Organisation, Person, User, WettelijkVertegenwoordiger
from tests.accounts.login.conftest import AN_INSZ, DIRK_INSZ

ONE_DAY = datetime.timedelta(days=1)
IDP = "toegangsbeheer"


def claims(uid: str = "u-1", insz: str = AN_INSZ, represents: tuple[str, ...] = (), **changes) -> Claims:
    values = {"first_name": "An", "last_name": "Claes", "kept": {}} | changes
    return Claims(uid=uid, insz=insz, represents=represents, **values)


def periods(person: Person) -> list[tuple]:
    rows = WettelijkVertegenwoordiger.objects.filter(person=person).order_by("organisation", "start")
    return [(row.organisation.kbo, row.start, row.end, row.source) for row in rows]


@pytest.mark.django_db
class TestAccount:
    def test_an_unknown_person_is_added(self, today: datetime.date) -> None:
        account = bind(IDP, claims(insz="80.01.01-990.85"), today)
        assert account.user.person.insz == AN_INSZ
        assert str(account.user) == "An Claes"

    def test_names_follow_the_claims(self, an: Person, today: datetime.date) -> None:
        bind(IDP, claims(last_name="Claes-Maes"), today)
        an.refresh_from_db()
        assert an.full_name == "An Claes-Maes"

    def test_names_that_are_left_out_stay(self, an: Person, today: datetime.date) -> None:
        bind(IDP, claims(first_name="", last_name=""), today)
        an.refresh_from_db()
        assert an.full_name == "An Claes"

    def test_the_uid_with_another_insz(self, an: Person, dirk: Person, today: datetime.date) -> None:
        bind(IDP, claims(), today)
        with pytest.raises(LoginRefused) as refused:
            bind(IDP, claims(insz=DIRK_INSZ, last_name="Anders"), today)
        assert refused.value.reason is Reason.OTHER_PERSON
        dirk.refresh_from_db()
        assert dirk.last_name == "Peeters"

    def test_a_refusal_leaves_no_person_behind(self, an: Person, today: datetime.date) -> None:
        bind(IDP, claims(), today)
        with pytest.raises(LoginRefused):
            bind(IDP, claims(insz=DIRK_INSZ), today)
        assert Person.objects.count() == 1

    def test_the_insz_with_another_uid(self, an: Person, today: datetime.date) -> None:
        bind(IDP, claims(), today)
        with pytest.raises(LoginRefused) as refused:
            bind(IDP, claims(uid="u-2"), today)
        assert refused.value.reason is Reason.OTHER_ACCOUNT
        assert SocialAccount.objects.count() == 1

    def test_the_same_uid_over_the_other_protocol_is_the_same_account(self, an: Person, today: datetime.date) -> None:
        first, second = bind(IDP, claims(), today), bind("toegangsbeheer-oidc", claims(), today)
        assert first.user == second.user

    def test_a_person_without_a_name_is_not_added(self, db, today: datetime.date) -> None:
        with pytest.raises(LoginRefused):
            bind(IDP, claims(last_name=""), today)
        assert not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_first_logins_at_the_same_moment(today: datetime.date) -> None:
    Person.objects.create(insz=AN_INSZ, first_name="An", last_name="Claes")
    together, accounts = threading.Barrier(2), []

    def log_in() -> None:
        try:
            together.wait()
            accounts.append(bind(IDP, claims(), today).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=log_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accounts) == 2
    assert len(set(accounts)) == 1
    assert User.objects.count() == 1


@pytest.mark.django_db
class TestRepresentation:
    def test_starts_for_organisations_that_are_known(self, dirk, peeters, today) -> None:
        bind(IDP, claims(insz=DIRK_INSZ, represents=("0999.001.119", "0999000228", "geen-nummer")), today)
        assert periods(dirk) == [(peeters.kbo, today, None, "aanmelding")]

    def test_a_claim_that_stays_changes_nothing(self, dirk, peeters, today) -> None:
        for day in (today, today + ONE_DAY):
            bind(IDP, claims(insz=DIRK_INSZ, represents=(peeters.kbo,)), day)
        assert periods(dirk) == [(peeters.kbo, today, None, "aanmelding")]

    def test_a_claim_that_is_gone_ends_it_yesterday(self, dirk, peeters, smets, today) -> None:
        bind(IDP, claims(insz=DIRK_INSZ, represents=(peeters.kbo, smets.kbo)), today - ONE_DAY)
        bind(IDP, claims(insz=DIRK_INSZ, represents=(smets.kbo,)), today)
        assert set(periods(dirk)) == {
            (peeters.kbo, today - ONE_DAY, today - ONE_DAY, "aanmelding"),
            (smets.kbo, today - ONE_DAY, None, "aanmelding"),
        }

    def test_gone_on_the_day_it_started(self, dirk, peeters, today) -> None:
        bind(IDP, claims(insz=DIRK_INSZ, represents=(peeters.kbo,)), today)
        bind(IDP, claims(insz=DIRK_INSZ), today)
        assert periods(dirk) == []

    def test_gone_and_back(self, dirk, peeters, today) -> None:
        for days, represents in ((2, (peeters.kbo,)), (0, ()), (0, (peeters.kbo,))):
            bind(IDP, claims(insz=DIRK_INSZ, represents=represents), today - days * ONE_DAY)
        assert [start for _, start, _, _ in periods(dirk)] == [today - 2 * ONE_DAY, today]

    def test_what_another_source_says_stays(self, dirk, peeters, today) -> None:
        WettelijkVertegenwoordiger.objects.create(person=dirk, organisation=peeters, start=today, source="KBO-bestand")
        bind(IDP, claims(insz=DIRK_INSZ), today)
        bind(IDP, claims(insz=DIRK_INSZ, represents=(peeters.kbo,)), today)
        assert periods(dirk) == [(peeters.kbo, today, None, "KBO-bestand")]

    def test_a_period_that_another_source_announced_is_not_overlapped(self, dirk, peeters, today) -> None:
        later = today + 10 * ONE_DAY
        WettelijkVertegenwoordiger.objects.create(person=dirk, organisation=peeters, start=later, source="KBO-bestand")
        bind(IDP, claims(insz=DIRK_INSZ, represents=(peeters.kbo,)), today)
        assert periods(dirk)[0] == (peeters.kbo, today, later - ONE_DAY, "aanmelding")

    def test_somebody_elses_representation_stays(self, an, dirk, peeters: Organisation, today) -> None:
        bind(IDP, claims("u-2", DIRK_INSZ, (peeters.kbo,)), today - ONE_DAY)
        bind(IDP, claims(), today)
        assert periods(dirk)[0][2] is None


class TestReadClaims:
    def test_several_numbers_in_one_value_or_in_several(self) -> None:
        values = {"vo_id": ["u-1"], "wv_orgcode": ["0999001119, 0999000327", "0999000129"]}
        assert read_claims(lambda name: values.get(name, ())).represents == ("0999001119", "0999000327", "0999000129")

    def test_nothing(self) -> None:
        assert read_claims(lambda name: ()) == Claims("", "", "", "", (), {})

    def test_numbers_are_not_shown_when_it_is_logged(self) -> None:
        assert AN_INSZ not in repr(claims(represents=("0999001119",)))
        assert "0999001119" not in repr(claims(represents=("0999001119",)))
