"""Lines of attendance: the list of an opleiding, a line with its versions, correcting and withdrawing it."""

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from aanvragen.deelname.dienst import INDIENEN, RAADPLEGEN
from aanvragen.deelname.exports import COLUMNS_OF_LINES, rows_of_lines
from aanvragen.deelname.forms import CorrectionForm, WithdrawalForm
from aanvragen.deelname.models import Deelname
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.presentatie import line_in_words, period_words
from aanvragen.deelname.regels.lijn import Finding, LineContext
from aanvragen.deelname.registreren import LinesRefused, context_for
from aanvragen.deelname.verstrekker import own_opleiding
from aanvragen.deelname.views.downloads import export_of
from aanvragen.deelname.wijzigen import (
    Changed,
    MandateOver,
    Overtaken,
    correct,
    errors_in,
    line_of,
    remarks_on,
    withdraw,
)
from aanvragen.models import Opleiding
from loket.access.rules import access
from loket.acting.looks import looked_at
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.forms import DatumField, LoketForm
from loket.ui.paging import keyset_page

PER_PAGE = 25
WITHDRAWN = "ingetrokken"
VERSIONS = """WITH RECURSIVE earlier AS (
  SELECT id, replaces_id FROM deelname_deelname WHERE id = %(pk)s
  UNION ALL SELECT d.id, d.replaces_id FROM deelname_deelname d JOIN earlier ON d.id = earlier.replaces_id
), later AS (
  SELECT id FROM deelname_deelname WHERE id = %(pk)s
  UNION ALL SELECT d.id FROM deelname_deelname d JOIN later ON d.replaces_id = later.id
)
SELECT id FROM earlier UNION SELECT id FROM later"""


class SearchForm(LoketForm):
    """By name, period and whether it counts; an INSZ would stand in the address."""

    all_optional = True
    q = forms.CharField(label="Naam van de cursist", required=False, max_length=100)
    periode = DatumField(label="Periode (een dag erin)", required=False)
    stand = forms.ChoiceField(label="Stand", required=False, choices=[("", "Geldt"), (WITHDRAWN, "Ingetrokken")])


def _found(request: HttpRequest, opleiding: Opleiding) -> tuple[LoketForm, QuerySet]:
    """The lines that count, or those that were withdrawn: apart, because a file made from the export registers again
    what is in it."""
    form = filter_form(request, SearchForm)
    data = filters_of(form)
    rows = Deelname.objects.of_provider(request.acting).filter(opleiding=opleiding)
    rows = rows.withdrawn() if data.get("stand") == WITHDRAWN else rows.counting()
    if data.get("periode"):
        rows = rows.filter(period_from__lte=data["periode"], registratie__period_until__gte=data["periode"])
    for word in (data.get("q") or "").split():
        rows = rows.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    return form, rows


@access(RAADPLEGEN)
@require_safe
def lijst(request: HttpRequest, pk: int) -> HttpResponse:
    """What is registered for an opleiding, the newest first."""
    opleiding = own_opleiding(request, pk)
    looked_at(request, opleiding, opleiding.odb_number)
    form, rows = _found(request, opleiding)
    page = keyset_page(request, rows.select_related("registratie"), key="id", per_page=PER_PAGE)
    context = {
        "opleiding": opleiding,
        "form": form,
        "filtering": any(filters_of(form).values()),
        "withdrawn": filters_of(form).get("stand") == WITHDRAWN,
        "page": page,
        "query": without_position(request),
    }
    return render(request, "deelname/deelnames.html", context)


