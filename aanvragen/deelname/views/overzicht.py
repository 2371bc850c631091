""" "Mijn opleidingen": what a verstrekker gives, who follows it, and what must be registered by when."""

import uuid

from django import forms
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from aanvragen.deelname import openstaand
from aanvragen.deelname.dienst import DEELNAME, FLOW, INVULLEN, RAADPLEGEN
from aanvragen.deelname.exports import COLUMNS_OF_OPLEIDINGEN, rows_of_opleidingen
from aanvragen.deelname.models import Attestbundel, DeelnameGegevens, Inschrijving, Registratie
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.perioden import attest_tegen
from aanvragen.deelname.verstrekker import own_opleiding, own_opleidingen
from aanvragen.deelname.views.downloads import export_of
from aanvragen.drafts import start_draft
from aanvragen.odb.soorten import size_in_words
from loket.access.rules import access
from loket.acting.looks import looked_at
from loket.parameters.values import unverified
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.forms import LoketForm
from loket.ui.paging import keyset_page

PER_PAGE = 25
# The nearest ones; the others stand at their opleiding.
MOST_ASKED = 10


class SearchForm(LoketForm):
    """Words in the title, or the number."""

    all_optional = True
    q = forms.CharField(label="Titel of ODB-nummer", required=False, max_length=100)


def _found(request: HttpRequest) -> tuple[LoketForm, QuerySet]:
    form = filter_form(request, SearchForm)
    rows = own_opleidingen(request.acting)
    for word in (filters_of(form).get("q") or "").split():
        rows = rows.filter(Q(title__icontains=word) | Q(odb_number__icontains=word))
    return form, rows


def _enrolled(**more) -> Coalesce:
    """How many trainees are enrolled in the opleiding of a row; counted for the rows of the page alone."""
    counted = (
        Inschrijving.objects.active()
        .filter(opleiding=OuterRef("pk"), **more)
        .order_by()
        .values("opleiding")
        .annotate(many=Count("pk"))
        .values("many")
    )
    return Coalesce(Subquery(counted), 0)


@access(RAADPLEGEN)
@require_safe
def mijn_opleidingen(request: HttpRequest) -> HttpResponse:
    """What is still to be registered first, then all opleidingen, the newest first."""
    form, rows = _found(request)
    rows = rows.annotate(enrolled=_enrolled(), attested=_enrolled(attest_of=F("changed_at")))
    page = keyset_page(request, rows, key="id", per_page=PER_PAGE)
    today, params = timezone.localdate(), load_rules()
    asked, attests = [], []
    if request.acting.represented.is_organisation:
        asked = openstaand.of_provider(params, request.acting.represented.id, today)
        attests = openstaand.attests_of(params, request.acting.represented.id, today)
    asked.sort(key=lambda work: (work.last_day, work.odb_number))
    context = {
        "form": form,
        "filtering": bool(filters_of(form).get("q")),
        "page": page,
        "asked": asked[:MOST_ASKED],
        "more_asked": len(asked) - MOST_ASKED,
        "attests": attests[:MOST_ASKED],
        "more_attests": len(attests) - MOST_ASKED,
        "query": without_position(request),
        "may_fill": INVULLEN.allows(request.acting),
        "today": today,
    }
    return render(request, "deelname/mijn_opleidingen.html", context)


@access(RAADPLEGEN)
@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The opleidingen that fit the search, as CSV or XLSX."""
    _form, rows = _found(request)
    return export_of(request, "opleidingen", extension, COLUMNS_OF_OPLEIDINGEN, rows_of_opleidingen(rows))


@access(RAADPLEGEN)
@require_safe
def opleiding(request: HttpRequest, pk: int) -> HttpResponse:
    """One opleiding: its trainees and attests, its periods with their last day, what was filed."""
    row = own_opleiding(request, pk)
    looked_at(request, row, row.odb_number)
    today, params = timezone.localdate(), load_rules()
    work = openstaand.of_opleidingen(params, [row.pk], row.start, today)[row.pk]
    filings = Registratie.objects.of_provider(request.acting).filter(opleiding=row).select_related("aanvraag")
    enrolled = Inschrijving.objects.of_provider(request.acting).active().filter(opleiding=row)
    due = Q(attest_code__isnull=True)
    counts = enrolled.aggregate(
        enrolled=Count("pk"),
        attested=Count("pk", filter=Q(attest_of=F("changed_at"))),
        due=Count("pk", filter=due),
        first_due=Min("enrolled_on", filter=due),
    )
    context = {
        "opleiding": row,
        "size": size_in_words(row.kind, row.size),
        "work": list(reversed(work)),
        "filings": filings.order_by("-filed_at", "-pk")[:5],
        "bundle": Attestbundel.objects.of_provider(request.acting).filter(opleiding=row).order_by("-pk").first(),
        "counts": counts,
        "attest_by": attest_tegen(params, counts["first_due"]) if counts["due"] else None,
        "may_fill": INVULLEN.allows(request.acting),
        "new_key": uuid.uuid4(),
        "unverified": bool(unverified(params)) and bool(work),
        "today": today,
    }
    return render(request, "deelname/opleiding.html", context)


@access(INVULLEN)
@require_POST
def registreren(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a registration for this opleiding. Whose it is, is known: the page that asks the number is passed over."""
    row = own_opleiding(request, pk)
    if not DEELNAME.open_to(request.acting):
        raise Http404
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        # Not sent by the button.
        return redirect("mijn_opleiding", pk=pk)
    draft = start_draft(FLOW, request.acting, key)
    # A second click finds the first one's draft, and an opleiding that was chosen there since stays.
    own = DeelnameGegevens.objects.filter(aanvraag=draft, aanvraag__created_by=request.acting.person.id)
    own.filter(opleiding__isnull=True, aanvraag__represented=row.provider_id).update(opleiding=row)
    return redirect("aanvraag_verder", key=key)
