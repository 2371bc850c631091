"""Acting for somebody else: the KBO number, the clients, and back to the own organisation."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import resolve as resolve_own
from accounts.views.chooser import safe_next
from loket.access.rules import ACTING, LOGGED_IN, access
from loket.acting.context import ActingContext, Choice, ContextUnavailable
from loket.acting.looks import own_matter
from loket.acting.middleware import choice_from_token
from loket.acting.session import write_choice
from mandates.acting import own_choice, resolve, why_not
from mandates.clients.forms import NumberForm, SearchForm
from mandates.clients.memory import remember, switch_favourite
from mandates.clients.rules import may_act_for_others
from mandates.clients.selectors import (
    ClientRow,
    clients_of,
    page_of_all,
    page_of_found,
    remembered,
)
from mandates.clients.shown import as_shown
from mandates.dimona.toegang import NotAdmitted, choice_for_number


def own_context(request: HttpRequest) -> ActingContext:
    """The acting context of the own party, also while somebody else is represented. Raises Http404 when it is gone."""
    acting: ActingContext = request.acting
    if not acting.on_behalf:
        return acting
    own_matter(request)
    own = resolve_own(request.user, own_choice(Choice(acting.doelgroep, acting.own.id)), timezone.localdate())
    if own is None:
        raise Http404
    return own


@access(ACTING)
@require_http_methods(["GET", "HEAD", "POST"])
def onderneming(request: HttpRequest) -> HttpResponse:
    """ "Voor welke onderneming treedt u op?": the number, or a client of before."""
    own = own_context(request)
    if not may_act_for_others(own):
        return render(request, "klanten/geen_recht.html", {"own": own}, status=403)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choice = choice_for_number(own, form.cleaned_data["kbo"], timezone.localdate())
        except (NotAdmitted, ContextUnavailable) as error:
            form.add_error("kbo", str(error))
        else:
            write_choice(request, choice)
            remember(own, choice)
            return redirect(safe_next(request) or "home")
    favourites, recent = remembered(own, timezone.localdate())
    context = {
        "own": own,
        "form": form,
        "favourites": as_shown(own, favourites),
        "recent": as_shown(own, recent),
        "next": safe_next(request),
    }
    return render(request, "klanten/onderneming.html", context, status=422 if form.is_bound else 200)


@access(LOGGED_IN)
@require_POST
def kiezen(request: HttpRequest) -> HttpResponse:
    """Act for somebody in whose name one may; a choice that does not hold says why, and leads to the chooser."""
    choice = choice_from_token(request.POST.get("keuze", ""))
    if choice is None:
        raise Http404
    today = timezone.localdate()
    try:
        acting = resolve(request.user, choice, today)
    except ContextUnavailable as error:
        messages.warning(request, str(error), extra_tags="let-op")
        return redirect("namens_wie")
    if acting is None:
        messages.warning(request, why_not(request.user, choice, today), extra_tags="let-op")
        return redirect("namens_wie")
    write_choice(request, choice)
    if acting.on_behalf and acting.represented.is_organisation:
        remember(acting, choice)
    return redirect(safe_next(request) or "home")


@access(ACTING)
@require_safe
def klanten(request: HttpRequest) -> HttpResponse:
    """Everybody for whom one may act: favourites and recent ones first, search, and all of them by name."""
    own = own_context(request)
    if not may_act_for_others(own):
        return render(request, "klanten/geen_recht.html", {"own": own}, status=403)
    form = SearchForm(request.GET if "q" in request.GET else None)
    query = form.cleaned_data.get("q", "") if form.is_bound and form.is_valid() else ""
    today = timezone.localdate()
    favourites, recent = remembered(own, today) if not query else ([], [])
    page = page_of_found(request, own, today, query) if query else page_of_all(request, own, today)
    context = {
        "own": own,
        "form": form,
        "filtering": bool(query),
        "favourites": as_shown(own, favourites),
        "recent": as_shown(own, recent),
        "page": replace(page, rows=as_shown(own, [ClientRow(*row) for row in page.rows])),
    }
    return render(request, "klanten/klanten.html", context)


@access(ACTING)
@require_POST
def favoriet(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a client at hand, or no longer."""
    own = own_context(request)
    client = clients_of(own, timezone.localdate()).filter(pk=pk).first() if own.own.is_organisation else None
    if client is None:
        raise Http404
    if switch_favourite(own, pk):
        messages.success(request, f"{client} staat nu bij uw favorieten.", extra_tags="ok")
    else:
        messages.success(request, f"{client} staat niet meer bij uw favorieten.", extra_tags="ok")
    return redirect(safe_next(request) or "klanten")


@access(ACTING)
@require_POST
def terug(request: HttpRequest) -> HttpResponse:
    """Back to the own organisation."""
    own = own_context(request)
    write_choice(request, Choice(own.doelgroep, own.own.id, own.own.id))
    return redirect("home")
