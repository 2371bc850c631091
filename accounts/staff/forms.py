"""The login of /staf/: name, password and the code of the authenticator app, judged as one."""

import logging
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.staff.attempts import count_try, forget_tries

logger = logging.getLogger(__name__)
REFUSED = "De naam, het wachtwoord of de code klopt niet."
TOO_MANY = "Te veel pogingen. Probeer het over een kwartier opnieuw."


class StaffLoginForm(AdminAuthenticationForm):
    """One message for whatever is wrong: it does not say which of the three was right."""

    otp_token = forms.CharField(
        label="Code uit uw app",
        max_length=6,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    error_messages = {**AdminAuthenticationForm.error_messages, "invalid_login": REFUSED}

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError; a try counts before anything is checked."""
        name = self.cleaned_data.get("username") or ""
        address = self.request.META.get("REMOTE_ADDR", "") if self.request is not None else ""
        if not count_try(name, address):
            logger.warning("Staff login refused: too many tries")
            raise forms.ValidationError(TOO_MANY, code="too_many")
        cleaned: dict[str, Any] = super().clean()
        user = self.get_user()
        if user is None or not self._verify(user, cleaned.get("otp_token") or ""):
            self.user_cache = None
            logger.warning("Staff login refused: second factor")
            raise forms.ValidationError(REFUSED, code="invalid_login")
        forget_tries(name, address)
        logger.info("Staff login")
        return cleaned

    @staticmethod
    def _verify(user: Any, token: str) -> bool:
        """Set `otp_device`, which the login puts in the session. A code works once."""
        with transaction.atomic():
            device = TOTPDevice.objects.select_for_update().filter(user=user.pk, confirmed=True).first()
            if device is None or not device.verify_token(token):
                return False
            user.otp_device = device
        return True

    def get_invalid_login_error(self) -> forms.ValidationError:
        """The same words as for a wrong code."""
        return forms.ValidationError(REFUSED, code="invalid_login")

    def confirm_login_allowed(self, user: Any) -> None:
        """Raises ValidationError for who is no local staff; the backend gives nobody else."""
        if not isinstance(user, get_user_model()) or not user.is_staff or user.person_id is not None:
            raise self.get_invalid_login_error()
