"""One stylesheet out of many small files, put together in memory: no build step, cached for ever."""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

PACKAGE = Path(__file__).resolve().parent.parent
GROUND = ("tokens", "base", "shell", "layout")


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """The text as sent, and the name under which a browser may keep it."""

    plain: bytes
    packed: bytes
    digest: str


def sources() -> list[Path]:
    """The ground first, then each component's own file beside its template."""
    ground = [PACKAGE / "static" / "css" / f"{name}.css" for name in GROUND]
    return ground + sorted((PACKAGE / "templates" / "_components").glob("*/*.css"))


def assemble() -> Stylesheet:
    plain = "\n".join(path.read_text() for path in sources()).encode()
    return Stylesheet(plain, gzip.compress(plain, mtime=0), sha256(plain).hexdigest()[:12])


kept = lru_cache(maxsize=1)(assemble)


def current() -> Stylesheet:
    """Read the files once, but in development at every request: there they change."""
    return assemble() if settings.WEALD_MODE == "development" else kept()
