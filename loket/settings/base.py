"""What is true in every environment. Secrets and places come from the environment."""

import datetime
from pathlib import Path

import dj_database_url
from celery.schedules import crontab

from loket.settings import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.text("LOKET_DATA", str(BASE_DIR / ".data")))

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# The address that mails and metadata carry; never taken from the Host header.
BASE_URL = env.text("BASE_URL", "http://localhost:8000")

# What people read everywhere.
SITE_NAME = env.text("SITE_NAME", "WSE-loket")
OEFENOMGEVING = env.flag("OEFENOMGEVING", True)
HELPDESK_PHONE = env.text("HELPDESK_PHONE", "1700")
HELPDESK_HOURS = env.text("HELPDESK_HOURS", "elke werkdag van 9 tot 19 uur")
VOV_CONTACT = env.text("VOV_CONTACT", "vlaamsopleidingsverlof@vlaanderen.be")
# Questions about the data of maatwerk, and about how the reports work.
MAATWERK_CONTACT = env.text("MAATWERK_CONTACT", "collectiefmaatwerk@vlaanderen.be")
DATA_CONTACT = env.text("DATA_CONTACT", "data.wse@vlaanderen.be")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "WSE-loket <niet-beantwoorden@wse-loket.example>")
# Demo parts (simulated login, demo mailbox) exist only where a settings file switches them on.
DEMO = False
# Switched on by the production settings alone; `loket.checks` then refuses what only a demo may do.
PRODUCTION = False

INSTALLED_APPS = [
    # Without looking for admin modules: what stands in it is said in accounts/staff/.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    # In place of allauth's provider apps, which would store every attribute (see accounts/login/provider.py).
    "accounts.login",
    "post_office",
    "pgtrigger",
    "django_htmx",
    "loket",
    "loket.acting",
    "loket.access",
    "loket.bulk",
    "loket.catalogue",
    "loket.journal",
    "loket.mail",
    "loket.parameters",
    "loket.ui",
    "accounts",
    "accounts.kbo",
    "mandates",
    "aanvragen",
    "aanvragen.deelname",
    "aanvragen.deelname.bestand",
    "aanvragen.odb",
    "aanvragen.aanvulling",
    "maatwerk",
    "maatwerk.vragenlijst",
]

# Order matters: the request id surrounds everything, the access rule is asked last.
MIDDLEWARE = [
    "loket.logging.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "loket.guard.PrivacyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "loket.body_limit.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.login.sessions.SessionLimitMiddleware",
    "loket.acting.middleware.ActingContextMiddleware",
    "loket.access.middleware.AccessMiddleware",
]

ROOT_URLCONF = "loket.urls"
WSGI_APPLICATION = "loket.wsgi.application"
FORM_RENDERER = "loket.ui.forms.LoketFormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "loket.ui.context.site",
            ],
            "builtins": [
                "django.templatetags.static",
                "loket.ui.templatetags.loket",
                "loket.ui.templatetags.addresses",
            ],
        },
    }
]

# --- Data ---------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", "postgresql://localhost/loket"),
        conn_health_checks=True,
        conn_max_age=env.number("DATABASE_CONN_MAX_AGE", 600),
    )
}
DATABASES["default"].setdefault("OPTIONS", {})
# A web request never needs longer; long work is a task with limits of its own.
DATABASES["default"]["OPTIONS"]["options"] = "-c statement_timeout=10000 -c lock_timeout=5000"
# For the queries of `loket/prepared.py`, which ask for it; Django's own bind their values in the client.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 5
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://localhost:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# Uploads and receipts: never served as files, only through a view that asks who you are.
MEDIA_ROOT = Path(env.text("LOKET_MEDIA", str(DATA_DIR / "media")))
MEDIA_URL = "/_geen-publieke-bestanden/"
FILE_UPLOAD_PERMISSIONS = 0o600
# Everything but files; the longest of our forms is a tenth of it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024

# Files with many rows: the most of them, the largest as they come and as they unpack, and how long they are kept.
BULK_MAX_ROWS = env.number("BULK_MAX_ROWS", 200_000)
BULK_MAX_BYTES = env.number("BULK_MAX_MB", 50) * 1024 * 1024
BULK_UNPACKED_MAX_BYTES = env.number("BULK_UNPACKED_MAX_MB", 1024) * 1024 * 1024
BULK_KEEP_UNCONFIRMED_DAYS = env.number("BULK_KEEP_UNCONFIRMED_DAYS", 7)
BULK_KEEP_REJECTED_DAYS = env.number("BULK_KEEP_REJECTED_DAYS", 30)

