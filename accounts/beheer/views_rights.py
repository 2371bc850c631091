"""Granting, extending and ending rights of people in the organisation."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.beheer.forms import EndForm, ExtendForm, PeriodForm, RightForm, grantable
from accounts.beheer.rules import BEHEERDER
from accounts.beheer.selectors import ending_rights
from accounts.beheer.views_people import wizard_page
from accounts.models import ToegekendRecht, Werkrelatie
from accounts.rights.errors import Overlap, RightsError
from accounts.rights.granting import end_right, extend, give
from accounts.rights.periods import last_possible_day
from loket.access.rules import access
from loket.ui.wizard import Page, Shown, run

MOST_AT_ONCE = 200


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def toekennen(request: HttpRequest, werkrelatie_pk: int) -> HttpResponse:
    """ "Ken gebruikersrecht toe": right and context, dates, Bevestig."""
    today = timezone.localdate()
    relation = (
        Werkrelatie.objects.not_over(today)
        .filter(pk=werkrelatie_pk, organisation=request.acting.own.id)
        .select_related("person")
        .first()
    )
    if relation is None:
        raise Http404
    rights = grantable(request.acting)
    shown = run(
        request,
        [
            Page("Ken gebruikersrecht toe", lambda data, done: RightForm(data, rights=rights)),
            Page(
                "Begindatum en einddatum",
                lambda data, done: PeriodForm(data, recht=done["gekozen"][0], today=today),
            ),
        ],
    )
    subject = f"Ken gebruikersrecht toe aan {relation.person}"
    if isinstance(shown, Shown):
        return wizard_page(request, shown, subject)
    recht, context = shown["gekozen"]
    try:
        give(request.acting, relation, recht, context, shown["start"], shown["end"])
    except Overlap as error:
        messages.warning(request, str(error), extra_tags="let-op")
        return redirect("beheer_verlengen_een", pk=error.existing.pk)
    except RightsError as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        messages.success(request, f"{relation.person} heeft nu het recht “{recht}”.", extra_tags="ok")
    return redirect("beheer_persoon", pk=relation.person_id)


def _own(request: HttpRequest, pk: int) -> ToegekendRecht:
    found = (
        ToegekendRecht.objects.filter(pk=pk, werkrelatie__organisation=request.acting.own.id)
        .select_related("werkrelatie__person", "recht", "context")
        .first()
    )
    if found is None:
        raise Http404
    return found


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def recht_beeindigen(request: HttpRequest, pk: int) -> HttpResponse:
    """End one right: at once, or after a day."""
    recht = _own(request, pk)
    form = EndForm(request.POST or None, initial={"wanneer": "meteen"})
    person = recht.werkrelatie.person
    if request.method == "POST" and form.is_valid():
        try:
            end_right(request.acting, pk, form.cleaned_data["last_day"], form.cleaned_data["reason"])
        except RightsError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"Het recht “{recht}” van {person} is beëindigd.", extra_tags="ok")
            return redirect("beheer_persoon", pk=person.pk)
    context = {"form": form, "recht": recht, "person": person, "what": "recht"}
    return render(request, "beheer/beeindigen.html", context, status=422 if form.is_bound else 200)


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def verlengen_een(request: HttpRequest, pk: int) -> HttpResponse:
    """ "Verleng" for one right."""
    return _extend(request, [_own(request, pk)])


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def verlengen(request: HttpRequest) -> HttpResponse:
    """ "Verleng" for many at once: those that end within 90 days, ticked."""
    today = timezone.localdate()
    rows = list(ending_rights(request.acting.own.id, today)[:MOST_AT_ONCE])
    return _extend(request, rows)


def _extend(request: HttpRequest, rows: list[ToegekendRecht]) -> HttpResponse:
    """Tick, choose a day, and all that is ticked goes on until that day, or nothing does."""
    today = timezone.localdate()
    shortest = min((row.recht.max_months for row in rows), default=48)
    form = ExtendForm(request.POST or None, initial={"end": last_possible_day(today, shortest)})
    ticked = request.POST.getlist("recht") if request.method == "POST" else [str(row.pk) for row in rows]
    if request.method == "POST" and form.is_valid():
        chosen = [row for row in rows if str(row.pk) in ticked]
        if not chosen:
            form.add_error(None, "Kies minstens één recht.")
        else:
            try:
                with transaction.atomic():
                    for row in chosen:
                        _extend_named(request, row, form.cleaned_data["end"])
            except RightsError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                what = "1 recht is" if len(chosen) == 1 else f"{len(chosen)} rechten zijn"
                messages.success(request, f"{what} verlengd.", extra_tags="ok")
                return redirect("beheer")
    context = {"rows": rows, "ticked": ticked, "form": form, "today": today, "most": MOST_AT_ONCE}
    return render(request, "beheer/verlengen.html", context, status=422 if form.is_bound else 200)


def _extend_named(request: HttpRequest, row: ToegekendRecht, until) -> None:
    """Extend one of several; an error says whose right it is about."""
    try:
        extend(request.acting, row.pk, until)
    except RightsError as error:
        raise RightsError(f"{row.werkrelatie.person}, {row}: {error}", error.field) from None
