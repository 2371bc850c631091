"""Zelfregistratie: asking a right through a link, also where one does not work yet."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.acting import resolve
from accounts.forms import NieuwkomerForm, RechtAanvragenForm
from accounts.models import Werkrelatie
from accounts.rights.deeplink import Asked, BadLink, read_link
from accounts.rights.errors import NoBeheerder, RightsError
from accounts.rights.selectors import reachable_beheerders
from accounts.rights.services import request_right, request_right_as_newcomer
from loket.access.rules import LOGGED_IN, access
from loket.acting.context import Choice, Doelgroep


@access(LOGGED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def aanvraag(request: HttpRequest) -> HttpResponse:
    """What is asked and how many people get the mail; who does not work there yet gives an address and a number.

    A newcomer reads no names and no addresses of beheerders: a number in a link opens no directory.
    """
    today = timezone.localdate()
    try:
        asked = read_link(request.GET, request.acting, today)
    except BadLink as error:
        return render(request, "accounts/zelfregistratie_fout.html", {"uitleg": str(error)}, status=400)
    there = _works_there(request, asked, today)
    form = (RechtAanvragenForm if there else NieuwkomerForm)(request.POST or None)
    context_code = _context_code(request, asked)
    page = {
        "asked": asked,
        "there": there,
        "context_code": context_code,
        "beheerders": reachable_beheerders(asked.organisation.pk, today),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, asked, there, context_code, form)
        except NoBeheerder:
            return render(request, "accounts/zelfregistratie.html", {**page, "beheerders": []}, status=409)
        except RightsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                f"Uw aanvraag is verstuurd naar {asked.organisation}. U krijgt een mail als er beslist is.",
                extra_tags="ok",
            )
            return redirect("profiel")
    return render(request, "accounts/zelfregistratie.html", page, status=422 if request.method == "POST" else 200)


def _works_there(request: HttpRequest, asked: Asked, today: datetime.date) -> bool:
    """A right hangs under a werkrelatie: who only stands for the organisation by law is a newcomer too."""
    relations = Werkrelatie.objects.valid_on(today)
    found: bool = relations.filter(person=request.user.person_id, organisation=asked.organisation).exists()
    return found


def _context_code(request: HttpRequest, asked: Asked) -> str:
    """The context that was chosen, if it is one of those in the link; else the first one."""
    codes = [context.code for context in asked.contexts]
    typed = request.POST.get("context", "")
    return typed if typed in codes else next(iter(codes), "")


def _ask(
    request: HttpRequest,
    asked: Asked,
    there: bool,
    context_code: str,
    form: RechtAanvragenForm | NieuwkomerForm,
) -> None:
    """Ask in that organisation, whatever was chosen after the login, or in the own name. Raises RightsError."""
    data, organisation, person = form.cleaned_data, asked.organisation, request.user.person_id
    choice = Choice(Doelgroep.BURGER, person, person)
    if there:
        choice = Choice(Doelgroep(organisation.doelgroep), organisation.pk, organisation.pk)
    acting = resolve(request.user, choice, timezone.localdate())
    if acting is None:
        raise RightsError("We kunnen uw aanvraag nu niet versturen. Probeer het opnieuw.")
    if there:
        request_right(acting, asked.recht.code, context_code, data["message"])
    else:
        contact = {"email": data["email"], "phone": data["phone"]}
        request_right_as_newcomer(acting, organisation, asked.recht.code, context_code, data["message"], **contact)
