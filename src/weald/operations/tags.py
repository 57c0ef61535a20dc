"""ETags: a reader is spared what has not changed, a writer is stopped by what has."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag

from weald.core.errors import WealdError


class PreconditionFailed(WealdError):
    """The thing is no longer as the writer read it."""


class PreconditionMissing(WealdError):
    """The writer did not say what they had read."""


def tag_of(*parts: object) -> str:
    """Make a tag of whatever changes with the thing."""
    return quote_etag(hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:24])


def expect(request: HttpRequest, tag: str) -> None:
    """Require `If-Match` with the tag of the thing as it is now."""
    given = request.headers.get("If-Match")
    if given is None:
        raise PreconditionMissing(
            "A new version says which one it was written from, so that nobody’s work is written over.",
            "There was no If-Match header.",
            "Read it first, and send its ETag back as If-Match.",
        )
    if given.strip() != "*" and tag not in parse_etags(given):
        raise PreconditionFailed(
            "A new version is written from the newest one.",
            "It has changed since you read it.",
            "Read it again, bring the two together, and send it with the new ETag.",
        )


def spare_what_is_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tag a successful answer to a GET, and answer 304 without a body where the reader has it already."""
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    if not response.has_header("ETag"):
        response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:24])
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization"
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or response["ETag"] in {tag.removeprefix("W/") for tag in known}:
        unchanged = HttpResponse(status=304)
        for name in ("ETag", "Cache-Control", "Vary"):
            unchanged[name] = response[name]
        return unchanged
    return response
