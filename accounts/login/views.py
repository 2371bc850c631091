"""Logging in and out, and the user's own sessions."""

import time
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.provider import Provider
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.login.origin import portal_url
from accounts.login.refusal import Reason, refuse
from accounts.login.sessions import end_sessions, keep_alive, live_sessions
from loket.access.rules import LOGGED_IN, PUBLIC, access


def _provider(request: HttpRequest) -> Provider:
    _protocol, provider_id = settings.LOGIN_PROVIDER
    return get_adapter(request).get_provider(request, provider=provider_id)


def _safe_next(request: HttpRequest) -> str:
    """Where to go on to: a path of ours, or nothing."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if get_account_adapter(request).is_safe_url(target) else ""


@access(PUBLIC)
@never_cache
@require_safe
def login(request: HttpRequest) -> HttpResponse:
    """What logging in takes, and the one button that starts it."""
    # A local staff account is nobody in the portal: it may log in as a person.
    if request.user.is_authenticated and request.user.person_id:
        return redirect(_safe_next(request) or settings.LOGIN_REDIRECT_URL)
    return render(
        request,
        "login/aanmelden.html",
        {
            "start_url": _provider(request).get_login_url(request),
            "next": _safe_next(request),
            "afgelopen": request.GET.get("sessie") == "afgelopen",
        },
    )


@access(PUBLIC)
@require_safe
def login_cancelled(request: HttpRequest) -> HttpResponse:
    """The user stopped at the identity provider."""
    return render(request, "socialaccount/login_cancelled.html")


@access(PUBLIC)
@require_safe
def login_error(request: HttpRequest) -> HttpResponse:
    """The login failed without a reason that we know."""
    return refuse(request, Reason.FAILED, status=401)


@access(PUBLIC)
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session here, then at the identity provider if it has an address for that.

    Toegangsbeheer advises against SAML single logout: a local logout first, its own logout page after.
    """
    was_logged_in = request.user.is_authenticated
    logout(request)
    logout_url = _provider(request).app.settings.get("logout_url")
    if not (logout_url and was_logged_in):
        return redirect("afgemeld")
    back = urlencode({"post_logout_redirect_uri": portal_url(request, reverse("afgemeld"))})
    return redirect(f"{logout_url}{'&' if '?' in logout_url else '?'}{back}")


@access(PUBLIC)
@require_safe
def logged_out(request: HttpRequest) -> HttpResponse:
    return render(request, "login/afgemeld.html")


@access(LOGGED_IN)
@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the user is logged in now."""
    rows = live_sessions(request.user)
    return render(
        request, "login/sessies.html", {"sessies": rows, "deze": request.session.session_key, "aantal": len(rows)}
    )


@access(LOGGED_IN)
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one other login of the user; 404 for somebody else's and for this one (that is what "Afmelden" does)."""
    others = request.user.login_sessions.exclude(session_key=request.session.session_key)
    session = get_object_or_404(others, pk=pk)
    end_sessions(others.filter(pk=session.pk))
    return redirect("sessies")


@access(LOGGED_IN)
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every login of the user but this one."""
    end_sessions(request.user.login_sessions.exclude(session_key=request.session.session_key))
    return redirect("sessies")


@access(LOGGED_IN)
@require_POST
def extend_session(request: HttpRequest) -> HttpResponse:
    """The user is still there. The script asks for JSON; without it the form comes back to where it was."""
    keep_alive(request, time.time())
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"eindigt_over": request.session_ends_in})
    return redirect(_safe_next(request) or "sessies")
