"""The API as it is served: every app's router, one way of refusing, tags on every answer."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from weald.api.bearer import Bearer, NoSuchToken
from weald.api.limits import TooMany, count_one
from weald.core.errors import Conflict, Refusal, Refused, WealdError
from weald.core.permissions import Actor, actor_of
from weald.core.views.errors import as_problem
from weald.operations.tags import PreconditionFailed, PreconditionMissing, spare_what_is_known

VERSION = "1"


class Counted(Bearer):
    """Know who asks, then count it."""

    openapi_name = "token"

    def __call__(self, request: HttpRequest) -> Actor:
        actor = super().__call__(request)
        count_one(request)
        return actor


class Api(NinjaAPI):
    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:  # noqa: ANN401 -- ninja's
        return spare_what_is_known(request, super().create_response(request, data, **options))


def make_api() -> Api:
    api = Api(
        title="Weald",
        version=VERSION,
        description="Everything the pages show and do, for programs; as far as a token’s roles reach.",
        auth=Counted(),
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    for kind, status in STATUSES.items():
        api.exception_handler(kind)(_refusing(status))
    api.exception_handler(Http404)(lambda request, error: as_problem(404, NOT_HERE))
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(HttpError)(lambda request, error: as_problem(error.status_code))
    return api


NOT_HERE = Refusal(
    "What is asked for must be there, and within what the token may know of.",
    "There is nothing like that for this reader.",
    "Check the address; or use a token with another role.",
)
STATUSES: dict[type[WealdError], int] = {
    WealdError: 400,
    NoSuchToken: 401,
    Refused: 403,
    Conflict: 409,
    PreconditionFailed: 412,
    PreconditionMissing: 428,
    TooMany: 429,
}


def _refusing(status: int) -> Callable[[HttpRequest, Any], HttpResponse]:
    def answer(request: HttpRequest, error: WealdError) -> HttpResponse:
        # What somebody unknown may not do, they might with a token.
        code = 401 if status == 403 and not actor_of(request).is_known else status
        response = as_problem(code, error.refusal)
        if code == 401:
            response["WWW-Authenticate"] = 'Bearer realm="Weald"'
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.wait)
        return response

    return answer


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401 -- ninja's
    found = "; ".join(
        f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in error.errors
    )
    return as_problem(
        422,
        Refusal(
            "The request has the form the reference page describes.",
            f"{found}.",
            "Mend that and send it again.",
        ),
    )
