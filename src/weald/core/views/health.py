"""What a machine asks: is it alive, what are the counters, which key signs."""

import os

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from weald.core.domain.keys import public_key_pem
from weald.core.permissions import ruled


@ruled("core.anyone")
def healthz(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})


@ruled("core.counters", load=lambda request: request, asks_to_sign_in=False)
def metrics(request: HttpRequest, _: HttpRequest) -> HttpResponse:
    return HttpResponse(generate_latest(_counters()), content_type=CONTENT_TYPE_LATEST)


def _counters() -> CollectorRegistry:
    """Add up the counters of all web processes where there are several (`weald serve` names their folder)."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library's own omission
    return registry


@ruled("core.anyone")
def ledger_key(request: HttpRequest) -> HttpResponse:
    return HttpResponse(public_key_pem(), content_type="application/x-pem-file")