@access(RAADPLEGEN)
@require_safe
def export(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """The lines that fit the search."""
    opleiding = own_opleiding(request, pk)
    _form, rows = _found(request, opleiding)
    return export_of(request, "deelnames", extension, COLUMNS_OF_LINES, rows_of_lines(rows))


def _own(request: HttpRequest, pk: int) -> Deelname:
    rows = Deelname.objects.of_provider(request.acting).select_related("registratie", "opleiding")
    row = get_object_or_404(rows, pk=pk)
    looked_at(request, row.opleiding, row.opleiding.odb_number)
    return row


def versions_of(row: Deelname) -> list[Deelname]:
    """All versions of a line, the last first; by what replaces what, because the INSZ may have been corrected."""
    chain = Deelname.objects.raw(VERSIONS, {"pk": row.pk})
    rows = Deelname.objects.filter(pk__in=[item.pk for item in chain])
    return list(rows.select_related("registratie__filed_by", "registratie__aanvraag").order_by("-version"))


def _context_of(row: Deelname) -> LineContext:
    return context_for(load_rules(), row.opleiding, row.registratie.periode, timezone.localdate())


@access(RAADPLEGEN)
@require_safe
def deelname(request: HttpRequest, pk: int) -> HttpResponse:
    """One line as it counts today, what the rules say about it, and all its versions."""
    row = _own(request, pk)
    if not row.current:
        # An old address: the last version is the line.
        return redirect("deelname_lijn", pk=versions_of(row)[0].pk)
    line = line_of(row)
    context = {
        "row": row,
        "opleiding": row.opleiding,
        "period": period_words(row.period_from, row.registratie.period_until),
        "answers": line_in_words(line),
        "remarks": remarks_on(row),
        "versions": [(version, line_in_words(line_of(version))) for version in versions_of(row)],
        "may_change": INDIENEN.allows(request.acting),
    }
    return render(request, "deelname/lijn.html", context)


@access(INDIENEN)
@require_http_methods(["GET", "HEAD", "POST"])
def verbeteren(request: HttpRequest, pk: int) -> HttpResponse:
    """The line in a form, with the reason; what is sent makes a new version."""
    row = _own(request, pk)
    context = _context_of(row)
    opleiding, overtaken = row.opleiding, None
    if request.method == "POST":
        form = CorrectionForm(request.POST, context=context)
        form.full_clean()
        line = form.line()
        if form.errors:
            # What the rules say of the rest is said at once, not in a second round.
            _say(form, errors_in(row, line))
        else:
            try:
                changed = correct(request.acting, pk, line, form.cleaned_data["reason"])
            except LinesRefused as refused:
                _say(form, [finding for _index, finding in refused.findings])
            except Overtaken as error:
                # Nothing was overwritten: the page shows both, and sending it again corrects the last version.
                row = overtaken = error.current
            except MandateOver:
                raise Http404 from None
            else:
                return _done(request, changed)
    else:
        if not row.current:
            return redirect("deelname_lijn", pk=pk)
        form = CorrectionForm(
            None, initial=CorrectionForm.shown(line_of(row), goes_on=context.goes_on), context=context
        )
    shown = {
        "row": row,
        "opleiding": opleiding,
        "period": period_words(row.period_from, row.registratie.period_until),
        "form": form,
        "overtaken": overtaken,
        "overtaken_answers": line_in_words(line_of(overtaken)) if overtaken else [],
    }
    status = 409 if overtaken else 422 if request.method == "POST" else 200
    return render(request, "deelname/verbeteren.html", shown, status=status)


def _say(form: CorrectionForm, findings: list[Finding]) -> None:
    """Each at its field; that nothing was changed is no field's."""
    for finding in findings:
        if finding.field == "reason":
            form.add_error(None, finding.message)
        else:
            form.say(finding)


@access(INDIENEN)
@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: HttpRequest, pk: int) -> HttpResponse:
    """The line counts for nothing from then on; a reason says why."""
    row = _own(request, pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = withdraw(request.acting, pk, form.cleaned_data["reason"])
        except Overtaken as error:
            messages.warning(request, "Deze lijn is intussen gewijzigd. Er is niets ingetrokken.", extra_tags="let-op")
            return redirect("deelname_lijn", pk=error.current.pk)
        except MandateOver:
            raise Http404 from None
        return _done(request, changed)
    if request.method != "POST" and (not row.current or row.withdrawn):
        return redirect("deelname_lijn", pk=pk)
    context = {
        "row": row,
        "opleiding": row.opleiding,
        "period": period_words(row.period_from, row.registratie.period_until),
        "answers": line_in_words(line_of(row)),
        "form": form,
    }
    return render(request, "deelname/intrekken.html", context, status=422 if form.is_bound else 200)


def _done(request: HttpRequest, changed: Changed) -> HttpResponse:
    """To the receipt, which says at once what the rules say of the new version."""
    for finding in remarks_on(changed.version):
        messages.warning(request, finding.message, extra_tags="let-op")
    return redirect("deelname_registratie", key=changed.registratie.key)
