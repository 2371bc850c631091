"""Giving and asking a mandate, extending one, handing one over: a concept, its details, and the page to confirm."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from loket.access.rules import access
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.checks import next_signer
from mandates.ssm.errors import MandaatError
from mandates.ssm.forms import (
    KINDS,
    GegevensForm,
    OrganisatieOverdrachtForm,
    OrganisatieStartForm,
    PersoonOverdrachtForm,
    PersoonStartForm,
    SoortForm,
    UitbreidForm,
)
from mandates.ssm.moving import move
from mandates.ssm.parties import (
    Partij,
    described_number,
    find_or_add_person,
    find_organisation,
    own_party,
    party_of,
    party_on,
    side_of,
)
from mandates.ssm.presentation import WHO_SIGNS, opened_by
from mandates.ssm.rules import MANAGER
from mandates.ssm.selectors import state_on
from mandates.ssm.starting import save_details, start_concept, start_extension, start_transfer
from mandates.ssm.states import Status
from mandates.ssm.types import ORGANISATIE, PERSOON, find_type, type_name, types_between
from mandates.views.ssm import visible

TITLES = {Side.GEVER: "Mandaat geven", Side.NEMER: "Mandaat aanvragen"}


def kind_wanted(request: HttpRequest, kinds: list[str]) -> str | None:
    """What the other party is: the only possibility, or the one that was chosen (it stands in the address)."""
    if len(kinds) == 1:
        return kinds[0]
    chosen = request.GET.get("soort", "")
    return chosen if chosen in kinds else None


def ask_kind(request: HttpRequest, title: str, kinds: list[str]) -> HttpResponse:
    """A page with one question, before the form that depends on it."""
    if not kinds:
        raise Http404
    # A form without an answer sends nothing but its button.
    form = SoortForm(request.GET if "actie" in request.GET else None)
    return render(request, "mandaten/soort.html", {"form": form, "title": title})


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest, side: Side) -> HttpResponse:
    """Type and other party. What is right becomes a concept, so that nothing typed is lost."""
    own = own_party(request.acting).kind

    def types(kind: str):
        return types_between(own, kind) if side is Side.GEVER else types_between(kind, own)

    kinds = [kind for kind in KINDS if types(kind)]
    kind = kind_wanted(request, kinds)
    if kind is None:
        return ask_kind(request, TITLES[side], kinds)
    form_class = OrganisatieStartForm if kind == ORGANISATIE else PersoonStartForm
    form = form_class(request.POST or None, types=types(kind))
    if request.method == "POST" and form.is_valid():
        try:
            other = _other(request, kind, form.cleaned_data)
            made = start_concept(request.acting, side, form.cleaned_data["type"], other)
        except MandaatError as error:
            add_error(form, error)
        else:
            return redirect("ssm_gegevens", key=made.key)
    context = {"form": form, "title": TITLES[side], "side": side.value, "several": len(kinds) > 1}
    return render(request, "mandaten/nieuw.html", context, status=422 if form.is_bound else 200)


def _other(request: HttpRequest, kind: str, data: dict) -> Partij:
    if kind == ORGANISATIE:
        return party_of(find_organisation(data["kbo"], timezone.localdate()))
    return party_of(find_or_add_person(request.acting, data["first_name"], data["last_name"], data["insz"]))


def add_error(form: forms.Form, error: MandaatError) -> None:
    """At the field where there is one: an error about the party stands at its number."""
    field = error.field
    if field == "kbo" and "insz" in form.fields:
        field = "insz"
    form.add_error(field if field in form.fields else None, str(error))


def _concept(request: HttpRequest, key: uuid.UUID) -> SsmMandaat:
    found = SsmMandaat.objects.concepts_of(request.acting).with_parties().filter(key=key).first()
    if found is None:
        raise Http404
    return found


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def gegevens(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """From, until, reference, address of the other party."""
    found = _concept(request, key)
    extension, transfer = found.is_extension, found.is_transfer
    stored = {name: getattr(found, name) for name in ("start", "end", "reference", "other_email")}
    form = GegevensForm(request.POST or None, initial=stored, extension=extension, transfer=transfer)
    if request.method == "POST" and form.is_valid():
        try:
            save_details(request.acting, key, **{**stored, **form.cleaned_data})
        except MandaatError as error:
            add_error(form, error)
        else:
            if request.POST.get("actie") == "bewaar":
                messages.success(request, "Het concept is bewaard. U vindt het bij “Mandaten”.", extra_tags="ok")
                return redirect("mandaten")
            return redirect("ssm_controleren", key=key)
    context = {"form": form, **_about(request, found), "extension": extension, "transfer": transfer}
    return render(request, "mandaten/gegevens.html", context, status=422 if form.is_bound else 200)


def _about(request: HttpRequest, found: SsmMandaat) -> dict[str, object]:
    """A concept as its starter reads it."""
    signer = next_signer(Side(found.started_side))
    return {
        "mandaat": found,
        "type": type_name(found.type),
        "opens": opened_by(found.type),
        "giver_number": described_number(found.giver),
        "taker_number": described_number(found.taker),
        "signer": WHO_SIGNS[signer],
        "signer_party": party_on(found, signer),
        "handed_over": found.started_side == Side.VORIGE_NEMER,
    }


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def controleren(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Everything once more, who signs next, and "Bevestigen". A second click finds what the first one sent."""
    found = SsmMandaat.objects.reachable_by(request.acting).with_parties().filter(key=key).first()
    if found is None:
        raise Http404
    if found.state is not Status.CONCEPT:
        return _back(request, found)
    problem = ""
    if request.method == "POST":
        try:
            found = move(request.acting, key, "versturen")
        except MandaatError as error:
            problem = str(error)
        else:
            who = party_on(found, next_signer(Side(found.started_side)))
            messages.success(request, f"Het mandaat is verstuurd. {who} moet het nog ondertekenen.", extra_tags="ok")
            return _back(request, found)
    context = {**_about(request, found), "problem": problem}
    return render(request, "mandaten/controleren.html", context, status=422 if problem else 200)


