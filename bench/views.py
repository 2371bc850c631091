"""What the pages are compared with: the least that a logged-in Django page can be."""

import os

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loket.access.rules import LOGGED_IN, PUBLIC, access


@access(LOGGED_IN)
@require_safe
def bare(request: HttpRequest) -> HttpResponse:
    """Session, user and a trivial template, behind the same middleware as every page. See `plain.py`."""
    return render(request, "bench/bare.html")


@access(PUBLIC)
@require_safe
def process(request: HttpRequest) -> HttpResponse:
    """Which of the server's processes answers: the load is shared out evenly over them."""
    return HttpResponse(str(os.getpid()), content_type="text/plain")
