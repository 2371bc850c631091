"""From the identity that was proven to the account: one uid, one person, one account."""

import datetime
import uuid

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.login.claims import Claims
from accounts.login.naming import is_confirmed, told_by_login
from accounts.login.refusal import LoginRefused, Reason
from accounts.login.representation import follow_claims
from accounts.models import Person, User
from loket.numbers import InvalidNumber, parse_insz

NAME_LENGTH = 100


@transaction.atomic
def bind(provider_id: str, claims: Claims, today: datetime.date) -> SocialAccount:
    """The account of this uid; made at the first login. Names and representations follow the claims.

    Raises LoginRefused when uid and INSZ contradict what is known, or when the claims are incomplete; then
    nothing is written.
    """
    try:
        insz = parse_insz(claims.insz)
    except InvalidNumber:
        raise LoginRefused(Reason.INCOMPLETE) from None
    person = _person(insz, claims)
    account = SocialAccount.objects.filter(provider=provider_id, uid=claims.uid).select_related("user").first()
    if account is None:
        account = SocialAccount.objects.create(
            provider=provider_id, uid=claims.uid, user=_user(person, claims.uid), extra_data=claims.kept
        )
    elif account.user.person_id != person.pk:
        raise LoginRefused(Reason.OTHER_PERSON)
    follow_claims(person, claims.represents, today)
    return account


def _person(insz: str, claims: Claims) -> Person:
    """The person with this INSZ, locked: two first logins at the same moment make one account."""
    names = {"first_name": claims.first_name[:NAME_LENGTH], "last_name": claims.last_name[:NAME_LENGTH]}
    person, created = Person.objects.select_for_update(no_key=True).get_or_create(insz=insz, defaults=names)
    if created and not claims.last_name:
        raise LoginRefused(Reason.INCOMPLETE)
    changed = [name for name, value in names.items() if value and getattr(person, name) != value]
    if changed:
        typed = (person.first_name, person.last_name)
        for name in changed:
            setattr(person, name, names[name])
        person.save(update_fields=changed)
        if not is_confirmed(person):
            told_by_login(person, typed)
    return person


def _user(person: Person, uid: str) -> User:
    """The person's user. An account with another uid on it means that somebody else holds this INSZ."""
    user = User.objects.filter(person=person).first()
    if user is None:
        return User.objects.create_user(username=uuid.uuid4().hex, person=person)
    if SocialAccount.objects.filter(user=user).exclude(uid=uid).exists():
        raise LoginRefused(Reason.OTHER_ACCOUNT)
    return user
