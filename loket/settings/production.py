"""Production: everything secret or local from the environment; `loket.checks` refuses a start that is not safe."""

from loket.settings import env
from loket.settings.base import *  # noqa: F403
from loket.settings.base import BASE_URL
from loket.settings.login import login_providers

PRODUCTION = True
SOCIALACCOUNT_PROVIDERS, LOGIN_PROVIDER = login_providers()

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
# Allauth and mails build addresses; they must say https where the portal does.
ACCOUNT_DEFAULT_HTTP_PROTOCOL = BASE_URL.split(":", 1)[0]
