"""Pages of the shell: home, help, statements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.access.rules import ACTING, PUBLIC, access
from loket.catalogue.attention import attention_for
from loket.catalogue.menu import menu_for


@access(ACTING)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs attention first, and what one can do here."""
    today = timezone.localdate()
    context = {
        "attention": attention_for(request.acting, today),
        "today": today,
        "items": menu_for(request.acting),
    }
    return render(request, "loket/home.html", context)


@access(PUBLIC)
@require_safe
def hulp(request: HttpRequest) -> HttpResponse:
    """Frequent questions and whom to call."""
    return render(request, "loket/hulp.html")


@access(PUBLIC)
@require_safe
def toegankelijkheid(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "loket/toegankelijkheid.html")


@access(PUBLIC)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, and why."""
    return render(request, "loket/privacy.html")
