"""Enrolments and their attests."""

import uuid
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aanvragen.deelname.attesten import ask_attest, ask_bundle, attest_filename
from aanvragen.deelname.codes import format_code
from aanvragen.deelname.dienst import INDIENEN, RAADPLEGEN
from aanvragen.deelname.exports import COLUMNS_OF_TRAINEES, rows_of_trainees
from aanvragen.deelname.forms import WithdrawalForm
from aanvragen.deelname.forms_inschrijving import ROW_FIELDS, Enrolment, Shared, TraineeForm
from aanvragen.deelname.inschrijven import (
    ALREADY,
    AlreadyEnrolled,
    Overtaken,
    Withdrawn,
    change,
    enrol,
    remarks_on,
    version_of,
    withdraw,
)
from aanvragen.deelname.models import Attestbundel, Inschrijving
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.perioden import attest_tegen
from aanvragen.deelname.rijen import REMOVE, with_more, without
from aanvragen.deelname.tasks import make_attest_of, make_attests
from aanvragen.deelname.versies import changes_of
from aanvragen.deelname.verstrekker import own_opleiding
from aanvragen.deelname.views.downloads import export_of, stored_file
from aanvragen.models import Opleiding
from loket.access.rules import access
from loket.acting.looks import looked_at, own_matter
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.forms import LoketForm
from loket.ui.paging import keyset_page

PER_PAGE = 25


class SearchForm(LoketForm):
    """By name; an INSZ would stand in the address."""

    all_optional = True
    q = forms.CharField(label="Naam of eigen referentie", required=False, max_length=100)
    attest = forms.ChoiceField(
        label="Attest",
        required=False,
        choices=[("", "Alle"), ("nee", "Nog geen attest"), ("ja", "Attest gemaakt"), ("ingetrokken", "Ingetrokken")],
    )


def _found(request: HttpRequest, opleiding: Opleiding) -> tuple[LoketForm, QuerySet]:
    form = filter_form(request, SearchForm)
    data = filters_of(form)
    rows = Inschrijving.objects.of_provider(request.acting).filter(opleiding=opleiding)
    if data.get("attest") == "ingetrokken":
        rows = rows.filter(withdrawn_at__isnull=False)
    elif data.get("attest"):
        rows = rows.active().filter(attest_made_at__isnull=data["attest"] == "nee")
    for word in (data.get("q") or "").split():
        rows = rows.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(own_reference__icontains=word)
        )
    return form, rows


@access(RAADPLEGEN)
@require_safe
def lijst(request: HttpRequest, pk: int) -> HttpResponse:
    """The trainees of an opleiding by name."""
    opleiding = own_opleiding(request, pk)
    looked_at(request, opleiding, opleiding.odb_number)
    form, rows = _found(request, opleiding)
    rows = rows.select_related("opleiding")
    page = keyset_page(request, rows, key="last_name", per_page=PER_PAGE, newest_first=False)
    params = load_rules()
    page = replace(page, rows=[(row, attest_tegen(params, row.enrolled_on)) for row in page.rows])
    context = {
        "opleiding": opleiding,
        "form": form,
        "filtering": any(filters_of(form).values()),
        "page": page,
        "query": without_position(request),
        "may_change": INDIENEN.allows(request.acting),
        "today": timezone.localdate(),
    }
    return render(request, "deelname/inschrijvingen.html", context)


