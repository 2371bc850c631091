"""What the identity provider says about somebody, in our own words and independent of the protocol."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.app_settings import UID_MAX_LENGTH
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest

from accounts.login.refusal import Reason, refuse

# All that may be kept of a response. Never a number that identifies a person or says whom somebody represents.
KEPT_CLAIMS = ("vo_doelgroepcode",)


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims that this portal reads; the rest is dropped."""

    uid: str
    insz: str = field(repr=False)
    first_name: str
    last_name: str
    represents: tuple[str, ...] = field(repr=False)
    kept: dict[str, str]


def read_claims(values_of: Callable[[str], Iterable[object]]) -> Claims:
    """The claims, where `values_of` gives the values under the identity provider's own name (none: empty)."""

    def first(ours: str) -> str:
        return next((str(value).strip() for value in values_of(settings.LOGIN_CLAIMS[ours])), "")

    represents = " ".join(str(value) for value in values_of(settings.LOGIN_CLAIMS["vertegenwoordigt"]))
    return Claims(
        uid=first("uid"),
        insz=first("insz"),
        first_name=first("first_name"),
        last_name=first("last_name"),
        # One value per number, or several in one value: both occur in the claims of Toegangsbeheer.
        represents=tuple(number for number in re.split(r"[\s,;]+", represents) if number),
        kept={name: str(value) for name in KEPT_CLAIMS for value in list(values_of(name))[:1]},
    )


class ClaimsMixin:
    """A provider that binds on the uid claim and hands the other claims over without storing them."""

    def claims_of(self, response) -> Claims:
        """The claims in this protocol's response."""
        raise NotImplementedError

    def sociallogin_from_response(self, request: HttpRequest, response) -> SocialLogin:
        """As allauth's, with the claims beside it. Raises ImmediateHttpResponse when there is no usable uid."""
        claims = self.claims_of(response)
        if not claims.uid or len(claims.uid) > UID_MAX_LENGTH:
            raise ImmediateHttpResponse(refuse(request, Reason.NO_UID))
        login = super().sociallogin_from_response(request, response)
        login.claims = claims
        return login

    def extract_uid(self, data) -> str:
        """The stable id, never the NameID or the mail address: those differ from login to login."""
        return self.claims_of(data).uid

    def extract_extra_data(self, data) -> dict:
        """Stored at once, before any check of ours: only what may be kept."""
        return self.claims_of(data).kept

    def extract_common_fields(self, data) -> dict:
        """Nothing: names belong to the person, and no mail address is stored."""
        return {}

    def extract_email_addresses(self, data) -> list:
        return []

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict:
        """Only the wish to go on to `next`. An address cannot ask to connect accounts or for other scopes."""
        return {
            key: value for key, value in super().get_redirect_from_request_kwargs(request).items() if key == "next_url"
        } | {"process": "login"}
