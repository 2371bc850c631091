"""The mailbox of the demo: every mail that the portal sent or will send, readable in the browser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from post_office.models import Email

from loket.access.rules import PUBLIC, access
from loket.ui.paging import keyset_page


@access(PUBLIC)
@require_safe
def postbus(request: HttpRequest) -> HttpResponse:
    """The newest mails first."""
    page = keyset_page(request, Email.objects.all(), key="created", per_page=25)
    return render(request, "demo/postbus.html", {"page": page})


@access(PUBLIC)
@require_safe
def bericht(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail, with its links."""
    email = get_object_or_404(Email, pk=pk)
    return render(request, "demo/bericht.html", {"email": email})
