"""Default deny: a view is opened only by the rule that it declares."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from loket.access.rules import Rule
from loket.acting.middleware import typed_fields
from loket.catalogue.registry import diensten_for


class AccessMiddleware:
    """Asks, in this order: a rule, a login, an acting context, the right; each refusal says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        rule: Rule | None = getattr(view, "access_rule", None)
        if rule is None:
            raise PermissionDenied("This view declares no access rule.")
        if rule.staff and not rule.allows_staff(request.user):
            return self._to(request, settings.STAFF_LOGIN_URL)
        if rule.login and not (request.user.is_authenticated and request.user.person_id):
            return self._to(request, settings.LOGIN_URL)
        if rule.acting and request.acting is None:
            return self._to(request, "namens_wie")
        if rule.guarded and not rule.allows(request.acting):
            diensten = [dienst for dienst in diensten_for(request.acting) if rule.covers(dienst.code)]
            refused = {"rule": rule, "diensten": diensten, "typed": typed_fields(request)}
            return render(request, "loket/geen_recht.html", refused, status=403)
        return None

    @staticmethod
    def _to(request: HttpRequest, name: str) -> HttpResponse:
        """To the place where what is missing can be got; a POST is not repeated behind the user's back."""
        target = resolve_url(name)
        # The home page is where one comes out anyway.
        if request.method == "POST" and name == settings.LOGIN_URL:
            # Who sends a form was logged in when it was opened: the login page says why it did not go through.
            target = f"{target}?{urlencode({'sessie': 'afgelopen'})}"
        elif request.method == "GET" and request.path != "/":
            target = f"{target}?{urlencode({'next': request.get_full_path()})}"
        response = redirect(target)
        if request.htmx:
            response.headers["HX-Redirect"] = target
        return response
