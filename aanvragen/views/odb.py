"""Looking an opleiding up by its ODB number, while the form is filled in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aanvragen.models import Opleiding
from aanvragen.vov.dienst import INVULLEN
from aanvragen.vov.odb import OdbNumberError, normalise_odb_number
from loket.access.rules import access
from loket.acting.looks import own_matter


@access(INVULLEN)
@require_safe
def opzoeken(request: HttpRequest) -> HttpResponse:
    """The part of the page with title, provider, dates and size; also for who has no scripts."""
    own_matter(request)
    typed = request.GET.get("odb_number", "").strip()
    found, message = None, ""
    if typed:
        try:
            number = normalise_odb_number(typed)
        except OdbNumberError as error:
            message = str(error)
        else:
            found = Opleiding.objects.select_related("provider").filter(odb_number=number).first()
            if found is None:
                message = "Dit nummer staat niet in de opleidingsdatabank. Kijk het na op het inschrijvingsattest."
    return render(request, "aanvragen/vov/_opleiding_gevonden.html", {"found": found, "message": message})
