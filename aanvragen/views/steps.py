"""Going through the steps of a draft, from the KBO number to "Bevestigen"."""

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aanvragen.answers import differences, differences_unread
from aanvragen.draft import ANSWER
from aanvragen.drafts import BACK, form_as_left, save_step, start_draft, take_over
from aanvragen.finding import find_visible
from aanvragen.flow import Flow, Step, as_typed, flow_of, flows_for, version_of
from aanvragen.models import Aanvraag
from aanvragen.models.aanvraag import may_annul
from aanvragen.rules import INDIENEN, INVULLEN
from aanvragen.services import Changed, MoveError, NotComplete, move, submit
from aanvragen.states import ANNULEREN, Side, Status
from aanvragen.views.lists import list_of
from accounts.models import Organisation
from loket.access.rules import access
from loket.acting.context import ActingContext, ContextUnavailable, Doelgroep, Handeling
from loket.acting.looks import looked_at
from loket.acting.session import write_choice
from loket.numbers import compact
from mandates.acting import resolve
from mandates.clients.memory import remember
from mandates.clients.rules import may_act_for_others
from mandates.clients.views import own_context
from mandates.dimona.toegang import NotAdmitted, choice_for_number


def _found(
    request: HttpRequest, key: uuid.UUID, handeling: Handeling = Handeling.INVULLEN, *, locked: bool = False
) -> Aanvraag:
    """By the acting context's own query, in the diensten where it may do this; what is not in it does not exist."""
    try:
        return find_visible(request.acting, key, handeling, locked=locked)
    except Aanvraag.DoesNotExist:
        raise Http404 from None


def _row(request: HttpRequest, key: uuid.UUID, handeling: Handeling = Handeling.INVULLEN) -> Aanvraag:
    row = _found(request, key, handeling)
    looked_at(request, row, str(row.reference or ""))
    return row


def start_of(flow: Flow) -> Callable[[HttpRequest], HttpResponse]:
    """The view in which an aanvraag of a dienst begins; who may open it, the dienst says."""

    @access(flow.dienst.may(Handeling.INVULLEN))
    @require_http_methods(["GET", "HEAD", "POST"])
    def start(request: HttpRequest) -> HttpResponse:
        """The number of the party, prefilled; "Doorgaan" makes the draft."""
        if not flow.dienst.open_to(request.acting):
            raise Http404
        given = {"kbo": request.acting.represented.number, "key": uuid.uuid4()}
        form = flow.start_form(request.POST or None, initial=given)
        if request.method == "POST" and form.is_valid():
            try:
                acting = for_number(request, flow, form.cleaned_data["kbo"])
            except (NotAdmitted, ContextUnavailable) as error:
                form.add_error("kbo", str(error))
            else:
                aanvraag = start_draft(flow, acting, form.cleaned_data["key"])
                return redirect("aanvraag_verder", key=aanvraag.key)
        status = 422 if form.is_bound else 200
        return render(request, flow.start_template, {"dienst": flow.dienst, "form": form}, status=status)

    return start


def _also_known_as(acting: ActingContext, kbo: str) -> bool:
    """A school logs in with its instellingsnummer, and may type its KBO number."""
    return (
        acting.for_doelgroep is Doelgroep.SCHOOL
        and Organisation.objects.filter(pk=acting.represented.id, kbo=kbo).exists()
    )


def for_number(request: HttpRequest, flow: Flow, kbo: str) -> ActingContext:
    """The context for the number that was typed: the present one, or another to which the session then switches.

    Raises NotAdmitted when nobody may act here for that number, and ContextUnavailable.
    """
    acting: ActingContext = request.acting
    if kbo == compact(acting.represented.number) or _also_known_as(acting, kbo):
        return acting
    own, today = own_context(request), timezone.localdate()
    if not may_act_for_others(own):
        raise NotAdmitted(
            f"U handelt nu namens {acting.represented.name} ({acting.represented.number}). "
            "Wilt u voor een andere organisatie indienen, klik dan bovenaan op “Wisselen”."
        )
    choice = choice_for_number(own, kbo, today)
    other = resolve(request.user, choice, today)
    if other is None or not flow.dienst.allowed(other):
        name = other.represented.name if other else "deze onderneming"
        raise NotAdmitted(f"U kunt deze dienst niet gebruiken voor {name}: uw mandaat of uw rechten openen ze niet.")
    write_choice(request, choice)
    remember(own, choice)
    return other


