"""The screens of the simulated Toegangsbeheer: choose a key, choose a person, back to the portal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.toegangsbeheer import pending, responses
from accounts.toegangsbeheer.authn_request import InvalidRequest, read_authn_request
from accounts.toegangsbeheer.digital_keys import active_key, offered_keys
from accounts.toegangsbeheer.parties import own_entity_id, own_keys, registered_client
from accounts.toegangsbeheer.people import attributes_of, find_people
from loket.access.rules import PUBLIC, access

USED = "Deze aanmelding is al gebruikt, of ze duurde te lang. Begin opnieuw in het loket."


def _invalid(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "toegangsbeheer/fout.html", {"waarom": why}, status=400)


@access(PUBLIC)
@never_cache
@require_safe
def sign_on(request: HttpRequest) -> HttpResponse:
    """The portal asks to log somebody in (SAML AuthnRequest)."""
    try:
        wanted = read_authn_request(
            request.META.get("QUERY_STRING", ""),
            registered_client(request),
            request.build_absolute_uri(reverse("toegangsbeheer_aanmelden")),
        )
    except InvalidRequest as invalid:
        return _invalid(request, str(invalid))
    if pending.is_used(wanted):
        return _invalid(request, USED)
    return redirect("toegangsbeheer_sleutels", pending.remember(request, wanted))


@access(PUBLIC)
@never_cache
@require_safe
def choose_key(request: HttpRequest, name: str) -> HttpResponse:
    """Screen 1: how do you want to log in?"""
    if pending.look_up(request, name) is None:
        return _invalid(request, USED)
    return render(request, "toegangsbeheer/sleutels.html", {"sleutels": offered_keys(), "verzoek": name})


@access(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_person(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Screen 2: as whom? A practice login asks for no proof; the answer to the portal is a real one."""
    digital_key = active_key(key)
    if digital_key is None or pending.look_up(request, name) is None:
        return _invalid(request, USED)
    today = timezone.localdate()
    if request.method != "POST":
        search = request.GET.get("zoek", "").replace("\0", "").strip()
        people, more = find_people(search, today)
        return render(
            request,
            "toegangsbeheer/personen.html",
            {"sleutel": digital_key, "personen": people, "meer": more, "zoek": search, "verzoek": name},
        )
    chosen = request.POST.get("persoon", "")
    is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 19
    person = get_object_or_404(Person, pk=chosen if is_number else 0)
    wanted = pending.take(request, name)
    if wanted is None:
        return _invalid(request, USED)
    client = registered_client(request)
    answer = responses.Answer(
        issuer=own_entity_id(),
        audience=client.entity_id,
        recipient=wanted.acs_url,
        request_id=wanted.id,
        authn_context=digital_key.urn,
        attributes=attributes_of(person, today),
        issued_at=timezone.now(),
    )
    return render(
        request,
        "toegangsbeheer/terug.html",
        {
            "adres": wanted.acs_url,
            "antwoord": responses.build(answer, own_keys(), client.certificate),
            "relay_state": wanted.relay_state,
            "persoon": person,
        },
    )


@access(PUBLIC)
@require_safe
def sign_off(request: HttpRequest) -> HttpResponse:
    """The logout page of the identity provider. It keeps no login of its own, so it only goes back."""
    back = request.build_absolute_uri(reverse("afgemeld"))
    if request.GET.get("post_logout_redirect_uri", back) != back:
        return _invalid(request, "Het adres om naar terug te gaan, is niet afgesproken.")
    return redirect("afgemeld")
