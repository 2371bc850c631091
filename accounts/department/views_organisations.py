"""Organisations: look one up, what it is, and its first beheerder."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.beheer.forms import InszForm, NewPersonForm
from accounts.department.forms import BeheerderContactForm, KindsForm, SearchForm, kind_labels
from accounts.department.rules import BEHEER
from accounts.department.selectors import beheerder_grants, history_of, rights_outside, search_organisations
from accounts.department.services import NewBeheerder, appoint_first_beheerder, check_has_no_beheerder, set_kinds
from accounts.models import Organisation, Person, Werkrelatie, WettelijkVertegenwoordiger
from accounts.rights.errors import RightsError
from accounts.rights.people import find_person
from loket.access.rules import access
from loket.ui.paging import keyset_page
from loket.ui.wizard import Page, Shown, run

PER_PAGE = 25
CONFIRMED = "bevestigd"
# The kinds that the confirmation page showed: another administrator may have changed them since.
SEEN = "gezien"


@access(BEHEER)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """All organisations by name, or those that match."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    query = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    rows = search_organisations(query, timezone.localdate())
    page = keyset_page(request, rows, key="name", per_page=PER_PAGE, newest_first=False)
    listed = [(row, kind_labels(row.kinds)) for row in page.rows]
    context = {"form": form, "query": query, "page": page, "listed": listed}
    return render(request, "departement/organisaties.html", context)


def _organisation(pk: int) -> Organisation:
    # A number that no column can hold is no organisation either.
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(Organisation, pk=pk)


@access(BEHEER)
@require_safe
def organisatie(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: kinds, establishments, beheerders, legal representatives, and what was done to it here."""
    found, today = _organisation(pk), timezone.localdate()
    context = {
        "organisation": found,
        "kinds": kind_labels(found.kinds),
        "establishments": list(found.establishments.order_by("number")[:100]),
        "beheerders": list(beheerder_grants(pk, today)),
        "represented_by": list(
            WettelijkVertegenwoordiger.objects.valid_on(today).filter(organisation=pk).select_related("person")
        ),
        "history": history_of(pk),
    }
    return render(request, "departement/organisatie.html", context)


@access(BEHEER)
@require_http_methods(["GET", "HEAD", "POST"])
def soorten(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the kinds, look at what changes, confirm."""
    found = _organisation(pk)
    form = KindsForm(request.POST or None, initial={"kinds": found.kinds})
    context = {"organisation": found, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "departement/soorten.html", context, status=422 if form.errors else 200)
    chosen = form.cleaned_data["kinds"]
    if request.POST.get(CONFIRMED):
        try:
            set_kinds(request.acting, pk, chosen, seen=request.POST.getlist(SEEN))
        except RightsError as error:
            messages.warning(request, str(error), extra_tags="let-op")
            return redirect("organisatie_soorten", pk=pk)
        messages.success(request, f"De soorten van {found} zijn bewaard.", extra_tags="ok")
        return redirect("organisatie", pk=pk)
    context |= {
        "chosen": chosen,
        "added": kind_labels(set(chosen) - set(found.kinds)),
        "removed": kind_labels(set(found.kinds) - set(chosen)),
        "rights_outside": rights_outside(found, chosen, timezone.localdate()),
    }
    return render(request, "departement/soorten_bevestigen.html", context)


@access(BEHEER)
@require_http_methods(["GET", "HEAD", "POST"])
def eerste_beheerder(request: HttpRequest, pk: int) -> HttpResponse:
    """INSZ, name of who is new to the portal, telephone and e-mail, Bevestig."""
    found = _organisation(pk)
    try:
        check_has_no_beheerder(pk, timezone.localdate())
        insz = InszForm(request.POST or None)
        known = find_person(insz.cleaned_data["insz"]) if insz.is_bound and insz.is_valid() else None
        shown = run(request, _pages(found, known, is_new=insz.is_bound and insz.is_valid() and known is None))
        if isinstance(shown, Shown):
            return _wizard(request, found, known, shown)
        fields = ("insz", "email", "phone", "first_name", "last_name", "reason")
        new = NewBeheerder(**{name: shown[name] for name in fields if name in shown})
        granted = appoint_first_beheerder(request.acting, pk, new)
    except RightsError as error:
        messages.warning(request, str(error), extra_tags="let-op")
        return redirect("organisatie", pk=pk)
    person = granted.werkrelatie.person
    messages.success(request, f"{person} is nu Hoofd Lokale Beheerder van {found}.", extra_tags="ok")
    return redirect("organisatie", pk=pk)


def _pages(organisation: Organisation, known: Person | None, *, is_new: bool) -> list[Page]:
    """A known person keeps the own name: no page to type it."""
    title = "Duid de eerste beheerder aan"
    contact: dict[str, str] = {}
    if known is not None:
        relation = Werkrelatie.objects.valid_on(timezone.localdate()).filter(person=known, organisation=organisation)
        contact = relation.values("email", "phone").first() or {}
    pages = [Page(title, lambda data, done: InszForm(data))]
    if is_new:
        pages.append(Page("Gegevens van de persoon", lambda data, done: NewPersonForm(data)))
    pages.append(Page("Telefoonnummer en e-mailadres", lambda data, done: BeheerderContactForm(data, initial=contact)))
    return pages


def _wizard(request: HttpRequest, organisation: Organisation, known: Person | None, shown: Shown) -> HttpResponse:
    bad = shown.form is not None and shown.form.is_bound and bool(shown.form.errors)
    context = {"organisation": organisation, "known": known, "shown": shown, "form": shown.form}
    return render(request, "departement/eerste_beheerder.html", context, status=422 if bad else 200)
