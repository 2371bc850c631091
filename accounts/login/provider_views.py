"""Allauth's views for SAML and OpenID Connect, guarded: our own address, POST to start, a clear page on failure."""

import binascii
import functools
import logging
import zlib
from collections.abc import Callable

import xmlsec
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.saml import views as saml
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from lxml import etree
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.xmlparser import DTDForbidden, EntitiesForbidden, NotSupportedError

from accounts.login.oidc import OidcAdapter
from accounts.login.origin import at_base_url
from accounts.login.refusal import Reason, refuse
from loket.access.rules import PUBLIC, access

logger = logging.getLogger(__name__)
# python3-saml lets these through when a message is no message at all.
MALFORMED = (
    etree.XMLSyntaxError,
    DTDForbidden,
    EntitiesForbidden,
    NotSupportedError,
    binascii.Error,
    zlib.error,
    # Bad base64 and bad text are ValueErrors; an encrypted part without its key a KeyError.
    ValueError,
    KeyError,
    OneLogin_Saml2_Error,
    OneLogin_Saml2_ValidationError,
    xmlsec.Error,
)
# A signed and encrypted response is some 15 kB.
LONGEST_RESPONSE = 128 * 1024
# What a SAML response is checked with afterwards; cookies and the server's environment have no place in the database.
KEPT_META = {"HTTP_HOST", "PATH_INFO", "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO"}


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Public, seen at our own address, and with a page that explains what went wrong."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (PermissionDenied, *MALFORMED):
            # The response answers no open login of this browser: used before, too late, or somebody else's.
            return refuse(request, Reason.FAILED, status=401)
        except OSError as error:
            # Metadata, discovery, keys or token could not be fetched (requests' errors are OSErrors too).
            logger.error("The identity provider cannot be reached: %s", type(error).__name__)
            return refuse(request, Reason.UNREACHABLE, status=503)

    return access(PUBLIC)(at_base_url(wrapped))


def started_by_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A link from elsewhere cannot log somebody in: it leads to our own login page."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if request.method == "POST" else redirect("login")

    return wrapped


def _acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Keep the response for one redirect: this cross-site POST comes without the session cookie.

    Anybody may post here, so only what could be a response is kept.
    """
    answer = request.POST.get("SAMLResponse", "")
    if request.method != "POST" or not answer or len(answer) > LONGEST_RESPONSE or not answer.isascii():
        return refuse(request, Reason.FAILED, status=400)
    bare = HttpRequest()
    bare.method, bare.path, bare.path_info = request.method, request.path, request.path_info
    bare.POST = QueryDict(mutable=True)
    bare.POST["SAMLResponse"] = answer
    bare.POST["RelayState"] = request.POST.get("RelayState", "")[:1024]
    bare.META = {name: value for name, value in request.META.items() if name in KEPT_META}
    bare._get_scheme = lambda: request.scheme
    return saml.acs(bare, organization_slug)


def _sls(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Logout asked by the identity provider. Unsigned, any site could log our users out."""
    if not request.GET.get("Signature"):
        return refuse(request, Reason.FAILED, status=400)
    return saml.sls(request, organization_slug)


def _oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _oidc(OAuth2LoginView, request, provider_id)


def _oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _oidc(OAuth2CallbackView, request, provider_id)


def _oidc(view: type, request: HttpRequest, provider_id: str) -> HttpResponse:
    """Allauth's own two views, with the client that also checks signatures."""
    try:
        return view.adapter_view(OidcAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None


saml_login = guarded(started_by_post(saml.login))
saml_acs = guarded(functools.wraps(saml.acs)(_acs))
saml_finish_acs = guarded(saml.finish_acs)
saml_sls = guarded(_sls)
saml_metadata = guarded(saml.metadata)
oidc_login = guarded(started_by_post(_oidc_login))
oidc_callback = guarded(_oidc_callback)
