"""Asking a missing right for a dienst, and deciding on it."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.acting import resolve
from accounts.forms import RechtAanvragenForm, ToekennenForm, WeigerenForm
from accounts.models import Gebruikersrecht, Rechtaanvraag
from accounts.rights.errors import AlreadyDecided, NoBeheerder, RightsError
from accounts.rights.periods import last_possible_day
from accounts.rights.selectors import pending_requests_of, reachable_beheerders, requests_to_decide
from accounts.rights.services import grant, refuse, request_right
from loket.access.rechten import BEHEERDERS
from loket.access.rules import ACTING, LOGGED_IN, access, holder_of
from loket.acting.context import Choice, Doelgroep
from loket.acting.session import write_choice
from loket.catalogue.registry import find

BEHEERDER = holder_of(*BEHEERDERS)


@access(ACTING)
@require_http_methods(["GET", "HEAD", "POST"])
def aanvragen(request: HttpRequest, dienst_code: str) -> HttpResponse:
    """ "Gebruikersrecht aanvragen": which right, who gets the mail, an optional message, confirm."""
    dienst = find(dienst_code)
    if (
        dienst is None
        or not dienst.recht
        or request.acting.on_behalf
        or not request.acting.own.is_organisation
        or not dienst.open_to(request.acting)
    ):
        raise Http404
    # The first context is the one that the dienst names; a dienst with more leaves the choice.
    context_code = request.POST.get("context") or dienst.contexts[0]
    if context_code not in dienst.contexts:
        raise Http404
    recht = get_object_or_404(Gebruikersrecht.objects.prefetch_related("contexts"), code=dienst.recht)
    asked_at = pending_requests_of(request.acting).get((dienst.recht, context_code))
    form = RechtAanvragenForm(request.POST or None)
    page = {
        "dienst": dienst,
        "recht": recht,
        "contexts": [context for context in recht.contexts.all() if context.code in dienst.contexts],
        "context_code": context_code,
        "beheerders": reachable_beheerders(request.acting.own.id, timezone.localdate()),
        "asked_at": asked_at,
        "has_right": dienst.allowed(request.acting),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        try:
            request_right(request.acting, dienst.recht, context_code, form.cleaned_data["message"])
        except NoBeheerder:
            return render(request, "accounts/recht_aanvragen.html", page, status=409)
        except RightsError as error:
            messages.warning(request, str(error), extra_tags="let-op")
            return redirect("overzicht")
        messages.success(
            request,
            "Uw aanvraag is verstuurd naar uw lokale beheerder. U krijgt een mail als er beslist is.",
            extra_tags="ok",
        )
        return redirect("overzicht")
    return render(request, "accounts/recht_aanvragen.html", page)


@access(LOGGED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def openen(request: HttpRequest, pk: int) -> HttpResponse:
    """The link in the mail. Who acts for somebody else is asked to switch; who is no beheerder there sees 404."""
    aanvraag = get_object_or_404(Rechtaanvraag.objects.select_related("organisation"), pk=pk)
    organisation = aanvraag.organisation
    choice = Choice(Doelgroep(organisation.doelgroep), organisation.pk, organisation.pk)
    context = resolve(request.user, choice, timezone.localdate())
    if context is None or not BEHEERDER.allows(context):
        raise Http404
    if request.method == "POST" or (request.acting is not None and request.acting.token == context.token):
        if request.method == "POST":
            write_choice(request, choice)
        return redirect("rechtaanvraag", pk=pk)
    return render(request, "accounts/rechtaanvraag_openen.html", {"organisation": organisation})


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def beslissen(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: grant with dates, or refuse with a reason. The second of two decisions learns of the first."""
    aanvraag = get_object_or_404(requests_to_decide(request.acting), pk=pk)
    today = timezone.localdate()
    proposal = {"start": today, "end": last_possible_day(today, aanvraag.recht.max_months)}
    chosen = request.POST.get("beslissing")
    toekennen = ToekennenForm(request.POST if chosen == "toekennen" else None, initial=proposal, prefix="toekennen")
    weigeren = WeigerenForm(request.POST if chosen == "weigeren" else None, prefix="weigeren")
    status = 200
    if request.method == "POST":
        try:
            done = _decide(request, aanvraag, chosen, toekennen, weigeren)
        except AlreadyDecided as error:
            messages.warning(request, str(error), extra_tags="let-op")
            return redirect("rechtaanvraag", pk=pk)
        except RightsError as error:
            toekennen.add_error(error.field if error.field in toekennen.fields else "end", str(error))
            done = False
        if done:
            return redirect("rechtaanvragen")
        status = 422
    form = toekennen if chosen == "toekennen" else weigeren
    return render(
        request,
        "accounts/rechtaanvraag.html",
        {"aanvraag": aanvraag, "toekennen": toekennen, "weigeren": weigeren, "form": form},
        status=status,
    )


def _decide(
    request: HttpRequest, aanvraag: Rechtaanvraag, chosen: str | None, toekennen: ToekennenForm, weigeren: WeigerenForm
) -> bool:
    """True when a decision was stored."""
    if chosen == "toekennen" and toekennen.is_valid():
        start: datetime.date = toekennen.cleaned_data["start"]
        grant(request.acting, aanvraag.pk, start, toekennen.cleaned_data["end"])
        messages.success(request, f"U kende het recht toe aan {aanvraag.person}.", extra_tags="ok")
        return True
    if chosen == "weigeren" and weigeren.is_valid():
        refuse(request.acting, aanvraag.pk, weigeren.cleaned_data["reason"])
        messages.success(request, f"U weigerde de aanvraag van {aanvraag.person}.", extra_tags="ok")
        return True
    return False
