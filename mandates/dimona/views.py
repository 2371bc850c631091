"""The Dimona mandates of the own organisation: given ones, one mandate, and what can be done with it."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from loket.access.rules import access
from loket.ui.forms import LoketForm
from loket.ui.paging import keyset_page
from mandates.dimona import services
from mandates.dimona.consequences import of_confirming, of_ending
from mandates.dimona.errors import DimonaError
from mandates.dimona.forms import ReasonForm, StopForm
from mandates.dimona.parties import is_taker_party
from mandates.dimona.periods import Terms, check_begin, check_free
from mandates.dimona.register import register
from mandates.dimona.rules import MANAGER
from mandates.dimona.selectors import Line, client_counts, given_by, offered, waiting_of
from mandates.dimona.states import STEP_LABELS
from mandates.models import DimonaMandaat
from mandates.sides import Side

PER_PAGE = 25
# What waits is short; who has more finds the rest when these are done.
WAITING_SHOWN = 50
# What the giver saw on the page before confirming: the mandate that ends by it.
ENDS = "eindigt"
TITLES = {
    "bevestigen": "Bevestig het Dimona-mandaat",
    "weigeren": "Weiger het Dimona-mandaat",
    "intrekken": "Trek het Dimona-mandaat in",
    "afzien": "Zie af van het Dimona-mandaat",
    "stoppen": "Stop het Dimona-mandaat",
}
DONE = {
    "bevestigen": "Het Dimona-mandaat is bevestigd.",
    "weigeren": "Het Dimona-mandaat is geweigerd.",
    "intrekken": "Het Dimona-mandaat is ingetrokken.",
    "afzien": "Het Dimona-mandaat is ingetrokken.",
    "stoppen": "Het Dimona-mandaat is stopgezet.",
}


@access(MANAGER)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """What the own organisation gave: what waits first, then the rest by begin quarter, the newest first."""
    own, today = request.acting.own, timezone.localdate()
    waiting = [Line(row, Side.GEVER, today) for row in waiting_of(own.id, Side.GEVER)[:WAITING_SHOWN]]
    page = keyset_page(request, given_by(own.id), key="start", per_page=PER_PAGE)
    context = {
        "waiting": waiting,
        "page": replace(page, rows=[Line(row, Side.GEVER, today) for row in page.rows]),
        "counts": client_counts(own.id, today) if is_taker_party(own) else None,
        "ours": register().ours,
    }
    return render(request, "dimona/overzicht.html", context)


def _own(request: HttpRequest, key: uuid.UUID) -> tuple[DimonaMandaat, Side]:
    """A mandate in which the own organisation is a party, and on which side it stands."""
    rows = DimonaMandaat.objects.involving(request.acting.own.id).select_related("giver", "taker", "started_by")
    mandaat = rows.filter(key=key).first()
    if mandaat is None:
        raise Http404
    return mandaat, services.side_of(mandaat, request.acting.own.id)


@access(MANAGER)
@require_safe
def mandaat(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One mandate: parties, group, quarters, where it stands, what happened, and what can be done."""
    found, side = _own(request, key)
    today = timezone.localdate()
    steps = [
        {"label": STEP_LABELS[step.move], "step": step, "by": _by(step.side, step.person, found)}
        for step in found.stappen.select_related("person")
    ]
    context = {
        "mandaat": found,
        "line": Line(found, side, today),
        "giving": side is Side.GEVER,
        "moves": offered(found, side, today),
        "steps": steps,
    }
    return render(request, "dimona/mandaat.html", context)


def _by(side: str, person, found: DimonaMandaat) -> str:
    """Who made a step. Of the department and the portal no person is named to the parties."""
    if person is None or side not in {Side.GEVER, Side.NEMER}:
        return ""
    return f"{person} ({found.giver if side == Side.GEVER else found.taker})"


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def zetten(request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse:
    """Make one move: the page says what it will do and when; the button does it."""
    if name not in TITLES:
        raise Http404
    found, side = _own(request, key)
    today = timezone.localdate()
    move = next((move for move in offered(found, side, today) if move.name == name), None)
    if move is None:
        words = Line(found, side, today).standing.words
        messages.warning(request, f"Dit kan niet (meer). Staat van het mandaat: {words}.", extra_tags="let-op")
        return redirect("dimona_mandaat", key=key)
    form = _form(name, request.POST if request.method == "POST" else None, found, today)
    context = {
        "mandaat": found,
        "line": Line(found, side, today),
        "giving": side is Side.GEVER,
        "move": move,
        "title": TITLES[name],
        "form": form,
    }
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _act(request, key, name, form)
        except DimonaError as error:
            messages.warning(request, str(error), extra_tags="let-op")
            return redirect("dimona_mandaat", key=key)
        messages.success(request, DONE[name], extra_tags="ok")
        return redirect("dimona_mandaat", key=key)
    if name == "bevestigen":
        context |= _confirming(found, side, today)
    else:
        context["what_happens"] = of_ending(name, found, side)
    return render(request, "dimona/zetten.html", context, status=422 if form is not None and form.errors else 200)


def _confirming(found: DimonaMandaat, side: Side, today) -> dict[str, object]:
    """What confirming does, or why it cannot be done."""
    terms = Terms.of(found)
    try:
        services.check_parties(found.giver, found.taker, today)
        check_begin(terms, today)
        replaced = check_free(found.giver_id, found.taker_id, terms, today, asked_by=side)
    except DimonaError as error:
        return {"impossible": str(error)}
    ends = replaced.key if replaced is not None and side is Side.GEVER else ""
    return {"what_happens": of_confirming(found, side, replaced), "ends": ends, "ends_field": ENDS}


def _form(name: str, data, found: DimonaMandaat, today) -> LoketForm | None:
    if name == "weigeren":
        return ReasonForm(data)
    return StopForm(data, mandaat=found, day=today) if name == "stoppen" else None


def _act(request: HttpRequest, key: uuid.UUID, name: str, form: LoketForm | None) -> None:
    acting = request.acting
    if name == "bevestigen":
        services.confirm(acting, key, ends=_seen(request.POST.get(ENDS, "")))
    elif name == "weigeren":
        services.refuse(acting, key, form.cleaned_data["reason"])
    elif name == "stoppen":
        services.stop(acting, key, form.cleaned_data["last"])
    else:
        {"intrekken": services.withdraw, "afzien": services.renounce}[name](acting, key)


def _seen(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None
