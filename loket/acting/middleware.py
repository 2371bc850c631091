"""Resolves, once per request, for whom the user acts, and refuses a form that was opened for somebody else."""

import datetime
import re
from collections.abc import Callable
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string

from loket.acting.context import ActingContext, Choice
from loket.acting.session import forget_choice, read_choice, write_choice

CONTEXT_FIELD = "namens_context"
SWITCH_FIELD = "namens_wissel"
ID = re.compile(r"[0-9]{1,18}")


class Resolver(Protocol):
    """Turns a remembered choice into a context, or None when it does not hold (any more)."""

    def __call__(self, user, choice: Choice, day: datetime.date) -> ActingContext | None: ...


def choice_from_token(token: str) -> Choice | None:
    """The choice that a form's token names."""
    parts = token.split(".")
    if len(parts) != 4 or not (ID.fullmatch(parts[1]) and ID.fullmatch(parts[2])):
        return None
    doelgroep, own, represented, mandate = parts
    return Choice.from_session([doelgroep, int(own), int(represented), mandate])


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that a refused form sent, so that a page can carry it until it may be sent again."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", SWITCH_FIELD}
        for value in values
    ]


def current_context(request: HttpRequest) -> ActingContext | None:
    """What the session's choice stands for now; None without a login, without a choice, or when it does not hold."""
    if not (request.user.is_authenticated and request.user.person_id):
        return None
    choice = read_choice(request)
    resolve: Resolver = import_string(settings.ACTING_RESOLVER)
    return resolve(request.user, choice, timezone.localdate()) if choice else None


class ActingContextMiddleware:
    """Puts `request.acting` in place. Nothing is guessed: no choice, or one that fails, means None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.resolve: Resolver = import_string(settings.ACTING_RESOLVER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = None
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        rule = getattr(view, "access_rule", None)
        if rule is None or not rule.login or not (request.user.is_authenticated and request.user.person_id):
            return None
        choice = read_choice(request)
        if choice is not None:
            request.acting = self.resolve(request.user, choice, timezone.localdate())
            if request.acting is None:
                forget_choice(request)
        if request.method == "POST" and rule.acting:
            return self._check_form(request)
        return None

    def _check_form(self, request: HttpRequest) -> HttpResponse | None:
        """A form carries the context it was opened in. Another one: explain, keep what was typed, let them choose."""
        token = request.POST.get(CONTEXT_FIELD, "")
        if request.acting is not None and token == request.acting.token:
            return None
        choice = choice_from_token(token)
        opened_in = self.resolve(request.user, choice, timezone.localdate()) if choice else None
        if opened_in is not None and request.POST.get(SWITCH_FIELD) == token:
            write_choice(request, choice)
            request.acting = opened_in
            return None
        if opened_in is None and request.acting is None:
            # Neither the form's context nor another one holds: the access rule leads to the chooser.
            return None
        return render(
            request,
            "loket/andere_context.html",
            {
                "opened_in": opened_in,
                "typed": typed_fields(request),
                "switch_field": SWITCH_FIELD,
                "had_files": bool(request.FILES),
            },
            status=409,
        )
