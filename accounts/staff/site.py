"""The site itself: Django's admin with a second factor, where nothing can be changed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import AdminSite
from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods

from accounts.staff.forms import StaffLoginForm
from loket.access.rules import PUBLIC, STAFF, access

# What the registrations need; there is nothing to complete, to show on the site or to change.
SITE_VIEWS = {"index", "login", "logout", "password_change", "password_change_done", "jsi18n", "app_list"}


class StaffSite(AdminSite):
    """Every view of it declares its access rule, as all views of the portal do."""

    site_header = "WSE-loket, beheer"
    site_title = "WSE-loket, beheer"
    index_title = "Gegevens (enkel lezen)"
    site_url = None
    login_form = StaffLoginForm
    login_template = "staf/aanmelden.html"
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """The rule is asked by the middleware already; asked again here, so that neither stands alone."""
        return STAFF.allows_staff(request.user)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        urls = [item for item in super().get_urls() if isinstance(item, URLResolver) or item.name in SITE_VIEWS]
        for pattern in _leaves(urls):
            rule = PUBLIC if pattern.name == "login" else STAFF
            pattern.callback = access(rule)(_guarded(pattern.callback))
        return urls


def _leaves(urls: Iterable[URLPattern | URLResolver]) -> Iterable[URLPattern]:
    for item in urls:
        if isinstance(item, URLResolver):
            yield from _leaves(item.url_patterns)
        else:
            yield item


def _guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view for the methods that the portal knows."""
    return require_http_methods(["GET", "HEAD", "POST"])(view)


class ReadOnlyAdmin(ModelAdmin):
    """Lists and shows; every change goes through the portal's own services."""

    change_form_template = "staf/bekijken.html"
    list_per_page = 50
    # A count over the whole table says little and costs much.
    show_full_result_count = False
    actions = None

    def get_urls(self) -> list[URLPattern]:
        app, model = self.opts.app_label, self.opts.model_name
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name=f"{app}_{model}_changelist"),
            path("<path:object_id>/change/", wrap(self.change_view), name=f"{app}_{model}_change"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)
