"""Settings of the web application. What an administrator decides comes from the environment: docs/deployment.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from corridor.web import environment as env
from corridor.web.accounts.sign_in import *  # noqa: F403

PRODUCTION = env.flag("CORRIDOR_PRODUCTION")
DEBUG = False
DATA = env.web_folder()
SECRET_KEY = env.secret_key(DATA)
PORT = env.number("CORRIDOR_PORT", 8000)
ALLOWED_HOSTS = env.hosts(PRODUCTION)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

# Lowest last: an app may import those below it (pyproject.toml keeps it so).
OWN_APPS = [
    "corridor.web.api",
    "corridor.web.oversight",
    "corridor.web.home",
    "corridor.web.chain",
    "corridor.web.drafts",
    "corridor.web.live",
    "corridor.web.events",
    "corridor.web.programmes",
    "corridor.web.stakeholders",
    "corridor.web.cases",
    "corridor.web.matches",
    "corridor.web.following",
    "corridor.web.partnerships",
    "corridor.web.reforms",
    "corridor.web.plans",
    "corridor.web.pool",
    "corridor.web.route_check",
    "corridor.web.law",
    "corridor.web.shortages",
    "corridor.web.attractiveness",
    "corridor.web.evidence",
    "corridor.web.consent",
    "corridor.web.organisations",
    "corridor.web.accounts",
    "corridor.web.jobs",
    "corridor.web.audit",
    "corridor.web.design",
]
INSTALLED_APPS = [
    *OWN_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "rules.apps.AutodiscoverRulesConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "corridor.web.accounts.middleware.PreferredLanguage",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "corridor.web.accounts.middleware.RequiredSecondStep",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "corridor.web.urls"
WSGI_APPLICATION = "corridor.web.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "corridor.web.design.context.design",
            ],
        },
    }
]
FORM_RENDERER = "corridor.web.design.renderer.Renderer"

# ---- data -------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {"default": env.database(DATA)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers beside one writer; a writer takes its lock at once and waits for it, instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FILES = DATA / "files"
MEDIA_ROOT = FILES
"""Private: no address leads here; views hand files out after they have asked who may."""
MEDIA_URL = "/no-public-files/"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LIMIT = env.number("CORRIDOR_UPLOAD_MB", 100) * 1024 * 1024
API_CALLS_A_MINUTE = {
    "anonymous": env.number("CORRIDOR_API_ANONYMOUS", 60),
    "token": env.number("CORRIDOR_API_TOKEN", 600),
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}},
    # Counts that every process must see: limits on sign-in and on the API.
    "limits": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "corridor_limits"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# ---- language ---------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("nl", "Nederlands")]
LANGUAGE_COOKIE_NAME = "corridor_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
TIME_ZONE = "Europe/Brussels"
CORRIDOR_REGION = env.text("CORRIDOR_REGION")
USE_TZ = True

# ---- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "corridor_session"
CSRF_COOKIE_NAME = "corridor_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "corridor.web.home.faults.csrf"

# ---- mail -------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("CORRIDOR_EMAIL_FROM", "corridor@localhost")
if env.text("CORRIDOR_EMAIL_URL"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(env.mail(env.text("CORRIDOR_EMAIL_URL")))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "outbox"

# ---- what a browser may do ----------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF, *env.several("CORRIDOR_OIDC_HOSTS")],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("CORRIDOR_STATIC") or DATA / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Addresses carry facts of persons (searches, filters): only faults are logged, without the query.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
