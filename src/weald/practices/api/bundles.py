"""Taking a practice from one Weald to another, signed, by program."""

import tempfile
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Schema

from weald.core.domain.keys import public_key_pem
from weald.core.errors import WealdError
from weald.core.permissions import actor_of
from weald.operations import reads, writes
from weald.practices.api import shapes
from weald.practices.api.reading import a_practice
from weald.practices.api.routers import router
from weald.practices.api.writing import organisation, told
from weald.practices.domain.bringing_in import bring_in
from weald.practices.domain.foreign_bundle import MOST_BYTES
from weald.practices.exports.bundle import bundle, write_zip
from weald.practices.exports.seal import sealed


class KeyOut(Schema):
    """With this key anybody can check what this Weald signed."""

    key: str


@reads(router, "/key", rule="core.anyone", answer=KeyOut)
def key(request: HttpRequest) -> dict[str, Any]:
    """Give the public key this Weald signs with."""
    return {"key": public_key_pem()}


@reads(router, "/practices/{practice_id}/bundle", rule="practices.see", answer=Any)
def take_away(request: HttpRequest, practice_id: int) -> FileResponse:
    """Give a practice as a signed archive (application/zip): Markdown, files, lineage, digests."""
    practice = a_practice(request, practice_id)
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    actor, address = actor_of(request), request.build_absolute_uri("/").rstrip("/")
    write_zip(sealed(bundle(practice, actor), practice.head, actor, address), file)
    file.seek(0)
    return FileResponse(file, filename=f"practice-{practice.pk}.zip", content_type="application/zip")


@writes(router, "/bundles", rule="practices.share", answer=shapes.PracticeWhole)
def bring(
    request: HttpRequest,
    response: HttpResponse,
    home_id: int | None = None,
    audience: str = "school",
    known_key: str = "",
) -> dict[str, Any]:
    """Bring a signed bundle in: the body is the archive, as another Weald gave it."""
    if home_id is None:
        raise WealdError(
            "A practice is at home somewhere.", "There is no home_id.", "Name a place where you work."
        )
    home = organisation(request, home_id)
    file = BytesIO(request.read(MOST_BYTES + 1))
    practice = bring_in(file, home=home, audience=audience, known_key=known_key, by=actor_of(request))
    return told(request, response, practice)
