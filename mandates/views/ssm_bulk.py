"""Files with mandates: uploading, deciding, following, and getting back what was rejected."""

import uuid

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loket.access.rules import access
from loket.acting.context import ActingContext
from loket.bulk import pages
from loket.bulk.rejected import rejected_plain
from loket.ui.forms import LoketForm
from loket.ui.paging import keyset_page
from mandates.models import SsmBestand
from mandates.sides import Side
from mandates.ssm.bulk.columns import COLUMNS, LIMITS
from mandates.ssm.bulk.files import cancel, confirm, files_of, planned_rows, rejected_rows, upload
from mandates.ssm.bulk.tasks import apply_file
from mandates.ssm.parties import own_party
from mandates.ssm.rules import MANAGER
from mandates.ssm.types import ORGANISATIE, type_name, types_between

PAGE = "ssm_bestand"
ROLES = {Side.GEVER: "Ik geef een mandaat aan", Side.NEMER: "Ik vraag een mandaat aan"}


class UploadForm(LoketForm):
    """The file, and what every row of it is. For one that was uploaded before, that it is meant."""

    soort = forms.ChoiceField(
        label="Welk mandaat staat in elke rij?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies welk mandaat in elke rij staat."},
    )
    bestand = forms.FileField(
        label="Bestand met mandaten",
        help_text=f"CSV zonder rij met kolomnamen, hoogstens {LIMITS.bytes // 1_048_576} MB en 5.000 rijen.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
        error_messages={"required": "Kies een bestand.", "empty": "Het bestand is leeg. Kies een ander bestand."},
    )
    opnieuw = forms.BooleanField(label="Ik wil dit bestand toch opnieuw opladen", required=False)

    def __init__(self, *args, acting: ActingContext, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        own = own_party(acting).kind
        pairs = {Side.GEVER: (own, ORGANISATIE), Side.NEMER: (ORGANISATIE, own)}
        self.fields["soort"].choices = [
            (f"{side.value}:{item.code}", f"{words}: {item.name}")
            for side, words in ROLES.items()
            for item in types_between(*pairs[side])
        ]


@access(MANAGER)
@require_safe
def bestanden(request: HttpRequest) -> HttpResponse:
    """All files of the own party, the newest first, with how far they are."""
    page = keyset_page(request, files_of(request.acting), key="uploaded_at", per_page=pages.PER_PAGE)
    return render(request, "mandaten/bestanden/lijst.html", {"page": page})


@access(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def opladen(request: HttpRequest) -> HttpResponse:
    """Choose a file. It is checked at once, and nothing in it is carried out yet."""
    if request.method != "POST":
        form = UploadForm(acting=request.acting)
        return render(request, "mandaten/bestanden/opladen.html", {"form": form, "columns": COLUMNS})
    form = UploadForm(request.POST, request.FILES, acting=request.acting)
    earlier = None
    if form.is_valid():
        side, _, type_code = form.cleaned_data["soort"].partition(":")
        chosen, again = form.cleaned_data["bestand"], form.cleaned_data["opnieuw"]
        content = chosen.read(LIMITS.bytes + 1)
        taken = pages.take_up(
            request,
            form,
            lambda: upload(request.acting, type_code, Side(side), chosen.name, content, again=again),
            PAGE,
        )
        if isinstance(taken, HttpResponse):
            return taken
        earlier = taken
    context = {
        "form": form,
        "columns": COLUMNS,
        "earlier": earlier,
        "outcome": _outcome(earlier) if earlier else [],
    }
    return render(request, "mandaten/bestanden/opladen.html", context, status=422)


def _own(request: HttpRequest, key: uuid.UUID, *, whole: bool = False) -> SsmBestand:
    """A file of the own party; with its findings when the whole is asked."""
    rows = files_of(request.acting)
    if whole:
        rows = rows.defer(None).defer("plan", "rejected")
    file = rows.filter(key=key).first()
    if file is None:
        raise Http404
    return file


def _outcome(file: SsmBestand) -> list[tuple[str, int]]:
    return [
        ("Verwerkte rijen", file.done_rows),
        ("Mandaten die naar de andere partij vertrokken", file.counts.get("mandaten", 0)),
        ("Rijen die al bij de controle fout waren", file.wrong_rows),
    ]


@access(MANAGER)
@require_safe
def bestand(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One file: what the check found, how far it is, or what came of it."""
    file = _own(request, key, whole=True)
    context = {
        **pages.shown(file, planned_rows),
        "what": f"{ROLES[Side(file.role)]}: {type_name(file.type)}",
        "outcome": _outcome(file),
    }
    return render(request, "mandaten/bestanden/bestand.html", context)


@access(MANAGER)
@require_safe
def voortgang(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The progress alone, for the page that asks every two seconds; at the end that page loads itself anew."""
    return pages.progress(request, _own(request, key), "mandaten/bestanden/_voortgang.html", PAGE)


@access(MANAGER)
@require_POST
def indienen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Carry out the right rows. Leaving out wrong ones is a choice of its own."""
    return pages.carry_out(request, _own(request, key), confirm, apply_file, PAGE)


@access(MANAGER)
@require_POST
def annuleren(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Carry out nothing (more) of this file."""
    return pages.give_up(request, _own(request, key), cancel, PAGE)


@access(MANAGER)
@require_safe
def geweigerd(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The rejected rows as they came in, with what is wrong in a field behind them."""
    file = _own(request, key)
    return pages.give_back(
        request, file, rejected_rows, lambda rows: rejected_plain("geweigerde-rijen", len(COLUMNS), rows), PAGE
    )
