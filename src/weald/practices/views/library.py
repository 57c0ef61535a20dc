"""The library of practices: narrow, sort, page, take away."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from weald.core.exports import export, wanted_format
from weald.core.paging import MOST_LISTED, UpTo
from weald.core.permissions import Actor, actor_of, refusal, ruled, visible
from weald.practices.exports.tables import LIBRARY_COLUMNS, as_workbook
from weald.practices.forms.library import LibraryChoice
from weald.practices.queries.drafts import drafts_newest_first
from weald.practices.queries.library import chosen_practices, listed, ordered
from weald.schools.enums import TermKind
from weald.schools.queries.vocabulary import names_of

A_PAGE = 25
SHOWN_DRAFTS = 5
OFFERED_SORTS = (("-changed", "newest"), ("title", "name"), ("-adopted", "most used"), ("home", "where from"))


@ruled("practices.see")
def library(request: HttpRequest) -> HttpResponseBase:
    form = LibraryChoice(request.GET)
    chosen = form.chosen()
    actor = actor_of(request)
    found = visible(chosen_practices(chosen, actor), actor)
    rows = ordered(listed(found), chosen["sort"])
    if request.GET.get("format") == "xlsx":
        return as_workbook(LIBRARY_COLUMNS, visible(rows, actor), "practices")
    if wanted_format(request):
        return export(request, LIBRARY_COLUMNS, rows, "practices")
    page = {
        "form": form,
        "page": UpTo(rows, A_PAGE).get_page(request.GET.get("page")),
        "most": MOST_LISTED,
        "sort": chosen["sort"] or "-changed",
        "sorts": OFFERED_SORTS,
        "is_narrowed": any(
            value for name, value in chosen.items() if name not in {"sort", "subject", "phase"}
        ),
        "is_chosen": any(value for name, value in chosen.items() if name != "sort"),
        "subjects": names_of(TermKind.SUBJECT),
        "phases": names_of(TermKind.PHASE),
        "may_share": refusal("practices.draft", actor) is None,
        **_own_drafts(actor),
    }
    return render(request, "practices/library.html", page)


def _own_drafts(actor: Actor) -> dict[str, Any]:
    drafts = list(visible(drafts_newest_first(), actor)[: SHOWN_DRAFTS + 1])
    return {"drafts": drafts[:SHOWN_DRAFTS], "has_more_drafts": len(drafts) > SHOWN_DRAFTS}


@ruled("practices.draft")
def drafts(request: HttpRequest) -> HttpResponse:
    """List all that somebody is writing."""
    own = visible(drafts_newest_first(), actor_of(request))
    page = Paginator(own, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "practices/drafts.html", {"page": page})
