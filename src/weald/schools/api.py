"""Schools, trusts and the vocabulary, read-only: the register is public."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from weald.core.permissions import actor_of, visible, visible_or_404
from weald.operations import Page, Sheet, page, reads
from weald.schools.enums import Kind, Scheme, TermKind
from weald.schools.models import Organisation, Term
from weald.schools.queries.organisations import (
    by_identifier,
    chain_of,
    history_of,
    listed,
    standing,
    trusts_listed,
    within,
)
from weald.schools.queries.vocabulary import in_use

router = Router(tags=["Schools"])


class Place(Schema):
    """An organisation of any kind, as others name it."""

    id: int
    name: str
    kind: str


class School(Place):
    urn: str | None
    status: str
    phase: str | None
    town: str
    postcode: str
    region: str
    pupils: int | None
    trust_id: int | None
    trust: str | None
    authority: str | None


class Belonging(Schema):
    """A time within a trust, an authority, a diocese …; `until` is the first day outside."""

    id: int
    name: str
    kind: str
    since: date | None
    until: date | None


class SchoolInFull(School):
    earlier_urns: list[str]
    belonged_to: list[Belonging]


class Trust(Place):
    uid: str | None
    status: str
    schools: int


class Word(Schema):
    """A term of the vocabulary: what stands for it is its code."""

    kind: str
    code: str
    name: str
    parent: str | None
    also: list[str]


def place(organisation: Organisation) -> dict[str, Any]:
    return {"id": organisation.pk, "name": organisation.name, "kind": organisation.kind}


def school(found: Any) -> dict[str, Any]:  # noqa: ANN401 -- a row with what `listed` adds
    return place(found) | {
        "urn": found.urn,
        "status": found.status,
        "phase": found.phase,
        "town": found.town,
        "postcode": found.postcode,
        "region": found.region,
        "pupils": found.pupils,
        "trust_id": found.trust_id,
        "trust": found.trust_name,
        "authority": found.authority_name,
    }


def trust(found: Any) -> dict[str, Any]:  # noqa: ANN401 -- a row with what `trusts_listed` adds
    return place(found) | {"uid": found.uid, "status": found.status, "schools": found.schools}


@reads(router, "/schools", rule="schools.read", answer=Page[School])
def schools(
    request: HttpRequest, sheet: Query[Sheet], phase: str = "", region: str = "", trust_id: int | None = None
) -> dict[str, Any]:
    """List schools, each once however many URNs it has had; narrow by phase, region or trust."""
    today = timezone.localdate()
    found = visible(standing(), actor_of(request))
    if phase:
        found = found.filter(details__phase=phase)
    if region:
        found = found.filter(region=region)
    if trust_id is not None:
        found = within(found, trust_id, today)
    return page(request, listed(found, today), sheet, school)


@reads(router, "/schools/{urn}", rule="schools.read", answer=SchoolInFull)
def one_school(request: HttpRequest, urn: str) -> dict[str, Any]:
    """Give a school by any URN it has had, with what it belonged to."""
    asked = visible_or_404(by_identifier(Scheme.URN, urn).filter(kind=Kind.SCHOOL), actor_of(request))
    found = listed(Organisation.objects.filter(pk=asked.identity_id or asked.pk), timezone.localdate()).get()
    chain = chain_of(found)
    return school(found) | {
        "earlier_urns": [one.urn for one in chain if one.urn and one.urn != found.urn],
        "belonged_to": [
            place(spell.parent) | {"since": spell.starts_on, "until": spell.ends_on}
            for spell in visible(history_of(chain), actor_of(request))
        ],
    }


@reads(router, "/trusts", rule="schools.read", answer=Page[Trust])
def trusts(request: HttpRequest, sheet: Query[Sheet]) -> dict[str, Any]:
    """List trusts with how many schools are in each today."""
    found: QuerySet[Organisation] = visible(Organisation.objects.filter(kind=Kind.TRUST), actor_of(request))
    return page(request, trusts_listed(found, timezone.localdate()), sheet, trust)


@reads(router, "/organisations/{organisation_id}", rule="schools.read", answer=Place)
def organisation(request: HttpRequest, organisation_id: int) -> dict[str, Any]:
    """Give an organisation of any kind by the id that stands for it elsewhere."""
    return place(visible_or_404(Organisation.objects.filter(pk=organisation_id), actor_of(request)))


@reads(router, "/vocabulary/{kind}", rule="schools.read", answer=list[Word])
def vocabulary(request: HttpRequest, kind: TermKind) -> list[dict[str, Any]]:
    """List the terms of a kind: phase, key_stage, subject, concept, area or pupil_group."""
    found: QuerySet[Term] = visible(in_use(kind).select_related("parent"), actor_of(request))
    return [
        {
            "kind": term.kind,
            "code": term.code,
            "name": term.name,
            "parent": term.parent.code if term.parent else None,
            "also": term.also,
        }
        for term in found
    ]