def _back(request: HttpRequest, found: SsmMandaat) -> HttpResponse:
    """To the mandate; who handed it over goes to the old one, being no party to the new one."""
    if found.sent_at is None:
        return redirect("mandaten")
    handed_over = side_of(found, request.acting) is Side.VORIGE_NEMER
    return redirect("ssm_mandaat", key=found.previous.key if handed_over else found.key)


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def uitbreiden(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let a mandate go on after its end: a new one that follows it, which the other side signs."""
    before = visible(request, key)
    if before.end is None or state_on(before, timezone.localdate()) is not Status.ACTIEF:
        raise Http404
    form = UitbreidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = start_extension(request.acting, key, form.cleaned_data["end"])
        except MandaatError as error:
            add_error(form, error)
        else:
            return redirect("ssm_controleren", key=made.key)
    context = {"form": form, "mandaat": before, "type": type_name(before.type)}
    return render(request, "mandaten/uitbreiden.html", context, status=422 if form.is_bound else 200)


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def overdragen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let a mandate go to another taker."""
    before = visible(request, key)
    if state_on(before, timezone.localdate()) is not Status.ACTIEF:
        raise Http404
    found = find_type(before.type)
    kinds = [kind for kind in (ORGANISATIE, PERSOON) if found and (before.giver_kind, kind) in found.pairs]
    kind = kind_wanted(request, kinds)
    if kind is None:
        return ask_kind(request, "Mandaat overdragen", kinds)
    form_class = OrganisatieOverdrachtForm if kind == ORGANISATIE else PersoonOverdrachtForm
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            other = _other(request, kind, form.cleaned_data)
            made = start_transfer(request.acting, key, other, form.cleaned_data["start"])
        except MandaatError as error:
            add_error(form, error)
        else:
            return redirect("ssm_controleren", key=made.key)
    context = {
        "form": form,
        "mandaat": before,
        "type": type_name(before.type),
        "gives": side_of(before, request.acting) is Side.GEVER,
        "change_kind": reverse("ssm_overdragen", args=[key]) if len(kinds) > 1 else "",
    }
    return render(request, "mandaten/overdragen.html", context, status=422 if form.is_bound else 200)
