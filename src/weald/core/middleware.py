"""Around every request: an access line with a request id, counters, and refusals as pages."""

import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from weald.core.errors import Conflict, Refused, WealdError, Withheld
from weald.core.formats import wanted_format
from weald.core.permissions import actor_of
from weald.core.views.errors import refuse

Respond = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("weald.access")

REQUESTS = Counter("weald_requests_total", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram("weald_request_seconds", "Time to answer", ["view"])
QUIET_PATHS = frozenset({"/healthz", "/metrics"})


def observe(get_response: Respond) -> Respond:
    """Log one line and count one request. No query string, address or name is written down."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = uuid4().hex[:12]
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.perf_counter()
        try:
            response = get_response(request)
            elapsed = time.perf_counter() - began
            match = request.resolver_match
            view = match.view_name if match else "none"
            REQUESTS.labels(view, request.method, response.status_code).inc()
            SECONDS.labels(view).observe(elapsed)
            if request.path not in QUIET_PATHS:
                log.info(
                    "request",
                    method=request.method,
                    view=view,
                    status=response.status_code,
                    milliseconds=round(elapsed * 1000, 1),
                )
            response["X-Request-Id"] = request_id
            return response
        finally:
            structlog.contextvars.clear_contextvars()

    return middleware


def refusals(get_response: Respond) -> Respond:
    """Turn domain refusals into answers that say what was needed, what was found and what to do."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            is_stranger = not actor_of(request).is_known
            return refuse(
                request, 401 if is_stranger and wanted_format(request) == "json" else 403, error.refusal
            )
        if isinstance(error, Withheld):
            return refuse(request, 404, error.refusal)
        if isinstance(error, Conflict):
            return refuse(request, 409, error.refusal)
        if isinstance(error, WealdError):
            return refuse(request, 400, error.refusal)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django's hook
    return middleware
