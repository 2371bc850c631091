"""The mandates of the own party: the boxes, one mandate, its document, and the way in from a mail."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import resolve
from accounts.models import Organisation
from loket.access.rules import LOGGED_IN, access
from loket.acting.context import ActingContext, Choice, Doelgroep
from loket.acting.session import write_choice
from loket.ui.pdf import html_to_pdf
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.checks import can_follow
from mandates.ssm.moving import permitted
from mandates.ssm.parties import described_number, side_of
from mandates.ssm.presentation import history, opened_by
from mandates.ssm.rules import MANAGER
from mandates.ssm.selectors import concepts, is_transfer_of, overview, state_on, successors
from mandates.ssm.states import Status
from mandates.ssm.types import type_name


@access(MANAGER)
@require_safe
def mandaten(request: HttpRequest) -> HttpResponse:
    """Four boxes: active, to be signed here, waiting for the other party, ended; concepts above them."""
    today = timezone.localdate()
    context = {
        "boxes": overview(request.acting, today),
        "concepts": [(row, type_name(row.type)) for row in concepts(request.acting)],
        "today": today,
    }
    return render(request, "mandaten/overzicht.html", context)


def visible(request: HttpRequest, key: uuid.UUID) -> SsmMandaat:
    """A mandate to which the own party is a party; 404 for any other."""
    found = SsmMandaat.objects.of(request.acting).with_parties().filter(key=key).first()
    if found is None:
        raise Http404
    return found


def about(mandaat: SsmMandaat, acting: ActingContext) -> dict[str, object]:
    """What the page and the document both show."""
    side = side_of(mandaat, acting)
    return {
        "mandaat": mandaat,
        "type": type_name(mandaat.type),
        "opens": opened_by(mandaat.type),
        "giver_number": described_number(mandaat.giver),
        "taker_number": described_number(mandaat.taker),
        "side": side.value,
        "state": state_on(mandaat, timezone.localdate()),
        "history": history(mandaat, side),
    }


@access(MANAGER)
@require_safe
def mandaat(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One mandate: parties, what it opens, period, history, and what may be done with it now."""
    found = visible(request, key)
    if found.state is Status.CONCEPT:
        return redirect("ssm_controleren", key=key)
    today = timezone.localdate()
    following = successors(found)
    before = found.previous
    context = {
        **about(found, request.acting),
        "moves": permitted(found, side_of(found, request.acting), today),
        "may_extend": can_follow(found, following, today, transfer=False),
        "may_transfer": can_follow(found, following, today, transfer=True),
        "extensions": [row for row in following if not is_transfer_of(row, found)],
        "transfers": [_Transfer(row, request.acting) for row in following if is_transfer_of(row, found)],
        # The new taker does not see what came before; the giver does.
        "before": before if before is not None and side_of(before, request.acting) is not None else None,
    }
    return render(request, "mandaten/mandaat.html", context)


class _Transfer:
    """A transfer of a mandate as one of its parties reads it: an old taker whom the giver replaces is not told by
    whom."""

    def __init__(self, following: SsmMandaat, acting: ActingContext) -> None:
        side = side_of(following, acting)
        self.mandaat = following
        self.gives = side is Side.GEVER
        self.names_taker = side is not None
        self.may_withdraw = any(
            move.side is Side.VORIGE_NEMER for move in permitted(following, side, timezone.localdate())
        )


@access(MANAGER)
@require_safe
def pdf(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The mandate as PDF/UA, made at once."""
    found = visible(request, key)
    if found.state is Status.CONCEPT:
        raise Http404
    html = render_to_string("mandaten/document.html", {**about(found, request.acting), "now": timezone.now()})
    response = HttpResponse(html_to_pdf(html), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="mandaat-{found.pk}.pdf"'
    return response


@access(LOGGED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def openen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The link in a mail. Who acts for somebody else is asked to switch; for who manages neither party it is a 404."""
    found = SsmMandaat.objects.with_parties().filter(key=key, sent_at__isnull=False).first()
    contexts = _managing(request, found) if found is not None else {}
    if not contexts:
        raise Http404
    current = request.acting.token if request.acting is not None else ""
    wanted = request.POST.get("namens", "") if request.method == "POST" else current
    if wanted in contexts:
        if request.method == "POST":
            write_choice(request, contexts[wanted][0])
        return redirect("ssm_mandaat", key=key)
    ways = [(token, context.own) for token, (_choice, context) in contexts.items()]
    return render(request, "mandaten/openen.html", {"ways": ways})


def _managing(request: HttpRequest, found: SsmMandaat) -> dict[str, tuple[Choice, ActingContext]]:
    """The contexts in which the user manages this mandate, by their token."""
    contexts = {}
    for party in (found.giver, found.taker):
        doelgroep = Doelgroep(party.doelgroep) if isinstance(party, Organisation) else Doelgroep.BURGER
        choice = Choice(doelgroep, party.pk, party.pk)
        context = resolve(request.user, choice, timezone.localdate())
        if context is not None and MANAGER.allows(context):
            contexts[context.token] = (choice, context)
    return contexts