@access(INVULLEN)
@require_safe
def verder(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where the user was: the first step that is not done, or the review page."""
    row = _row(request, key)
    if row.state is not Status.CONCEPT:
        return redirect("aanvraag", key=key)
    flow = flow_of(row)
    step = flow.first_open(flow.open(row))
    return redirect("aanvraag_stap", key=key, slug=step.slug) if step else redirect("aanvraag_controleren", key=key)


def _page(request: HttpRequest, flow: Flow, draft, step: Step, form, status: int = 200, **extra) -> HttpResponse:
    applicable = flow.applicable(draft)
    done = set(draft.aanvraag.done)
    context = {
        "flow": flow,
        "draft": draft,
        "aanvraag": draft.aanvraag,
        "step": step,
        "steps": [(item, item.slug in done) for item in applicable],
        "number": applicable.index(step) + 1,
        "form": form,
        "previous": flow.before(draft, step),
        "step_version": version_of(draft.aanvraag.typed.get(step.slug)),
        **extra,
    }
    return render(request, step.template, context, status=status)


@access(INVULLEN)
@require_http_methods(["GET", "HEAD", "POST"])
def stap(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    """One step: one form, one page. "Volgende" goes on when it is right; "Bewaar en stop" and "Vorige
    stap" keep what is there."""
    if request.method == "POST":
        return _save(request, key, slug)
    row = _row(request, key)
    flow = flow_of(row)
    step = _step(flow, slug)
    draft = flow.open(row)
    if row.state is not Status.CONCEPT or not step.applies(draft):
        return _elsewhere(request, row)
    if (open_before := flow.open_before(draft, step)) is not None:
        return redirect("aanvraag_stap", key=key, slug=open_before.slug)
    return _page(request, flow, draft, step, form_as_left(draft, step))


def _step(flow: Flow, slug: str) -> Step:
    """The step of this name, whether it applies or not. Raises Http404."""
    step = next((item for item in flow.steps if item.slug == slug), None)
    if step is None:
        raise Http404
    return step


def _elsewhere(request: HttpRequest, row: Aanvraag) -> HttpResponse:
    """It was filed already, or the step dropped out by an answer elsewhere: go on where it stands."""
    if row.state is Status.CONCEPT:
        return redirect("aanvraag_verder", key=row.key)
    messages.info(request, "Deze aanvraag is al ingediend. U kunt ze niet meer wijzigen.", extra_tags="let-op")
    return redirect("aanvraag", key=row.key)


def _save(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    action, _, field_to_empty = request.POST.get("actie", "volgende").partition(":")
    find = partial(_found, request, key, locked=True)
    uploads = {name: upload for name, upload in request.FILES.items() if upload}
    saved = save_step(find, slug, request.POST, uploads, request.acting, action=action, remove_file=field_to_empty)
    if saved is None:
        row = _row(request, key)
        _step(flow_of(row), slug)
        return _elsewhere(request, row)
    draft, row = saved.draft, saved.draft.aanvraag
    flow = flow_of(row)
    step = _step(flow, slug)
    if saved.form is None and saved.conflict is not None:
        return _too_early(request, flow, draft, step, saved.conflict)
    if saved.form is None:
        text = f"Wat u invulde in de stap “{step.title}”, is bewaard. Maak eerst deze stap af."
        messages.info(request, text, extra_tags="let-op")
        return redirect("aanvraag_verder", key=row.key)
    if saved.conflict is not None:
        other = step.form(None, draft=draft, typed=saved.conflict)
        return _page(request, flow, draft, step, saved.form, 409, conflict=differences(saved.form, other))
    if action == "bewaren":
        if saved.valid:
            messages.success(request, "Uw concept is bewaard.", extra_tags="ok")
        else:
            messages.warning(
                request,
                f"Uw concept is bewaard. In de stap “{step.title}” moet u nog iets invullen of verbeteren.",
                extra_tags="let-op",
            )
        return redirect(list_of("mijn_aanvragen", flow))
    if action == BACK:
        return redirect("aanvraag_stap", key=row.key, slug=(flow.before(draft, step) or step).slug)
    if action in ("opzoeken", "verwijder_bestand", *step.form.actions):
        if saved.form.forget_errors(but=saved.form.judged_at_once()):
            return _page(request, flow, draft, step, saved.form, 422)
        # Not the moment to complain about what is still empty.
        return _page(request, flow, draft, step, step.form(None, draft=draft, typed=draft.aanvraag.typed[step.slug]))
    if not saved.valid:
        return _page(request, flow, draft, step, saved.form, 422)
    if request.POST.get("terug") == "controleren":
        again = flow.first_open(draft)
        if again is None:
            return redirect("aanvraag_controleren", key=row.key)
        # What is asked again because of this answer; then back all the same.
        address = reverse("aanvraag_stap", kwargs={"key": row.key, "slug": again.slug})
        return redirect(f"{address}?terug=controleren")
    following = flow.after(draft, step)
    if following is None:
        return redirect("aanvraag_controleren", key=row.key)
    return redirect("aanvraag_stap", key=row.key, slug=following.slug)


def _too_early(request: HttpRequest, flow: Flow, draft, step: Step, stored: dict[str, list[str]]) -> HttpResponse:
    """Two windows on a step whose turn has not come: nothing is overwritten, what both typed is shown, and it can be
    sent again as it is. There is no form to show it in: what it asks depends on the steps before."""
    sent = as_typed(request.POST, step)
    context = {
        "flow": flow,
        "aanvraag": draft.aanvraag,
        "step": step,
        "open_before": flow.open_before(draft, step),
        "rows": differences_unread(step, sent, stored),
        "sent": sent,
        "step_version": version_of(stored),
        "files": [upload.name for upload in request.FILES.values()],
    }
    return render(request, "aanvragen/stap_te_vroeg.html", context, status=409)


def _answered(request: HttpRequest, key: uuid.UUID) -> Aanvraag | None:
    """What an answer was about that was delivered already: a second click finds the first one's result."""
    for flow in flows_for(request.acting, Handeling.INVULLEN):
        filed = flow.answered(key) if flow.answered is not None else None
        if filed is not None and filed.represented_id == request.acting.represented.id:
            return filed
    return None


@access(INVULLEN)
@require_http_methods(["GET", "HEAD", "POST"])
def controleren(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every answer with "Wijzig", and "Bevestigen". Everything is checked again."""
    if request.method == "POST" and (filed := _answered(request, key)) is not None:
        return redirect("aanvraag", key=filed.key)
    row = _row(request, key)
    if row.state is not Status.CONCEPT:
        return redirect("aanvraag", key=key)
    flow = flow_of(row)
    problems = None
    changed = False
    may_file = flow.dienst.may(Handeling.INDIENEN).allows(request.acting)
    if request.method == "POST" and not may_file:
        messages.warning(
            request, "Uw mandaat laat niet toe om in te dienen. Er is niets ingediend.", extra_tags="let-op"
        )
        return redirect("aanvraag_controleren", key=key)
    if request.method == "POST":
        try:
            file = flow.answer if ANSWER in row.typed and flow.answer is not None else submit
            filed = file(row, request.acting, request.POST.get("controle_versie", ""))
        except Changed:
            changed = True
            row = _row(request, key)
        except NotComplete as error:
            problems = error.problems
            row = _row(request, key)
        except MoveError as error:
            messages.warning(request, str(error), extra_tags="let-op")
            return redirect(list_of("mijn_aanvragen", flow))
        else:
            return redirect("aanvraag", key=filed.key)
    draft = flow.open(row)
    first_open = flow.first_open(draft)
    if first_open is not None and problems is None:
        return redirect("aanvraag_stap", key=key, slug=first_open.slug)
    if problems is None:
        problems = flow.problems(draft)
    steps = flow.applicable(draft)
    context = {
        "flow": flow,
        "draft": draft,
        "aanvraag": row,
        "steps": [(item, True) for item in steps],
        "summary": flow.summary(draft, steps),
        "problems": problems,
        "changed": changed,
        "may_file": may_file,
        "review_version": flow.review_version(draft),
    }
    status = 409 if changed else 422 if request.method == "POST" else 200
    return render(request, flow.review_template, context, status=status)


@access(INVULLEN)
@require_http_methods(["GET", "HEAD", "POST"])
def verwijderen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw a draft away, after asking."""
    row = _found(request, key)
    get_object_or_404(Aanvraag.objects.drafts_of(request.acting), pk=row.pk)
    flow = flow_of(row)
    if request.method == "POST":
        try:
            move(row, "verwijderen", Side.FILER, request.acting)
        except MoveError as error:
            messages.warning(request, str(error), extra_tags="let-op")
        else:
            messages.success(request, "Het concept is verwijderd.", extra_tags="ok")
        return redirect(list_of("mijn_aanvragen", flow))
    about = flow.listing.about(row)
    return render(request, "aanvragen/verwijderen.html", {"aanvraag": row, "flow": flow, "about": about})


@access(INVULLEN)
@require_POST
def overnemen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with the draft of a colleague who left the organisation."""
    try:
        take_over(request.acting, key)
    except Aanvraag.DoesNotExist:
        raise Http404 from None
    return redirect("aanvraag_verder", key=key)


@access(INDIENEN)
@require_http_methods(["GET", "HEAD", "POST"])
def annuleren(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Withdraw a filed aanvraag, until it is being handled, after asking."""
    row = _row(request, key, Handeling.INDIENEN)
    flow = flow_of(row)
    if not may_annul(request.acting, row):
        messages.warning(request, "Enkel wie deze aanvraag indiende, kan ze annuleren.", extra_tags="let-op")
        return redirect("aanvraag", key=key)
    if request.method != "POST":
        if ANNULEREN not in flow.moves.offered(row.state, Side.FILER):
            return redirect("aanvraag", key=key)
        about = flow.listing.about(row)
        return render(request, "aanvragen/annuleren.html", {"aanvraag": row, "flow": flow, "about": about})
    try:
        move(row, "annuleren", Side.FILER, request.acting)
    except MoveError as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        messages.success(request, "De aanvraag is geannuleerd.", extra_tags="ok")
    return redirect("aanvraag", key=key)
