"""The catalogue of gebruikersrechten and their contexts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.department.catalogue import NEVER_CLOSED, Item, add_context, add_right, rename, set_closed
from accounts.department.forms import NewContextForm, NewRightForm, RenameForm, kind_labels
from accounts.department.rules import BEHEER
from accounts.department.selectors import catalogue
from accounts.models import Gebruikersrecht, RechtContext
from accounts.rights.errors import RightsError
from loket.access.rules import access
from loket.ui.forms import LoketForm


@access(BEHEER)
@require_safe
def rechten(request: HttpRequest) -> HttpResponse:
    """Every right: how long, for whom, with which contexts, and how often granted now."""
    rows = [(recht, kind_labels(recht.kinds)) for recht in catalogue(timezone.localdate())]
    return render(request, "departement/rechten.html", {"rows": rows})


def _get(model: type[Gebruikersrecht] | type[RechtContext], pk: int) -> Item:
    # A number that no column can hold is in no catalogue either.
    if pk >= 2**63:
        raise Http404
    found: Item = get_object_or_404(model, pk=pk)
    return found


@access(BEHEER)
@require_http_methods(["GET", "HEAD", "POST"])
def recht_nieuw(request: HttpRequest) -> HttpResponse:
    """Add a right."""
    form = NewRightForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recht = add_right(request.acting, **form.cleaned_data)
        except RightsError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, f"Het recht “{recht}” staat nu in de catalogus.", extra_tags="ok")
            return redirect("catalogus_recht", pk=recht.pk)
    return _form_page(request, form, "Voeg een gebruikersrecht toe")


@access(BEHEER)
@require_safe
def recht(request: HttpRequest, pk: int) -> HttpResponse:
    """One right with its contexts, open and closed."""
    found = get_object_or_404(catalogue(timezone.localdate()), pk=_get(Gebruikersrecht, pk).pk)
    context = {"recht": found, "kinds": kind_labels(found.kinds), "may_close": found.code not in NEVER_CLOSED}
    return render(request, "departement/recht.html", context)


@access(BEHEER)
@require_http_methods(["GET", "HEAD", "POST"])
def context_nieuw(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a context to a right."""
    found = _get(Gebruikersrecht, pk)
    form = NewContextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            context = add_context(request.acting, pk, **form.cleaned_data)
        except RightsError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, f"De context “{context}” is toegevoegd.", extra_tags="ok")
            return redirect("catalogus_recht", pk=pk)
    return _form_page(request, form, f"Voeg een context toe aan {found}", pk)


@access(BEHEER)
@require_http_methods(["GET", "HEAD", "POST"])
def recht_hernoemen(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for a right."""
    return _rename(request, _get(Gebruikersrecht, pk), pk)


@access(BEHEER)
@require_http_methods(["GET", "HEAD", "POST"])
def context_hernoemen(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for a context."""
    found = _get(RechtContext, pk)
    return _rename(request, found, found.recht_id)


def _rename(request: HttpRequest, item: Item, recht_pk: int) -> HttpResponse:
    form = RenameForm(request.POST or None, initial={"label": str(item)})
    if request.method == "POST" and form.is_valid():
        rename(request.acting, item, form.cleaned_data["label"])
        messages.success(request, "De naam is bewaard.", extra_tags="ok")
        return redirect("catalogus_recht", pk=recht_pk)
    return _form_page(request, form, f"Geef “{item}” een andere naam", recht_pk)


@access(BEHEER)
@require_http_methods(["GET", "HEAD", "POST"])
def recht_afsluiten(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a right, or open it again."""
    return _close(request, _get(Gebruikersrecht, pk), pk)


@access(BEHEER)
@require_http_methods(["GET", "HEAD", "POST"])
def context_afsluiten(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a context, or open it again."""
    found = _get(RechtContext, pk)
    return _close(request, found, found.recht_id)


def _close(request: HttpRequest, item: Item, recht_pk: int) -> HttpResponse:
    """The page says what it does. The button names what is wanted, so that a second click does not undo the first."""
    if request.method == "POST":
        try:
            set_closed(request.acting, item, request.POST.get("actie") != "heropen")
        except RightsError as error:
            messages.warning(request, str(error), extra_tags="let-op")
        else:
            messages.success(request, f"“{item}” is aangepast.", extra_tags="ok")
        return redirect("catalogus_recht", pk=recht_pk)
    return render(request, "departement/afsluiten.html", {"item": item, "recht_pk": recht_pk})


def _form_page(request: HttpRequest, form: LoketForm, title: str, recht_pk: int | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "recht_pk": recht_pk}
    return render(request, "departement/formulier.html", context, status=422 if request.method == "POST" else 200)
