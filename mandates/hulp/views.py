""" "Aanmelden via Mandatenbeheer": the four steps of seed 002, frequent questions, and the manual."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loket.access.rules import PUBLIC, access
from mandates.hulp.handleiding import handleiding


@access(PUBLIC)
@require_safe
def pagina(request: HttpRequest) -> HttpResponse:
    """The help page."""
    return render(request, "mandatenhulp/pagina.html")


@access(PUBLIC)
@require_safe
def handleiding_pdf(request: HttpRequest) -> HttpResponse:
    """The manual as PDF/UA."""
    response = HttpResponse(handleiding(), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="handleiding-mandatenbeheer.pdf"'
    return response
