"""Allauth, bent to this portal: no self sign-up, no mail addresses, no passwords, accounts made by `bind` only."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.statekit import STATES_SESSION_KEY
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.login.binding import bind
from accounts.login.refusal import LoginRefused, Reason, refuse
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks about accounts and sessions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account follows from a login at the identity provider."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a path of the portal itself; no other host, not even an allowed one."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def login(self, request: HttpRequest, user: User) -> None:
        """A new session with a new key. Of the old one only the logins that other tabs have open stay."""
        states = request.session.get(STATES_SESSION_KEY)
        request.session.flush()
        if states:
            request.session[STATES_SESSION_KEY] = states
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return refuse(request, Reason.INACTIVE)

    def add_message(self, *args, **kwargs) -> None:
        """None: the next screen shows that the login succeeded."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """What allauth asks about logins at the identity provider."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> User:
        """Nothing to fill in: the names stand with the person."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Bind the login to its account, so that allauth goes on with one that exists.

        Raises ImmediateHttpResponse with the page that explains a refusal.
        """
        try:
            account = bind(sociallogin.account.provider, sociallogin.claims, timezone.localdate())
        except LoginRefused as refused:
            raise ImmediateHttpResponse(refuse(request, refused.reason)) from None
        sociallogin.account = account
        sociallogin.user = account.user
