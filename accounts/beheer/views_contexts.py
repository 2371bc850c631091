"""Contexten beheren: people x contexts of one right; the changes are shown before they are saved."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.beheer import contexts as c
from accounts.beheer.rules import BEHEERDER
from accounts.beheer.selectors import people_of, search_people
from accounts.models import Gebruikersrecht
from accounts.rights.errors import RightsError
from loket.access.rules import access
from loket.ui.forms import LoketForm
from loket.ui.paging import keyset_page

PER_PAGE = 50


class MatrixForm(LoketForm):
    """Which right, and which people."""

    all_optional = True

    recht = forms.ChoiceField(label="Gebruikersrecht", required=False)
    q = forms.CharField(label="Zoek op naam of e-mailadres", required=False, max_length=100)

    def __init__(self, *args, rights: list[Gebruikersrecht], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recht"].choices = [(recht.code, recht.name) for recht in rights]
        if len(rights) == 1:
            del self.fields["recht"]


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def contexten(request: HttpRequest) -> HttpResponse:
    """The matrix; a POST shows the changes ("opslaan"), goes back to the matrix, or carries them out ("bevestig")."""
    rights = c.rights_with_contexts(request.acting)
    code = request.GET.get("recht", "")
    recht = next((row for row in rights if row.code == code), None) if code else next(iter(rights), None)
    if recht is None and code:
        raise Http404
    if recht is None:
        return render(request, "beheer/contexten.html", {"recht": None})
    if request.method != "POST":
        return _matrix(request, rights, recht)
    try:
        was = c.read_snapshot(request.acting, recht, request.POST.get("was", ""))
    except c.StaleForm:
        messages.warning(request, "Dit formulier is verouderd. Er is niets bewaard.", extra_tags="let-op")
        return redirect(request.get_full_path())
    ticked = set(request.POST.getlist("cel"))
    action = request.POST.get("actie", "")
    if action == "terug":
        return _matrix(request, rights, recht, ticked)
    if action == "bevestig":
        return _confirm(request, recht, was, ticked)
    return _review(request, recht, was, ticked)


def _matrix(
    request: HttpRequest, rights: list[Gebruikersrecht], recht: Gebruikersrecht, ticked: set[str] | None = None
) -> HttpResponse:
    """The page of the matrix; `ticked` has boxes as they were left, after a look at the changes."""
    today = timezone.localdate()
    form = MatrixForm({"recht": recht.code, "q": request.GET.get("q", "")}, rights=rights)
    query = form.cleaned_data.get("q", "") if form.is_valid() else ""
    rows = search_people(people_of(request.acting.own.id, today), query)
    page = keyset_page(request, rows, key="person__last_name", per_page=PER_PAGE, newest_first=False)
    lines = c.cells_of(recht, page.rows, today)
    cells = c.by_place(lines)
    context = {
        "recht": recht,
        "form": form,
        "page": page,
        "filtering": bool(query),
        "contexts": list(recht.contexts.all()),
        "lines": lines,
        "ticked": {cell.name for cell in cells.values() if cell.grants} if ticked is None else ticked,
        "was": c.snapshot(request.acting, recht, cells.values()),
        "left_open": ticked is not None,
        "today": today,
    }
    return render(request, "beheer/contexten.html", context)


def _review(
    request: HttpRequest,
    recht: Gebruikersrecht,
    was: dict[c.Place, str],
    ticked: set[str],
    *,
    problem: str = "",
) -> HttpResponse:
    """What would change, to be confirmed; with what somebody else changed meanwhile."""
    today = timezone.localdate()
    acting = request.acting
    cells = c.by_place(c.cells_of(recht, c.relations_in(acting, was, today), today))
    found = c.changes(cells, was, ticked, today)
    meanwhile = c.conflicts(acting.own.id, cells, was)
    if not found and not meanwhile:
        messages.info(request, "U hebt niets gewijzigd.", extra_tags="let-op")
        return redirect(request.get_full_path())
    # From here on the cells are what they are now, changed by what this form changed.
    changed = {change.cell.place: change.give for change in found}
    wanted = [cell.name for cell in cells.values() if changed.get(cell.place, bool(cell.grants))]
    context = {
        "recht": recht,
        "given": [change for change in found if change.give],
        "ended": [change for change in found if not change.give],
        "meanwhile": meanwhile,
        "wanted": wanted,
        "was": c.snapshot(acting, recht, cells.values()),
        "problem": problem,
    }
    status = 409 if meanwhile else 422 if problem else 200
    return render(request, "beheer/contexten_wijzigingen.html", context, status=status)


def _confirm(request: HttpRequest, recht: Gebruikersrecht, was: dict[c.Place, str], ticked: set[str]) -> HttpResponse:
    try:
        count = c.apply_changes(request.acting, recht, was, ticked)
    except c.Changed:
        return _review(request, recht, was, ticked)
    except RightsError as error:
        return _review(request, recht, was, ticked, problem=str(error))
    if count:
        what = "1 wijziging is" if count == 1 else f"{count} wijzigingen zijn"
        messages.success(request, f"{what} bewaard.", extra_tags="ok")
    return redirect(request.get_full_path())
