"""Passwords: for local staff accounts, at the login of /staf/ only."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User


def _staff() -> Any:
    """Local accounts: no person, so never an acting context."""
    return User.objects.filter(is_active=True, is_staff=True, person__isnull=True)


class StaffBackend(BaseBackend):
    """A name and a password, which alone open nothing: the site asks for the second factor too."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_other: Any
    ) -> User | None:
        """The account, or None; always None when the request is not one to the login of /staf/."""
        if request is None or not username or not password or request.path != reverse("admin:login"):
            return None
        user: User | None = _staff().filter(username=username).first()
        if user is None:
            # As slow as a known name, so that the time says nothing about which names exist.
            User().set_password(password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, or None when it is gone, inactive or no longer local staff."""
        user: User | None = _staff().filter(pk=user_id).first()
        return user
