"""Who acts for another leaves a trace of every page that he opens: the represented party reads it."""

from django.db import models
from django.http import HttpRequest, HttpResponse

from loket.journal.services import write_journal

ACTION = "bekeken"


def looked_at(request: HttpRequest, obj: models.Model, subject: str = "") -> None:
    """Name what a page shows, for the journal; `subject` is what people know it by (a reference), never personal."""
    request.look = (obj, subject)


def own_matter(request: HttpRequest) -> None:
    """What this shows is nothing of the represented party: the own clients, say, or whether a page is ready."""
    request.own_matter = True


def write_look(request: HttpRequest, response: HttpResponse) -> None:
    """One line for a page or a download that was opened, whatever the request says of itself.

    Parts of a page that refresh by themselves say that they are none (`own_matter`).
    """
    if getattr(request, "own_matter", False):
        return
    if request.method != "GET" or response.status_code != 200 or request.resolver_match is None:
        return
    obj, subject = getattr(request, "look", (None, ""))
    write_journal(request.acting, ACTION, obj, scherm=request.resolver_match.url_name, reference=subject)
