"""The people of the organisation: overview, one person, adding and linking."""

import datetime
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.beheer.forms import ContactForm, EndForm, InszForm, NewPersonForm, OrganisationForm, SearchForm
from accounts.beheer.rules import BEHEERDER
from accounts.beheer.selectors import (
    PersonRow,
    as_rows,
    ending_rights,
    glance,
    history_of,
    people_of,
    person_in,
    relations_with_rights,
    search_people,
    without_rights,
)
from accounts.login.naming import is_confirmed
from accounts.models import Person, Werkrelatie
from accounts.rights.errors import RightsError
from accounts.rights.granting import end_werkrelatie
from accounts.rights.people import add_person, find_person, link
from loket.access.rules import access
from loket.journal.services import write_journal
from loket.ui.paging import PreparedPages, keyset_page
from loket.ui.wizard import Page, Shown, run

PAGES: dict[str, Any] = {"key": "sort_name", "per_page": 25, "newest_first": False}
# A person who is not linked yet is named in an address by a signed word that is good for an hour.
SALT = "accounts.beheer.person"
HOUR = 3600

_everybody = PreparedPages(
    Werkrelatie,
    lambda organisation, day: as_rows(people_of(organisation, day)),
    organisation=int,
    day=datetime.date,
    **PAGES,
)


@access(BEHEERDER)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """People, what asks for a decision, what ends within 90 days, who has nothing."""
    organisation, today = request.acting.own.id, timezone.localdate()
    form = SearchForm(request.GET if set(request.GET) & {"q", "toon"} else None)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    filtering = any(data.values())
    if filtering:
        rows = search_people(people_of(organisation, today), data["q"])
        if data["toon"] == "zonder":
            rows = without_rights(rows, today)
        if data["toon"] == "aflopend":
            rows = rows.filter(pk__in=ending_rights(organisation, today).order_by().values("werkrelatie"))
        page = keyset_page(request, as_rows(rows), **PAGES)
    else:
        page = _everybody.page(request, organisation=organisation, day=today)
    context = {
        "form": form,
        "filtering": filtering,
        "page": replace(page, rows=[PersonRow(*row) for row in page.rows]),
        "glance": glance(organisation, today),
        "today": today,
    }
    return render(request, "beheer/overzicht.html", context)


def _person(request: HttpRequest, pk: int) -> Person:
    person = person_in(request.acting.own.id, pk)
    if person is None:
        raise Http404
    return person


@access(BEHEERDER)
@require_safe
def persoon(request: HttpRequest, pk: int) -> HttpResponse:
    """Werkrelaties with their rights (context, from, until, by whom), and what happened to them."""
    person = _person(request, pk)
    relations = relations_with_rights(request.acting.own.id, pk)
    today = timezone.localdate()
    context = {
        "person": person,
        "confirmed": is_confirmed(person),
        "relations": relations,
        "running": next((relation for relation in relations if _runs(relation, today)), None),
        "history": history_of(request.acting.own.id, pk),
        "link_token": sign_person(person, request.acting.own.id),
        "today": today,
    }
    return render(request, "beheer/persoon.html", context)


def _runs(relation: Werkrelatie, today) -> bool:
    return relation.stopped_at is None and (relation.end is None or relation.end >= today)


def sign_person(person: Person, organisation_id: int) -> str:
    """Names a person in an address, for this organisation only and for an hour."""
    return signing.dumps([person.pk, organisation_id], salt=SALT)


def _signed_person(request: HttpRequest, token: str) -> Person:
    try:
        pk, organisation = signing.loads(token, salt=SALT, max_age=HOUR)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    person = Person.objects.filter(pk=pk).first()
    if person is None or organisation != request.acting.own.id:
        raise Http404
    return person


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """ "Nieuwe persoon toevoegen": a known person is found by the number, a new one gets a name and a reason."""
    form = InszForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (known := find_person(form.cleaned_data["insz"])):
        # The name of who has this number is shown next: that somebody looked must be known.
        write_journal(request.acting, "persoon_opgezocht", known, persoon=known.pk)
        return redirect("beheer_koppelen", token=sign_person(known, request.acting.own.id))
    shown = run(
        request,
        [
            Page("Nieuwe persoon toevoegen", lambda data, done: InszForm(data)),
            Page("Gegevens van de persoon", lambda data, done: NewPersonForm(data)),
        ],
    )
    if isinstance(shown, Shown):
        return wizard_page(request, shown, "Nieuwe persoon toevoegen")
    person = add_person(request.acting, shown["insz"], shown["first_name"], shown["last_name"], shown["reason"])
    messages.success(request, f"{person} is toegevoegd. Koppel deze persoon nu aan uw organisatie.", extra_tags="ok")
    return redirect("beheer_koppelen", token=sign_person(person, request.acting.own.id))


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def koppelen(request: HttpRequest, token: str) -> HttpResponse:
    """ "Koppel gebruiker aan organisatie": KBO-nummer or name, telephone and e-mail, Bevestig."""
    person = _signed_person(request, token)
    current = Werkrelatie.objects.not_over(timezone.localdate()).filter(
        person=person, organisation=request.acting.own.id
    )
    if current.exists():
        messages.info(request, f"{person} is al gekoppeld aan uw organisatie.", extra_tags="let-op")
        return redirect("beheer_persoon", pk=person.pk)
    organisation = {"organisatie": request.acting.own.number}
    shown = run(
        request,
        [
            Page(
                "Koppel gebruiker aan organisatie",
                lambda data, done: OrganisationForm(data, acting=request.acting, initial=organisation),
            ),
            Page("Telefoonnummer en e-mailadres", lambda data, done: ContactForm(data)),
        ],
    )
    if isinstance(shown, Shown):
        return wizard_page(request, shown, f"Koppel {person} aan {request.acting.own.name}")
    try:
        link(request.acting, person, shown["email"], shown["phone"], shown["type"])
    except RightsError as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        messages.success(
            request,
            f"{person} is gekoppeld aan {request.acting.own.name}. Ken nu een gebruikersrecht toe.",
            extra_tags="ok",
        )
    return redirect("beheer_persoon", pk=person.pk)


def wizard_page(request: HttpRequest, shown: Shown, subject: str) -> HttpResponse:
    context = {"shown": shown, "form": shown.form, "subject": subject}
    bad = shown.form is not None and shown.form.is_bound and bool(shown.form.errors)
    return render(request, "beheer/wizard.html", context, status=422 if bad else 200)


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def werkrelatie_beeindigen(request: HttpRequest, pk: int) -> HttpResponse:
    """End a werkrelatie and its rights: at once, or after a day."""
    relation = Werkrelatie.objects.filter(pk=pk, organisation=request.acting.own.id).select_related("person").first()
    if relation is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"wanneer": "meteen"})
    if request.method == "POST" and form.is_valid():
        try:
            end_werkrelatie(request.acting, pk, form.cleaned_data["last_day"], form.cleaned_data["reason"])
        except RightsError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, f"De werkrelatie van {relation.person} is beëindigd.", extra_tags="ok")
            return redirect("beheer_persoon", pk=relation.person_id)
    context = {"form": form, "relation": relation, "person": relation.person, "what": "werkrelatie"}
    return render(request, "beheer/beeindigen.html", context, status=422 if form.is_bound else 200)
