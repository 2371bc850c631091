"""Zelfregistratie: asking a right through a link, also where one does not work yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.acting import resolve
from accounts.forms import NieuwkomerForm, RechtAanvragenForm
from accounts.rights.deeplink import Asked, BadLink, read_link
from accounts.rights.errors import NoBeheerder, RightsError
from accounts.rights.selectors import reachable_beheerders
from accounts.rights.services import request_right, request_right_as_newcomer
from loket.access.rules import LOGGED_IN, access
from loket.acting.context import ActingContext, Choice, Doelgroep


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
    there = _context(request, asked)
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


def _context(request: HttpRequest, asked: Asked) -> ActingContext | None:
    """This person in that organisation, whatever was chosen after the login; None for who does not work there."""
    choice = Choice(Doelgroep(asked.organisation.doelgroep), asked.organisation.pk, asked.organisation.pk)
    if request.acting is not None and request.acting.own.id == choice.own_id and request.acting.own.is_organisation:
        found: ActingContext = request.acting
        return found
    return resolve(request.user, choice, timezone.localdate())


def _context_code(request: HttpRequest, asked: Asked) -> str:
    """The context that was chosen, if it is one of those in the link; else the first one."""
    codes = [context.code for context in asked.contexts]
    typed = request.POST.get("context", "")
    return typed if typed in codes else next(iter(codes), "")


def _ask(
    request: HttpRequest,
    asked: Asked,
    there: ActingContext | None,
    context_code: str,
    form: RechtAanvragenForm | NieuwkomerForm,
) -> None:
    """Raises RightsError."""
    data = form.cleaned_data
    if there is not None:
        request_right(there, asked.recht.code, context_code, data["message"])
        return
    person = request.user.person_id
    oneself = resolve(request.user, Choice(Doelgroep.BURGER, person, person), timezone.localdate())
    if oneself is None:
        raise RightsError("We kunnen uw aanvraag nu niet versturen. Meld u opnieuw aan.")
    request_right_as_newcomer(
        oneself,
        asked.organisation,
        asked.recht.code,
        context_code,
        data["message"],
        email=data["email"],
        phone=data["phone"],
    )
