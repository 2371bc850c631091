"""For the dossierbehandelaar: lines that were corrected after a dossier had used them."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from aanvragen.deelname.models import GewijzigdeDeelname
from aanvragen.rules import BEHANDELAAR
from loket.access.rules import access
from loket.journal.services import write_journal
from loket.ui.paging import keyset_page

PER_PAGE = 25


@access(BEHANDELAAR)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """What nobody looked at yet, the newest first; all of them with `?alles=ja`."""
    everything = request.GET.get("alles") == "ja"
    related = ("aanvraag__represented", "deelname__registratie", "deelname__opleiding", "deelname__replaces")
    rows = GewijzigdeDeelname.objects.select_related(*related, "seen_by")
    if not everything:
        rows = rows.filter(seen_at__isnull=True)
    page = keyset_page(request, rows, key="changed_at", per_page=PER_PAGE)
    return render(request, "deelname/gewijzigd.html", {"page": page, "everything": everything})


@access(BEHANDELAAR)
@require_POST
def gezien(request: HttpRequest, pk: int) -> HttpResponse:
    """A dossierbehandelaar looked at it. A second click changes nothing."""
    with transaction.atomic():
        row = get_object_or_404(GewijzigdeDeelname.objects.select_for_update(no_key=True), pk=pk)
        if row.seen_at is None:
            row.seen_at = timezone.now()
            row.seen_by_id = request.acting.person.id
            row.save(update_fields=["seen_at", "seen_by"])
            write_journal(request.acting, "gewijzigde_deelname_gezien", row)
    messages.success(request, "De wijziging is als gezien gemerkt.", extra_tags="ok")
    return redirect("gewijzigde_deelnames")
