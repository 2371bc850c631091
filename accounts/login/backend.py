"""Who the session belongs to."""

from django.contrib.auth.backends import BaseBackend

from accounts.models import User


class PersonBackend(BaseBackend):
    """Reads the account with its person in one query. Nobody logs in with a password here."""

    def get_user(self, user_id: int) -> User | None:
        """The account, or None when it is gone or inactive: then the session counts for nothing."""
        return User.objects.select_related("person").filter(pk=user_id, is_active=True).first()
