"""A register elsewhere must be set up as a whole."""

from django.conf import settings
from django.core.checks import Error, register

from mandates.dimona.register import register as mandates_register
from mandates.dimona.remote import RestRegister


@register()
def register_has_an_address(app_configs, **kwargs) -> list[Error]:
    """Numbers of enterprises never travel in the clear; a register without an address would only ever fail."""
    if not isinstance(mandates_register(), RestRegister):
        return []
    errors = []
    safe = ("https://",) if settings.PRODUCTION else ("https://", "http://")
    if not settings.DIMONA_REGISTER_URL.startswith(safe):
        errors.append(Error("DIMONA_REGISTER_URL must be the https address of the register.", id="mandates.E001"))
    if settings.DIMONA_REGISTER_TIMEOUT < 1:
        errors.append(Error("DIMONA_REGISTER_TIMEOUT must be 1 or more.", id="mandates.E002"))
    return errors
