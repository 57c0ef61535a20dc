"""Secrets, cookies, headers."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from csp.constants import NONE, SELF

from weald.settings.environment import DATA, MODE, Mode, flag, text, words


def kept_secret(path: Path) -> str:
    """Read the secret kept in the data folder, making it on first use."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Linked into place, so that of two processes at once one wins and both read the same.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="new-") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
        return path.read_text().strip()


IS_PRODUCTION = MODE is Mode.PRODUCTION

DEBUG = flag("WEALD_DEBUG", default=False)
SECRET_KEY = text("WEALD_SECRET_KEY") or kept_secret(DATA / "keys" / "session")
ALLOWED_HOSTS = words("WEALD_HOSTS") or (
    [] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in words("WEALD_HOSTS")]

# Where letters and feeds lead: written by the worker, to whom no request says it.
WEALD_ADDRESS = text(
    "WEALD_ADDRESS", f"https://{words('WEALD_HOSTS')[0]}" if words("WEALD_HOSTS") else "http://127.0.0.1:8000"
).rstrip("/")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_SSL_REDIRECT = IS_PRODUCTION and flag("WEALD_HTTPS", default=True)
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL_REDIRECT
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if flag("WEALD_BEHIND_PROXY", default=False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
