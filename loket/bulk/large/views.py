"""The pages of one kind of large file: explaining it, uploading, the report, deciding, following, the receipt."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from loket.access.rules import Rule, access
from loket.acting.looks import looked_at, own_matter
from loket.body_limit import takes_large_files
from loket.bulk.errors import FileRefused
from loket.bulk.files import AlreadyUploaded, CannotDo
from loket.bulk.large import files
from loket.bulk.large.kinds import Kind
from loket.bulk.large.models import OPEN, Bestand, FileState
from loket.bulk.large.receipts import LINES_IN_DOCUMENT
from loket.bulk.rejected import rejected_file
from loket.bulk.sealing import SealBroken
from loket.bulk.tasks import make_file_receipt, work_on_large_file
from loket.journal.services import write_journal
from loket.ui.exports import stream_csv, stream_xlsx
from loket.ui.paging import keyset_page

PER_PAGE = 25
ROWS_PER_PAGE = 100
READ, POST, BOTH = ["GET", "HEAD"], ["POST"], ["GET", "HEAD", "POST"]
# How the address of each template ends, and what stands between its columns.
TEMPLATES = {"csv": (".csv", ";"), "komma": ("-komma.csv", ","), "xlsx": (".xlsx", "")}


def large_file_urls(kind: Kind) -> list[URLPattern]:
    """The addresses of one kind, to be put below an address of its room. Their names begin with the kind's."""

    def bound(view: Callable, rule: Rule, methods: list[str]) -> Callable:
        @access(rule)
        @require_http_methods(methods)
        def of_kind(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            return view(kind, request, **parts)

        of_kind.__dict__.update(view.__dict__)
        of_kind.__qualname__ = f"{kind.name}.{view.__name__}"
        return of_kind

    name = kind.name
    return [
        path("", bound(lijst, kind.read, READ), name=f"{name}_bestanden"),
        path("opladen/", bound(opladen, kind.fill, BOTH), name=f"{name}_bestand_opladen"),
        path("kolommen/", bound(kolommen, kind.fill, READ), name=f"{name}_bestand_kolommen"),
        *(
            path(
                f"sjabloon{end}",
                bound(sjabloon, kind.fill, READ),
                {"end": end},
                name=f"{name}_bestand_sjabloon_{label}",
            )
            for label, (end, _separator) in TEMPLATES.items()
        ),
        path("<uuid:key>/", bound(bestand, kind.read, READ), name=f"{name}_bestand"),
        path("<uuid:key>/voortgang/", bound(voortgang, kind.read, READ), name=f"{name}_bestand_voortgang"),
        path("<uuid:key>/indienen/", bound(indienen, kind.fill, POST), name=f"{name}_bestand_indienen"),
        path("<uuid:key>/annuleren/", bound(annuleren, kind.fill, POST), name=f"{name}_bestand_annuleren"),
        path("<uuid:key>/geweigerd/", bound(geweigerd, kind.fill, READ), name=f"{name}_bestand_geweigerd"),
        path("<uuid:key>/ontvangstbewijs.pdf", bound(ontvangstbewijs, kind.read, READ), name=f"{name}_bestand_bewijs"),
        path("<uuid:key>/lijst.csv", bound(bijlage, kind.read, READ), name=f"{name}_bestand_bijlage"),
        path("<uuid:key>/bewijs/klaar/", bound(klaar, kind.read, READ), name=f"{name}_bestand_klaar"),
    ]


def _own(kind: Kind, request: HttpRequest, key: uuid.UUID) -> Bestand:
    rows = Bestand.objects.visible_to(request.acting, kind.code)
    found = (
        rows.select_related("uploaded_by", "confirmed_by", "represented", "own_organisation").filter(key=key).first()
    )
    if found is None:
        raise Http404
    looked_at(request, found, found.reference or "")
    return found


def _pages(kind: Kind, file: Bestand | None = None) -> dict[str, str]:
    """The addresses that a page of this kind links to."""
    name = kind.name
    found = {
        "list": reverse(f"{name}_bestanden"),
        "upload": reverse(f"{name}_bestand_opladen"),
        "columns": reverse(f"{name}_bestand_kolommen"),
        "back": reverse(kind.back[0]),
        **{f"template_{label}": reverse(f"{name}_bestand_sjabloon_{label}") for label in TEMPLATES},
    }
    if file is not None:
        for label, end in (
            *(("progress", "voortgang"), ("confirm", "indienen"), ("cancel", "annuleren"), ("rejected", "geweigerd")),
            *(("receipt", "bewijs"), ("annex", "bijlage"), ("ready", "klaar")),
        ):
            found[label] = reverse(f"{name}_bestand_{end}", args=[file.key])
        found["file"] = reverse(f"{name}_bestand", args=[file.key])
    return found


def _limits() -> dict[str, str]:
    return {
        "rows": f"{settings.BULK_MAX_ROWS:,}".replace(",", "."),
        "size": f"{settings.BULK_MAX_BYTES // 1_048_576} MB",
        "unpacked": f"{settings.BULK_UNPACKED_MAX_BYTES // 1_048_576} MB",
    }


def lijst(kind: Kind, request: HttpRequest) -> HttpResponse:
    """All files, the newest first, with how far they are."""
    rows = Bestand.objects.visible_to(request.acting, kind.code).select_related("uploaded_by")
    page = keyset_page(request, rows.defer("header", "notices"), key="uploaded_at", per_page=PER_PAGE)
    may_fill = kind.fill.allows(request.acting)
    for row in page.rows:
        row.address = reverse(f"{kind.name}_bestand", args=[row.key])
    return render(request, "bulk/lijst.html", {"kind": kind, "page": page, "to": _pages(kind), "may_fill": may_fill})


@takes_large_files
def opladen(kind: Kind, request: HttpRequest) -> HttpResponse:
    """Choose a file. A worker checks it; nothing in it is filed yet."""
    context: dict[str, Any] = {"kind": kind, "to": _pages(kind), "limits": _limits()}
    prefilled = kind.upload_form.prefill(request.acting)
    if request.method != "POST":
        return render(request, "bulk/opladen.html", context | {"form": kind.upload_form(initial=prefilled)})
    form = kind.upload_form(request.POST, request.FILES, initial=prefilled)
    if form.is_valid():
        chosen, again = form.cleaned_data["bestand"], form.cleaned_data["opnieuw"]
        try:
            file = files.upload(kind, request.acting, chosen.name, chosen, again=again, answers=form.answers())
        except FileRefused as error:
            form.add_error("bestand", str(error))
        except AlreadyUploaded as error:
            earlier = error.earlier
            page = reverse(f"{kind.name}_bestand", args=[earlier.key])
            if earlier.status in OPEN:
                messages.info(request, "Dit bestand is al opgeladen.", extra_tags="let-op")
                return redirect(page)
            form.add_error("bestand", "Dit bestand is al eens opgeladen. Lees op deze pagina wat er toen gebeurde.")
            context |= {"earlier": earlier, "earlier_page": page}
        else:
            transaction.on_commit(lambda: work_on_large_file.delay_quietly(file.pk))
            return redirect(f"{kind.name}_bestand", key=file.key)
    return render(request, "bulk/opladen.html", context | {"form": form}, status=422)


def kolommen(kind: Kind, request: HttpRequest) -> HttpResponse:
    """Which columns a file may have, and what stands in them."""
    return render(request, "bulk/kolommen.html", {"kind": kind, "to": _pages(kind), "limits": _limits()})


def sjabloon(kind: Kind, request: HttpRequest, end: str) -> HttpResponseBase:
    """A file with the right columns and one example."""
    titles = [column.title for column in kind.columns]
    example = [kind.example.get(column.key, "") for column in kind.columns]
    name = f"sjabloon-{kind.noun.replace(' ', '-')}"
    if end == ".xlsx":
        return stream_xlsx(f"{name}.xlsx", titles, [example])
    separators = dict(TEMPLATES.values())
    return stream_csv(f"{name}.csv", titles, [example], separator=separators[end])


def bestand(kind: Kind, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One file: how far it is, what the check found, or what came of it; and the rows that were set aside."""
    file = _own(kind, request, key)
    page = keyset_page(request, file.rijen.all(), key="number", per_page=ROWS_PER_PAGE, newest_first=False)
    counts = [(label, file.counts[name]) for name, label in kind.words.items() if file.counts.get(name)]
    context = {
        "kind": kind,
        "file": file,
        "to": _pages(kind, file),
        "waits": file.status == FileState.CHECKED,
        "checking": file.status == FileState.CHECKING,
        "counts": counts,
        "page": page,
        "findings": [(row.number, *found) for row in page.rows for found in row.findings],
        "may_file": kind.file.allows(request.acting),
        "may_fill": kind.fill.allows(request.acting),
        "rejected_days": settings.BULK_KEEP_REJECTED_DAYS,
        "has_rejected": bool(file.wrong_rows) and file.rijen.filter(cells__isnull=False).exists(),
        "lines": _lines(kind, file),
        "filed_url": kind.filed_url(file) if kind.filed_url and file.stored_rows else "",
    }
    return render(request, "bulk/bestand.html", context)


def _lines(kind: Kind, file: Bestand) -> list:
    """What was filed, when it fits on the page."""
    if file.reference is None or file.stored_rows > LINES_IN_DOCUMENT:
        return []
    return [list(zip(kind.receipt_columns, line, strict=True)) for line in kind.receipt_lines(file)]


def voortgang(kind: Kind, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The progress alone, for the page that asks every two seconds; at the end that page loads itself anew."""
    own_matter(request)
    file = _own(kind, request, key)
    if not request.htmx:
        return redirect(f"{kind.name}_bestand", key=key)
    response = render(request, "bulk/_voortgang.html", {"file": file, "to": _pages(kind, file)})
    if not file.busy:
        response.headers["HX-Refresh"] = "true"
    return response


def indienen(kind: Kind, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Have the right rows stored. Leaving out wrong ones is a choice of its own."""
    file = _own(kind, request, key)
    try:
        files.confirm(request.acting, file, only_right=request.POST.get("keuze") == "juiste")
    except CannotDo as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        transaction.on_commit(lambda: work_on_large_file.delay_quietly(file.pk))
    return redirect(f"{kind.name}_bestand", key=key)


def annuleren(kind: Kind, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Not one row (more) of this file."""
    file = _own(kind, request, key)
    try:
        files.cancel(request.acting, file)
    except CannotDo as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        stayed = f" Wat al ingediend was, blijft: {file.stored_rows}." if file.stored_rows else ""
        messages.success(request, f"Het bestand is geannuleerd.{stayed}", extra_tags="ok")
    return redirect(f"{kind.name}_bestand", key=key)


def geweigerd(kind: Kind, request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The wrong rows as the file they came in, with what is wrong in the last column."""
    file = _own(kind, request, key)
    rows = files.set_aside(file)
    try:
        first = next(rows, None)
    except SealBroken:
        first = None
    if first is None:
        messages.warning(request, "De geweigerde rijen zijn niet (meer) beschikbaar.", extra_tags="let-op")
        return redirect(f"{kind.name}_bestand", key=key)
    write_journal(request.acting, "groot_bestand_teruggehaald", file, soort=kind.title)

    def all_rows():
        yield first
        yield from rows

    return rejected_file("geweigerde-rijen", "xlsx" if file.format == "xlsx" else "csv", file.header, all_rows())


def ontvangstbewijs(kind: Kind, request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The receipt as PDF."""
    return _download(kind, request, key, "receipt", "ontvangstbewijs-{}.pdf", "application/pdf")


def bijlage(kind: Kind, request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Everything that was filed, as CSV."""
    return _download(kind, request, key, "annex", "ingediend-{}.csv", "text/csv; charset=utf-8")


def _download(
    kind: Kind, request: HttpRequest, key: uuid.UUID, what: str, name: str, content_type: str
) -> HttpResponseBase:
    file = _own(kind, request, key)
    if file.reference is None:
        raise Http404
    stored = getattr(file, what)
    if not stored:
        make_file_receipt.delay_quietly(file.pk)
        messages.info(
            request, "De ontvangstbevestiging wordt nog gemaakt. Probeer het zo opnieuw.", extra_tags="let-op"
        )
        return redirect(f"{kind.name}_bestand", key=key)
    response = FileResponse(
        stored.open("rb"), as_attachment=True, filename=name.format(file.reference), content_type=content_type
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def klaar(kind: Kind, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The part of the page that says whether the receipt is ready."""
    own_matter(request)
    file = _own(kind, request, key)
    return render(request, "bulk/_bewijs.html", {"file": file, "to": _pages(kind, file)})
