"""After login: in which capacity, and for which organisation. It cannot be skipped or guessed."""

import re

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import organisations_of, resolve
from accounts.rights.selectors import beheerders_of_person
from loket.access.rules import LOGGED_IN, access
from loket.acting.chooser import page_after, tiles_for
from loket.acting.context import Choice, Doelgroep
from loket.acting.session import forget_choice, write_choice
from loket.numbers import SEPARATORS

TILES_PER_PAGE = 48
NUMBER = re.compile(r"[0-9\s.\-/]+")


def safe_next(request: HttpRequest) -> str:
    """Where to go after the choice; only within the portal."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if target.startswith("/") and url_has_allowed_host_and_scheme(target, None) else ""


@access(LOGGED_IN)
@require_safe
def namens_wie(request: HttpRequest) -> HttpResponse:
    """Tiles per hoedanigheid, only those that apply. Who has only the own name goes on to the explanation."""
    present = set(
        organisations_of(request.user.person_id, timezone.localdate())
        .order_by()
        .values_list("doelgroep", flat=True)
        .distinct()
    )
    next_url = safe_next(request)
    tiles = tiles_for(request.user, Doelgroep.BURGER, timezone.localdate())
    if not present and not tiles:
        return render(request, "accounts/kies_organisatie.html", _only_oneself(request, next_url))
    doelgroepen = [d for d in Doelgroep if d is not Doelgroep.BURGER and d.value in present]
    context = {"doelgroepen": doelgroepen, "tiles": tiles, "next": next_url}
    return render(request, "accounts/namens_wie.html", context)


def _only_oneself(request: HttpRequest, next_url: str) -> dict[str, object]:
    beheerders = beheerders_of_person(request.user.person_id, timezone.localdate())[:10]
    return {"next": next_url, "only_oneself": True, "beheerders": beheerders}


@access(LOGGED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def kies_organisatie(request: HttpRequest, code: str) -> HttpResponse:
    """The organisations of one hoedanigheid as tiles, the own name apart. POST chooses."""
    try:
        doelgroep = Doelgroep(code)
    except ValueError:
        raise Http404 from None
    next_url = safe_next(request)
    if request.method == "POST":
        return _choose(request, doelgroep, next_url)
    if doelgroep is Doelgroep.BURGER:
        return redirect("namens_wie")
    organisations = organisations_of(request.user.person_id, timezone.localdate()).filter(doelgroep=doelgroep.value)
    # PostgreSQL knows no text with a NUL in it.
    query = request.GET.get("q", "").replace("\0", "").strip()
    if query:
        # Letters beside the digits make it a name: “Bakkerij 3” is not every number with a 3 in it.
        digits = SEPARATORS.sub("", query) if NUMBER.fullmatch(query) else ""
        organisations = organisations.filter(name__icontains=query) | (
            organisations.filter(kbo__contains=digits) if digits else organisations.none()
        )
    page = Paginator(organisations, TILES_PER_PAGE).get_page(request.GET.get("pagina"))
    if not page.object_list and not query:
        raise Http404
    context = {
        "doelgroep": doelgroep,
        "page": page,
        "q": query,
        "next": next_url,
        "tiles": [] if query else tiles_for(request.user, doelgroep, timezone.localdate()),
    }
    return render(request, "accounts/kies_organisatie.html", context)


def _choose(request: HttpRequest, doelgroep: Doelgroep, next_url: str) -> HttpResponse:
    """Remember the choice when it holds; a number that is not one's own does not exist (404)."""
    if doelgroep is Doelgroep.BURGER:
        party_id = request.user.person_id
    else:
        raw = request.POST.get("organisatie", "")
        if not (raw.isascii() and raw.isdigit()) or len(raw) > 18:
            raise Http404
        party_id = int(raw)
    choice = Choice(doelgroep, party_id, party_id)
    acting = resolve(request.user, choice, timezone.localdate())
    if acting is None:
        raise Http404
    write_choice(request, choice)
    return redirect(next_url or page_after(acting) or "home")


@access(LOGGED_IN)
@require_POST
def wisselen(request: HttpRequest) -> HttpResponse:
    """Back to the chooser, for another organisation."""
    forget_choice(request)
    return redirect("namens_wie")
