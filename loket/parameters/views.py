"""Listing the dated parameters, and adding a value."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from loket.access.rechten import DOSSIERBEHANDELAAR, TOEPASSINGSBEHEERDER
from loket.access.rules import access, holder_of
from loket.journal.services import write_journal
from loket.parameters.forms import ParameterForm
from loket.parameters.models import ParameterKey

READER = holder_of(DOSSIERBEHANDELAAR, TOEPASSINGSBEHEERDER)
ADMINISTRATOR = holder_of(TOEPASSINGSBEHEERDER)


@access(READER)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Every parameter with its values per period, their source and status."""
    keys = ParameterKey.objects.prefetch_related("values").order_by("label")
    context = {"keys": keys, "may_add": ADMINISTRATOR.allows(request.acting)}
    return render(request, "parameters/lijst.html", context)


@access(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def toevoegen(request: HttpRequest) -> HttpResponse:
    """Add a value with its period, source and status."""
    form = ParameterForm(request.POST or None, initial={"key": request.GET.get("parameter")})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                added = form.add(request.user)
                write_journal(
                    request.acting,
                    "parameter_toegevoegd",
                    added.parameter,
                    parameter=added.parameter.key.code,
                    geldig=added.parameter.period,
                )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"De waarde voor “{added.parameter.key.label}” is toegevoegd.", extra_tags="ok")
            return redirect("parameters")
    return render(request, "parameters/nieuw.html", {"form": form}, status=422 if form.is_bound else 200)