# Where extracts of the KBO's open data are put for the import, and how large one may be unpacked.
KBO_FOLDER = Path(env.text("KBO_FOLDER", str(DATA_DIR / "kbo")))
KBO_UNPACKED_MAX_BYTES = env.number("KBO_UNPACKED_MAX_MB", 10 * 1024) * 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Without collectstatic there is no manifest: the demo and the tests serve from the source folders.
STORAGES_PLAIN = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Login --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# People come from the identity provider; a password serves local staff accounts at /staf/ only.
AUTHENTICATION_BACKENDS = ["accounts.login.backend.PersonBackend", "accounts.staff.backend.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Tries to log in at /staf/, per name and address.
STAFF_LOGIN_TRIES = 5
STAFF_LOGIN_WINDOW_SECONDS = 15 * 60
OTP_TOTP_ISSUER = SITE_NAME
LOGIN_URL = "login"
STAFF_LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "namens_wie"
LOGOUT_REDIRECT_URL = "afgemeld"

ACCOUNT_ADAPTER = "accounts.login.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.login.adapters.SocialAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
# Accounts carry no mail address: addresses belong to werkrelaties.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False

# Names of the claims as Toegangsbeheer publishes them for OIDC; the SAML names stand in the
# integration file of each application, so the mapping is a setting. Values: claim name -> ours.
LOGIN_CLAIMS = {
    "uid": env.text("CLAIM_UID", "vo_id"),
    "insz": env.text("CLAIM_INSZ", "rrn"),
    "first_name": env.text("CLAIM_FIRST_NAME", "given_name"),
    "last_name": env.text("CLAIM_LAST_NAME", "family_name"),
    "vertegenwoordigt": env.text("CLAIM_WETTELIJK_VERTEGENWOORDIGER", "wv_orgcode"),
}

# Sliding: without a click for this long the session ends. Absolute: it ends anyway. In seconds.
SESSION_SLIDING_SECONDS = env.number("SESSION_SLIDING_SECONDS", 30 * 60)
SESSION_ABSOLUTE_SECONDS = env.number("SESSION_ABSOLUTE_SECONDS", 8 * 60 * 60)
# Writing the session at each click would cost a query per request; a minute is fine enough for a limit.
SESSION_WRITE_EVERY_SECONDS = 60
SESSION_WARN_SECONDS = env.number("SESSION_WARN_SECONDS", 3 * 60)
SESSION_ENGINE = "accounts.login.session_store"
SESSION_COOKIE_NAME = "loket_sessie"
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "loket.errors.csrf_failure"

# --- The acting context -------------------------------------------------------------------------
# The shell may not import the rooms above it; they tell it here how a context is resolved.
ACTING_RESOLVER = "mandates.acting.resolve"
ACTING_EXPLAINER = "mandates.acting.why_not"

# --- Browser rules ------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        # A form post that redirects to the identity provider falls under form-action too.
        "form-action": ["'self'", *env.words("CSP_FORM_ACTION")],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- Tasks and mail -----------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 5 * 60
CELERY_TASK_TIME_LIMIT = 6 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The worker logs as `LOGGING` says: one JSON object a line.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A web request must not hang on a dead broker; the beat sweep picks up what was left.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "mail-sweep": {"task": "loket.mail.tasks.sweep", "schedule": 60.0},
    "receipt-sweep": {"task": "aanvragen.tasks.sweep_receipts", "schedule": 120.0},
    "kbo-sweep": {"task": "accounts.kbo.tasks.sweep_imports", "schedule": 120.0},
    "large-files-sweep": {"task": "loket.bulk.tasks.sweep_large_files", "schedule": 120.0},
    "bulk-sweep": {"task": "accounts.beheer.bulk.tasks.sweep_files", "schedule": 120.0},
    "dimona-sweep": {"task": "mandates.dimona.importing.tasks.sweep_dimona_files", "schedule": 120.0},
    "dimona-periods": {
        "task": "mandates.dimona.importing.tasks.keep_dimona_periods",
        "schedule": crontab(hour=0, minute=20),
    },
    "ssm-bulk-sweep": {"task": "mandates.ssm.bulk.tasks.sweep_files", "schedule": 120.0},
    "ssm-periods": {"task": "mandates.ssm.tasks.keep_ssm_periods", "schedule": crontab(hour=0, minute=40)},
    "ssm-reminders": {"task": "mandates.ssm.tasks.send_ssm_reminders", "schedule": crontab(hour=7, minute=5)},
    "deelname-sweep": {"task": "aanvragen.deelname.tasks.sweep_deelname", "schedule": 120.0},
    "deelname-reminders": {
        "task": "aanvragen.deelname.tasks.send_deelname_reminders",
        "schedule": crontab(hour=7, minute=10),
    },
    "clear-sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=15)},
    "reminders": {"task": "accounts.tasks.send_reminders", "schedule": crontab(hour=7, minute=0)},
    "odb-terms": {"task": "aanvragen.odb.tasks.keep_odb_terms", "schedule": crontab(hour=6, minute=45)},
    "vov-terms": {"task": "aanvragen.aanvulling.tasks.keep_vov_terms", "schedule": crontab(hour=6, minute=50)},
    "in-uw-naam": {"task": "mandates.inzage.tasks.digests", "schedule": crontab(hour=7, minute=15)},
}

