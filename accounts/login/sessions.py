"""How long a login lasts, and the list of somebody's logins."""

import datetime
import time
from collections.abc import Callable
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout, user_logged_in, user_logged_out
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.login.devices import device_name
from accounts.models import LoginSession, User

STARTED = "sessie_begin"
SEEN = "sessie_gezien"


def seconds_left(session: SessionBase, now: float) -> int:
    """Until the first of the two limits; zero or less means over. A session without times is over."""
    started, seen = session.get(STARTED), session.get(SEEN)
    if started is None or seen is None:
        return 0
    return int(min(seen + settings.SESSION_SLIDING_SECONDS, started + settings.SESSION_ABSOLUTE_SECONDS) - now)


def keep_alive(request: HttpRequest, now: float) -> None:
    """The user is there: the sliding limit starts again.

    Saved at once, not at the end of the request: a slow request must not write back what another tab, meanwhile,
    changed in the same session. Raises SessionInterrupted when the session was ended at this very moment.
    """
    request.session[SEEN] = now
    try:
        request.session.save()
    except UpdateError:
        raise SessionInterrupted("The session was ended while this request ran.") from None
    request.session.modified = False
    request.session_ends_in = seconds_left(request.session, now)
    LoginSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


class SessionLimitMiddleware:
    """Ends a session that is over and puts `request.session_ends_in` (seconds, or None) in place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.session_ends_in = None
        if SESSION_KEY in request.session:
            now = time.time()
            request.session_ends_in = seconds_left(request.session, now)
            if request.session_ends_in <= 0:
                logout(request)
                return self._explain(request)
            if now - request.session[SEEN] >= settings.SESSION_WRITE_EVERY_SECONDS:
                keep_alive(request, now)
        return self.get_response(request)

    @staticmethod
    def _explain(request: HttpRequest) -> HttpResponse:
        """To the login page where the session began; a POST is not repeated behind the user's back."""
        staff = request.path.startswith(reverse("admin:index"))
        login = reverse(settings.STAFF_LOGIN_URL if staff else "login")
        query = {"sessie": "afgelopen"}
        if request.method == "GET" and request.path != login:
            query["next"] = request.get_full_path()
        target = f"{login}?{urlencode(query)}"
        response = redirect(target)
        if request.headers.get("HX-Request"):
            response = HttpResponse(headers={"HX-Redirect": target})
        return response


# --- The list of logins --------------------------------------------------------------------------
def connect() -> None:
    """Follow Django's own signals, so that every way in or out is counted."""
    user_logged_in.connect(_remember, dispatch_uid="accounts.login.remember")
    user_logged_out.connect(_forget, dispatch_uid="accounts.login.forget")


def _remember(sender, request: HttpRequest, user: User, **kwargs) -> None:
    now = time.time()
    request.session[STARTED] = request.session[SEEN] = now
    LoginSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "last_seen_at": timezone.now(),
            "device": device_name(request.META.get("HTTP_USER_AGENT", "")),
        },
    )


def _forget(sender, request: HttpRequest, **kwargs) -> None:
    LoginSession.objects.filter(session_key=request.session.session_key).delete()


def _within_limits() -> Q:
    now = timezone.now()
    return Q(
        last_seen_at__gt=now - datetime.timedelta(seconds=settings.SESSION_SLIDING_SECONDS),
        started_at__gt=now - datetime.timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS),
    )


def live_sessions(user: User) -> QuerySet[LoginSession]:
    """The user's logins that no limit has ended, the last used first."""
    return user.login_sessions.filter(_within_limits()).order_by("-last_seen_at")


@transaction.atomic
def end_sessions(sessions: QuerySet[LoginSession]) -> int:
    """End these logins at once, wherever they are; returns how many."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    ended = list(sessions.select_for_update())
    for session in ended:
        store.delete(session.session_key)
    LoginSession.objects.filter(pk__in=[session.pk for session in ended]).delete()
    return len(ended)


def forget_ended_sessions() -> int:
    """Drop the rows of logins that a limit has ended; for the nightly task. Returns how many."""
    return end_sessions(LoginSession.objects.exclude(_within_limits()))
