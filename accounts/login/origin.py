"""Under which address the portal presents itself to the identity provider."""

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def portal_url(request: HttpRequest, path: str) -> str:
    """The full address of a path of ours: from BASE_URL; in the demo from the host that the browser used."""
    return request.build_absolute_uri(path) if settings.DEMO else settings.BASE_URL.rstrip("/") + path


def at_base_url(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the view the request as it would look at BASE_URL, whatever Host header came along.

    Allauth and python3-saml read the addresses that they publish and check (ACS, redirect_uri, Destination)
    from the request. The demo follows the browser's host: its identity provider runs on the same one.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO:
            base = urlsplit(settings.BASE_URL)
            request.META["HTTP_HOST"] = base.netloc
            request.META["wsgi.url_scheme"] = base.scheme
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
            if settings.SECURE_PROXY_SSL_HEADER:
                header, secure = settings.SECURE_PROXY_SSL_HEADER
                request.META[header] = secure if base.scheme == "https" else "http"
        # Allauth reads the header itself, which HTTP/1.0 does not demand.
        request.META.setdefault("HTTP_HOST", request.get_host())
        return view(request, *args, **kwargs)

    return wrapped
