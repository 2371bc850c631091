"""The entry point of the web server."""

import os

from django.core.checks import Error, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from loket.guard import guard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loket.settings.production")

application = guard(get_wsgi_application())

# A server started by gunicorn or granian runs no checks of its own; an unsafe one must not answer.
if errors := [message for message in run_checks() if isinstance(message, Error)]:
    raise ImproperlyConfigured("; ".join(f"{error.id}: {error.msg}" for error in errors))
