"""The site's addresses and a few where something goes wrong."""

from allauth.core.ratelimit import respond_429
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import path

from weald.core.errors import Conflict, Refused, WealdError
from weald.core.permissions import ruled
from weald.urls import (  # noqa: F401 -- Django reads these here
    handler400,
    handler403,
    handler404,
    handler429,
    handler500,
)
from weald.urls import (
    urlpatterns as site,
)

SENTENCES = ("This is for heads.", "You teach.", "Ask your head.")


def raising(error):
    @ruled("core.anyone")
    def view(request):
        raise error

    return view


@ruled("core.anyone")
def table_not_made_yet(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such_table")


@ruled("core.signed_in")
def own_page(request):
    raise AssertionError("only reached when signed in")


urlpatterns = [
    *site,
    path("bad", raising(BadRequest())),
    path("refused", raising(Refused(*SENTENCES))),
    path("denied", raising(PermissionDenied())),
    path("missing", raising(Http404())),
    path("expected", raising(WealdError("A year is needed.", "Ben gave none.", "Give one."))),
    path("conflict", raising(Conflict("One at a time.", "Ben changed it.", "Look again."))),
    path("broken", raising(ZeroDivisionError())),
    path("early", table_not_made_yet),
    path("often", respond_429),
    path("own", own_page),
]
