"""Error pages in the portal's own look; each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from loket.access.rules import PUBLIC, access
from loket.acting.middleware import current_context


@access(PUBLIC)
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is not that of this session: most often a form from before a new login."""
    return render(request, "loket/fout_csrf.html", status=403)


@access(PUBLIC)
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "loket/fout_403.html", status=403)


@access(PUBLIC)
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # An unknown address has no view, so nothing resolved for whom the user acts.
    if getattr(request, "acting", None) is None and hasattr(request, "user"):
        request.acting = current_context(request)
    return render(request, "loket/fout_404.html", status=404)


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """More than `most` MB were sent. Nothing of it was read, so nothing of it can be kept."""
    request.acting = current_context(request)
    return render(request, "loket/fout_413.html", {"most": most}, status=413)


@access(PUBLIC)
def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "loket/fout_500.html", status=500)
