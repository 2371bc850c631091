"""Session and user as Django reads them, for the bare view: what the portal saves there does not move the measure."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest

from accounts.models import User
from bench.pages import BARE_ADDRESS

ACCOUNTS = "bench.plain.Accounts"


class Sessions(SessionMiddleware):
    """Django's own sessions in the database at one address; everywhere else those of the portal."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if request.path_info == BARE_ADDRESS:
            request.session = SessionStore(request.session.session_key)


class Accounts(BaseBackend):
    """Accounts as an ordinary query finds them. A session belongs to this backend when it was begun with it."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.select_related("person").filter(pk=user_id, is_active=True).first()
