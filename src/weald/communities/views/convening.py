"""What a convenor looks after: who has no community, which schools are alone, how schools hang together."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weald.communities.domain.network import alone, isolated, picture_of
from weald.communities.queries.coverage import (
    leads_of_many,
    reach_of,
    schools_within,
    sight_of,
    without_community,
)
from weald.core.exports import export, wanted_format
from weald.core.paging import UpTo
from weald.core.permissions import actor_of, ruled
from weald.people.enums import RoleKind

PEOPLE_A_PAGE = 50
LEADS_SHOWN = 20
ISOLATES_SHOWN = 100
MOST_HALF_TERMS = 12
USUAL_HALF_TERMS = 2
PEOPLE = {
    "name": "person.name",
    "role": lambda role: role.get_kind_display(),
    "subject": "subject",
    "organisation": "organisation.name",
}
SCHOOLS = {"school": "name", "trust": "trust_name", "authority": "authority_name", "town": "town"}


def half_terms(request: HttpRequest) -> int:
    said = request.GET.get("half_terms", "")
    return min(max(int(said), 1), MOST_HALF_TERMS) if said.isdecimal() else USUAL_HALF_TERMS


@ruled("communities.coverage")
def coverage(request: HttpRequest) -> HttpResponse:
    reach, n = reach_of(actor_of(request)), half_terms(request)
    people = without_community(reach)
    kind = request.GET.get("role", "")
    if kind in RoleKind.values:
        people = people.filter(kind=kind)
    if wanted_format(request):
        # The reach of whoever convenes is wider than whom they may look up: it is the query's own.
        return export(request, PEOPLE, people.iterator(chunk_size=2000), "without-a-community")
    page = {
        "page": UpTo(people, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "roles": [(value, label.capitalize()) for value, label in RoleKind.choices],
        "kind": kind,
        "n_alone": len(alone(reach, n)),
        "half_terms": n,
        "leads": leads_of_many(reach)[:LEADS_SHOWN],
    }
    return render(request, "communities/coverage.html", page)


@ruled("communities.coverage")
def isolated_schools(request: HttpRequest) -> HttpResponse:
    reach, n = reach_of(actor_of(request)), half_terms(request)
    if wanted_format(request):
        return export(request, SCHOOLS, isolated(reach, n), "isolated-schools")
    listed = Paginator(alone(reach, n), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    listed.object_list = schools_within(reach).filter(pk__in=listed.object_list)
    page = {"page": listed, "half_terms": n, "choices": (1, 2, 3, 6, 12)}
    return render(request, "communities/isolated.html", page)


@ruled("communities.network")
def network(request: HttpRequest) -> HttpResponse:
    sight, n = sight_of(actor_of(request)), half_terms(request)
    page = {
        "picture": picture_of(sight, n),
        "isolates": schools_within(sight).filter(pk__in=alone(sight, n)[:ISOLATES_SHOWN]),
        "choices": (1, 2, 3, 6, 12),
    }
    return render(request, "communities/network.html", page)
