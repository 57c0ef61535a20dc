"""Applications, middleware, templates, language."""

from pathlib import Path

from weald.settings.environment import DATA, MODE, Mode, number

PACKAGE = Path(__file__).resolve().parent.parent

WEALD_MODE = MODE
WEALD_DATA = DATA

INSTALLED_APPS = [
    "weald.home",
    "weald.practices",
    "weald.communities",
    "weald.dividend",
    "weald.measures",
    "weald.people",
    "weald.schools",
    "weald.search",
    "weald.files",
    "weald.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "weald.core.middleware.observe",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "weald.people.middleware.actor",
    "weald.core.middleware.refusals",
]

ROOT_URLCONF = "weald.urls"
WSGI_APPLICATION = "weald.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "weald.core.context_processors.shell",
            ],
        },
    },
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
# Gathered for production only; elsewhere files are served from where they stand.
STATIC_ROOT = DATA / "static" if MODE is Mode.PRODUCTION else None
STATICFILES_DIRS = [PACKAGE / "static"]
MEDIA_ROOT = DATA / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if MODE is Mode.PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = MODE is not Mode.PRODUCTION
WHITENOISE_AUTOREFRESH = MODE is Mode.DEVELOPMENT
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_HANDLERS = [
    "weald.files.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Numbers smaller than this many pupils are hidden; subgroups have their own, larger one.
WEALD_SUPPRESS_BELOW = number("WEALD_SUPPRESS_BELOW", 6)
WEALD_SUPPRESS_SUBGROUP_BELOW = number("WEALD_SUPPRESS_SUBGROUP_BELOW", 11)
