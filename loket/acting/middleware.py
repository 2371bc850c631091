"""Resolves, once per request, for whom the user acts, and refuses a form that was opened for somebody else."""

import datetime
import re
from collections.abc import Callable
from typing import Protocol

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string

from loket.acting.context import ActingContext, Choice, ContextUnavailable
from loket.acting.looks import write_look
from loket.acting.session import forget_choice, read_choice, write_choice

CONTEXT_FIELD = "namens_context"
SWITCH_FIELD = "namens_wissel"
ID = re.compile(r"[0-9]{1,18}")


class Resolver(Protocol):
    """Turns a remembered choice into a context, or None when it does not hold (any more).

    Raises ContextUnavailable when that cannot be known now.
    """

    def __call__(self, user, choice: Choice, day: datetime.date) -> ActingContext | None: ...


class Explainer(Protocol):
    """Why a choice does not hold, in Dutch, for somebody who made it; "" when there is nothing to say."""

    def __call__(self, user, choice: Choice, day: datetime.date) -> str: ...


def choice_from_token(token: str) -> Choice | None:
    """The choice that a form's token names."""
    parts = token.split(".")
    if len(parts) != 4:
        return None
    doelgroep, own, represented, mandate = parts
    represented = represented.removeprefix("p")
    if not (ID.fullmatch(own) and ID.fullmatch(represented)):
        return None
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
        self.explain: Explainer = import_string(settings.ACTING_EXPLAINER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = None
        response = self.get_response(request)
        if request.acting is not None and request.acting.on_behalf:
            write_look(request, response)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        rule = getattr(view, "access_rule", None)
        if rule is None or not rule.login or not (request.user.is_authenticated and request.user.person_id):
            return None
        try:
            return self._resolve(request, posted_form=request.method == "POST" and rule.acting, needed=rule.acting)
        except ContextUnavailable as error:
            return self._unavailable(request, str(error), needed=rule.acting)

    def _resolve(self, request: HttpRequest, *, posted_form: bool, needed: bool) -> HttpResponse | None:
        choice, why_not = read_choice(request), ""
        if choice is not None:
            request.acting = self.resolve(request.user, choice, timezone.localdate())
            if request.acting is None:
                forget_choice(request)
                why_not = self.explain(request.user, choice, timezone.localdate())
        if posted_form:
            return self._check_form(request, why_not)
        if why_not and needed:
            messages.warning(request, why_not, extra_tags="let-op")
        return None

    def _unavailable(self, request: HttpRequest, message: str, *, needed: bool) -> HttpResponse | None:
        """No guess: what does not need the context goes on without it, the rest waits. What was typed is kept."""
        if not needed:
            return None
        context = {"message": message, "typed": typed_fields(request), "had_files": bool(request.FILES)}
        return render(request, "loket/register_antwoordt_niet.html", context, status=503)

    def _check_form(self, request: HttpRequest, why_not: str) -> HttpResponse | None:
        """A form carries the context it was opened in. Another one: explain, keep what was typed, let them choose."""
        token = request.POST.get(CONTEXT_FIELD, "")
        if request.acting is not None and token.rpartition(".")[0] == request.acting.parties:
            return None
        choice = choice_from_token(token)
        opened_in = self.resolve(request.user, choice, timezone.localdate()) if choice else None
        if opened_in is None and choice is not None:
            why_not = self.explain(request.user, choice, timezone.localdate())
        if opened_in is not None and request.POST.get(SWITCH_FIELD) == token:
            write_choice(request, choice)
            request.acting = opened_in
            return None
        if opened_in is None and request.acting is None and not why_not:
            # Nothing was chosen, and there is nothing to explain: the access rule leads to the chooser.
            return None
        return render(
            request,
            "loket/andere_context.html",
            {
                "opened_in": opened_in,
                "why_not": why_not,
                "typed": typed_fields(request),
                "switch_field": SWITCH_FIELD,
                "had_files": bool(request.FILES),
            },
            status=409,
        )
