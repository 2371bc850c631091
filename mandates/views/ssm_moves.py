"""Signing, refusing, withdrawing and stopping: one mandate on a page of its own, or several from the list."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from loket.access.rules import access
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.errors import MandaatError, MovedOn
from mandates.ssm.forms import RedenForm
from mandates.ssm.moving import move, permitted
from mandates.ssm.parties import described_number, side_of
from mandates.ssm.presentation import opened_by
from mandates.ssm.rules import MANAGER
from mandates.ssm.selectors import Shown, is_transfer_of, successors
from mandates.ssm.states import MOVES, Status
from mandates.ssm.types import type_name

# "versturen" has the page with the summary.
NAMES = {item.name for item in MOVES if item.button and item.name != "versturen"}
DONE = {
    "goedkeuren": "Het mandaat is ondertekend. Het is nu actief.",
    "doorgeven": "U keurde de overdracht goed. De nieuwe mandaatnemer moet nog ondertekenen.",
    "weigeren": "Het mandaat is geweigerd. De andere partij leest uw reden.",
    "intrekken": "Het mandaat is ingetrokken.",
    "stoppen": "Het mandaat is stopgezet. Het opent vanaf nu niets meer.",
}
# Whether a reason must be given; of the others none is asked.
REASON = {"weigeren": True, "stoppen": False}
# From the list: what signing means depends on the mandate.
SEVERAL = {"ondertekenen": ("goedkeuren", "doorgeven"), "stoppen": ("stoppen",)}
MOST_AT_ONCE = 200


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def zet(request: HttpRequest, key: uuid.UUID, naam: str) -> HttpResponse:
    """One move of the table: what it means, a reason where there is one, and the button."""
    found = SsmMandaat.objects.reachable_by(request.acting).with_parties().filter(key=key).first()
    if found is None or naam not in NAMES:
        raise Http404
    side, today = side_of(found, request.acting), timezone.localdate()
    may = next((item for item in permitted(found, side, today) if item.name == naam), None)
    if may is None:
        messages.warning(request, str(MovedOn(found)), "let-op")
        return _back(found, side)
    form = RedenForm(request.POST or None, needed=REASON[naam]) if naam in REASON else None
    problem = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            move(request.acting, key, naam, reason=form.cleaned_data["reason"] if form else "")
        except MandaatError as error:
            problem = str(error)
        else:
            deleted = found.state is Status.CONCEPT
            messages.success(request, "Het concept is verwijderd." if deleted else DONE[naam], extra_tags="ok")
            return redirect("mandaten") if deleted else _back(found, side)
    context = {
        "mandaat": found,
        "type": type_name(found.type),
        "opens": opened_by(found.type),
        "giver_number": described_number(found.giver),
        "taker_number": described_number(found.taker),
        "move": may,
        "form": form,
        "problem": problem,
        "extensions": _extensions(found) if naam == "stoppen" else [],
        "party": side is not Side.VORIGE_NEMER,
    }
    wrong = bool(problem or (form is not None and form.errors))
    return render(request, "mandaten/zet.html", context, status=422 if wrong else 200)


def _extensions(found: SsmMandaat) -> list[SsmMandaat]:
    return [row for row in successors(found) if not is_transfer_of(row, found)]


def _back(found: SsmMandaat, side: Side | None) -> HttpResponse:
    """To the mandate; who handed it over goes to the old one, being no party to the new one."""
    if side is Side.VORIGE_NEMER:
        return redirect("ssm_mandaat", key=found.previous.key)
    return redirect("mandaten" if found.sent_at is None else "ssm_mandaat", **_key(found))


def _key(found: SsmMandaat) -> dict[str, uuid.UUID]:
    return {} if found.sent_at is None else {"key": found.key}


@access(MANAGER)
@require_POST
def meerdere(request: HttpRequest) -> HttpResponse:
    """Sign or stop the mandates that were ticked: a transaction each, and what came of each."""
    names = SEVERAL.get(request.POST.get("beslissing", ""))
    keys = _ticked(request)
    if names is None or not keys:
        messages.warning(request, "Kruis minstens één mandaat aan.", "let-op")
        return redirect("ssm_lijst")
    rows = list(SsmMandaat.objects.of(request.acting).with_parties().filter(key__in=keys).order_by("pk"))
    if len(rows) != len(keys):
        raise Http404
    today = timezone.localdate()
    outcome = []
    for row in rows:
        side = side_of(row, request.acting)
        may = [item.name for item in permitted(row, side, today)]
        name = next((name for name in names if name in may), names[0])
        try:
            done = move(request.acting, row.key, name, reason=request.POST.get("reason", "")[:1000])
        except MandaatError as error:
            outcome.append((Shown(row, side, today), False, str(error)))
        else:
            outcome.append((Shown(done, side, today), True, DONE[name]))
    failed = sum(not ok for _row, ok, _message in outcome)
    context = {"outcome": outcome, "failed": failed, "done": len(outcome) - failed}
    return render(request, "mandaten/meerdere.html", context)


def _ticked(request: HttpRequest) -> set[uuid.UUID]:
    """The keys that were ticked; 404 for what is none, and for more than a page holds."""
    try:
        keys = {uuid.UUID(text) for text in request.POST.getlist("mandaat")}
    except ValueError:
        raise Http404 from None
    if len(keys) > MOST_AT_ONCE:
        raise Http404
    return keys
