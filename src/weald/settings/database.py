"""PostgreSQL: one engine, two roles (the web role owns no tables)."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from weald.settings.environment import MODE, Mode, flag, text


def from_url(url: str) -> dict[str, Any]:
    """Turn postgresql://user:password@host:port/name?host=/socket/dir into Django's settings."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        msg = (
            f"DATABASE_URL must begin with postgresql://, but begins with {parts.scheme or 'nothing'}. "
            "Give the address of a PostgreSQL server, or leave it unset to use the embedded one."
        )
        raise ImproperlyConfigured(msg)
    options: dict[str, Any] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }


web_url = text("DATABASE_URL", "postgresql://weald_web@localhost/weald")
owner_url = text("WEALD_OWNER_DATABASE_URL", web_url)
# Commands that change tables (migrate, simulate) ask for the owner's role.
as_owner = flag("WEALD_AS_OWNER", default=MODE is Mode.TEST)

default = from_url(owner_url if as_owner else web_url)
# Without the time-out a dead database would hang every request for half a minute.
default["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12, "timeout": 3}
# A connection that died with the server is replaced before a page uses it.
default["CONN_HEALTH_CHECKS"] = True
if MODE is Mode.TEST:
    del default["OPTIONS"]["pool"]

DATABASES = {"default": default}
ATOMIC_REQUESTS = False

CACHES = {
    "default": {
        # Rate limits must hold across processes, so the cache is the database too.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
    }
}
