"""The API's description, for programs and for people."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from ninja import NinjaAPI

from weald.api.reference import chapters
from weald.core.permissions import ruled


@ruled("core.anyone")
def openapi(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Give the OpenAPI document; it is the same for everybody."""
    response = JsonResponse(api.get_openapi_schema(path_prefix=request.path.removesuffix("openapi.json")))
    response["Cache-Control"] = "public, max-age=3600"
    return response


@ruled("core.anyone")
def reference(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    document = api.get_openapi_schema(path_prefix=request.path)
    page = {"chapters": chapters(document), "address": request.build_absolute_uri(request.path)}
    return render(request, "api/reference.html", page)
