"""The lists of schools and of trusts: find, narrow, sort, page, take away."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, ruled, visible
from weald.core.registry import slots_for
from weald.schools.enums import Kind
from weald.schools.forms.choosing import SchoolChoice, TrustChoice
from weald.schools.models import Organisation
from weald.schools.queries.choosing import chosen_schools, chosen_trusts
from weald.schools.queries.organisations import authorities, listed, trusts_listed

A_PAGE = 25
SCHOOL_COLUMNS = {
    "urn": "urn",
    "name": "name",
    "phase": "phase",
    "status": "status",
    "town": "town",
    "postcode": "postcode",
    "region": "region",
    "local_authority": "authority_name",
    "trust_uid": "trust_uid",
    "trust": "trust_name",
    "pupils": "pupils",
    "laestab": "laestab",
    "ukprn": "ukprn",
    "easting": "easting",
    "northing": "northing",
}
TRUST_COLUMNS = {
    "uid": "uid",
    "name": "name",
    "kind": "trust_type",
    "status": "status",
    "schools": "schools",
    "town": "town",
    "postcode": "postcode",
}


@ruled("schools.read")
def schools(request: HttpRequest) -> HttpResponse:
    offered = visible(authorities(), actor_of(request)).order_by("name").values_list("code", "name")
    form = SchoolChoice(request.GET, authorities=[(code, name) for code, name in offered if code])
    chosen = form.chosen()
    found = visible(chosen_schools(chosen), actor_of(request))
    rows = ordered(listed(found, timezone.localdate()), chosen)
    if wanted_format(request):
        return export(request, SCHOOL_COLUMNS, rows, "schools")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    is_narrowed = any(chosen[name] for name in ("phase", "region", "authority", "status"))
    context = {"form": form, "chosen": chosen, "page": page, "is_narrowed": is_narrowed}
    return render(request, "schools/index.html", context | tabs(request) | trust_named(chosen, request))


@ruled("schools.read")
def trusts(request: HttpRequest) -> HttpResponse:
    form = TrustChoice(request.GET)
    chosen = form.chosen()
    found = visible(chosen_trusts(chosen), actor_of(request))
    rows = ordered(trusts_listed(found, timezone.localdate()), chosen)
    if wanted_format(request):
        return export(request, TRUST_COLUMNS, rows, "trusts")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "chosen": chosen, "page": page}
    return render(request, "schools/trusts.html", context | tabs(request))


def tabs(request: HttpRequest) -> dict[str, list[str]]:
    """Give what higher apps show of schools, beside the two lists."""
    return {"tabs": slots_for("schools.tabs", request, actor_of(request))}


def ordered(rows: QuerySet[Any], chosen: dict[str, str]) -> QuerySet[Any]:
    """Sort as asked; what was searched for comes in the order of likeness."""
    if not chosen["sort"]:
        return rows if chosen["q"] else rows.order_by("name", "pk")
    field = F(chosen["sort"].removeprefix("-"))
    order = field.desc(nulls_last=True) if chosen["sort"].startswith("-") else field.asc(nulls_last=True)
    return rows.order_by(order, "name", "pk")


def trust_named(chosen: dict[str, str], request: HttpRequest) -> dict[str, Any]:
    if not chosen["trust"]:
        return {}
    named = Organisation.objects.filter(kind=Kind.TRUST, identifiers__value=chosen["trust"])
    return {"trust": visible(named, actor_of(request)).first()}