@access(RAADPLEGEN)
@require_safe
def export(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """The trainees that fit the search."""
    opleiding = own_opleiding(request, pk)
    _form, rows = _found(request, opleiding)
    return export_of(request, "inschrijvingen", extension, COLUMNS_OF_TRAINEES, rows_of_trainees(rows))


@access(INDIENEN)
@require_http_methods(["GET", "HEAD", "POST"])
def toevoegen(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol trainees, several on a page. Buttons give more rows and take one away, without scripts."""
    opleiding = own_opleiding(request, pk)
    if request.method != "POST":
        shared = Shared(None, initial={"enrolled_on": timezone.localdate()}, opleiding=opleiding)
        return _form(request, Enrolment(opleiding, shared, {}, bound=False))
    typed = {name: request.POST.getlist(name) for name in ROW_FIELDS}
    action = request.POST.get("actie")
    if action == "rijen" or action in REMOVE:
        # Not the moment to complain about what is still empty.
        shared = Shared(None, initial=_as_typed(request.POST), opleiding=opleiding)
        rows = without(typed, ROW_FIELDS, REMOVE[action]) if action in REMOVE else with_more(typed, ROW_FIELDS)
        return _form(request, Enrolment(opleiding, shared, rows, bound=False))
    enrolment = Enrolment(opleiding, Shared(request.POST, opleiding=opleiding), typed, bound=True)
    if not enrolment.is_valid():
        return _form(request, enrolment, 422)
    try:
        made = enrol(request.acting, opleiding, enrolment.trainees())
    except AlreadyEnrolled as refused:
        enrolment.refuse(refused.inszs)
        return _form(request, enrolment, 422)
    text = "1 cursist is ingeschreven." if len(made) == 1 else f"{len(made)} cursisten zijn ingeschreven."
    messages.success(request, text, extra_tags="ok")
    _warn(request, made)
    return redirect("deelname_inschrijvingen", pk=opleiding.pk)


def _warn(request: HttpRequest, made: list[Inschrijving]) -> None:
    """What the rules remark on those who were just enrolled, each remark once with whom it is about."""
    about: dict[str, list[str]] = {}
    for row in made:
        for remark in remarks_on(row):
            about.setdefault(remark.message, []).append(row.trainee)
    for message, trainees in about.items():
        messages.warning(request, f"{', '.join(trainees)}: {message}", extra_tags="let-op")


def _as_typed(post: QueryDict) -> dict[str, str]:
    return {name: post.get(name, "") for name in Shared.base_fields}


def _form(request: HttpRequest, enrolment: Enrolment, status: int = 200) -> HttpResponse:
    context = {"opleiding": enrolment.opleiding, "enrolment": enrolment, "form": enrolment.shared}
    return render(request, "deelname/inschrijven.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> Inschrijving:
    rows = Inschrijving.objects.of_provider(request.acting).select_related("opleiding", "withdrawn_by")
    row = get_object_or_404(rows, pk=pk)
    looked_at(request, row.opleiding, row.opleiding.odb_number)
    return row


@access(INDIENEN)
@require_http_methods(["GET", "HEAD", "POST"])
def inschrijving(request: HttpRequest, pk: int) -> HttpResponse:
    """One enrolment: its attest with its code, and the form to change it."""
    row = _own(request, pk)
    overtaken = False
    initial = {name: getattr(row, name) for name in TraineeForm.base_fields}
    form = TraineeForm(request.POST if request.method == "POST" else None, initial=initial, stored=row)
    if request.method == "POST" and form.is_valid():
        try:
            change(request.acting, pk, form.columns(), request.POST.get("versie", ""))
        except AlreadyEnrolled:
            # Somebody enrolled this one since the form looked.
            form.add_error("insz", ALREADY)
        except Overtaken as error:
            # Nothing was overwritten: the page shows both, and sending it again chooses.
            row, overtaken = error.current, True
        except Withdrawn:
            messages.warning(request, "Deze inschrijving is ingetrokken. U wijzigde niets.", extra_tags="let-op")
            return redirect("deelname_inschrijving", pk=pk)
        else:
            messages.success(request, "De inschrijving is bewaard.", extra_tags="ok")
            return redirect("deelname_inschrijving", pk=pk)
    context = {
        "inschrijving": row,
        "opleiding": row.opleiding,
        "form": form,
        "version": version_of(row),
        "remarks": remarks_on(row),
        "changes": changes_of(row),
        "overtaken": overtaken,
        "differing": form.differing(row) if overtaken else [],
        "code": format_code(row.attest_code) if row.attest_code else "",
        "attest_by": attest_tegen(load_rules(), row.enrolled_on),
        "today": timezone.localdate(),
    }
    status = 409 if overtaken else 422 if form.errors else 200
    return render(request, "deelname/inschrijving.html", context, status=status)


@access(INDIENEN)
@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an enrolment, with a reason: the code of its attest is void from then on."""
    row = _own(request, pk)
    if row.withdrawn_at is not None:
        return redirect("deelname_inschrijving", pk=pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw(request.acting, pk, form.cleaned_data["reason"])
        messages.success(request, f"De inschrijving van {row.trainee} is ingetrokken.", extra_tags="ok")
        return redirect("deelname_inschrijvingen", pk=row.opleiding_id)
    context = {"inschrijving": row, "opleiding": row.opleiding, "form": form}
    return render(request, "deelname/inschrijving_intrekken.html", context, status=422 if form.is_bound else 200)


@access(RAADPLEGEN)
@require_http_methods(["GET", "HEAD", "POST"])
def attest(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The attest as PDF; who may file asks it by a POST. While it is made, a page that looks again."""
    row = _own(request, pk)
    if row.withdrawn_at is not None:
        raise Http404
    waiting = reverse("deelname_attest", args=[pk]) + "?wacht=ja"
    if request.method == "POST":
        if not INDIENEN.allows(request.acting):
            raise PermissionDenied
        ask_attest(row.pk)
        make_attest_of.delay_quietly(row.pk)
        return redirect(waiting)
    if row.has_attest and "wacht" not in request.GET:
        return stored_file(row.attest_file, attest_filename(row), "application/pdf")
    if row.has_attest or not row.attest_code:
        # Opening an address makes nothing.
        return redirect("deelname_inschrijving", pk=row.pk)
    return render(request, "deelname/attest_in_de_maak.html", {"inschrijving": row, "waiting": waiting}, status=202)


@access(INDIENEN)
@require_POST
def bundel_vragen(request: HttpRequest, pk: int) -> HttpResponse:
    """All attests of an opleiding in one zip, made by a worker."""
    opleiding = own_opleiding(request, pk)
    asked = ask_bundle(request.acting, opleiding.pk)
    if asked is None:
        messages.warning(request, "Schrijf eerst cursisten in.", extra_tags="let-op")
        return redirect("deelname_inschrijvingen", pk=pk)
    make_attests.delay_quietly(asked.bundel.pk)
    return redirect("deelname_bundel", key=asked.bundel.key)


def _bundle(request: HttpRequest, key: uuid.UUID) -> Attestbundel:
    return get_object_or_404(Attestbundel.objects.of_provider(request.acting).select_related("opleiding"), key=key)


@access(RAADPLEGEN)
@require_safe
def bundel(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """How far a bundle is; the page may be left."""
    row = _bundle(request, key)
    looked_at(request, row.opleiding, row.opleiding.odb_number)
    return render(request, "deelname/bundel.html", {"bundel": row, "opleiding": row.opleiding})


@access(RAADPLEGEN)
@require_safe
def bundel_voortgang(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The part of the page that refreshes by itself."""
    own_matter(request)
    return render(request, "deelname/_bundel.html", {"bundel": _bundle(request, key)})


@access(RAADPLEGEN)
@require_safe
def bundel_bestand(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The zip."""
    row = _bundle(request, key)
    looked_at(request, row.opleiding, row.opleiding.odb_number)
    if row.finished_at is None:
        return redirect("deelname_bundel", key=key)
    return stored_file(row.file, f"attesten-{row.opleiding.odb_number}.zip", "application/zip")
