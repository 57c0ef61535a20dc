"""A kept file on its way out: always saved, never shown by the browser."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from weald.files.domain import content_of
from weald.files.models import StoredFile

# Should a browser show it after all, it stands alone: no script, no form, no frame, no other file.
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


def as_download(file: StoredFile, name: str) -> StreamingHttpResponse:
    """Send the file in pieces. Whoever calls has asked who may have it."""
    response = StreamingHttpResponse(content_of(file), content_type=file.media_type)
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{file.sha256}"'
    response["Content-Security-Policy"] = ALONE
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
