""" "Wat deden anderen in uw naam": every act and every look under a mandate, for the one who gave it."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.profile.views import in_organisation
from accounts.rights.errors import RightsError
from loket.access.rules import LOGGED_IN, access
from loket.journal.services import write_journal
from loket.ui.exports import stream_csv, stream_xlsx
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.paging import keyset_page
from mandates.inzage.address import choose, confirm, open_address, own_address, waiting_address
from mandates.inzage.digest import wish_of
from mandates.inzage.forms import DigestForm, InzageForm
from mandates.inzage.rules import GIVER
from mandates.inzage.selectors import COLUMNS, export_rows, filtered, in_name_of, in_words
from mandates.ssm.rules import MANAGER

PER_PAGE = 50


@access(GIVER)
@require_safe
def in_uw_naam(request: HttpRequest) -> HttpResponse:
    """The list, the newest first, with filters."""
    form = filter_form(request, InzageForm)
    data = filters_of(form)
    page = keyset_page(request, filtered(in_name_of(request.acting.own), data), key="id", per_page=PER_PAGE)
    context = {
        "form": form,
        "filtering": any(data.values()),
        "page": page,
        "lines": in_words(page.rows),
        "query": without_position(request),
        "wish": wish_of(request.acting),
        "waiting": waiting_address(request.acting),
        "manages_ssm": MANAGER.allows(request.acting),
    }
    return render(request, "inzage/in_uw_naam.html", context)


@access(GIVER)
@require_safe
def export(request: HttpRequest, extension: str) -> StreamingHttpResponse | FileResponse:
    """The lines that fit the filters, as CSV or XLSX."""
    rows = export_rows(filtered(in_name_of(request.acting.own), filters_of(filter_form(request, InzageForm))))
    write_journal(request.acting, "in_uw_naam_geexporteerd", None, formaat=extension)
    name = f"in-uw-naam-{timezone.localdate():%Y%m%d}.{extension}"
    return stream_csv(name, COLUMNS, rows) if extension == "csv" else stream_xlsx(name, COLUMNS, rows)


@access(GIVER)
@require_http_methods(["GET", "HEAD", "POST"])
def per_mail(request: HttpRequest) -> HttpResponse:
    """Whether one wants the mail, and how often."""
    wish = wish_of(request.acting)
    initial = (
        {"ritme": wish.ritme, "email": wish.email} if wish else {"ritme": "", "email": own_address(request.acting)}
    )
    form = DigestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        ritme, email = form.cleaned_data["ritme"], form.cleaned_data["email"]
        try:
            in_force = choose(request.acting, ritme, email)
        except RightsError as error:
            form.add_error("email", str(error))
        else:
            text = (
                f"We stuurden een link naar {email}. Bevestig dit adres binnen 24 uur: daarna krijgt u het overzicht."
            )
            if in_force:
                text = "U krijgt dit overzicht voortaan per mail." if ritme else "U krijgt geen mail meer."
            messages.success(request, text, extra_tags="ok")
            return redirect("in_uw_naam")
    return render(request, "inzage/per_mail.html", {"form": form}, status=422 if form.is_bound else 200)


@access(LOGGED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def adres(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. Opening it changes nothing: mail programs open links by themselves."""
    found = open_address(request.user.person_id, token)
    if found is not None and request.method == "POST":
        found = confirm(in_organisation(request, found.organisation), token)
        if found is not None:
            messages.success(request, f"U krijgt het overzicht voortaan op {found.email}.", extra_tags="ok")
            return redirect("home")
    if found is None:
        return render(request, "inzage/adres_ongeldig.html", status=410)
    return render(request, "inzage/adres.html", {"found": found})