EMAIL_BACKEND = "post_office.EmailBackend"
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "DEFAULT_PRIORITY": "medium",
    "MAX_RETRIES": 6,
    "RETRY_INTERVAL": datetime.timedelta(minutes=5),
    "CELERY_ENABLED": False,
    "BATCH_SIZE": 100,
    "THREADS_PER_PROCESS": 1,
    "LOG_LEVEL": 1,
}
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20

# --- Gebruikersbeheer ---------------------------------------------------------------------------
# How long a nazicht may take before it is due, and how long a completed one holds.
ACCESS_REVIEW_DUE_MONTHS = env.number("ACCESS_REVIEW_DUE_MONTHS", 1)
ACCESS_REVIEW_HOLDS_MONTHS = env.number("ACCESS_REVIEW_HOLDS_MONTHS", 12)

# --- Dimona mandates ----------------------------------------------------------------------------
# Which register is asked who may act for a client: our own table, or `mandates.dimona.remote.RestRegister`.
DIMONA_REGISTER = env.text("DIMONA_REGISTER", "mandates.dimona.register.LocalRegister")
DIMONA_REGISTER_URL = env.text("DIMONA_REGISTER_URL", "")
DIMONA_REGISTER_TOKEN = env.text("DIMONA_REGISTER_TOKEN", "")
# A question is asked inside a request: whoever waits longer is told that the register does not answer.
DIMONA_REGISTER_TIMEOUT = env.number("DIMONA_REGISTER_TIMEOUT", 5)
# How old an answer may be that is used again; 0 asks every time.
DIMONA_REGISTER_CACHE_SECONDS = env.number("DIMONA_REGISTER_CACHE_SECONDS", 0)

# --- Rules --------------------------------------------------------------------------------------
PARAMETER_FILES = [
    BASE_DIR / "aanvragen" / "vov" / "parameters.toml",
    BASE_DIR / "aanvragen" / "deelname" / "parameters.toml",
    BASE_DIR / "aanvragen" / "odb" / "parameters.toml",
    BASE_DIR / "maatwerk" / "parameters.toml",
]

# --- Logs: one JSON object a line, with the request id and without personal data -----------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "loket.logging.RequestIdFilter"},
        "task_failure": {"()": "loket.logging.TaskFailureFilter"},
    },
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own request logger prints the path with its query; ours prints the route's name.
        # What went wrong in a view is logged by `loket.logging`, without what somebody typed.
        "django.request": {"level": "CRITICAL"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.server": {"level": "CRITICAL"},
        # What went wrong in a task, without what a file said.
        "celery.app.trace": {"filters": ["task_failure"]},
        "celery.worker.request": {"filters": ["task_failure"]},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        # Its own handler would write beside ours, in another form.
        "post_office": {"level": "WARNING", "handlers": [], "propagate": True},
        "fontTools": {"level": "ERROR"},
    },
}
