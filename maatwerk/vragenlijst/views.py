""" "Vul de vragenlijst in", the last page of seed 004, and what the department reads of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from loket.access.rules import access
from loket.journal.services import write_journal
from loket.ui.paging import keyset_page
from maatwerk.dienst import DEPARTEMENT, LEZER
from maatwerk.vragenlijst.forms import VragenlijstForm
from maatwerk.vragenlijst.models import Antwoord
from maatwerk.vragenlijst.selectors import resultaat

REMARKS_PER_PAGE = 25


@access(LEZER)
@require_http_methods(["GET", "HEAD", "POST"])
def vragenlijst(request: HttpRequest) -> HttpResponse:
    """The questions. A second click finds the answers of the first."""
    form = VragenlijstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        Antwoord.objects.get_or_create(key=answers.pop("key"), defaults=answers)
        messages.success(request, "Bedankt. Het departement leest uw antwoorden zonder uw naam.", extra_tags="ok")
        return redirect("maatwerk_start")
    return render(request, "maatwerk/vragenlijst.html", {"form": form}, status=422 if form.is_bound else 200)


@access(DEPARTEMENT)
@require_safe
def resultaten(request: HttpRequest) -> HttpResponse:
    """How often each answer was given, and the remarks, the newest first."""
    remarks = Antwoord.objects.exclude(opmerking="")
    write_journal(request.acting, "vragenlijst_bekeken")
    context = {
        "resultaat": resultaat(),
        "page": keyset_page(request, remarks, key="id", per_page=REMARKS_PER_PAGE),
    }
    return render(request, "maatwerk/vragenlijst_resultaten.html", context)
