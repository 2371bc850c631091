"""Mijn profiel: own werkrelaties, rights and beheerders; changing one's mail address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import resolve
from accounts.models import Organisation, Werkrelatie
from accounts.profile.forms import EmailForm
from accounts.profile.selectors import places_of, represented_by
from accounts.profile.services import LINK_VALID, LinkExpired, confirm_email_change, open_change, request_email_change
from accounts.rights.errors import RightsError
from loket.access.rules import LOGGED_IN, access
from loket.acting.context import ActingContext, Choice, Doelgroep


@access(LOGGED_IN)
@require_safe
def profiel(request: HttpRequest) -> HttpResponse:
    """Where I work, what I may do there and until when, and who decides on it."""
    person, today = request.user.person_id, timezone.localdate()
    context = {
        "places": places_of(person, today, timezone.now() - LINK_VALID),
        "represented": represented_by(person, today),
        "today": today,
    }
    return render(request, "profiel/profiel.html", context)


def in_organisation(request: HttpRequest, organisation: Organisation | None) -> ActingContext:
    """The person in this organisation, whatever was chosen after the login; in the own name when that is not yet, or
    for no organisation."""
    person, today, found = request.user.person_id, timezone.localdate(), None
    if organisation is not None:
        found = resolve(
            request.user, Choice(Doelgroep(organisation.doelgroep), organisation.pk, organisation.pk), today
        )
    found = found or resolve(request.user, Choice(Doelgroep.BURGER, person, person), today)
    if found is None:
        raise Http404
    return found


@access(LOGGED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address for one werkrelatie; in force once it is confirmed."""
    relation = (
        Werkrelatie.objects.not_over(timezone.localdate())
        .filter(pk=pk, person=request.user.person_id)
        .select_related("organisation")
        .first()
    )
    if relation is None:
        raise Http404
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request_email_change(in_organisation(request, relation.organisation), pk, form.cleaned_data["email"])
        except RightsError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(
                request,
                f"We stuurden een link naar {form.cleaned_data['email']}. Bevestig uw nieuwe adres binnen 24 uur.",
                extra_tags="ok",
            )
            return redirect("profiel")
    status = 422 if request.method == "POST" else 200
    return render(request, "profiel/email.html", {"form": form, "relation": relation}, status=status)


@access(LOGGED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_bevestigen(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. Opening it changes nothing: mail programs open links by themselves."""
    try:
        change = open_change(request.user.person_id, token)
        if request.method == "POST":
            confirm_email_change(in_organisation(request, change.werkrelatie.organisation), token)
            messages.success(request, f"Uw e-mailadres is nu {change.email}.", extra_tags="ok")
            return redirect("profiel")
    except LinkExpired as error:
        return render(request, "profiel/link_ongeldig.html", {"uitleg": str(error)}, status=410)
    return render(request, "profiel/email_bevestigen.html", {"change": change})
