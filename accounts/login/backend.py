"""Who the session belongs to."""

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet

from accounts.models import User
from loket.prepared import Prepared


def _active(account: int) -> QuerySet[User]:
    return User.objects.select_related("person").filter(pk=account, is_active=True)


_account = Prepared(_active, account=int)


class PersonBackend(BaseBackend):
    """Reads the account with its person in one query. Nobody logs in with a password here."""

    def get_user(self, user_id: int) -> User | None:
        """The account, or None when it is gone or inactive: then the session counts for nothing."""
        found = _account(account=user_id)
        return found[0] if found else None
