"""Answers to what went wrong: a page for people, the same sentences as data for programs."""

import sys
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg.errors import UndefinedTable

from weald.core.errors import Refusal
from weald.core.formats import wanted_format

TOO_LARGE = Refusal(
    "What is sent to Weald has a limit.",
    "This was so much larger that it was not read to its end. Nothing has been changed.",
    "Go back: what you wrote should still be there. Send a smaller file, or a link to it.",
)
# Where htmx asked, the page's own part is exchanged for that of the error page.
INTO_THE_PAGE = {"HX-Retarget": "#page", "HX-Reselect": "#page", "HX-Reswap": "outerHTML"}


def refuse(request: HttpRequest, status: int, refusal: Refusal | None = None) -> HttpResponse:
    if wanted_format(request) == "json":
        return as_problem(status, refusal)
    response = render(request, f"{status}.html", {"refusal": refusal}, status=status)
    return for_htmx(request, response)


def as_problem(status: int, refusal: Refusal | None = None) -> JsonResponse:
    """Say it as RFC 9457 problem details."""
    problem: dict[str, object] = {"status": status, "title": HTTPStatus(status).phrase}
    if refusal:
        problem |= {"need": refusal.need, "finding": refusal.finding, "remedy": refusal.remedy}
    return JsonResponse(problem, status=status, content_type="application/problem+json")


def for_htmx(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        for name, value in INTO_THE_PAGE.items():
            response[name] = value
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, 400, TOO_LARGE if isinstance(exception, RequestDataTooBig) else None)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    return refuse(request, 429)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer without database or context: whatever broke may be either."""
    status = 503 if is_being_set_up(sys.exception()) else 500
    if wanted_format(request) == "json":
        return as_problem(status)
    return for_htmx(request, HttpResponse(render_to_string(f"{status}.html"), status=status))


def is_being_set_up(error: BaseException | None) -> bool:
    """Whether a table is not there yet: web processes may start while `weald migrate` still runs."""
    return isinstance(error, ProgrammingError) and isinstance(error.__cause__, UndefinedTable)
