"""The demo: everything on one machine, a simulated Toegangsbeheer, mails read in the browser."""

from loket.settings.base import *  # noqa: F403
from loket.settings.base import BASE_URL, DATA_DIR, INSTALLED_APPS, POST_OFFICE, STORAGES_PLAIN
from loket.settings.login import demo_saml_app, read_secret

DEMO = True
SECRET_KEY = read_secret(DATA_DIR)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INSTALLED_APPS = [*INSTALLED_APPS, "accounts.toegangsbeheer", "loket.demo"]
STORAGES = STORAGES_PLAIN
WHITENOISE_USE_FINDERS = True

SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [demo_saml_app(BASE_URL, DATA_DIR)]}}
LOGIN_PROVIDER = ("saml", "toegangsbeheer")

# Nothing leaves the machine: a mail is "sent" by being kept, and read in the demo mailbox.
POST_OFFICE = {**POST_OFFICE, "BACKENDS": {"default": "django.core.mail.backends.dummy.EmailBackend"}}
