"""Giving a mandate, and asking one: who, from which quarter, and a page that says what will happen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from loket.access.rules import access
from loket.ui.wizard import Page, Shown, run
from mandates.dimona import services
from mandates.dimona.consequences import of_starting
from mandates.dimona.errors import DimonaError
from mandates.dimona.forms import GiverForm, TakerForm, TermsForm, WhichTakerForm
from mandates.dimona.parties import giver_error, is_taker_party
from mandates.dimona.register import register
from mandates.dimona.rules import MANAGER
from mandates.sides import Side

QUARTERS = "Kies de toepassingen en de kwartalen"


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def geven(request: HttpRequest) -> HttpResponse:
    """The own enterprise gives: the secretariat, the quarters, Bevestig."""
    today, title = timezone.localdate(), "Geef een Dimona-mandaat"
    giver = Organisation.objects.get(pk=request.acting.own.id)
    if (message := giver_error(giver, today) or _elsewhere()) != "":
        return _cannot(request, message, "dimona")
    search = TakerForm(request.POST) if request.method == "POST" else None
    found = search.found if search is not None and search.is_valid() else []
    pages = [Page(title, lambda data, done: TakerForm(data))]
    if len(found) > 1:
        pages.append(Page("Kies het sociaal secretariaat", lambda data, done: WhichTakerForm(data, found=found)))

    def taker_of(done: dict[str, Any]) -> Organisation:
        return next(row for row in found if len(found) == 1 or str(row.pk) == done["nemer"])

    def terms_form(data: Any, done: dict[str, Any]) -> TermsForm:
        return TermsForm(data, giver=giver, taker=taker_of(done), side=Side.GEVER, day=today)

    pages.append(Page(QUARTERS, terms_form))
    shown = run(request, pages)
    if isinstance(shown, Shown):
        other = found[0] if len(found) == 1 else None
        happens = []
        if shown.form is None:
            done = _cleaned(request, pages)
            other = taker_of(done)
            happens = of_starting(giver, other, done["terms"], Side.GEVER, done["replaced"])
        return _page(request, shown, title, other, happens, "dimona")
    return _done(request, lambda: services.give(request.acting, taker_of(shown), shown["terms"]), "dimona")


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def vragen(request: HttpRequest) -> HttpResponse:
    """The own secretariat asks: the enterprise, the quarters, Bevestig."""
    today, title = timezone.localdate(), "Vraag een Dimona-mandaat"
    if not is_taker_party(request.acting.own):
        return _cannot(
            request, "Enkel een sociaal secretariaat of een dienstverrichter kan een mandaat vragen.", "dimona"
        )
    if message := _elsewhere():
        return _cannot(request, message, "dimona_klanten")
    taker = Organisation.objects.get(pk=request.acting.own.id)
    search = GiverForm(request.POST, day=today) if request.method == "POST" else None
    giver = search.giver if search is not None and search.is_valid() else None
    pages = [
        Page(title, lambda data, done: GiverForm(data, day=today)),
        Page(QUARTERS, lambda data, done: TermsForm(data, giver=giver, taker=taker, side=Side.NEMER, day=today)),
    ]
    shown = run(request, pages)
    if isinstance(shown, Shown):
        happens = []
        if shown.form is None:
            done = _cleaned(request, pages)
            happens = of_starting(giver, taker, done["terms"], Side.NEMER, done["replaced"])
        return _page(request, shown, title, giver, happens, "dimona_klanten")
    return _done(request, lambda: services.ask(request.acting, giver, shown["terms"]), "dimona_klanten")


def _elsewhere() -> str:
    return "" if register().ours else services.ELSEWHERE


def _cannot(request: HttpRequest, message: str, back: str) -> HttpResponse:
    messages.warning(request, message, extra_tags="let-op")
    return redirect(back)


def _cleaned(request: HttpRequest, pages: list[Page]) -> dict[str, Any]:
    """Everything cleaned, once the series found all pages right."""
    done: dict[str, Any] = {}
    for page in pages:
        form = page.make(request.POST, done)
        form.full_clean()
        done |= form.cleaned_data
    return done


def _page(
    request: HttpRequest, shown: Shown, title: str, other: Organisation | None, happens: list[str], back: str
) -> HttpResponse:
    bad = shown.form is not None and shown.form.is_bound and bool(shown.form.errors)
    context = {
        "shown": shown,
        "form": shown.form,
        "subject": title,
        # On the first page the other party has yet to be chosen.
        "other": other if shown.step else None,
        # How the other party was looked for says nothing any more: only what stands in `TermsForm`, the last page.
        "agreed": shown.summary[-len(TermsForm.base_fields) :],
        "what_happens": happens,
        "back": back,
    }
    return render(request, "dimona/wizard.html", context, status=422 if bad else 200)


def _done(request: HttpRequest, act, back: str) -> HttpResponse:
    try:
        mandaat = act()
    except DimonaError as error:
        return _cannot(request, str(error), back)
    other = mandaat.taker if mandaat.giver_id == request.acting.own.id else mandaat.giver
    messages.success(request, f"Het Dimona-mandaat wacht nu op {other}.", extra_tags="ok")
    return redirect("dimona_mandaat", key=mandaat.key)
