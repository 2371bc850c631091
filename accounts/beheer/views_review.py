"""Nazicht: once a year a beheerder confirms or ends every right of the organisation."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.beheer import review as services
from accounts.beheer.forms import EndForm
from accounts.beheer.forms_report import ReviewFilterForm
from accounts.beheer.rules import BEHEERDER
from accounts.beheer.selectors_review import filtered, items_of, progress_of, reviews_of
from accounts.models import AccessReview, Decision
from accounts.rights.errors import RightsError
from loket.access.rules import access
from loket.ui.filtering import filter_form, filters_of
from loket.ui.paging import keyset_page

PER_PAGE = 50
REVIEWS_SHOWN = 20
# More than a page can send; a longer list is not what a browser made.
MOST_AT_ONCE = 200


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def nazicht(request: HttpRequest) -> HttpResponse:
    """All rounds; a POST starts one."""
    if request.method == "POST":
        try:
            started = services.start_review(request.acting)
        except RightsError as error:
            messages.warning(request, str(error), extra_tags="let-op")
            return redirect("beheer_nazicht")
        return redirect("beheer_nazicht_ronde", pk=started.pk)
    reviews = list(
        reviews_of(request.acting.own.id).annotate(
            total=Count("items"), ended=Count("items", filter=Q(items__decision=Decision.ENDED))
        )[:REVIEWS_SHOWN]
    )
    context = {
        "open": next((row for row in reviews if row.completed_at is None), None),
        "completed": [row for row in reviews if row.completed_at is not None],
        "today": timezone.localdate(),
    }
    return render(request, "beheer/nazicht.html", context)


def _own(request: HttpRequest, pk: int) -> AccessReview:
    found = reviews_of(request.acting.own.id).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _chosen(request: HttpRequest) -> list[int]:
    """The items that were ticked, or the one whose own button was pressed."""
    typed = request.POST.getlist("een") or request.POST.getlist("recht")
    return [int(value) for value in typed[:MOST_AT_ONCE] if value.isascii() and value.isdecimal() and len(value) < 19]


def _filters(request: HttpRequest) -> str:
    """The address's own filters, without the page: what was decided left it."""
    query = request.GET.copy()
    for name in ("na", "voor"):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else ""


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def ronde(request: HttpRequest, pk: int) -> HttpResponse:
    """The rights of a round with how far it is; a POST confirms those that are ticked."""
    review, today = _own(request, pk), timezone.localdate()
    if request.method == "POST":
        return _confirm(request, review)
    form = filter_form(request, ReviewFilterForm)
    data = filters_of(form)
    items = items_of(review, today)
    context = {
        "review": review,
        "form": form,
        "filtering": bool(data.get("q")),
        "progress": progress_of(items),
        "page": keyset_page(
            request,
            filtered(items, data),
            key="toegekend_recht__werkrelatie__person__last_name",
            per_page=PER_PAGE,
            newest_first=False,
        ),
        "filters": _filters(request),
        "today": today,
    }
    return render(request, "beheer/nazicht_ronde.html", context)


def _confirm(request: HttpRequest, review: AccessReview) -> HttpResponse:
    chosen = _chosen(request)
    try:
        outcome = services.confirm(request.acting, review.pk, chosen)
    except RightsError as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        _tell(request, outcome.done, "bevestigd", nothing_chosen=not chosen)
    return redirect(reverse("beheer_nazicht_ronde", args=[review.pk]) + _filters(request))


def _tell(request: HttpRequest, done: int, what: str, *, nothing_chosen: bool) -> None:
    if done:
        subject = "1 recht is" if done == 1 else f"{done} rechten zijn"
        messages.success(request, f"{subject} {what}.", extra_tags="ok")
    elif nothing_chosen:
        messages.warning(request, "Kies minstens één recht.", extra_tags="let-op")
    else:
        messages.info(request, "Over deze rechten was al beslist.", extra_tags="let-op")


@access(BEHEERDER)
@require_POST
def beeindigen(request: HttpRequest, pk: int) -> HttpResponse:
    """End what was ticked: first when and why, then it happens; what cannot be ended says so at its row."""
    review = _own(request, pk)
    chosen = _chosen(request)
    back = redirect(reverse("beheer_nazicht_ronde", args=[review.pk]) + _filters(request))
    form = EndForm(request.POST if "wanneer" in request.POST or "bevestig" in request.POST else None)
    form.initial = {"wanneer": "meteen", "reason": services.REASON}
    errors: dict[int, str] = {}
    if form.is_bound and form.is_valid():
        try:
            outcome = services.end(
                request.acting, review.pk, chosen, form.cleaned_data["last_day"], form.cleaned_data["reason"]
            )
        except RightsError as error:
            messages.warning(request, str(error), extra_tags="let-op")
            return back
        errors = outcome.errors
        if not errors:
            _tell(request, outcome.done, "beëindigd", nothing_chosen=not chosen)
            return back
        chosen = list(errors)
        form.add_error(None, _summary(outcome))
    items = list(items_of(review, timezone.localdate()).filter(pk__in=chosen, state="").order_by("pk"))
    if not items:
        _tell(request, 0, "", nothing_chosen=not chosen)
        return back
    context = {
        "review": review,
        "form": form,
        "rows": [(item, errors.get(item.pk, "")) for item in items],
        "filters": _filters(request),
    }
    return render(request, "beheer/nazicht_beeindigen.html", context, status=422 if form.errors else 200)


def _summary(outcome: services.Outcome) -> str:
    failed = len(outcome.errors)
    text = "1 recht kan niet eindigen." if failed == 1 else f"{failed} rechten kunnen niet eindigen."
    if outcome.done:
        text += f" {outcome.done} {'is' if outcome.done == 1 else 'zijn'} wel beëindigd."
    return f"{text} Hieronder leest u waarom."


@access(BEHEERDER)
@require_POST
def afronden(request: HttpRequest, pk: int) -> HttpResponse:
    """ "Rond af", once everything is decided."""
    review = _own(request, pk)
    try:
        services.complete(request.acting, review.pk)
    except RightsError as error:
        messages.warning(request, str(error), extra_tags="let-op")
        return redirect("beheer_nazicht_ronde", pk=review.pk)
    messages.success(request, "Het nazicht is afgerond.", extra_tags="ok")
    return redirect("beheer_nazicht")
