from django.http import HttpRequest, HttpResponse

from weald.core.permissions import ruled
from weald.core.stylesheet import current


@ruled("core.anyone")
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """Send the stylesheet; a name from before the last deployment gets today's, unkept."""
    sheet = current()
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        sheet.packed if is_packed else sheet.plain, content_type="text/css; charset=utf-8"
    )
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = (
        "public, max-age=31536000, immutable" if digest == sheet.digest else "no-cache"
    )
    return response
