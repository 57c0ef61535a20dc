"""Reading practices: lists, one, its history, its line, whose words it is made of, who uses it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from weald.core.permissions import actor_of, visible, visible_or_404
from weald.operations import Page, Sheet, page, reads
from weald.practices.api import shapes
from weald.practices.api.routers import router
from weald.practices.models import Adoption, Practice, Version
from weald.practices.queries.lineage import lineage_of
from weald.practices.queries.practice import credits_of, practices_whole, returns_of

SEE = "practices.see"
NOT_SHARED = "a practice not shared with you"


class Narrowing(Schema):
    """What a list of practices is narrowed to; everything by its code."""

    kind: str = ""
    stage: str = ""
    subject: str = ""
    concept: str = ""
    area: str = ""
    phase: str = ""
    key_stage: str = ""
    home_id: int | None = None
    changed_since: datetime | None = None


class Node(Schema):
    """A practice in a line; of one that is not shared with you only that it is there."""

    key: str
    is_shared: bool
    practice_id: int | None = None
    title: str = NOT_SHARED
    home: str = ""
    stage: str = ""
    shared_at: datetime | None = None


class Tie(Schema):
    """One practice comes from another, or took in what came back: adapted, alloyed, merged."""

    child: str
    parent: str
    how: str


class LineageOut(Schema):
    practices: list[Node]
    ties: list[Tie]


class CreditOut(Schema):
    """What a version owes to another practice: words kept, and their share of all its words."""

    practice_id: int | None
    title: str
    school: str
    words: int
    share: float


def a_practice(request: HttpRequest, practice_id: int) -> Practice:
    return visible_or_404(practices_whole().filter(pk=practice_id), actor_of(request))


@reads(router, "/practices", rule=SEE, answer=Page[shapes.PracticeOut])
def practices(request: HttpRequest, sheet: Query[Sheet], narrowing: Query[Narrowing]) -> dict[str, Any]:
    """List practices, retired ones and adaptations too."""
    found = visible(Practice.objects.filter(withdrawn_at__isnull=True), actor_of(request))
    asked = narrowing.dict()
    for field in ("kind", "stage", "subject", "concept", "area"):
        if asked[field]:
            found = found.filter(**{field: asked[field]})
    for name, field in (("phase", "phases"), ("key_stage", "key_stages")):
        if asked[name]:
            found = found.filter(**{f"{field}__contains": [asked[name]]})
    if narrowing.home_id is not None:
        found = found.filter(home_id=narrowing.home_id)
    if narrowing.changed_since is not None:
        found = found.filter(changed_at__gte=narrowing.changed_since)
    return page(request, found.select_related("home", "head"), sheet, shapes.listed)


@reads(router, "/practices/{practice_id}", rule=SEE, answer=shapes.PracticeWhole)
def practice(request: HttpRequest, response: HttpResponse, practice_id: int) -> dict[str, Any]:
    """Give a practice with its newest version; its ETag is what a next version is written against."""
    found = a_practice(request, practice_id)
    response["ETag"] = shapes.practice_tag(found)
    return shapes.whole(found)


@reads(router, "/practices/{practice_id}/versions", rule=SEE, answer=Page[shapes.VersionLine])
def versions(request: HttpRequest, practice_id: int, sheet: Query[Sheet]) -> dict[str, Any]:
    """List its versions, newest first, with what changed and why."""
    found = Version.objects.filter(practice=a_practice(request, practice_id))
    return page(request, found.select_related("made_by", "made_at_school"), sheet, shapes.version_line)


@reads(router, "/versions/{version_id}", rule=SEE, answer=shapes.VersionOut)
def version(request: HttpRequest, version_id: int) -> dict[str, Any]:
    """Give everything one version says; it never changes."""
    found: QuerySet[Version] = Version.objects.filter(pk=version_id).select_related(
        "made_by", "made_at_school"
    )
    return shapes.version_whole(
        visible_or_404(found.prefetch_related("attachments__file"), actor_of(request))
    )


@reads(router, "/practices/{practice_id}/lineage", rule=SEE, answer=LineageOut)
def lineage(request: HttpRequest, practice_id: int) -> dict[str, Any]:
    """Give everything it comes from and everything that came of it, for any depth."""
    found = lineage_of(a_practice(request, practice_id), actor_of(request))
    # Ids of what is hidden say nothing to anybody, and are not told either.
    hidden = [pk for pk in found.lines if pk not in found.seen]
    keys = {pk: str(pk) for pk in found.seen}
    keys |= {pk: f"hidden-{place}" for place, pk in enumerate(hidden, start=1)}
    nodes = [
        {
            "key": keys[pk],
            "is_shared": True,
            "practice_id": pk,
            "title": one.title,
            "home": one.home.name,
            "stage": one.stage,
            "shared_at": one.shared_at,
        }
        for pk, one in found.seen.items()
    ]
    nodes += [{"key": keys[pk], "is_shared": False} for pk in hidden]
    ties = [{"child": keys[child], "parent": keys[parent], "how": how} for child, parent, how in found.ties]
    return {"practices": nodes, "ties": ties}


@reads(router, "/practices/{practice_id}/credits", rule=SEE, answer=list[CreditOut])
def credit(request: HttpRequest, practice_id: int) -> list[dict[str, Any]]:
    """Say whose words its newest version keeps, through any number of hands."""
    owed = credits_of(a_practice(request, practice_id).head, actor_of(request))
    return [
        {
            "practice_id": one.ancestor.practice_id if one.is_known else None,
            "title": one.ancestor.title if one.is_known else NOT_SHARED,
            "school": one.ancestor.made_at_school.name if one.is_known else "",
            "words": one.words,
            "share": round(one.share, 4),
        }
        for one in owed
    ]


@reads(router, "/practices/{practice_id}/adoptions", rule=SEE, answer=Page[shapes.AdoptionOut])
def adoptions(request: HttpRequest, practice_id: int, sheet: Query[Sheet]) -> dict[str, Any]:
    """List the schools and teams that use it, or did."""
    practice = a_practice(request, practice_id)
    found = visible(Adoption.objects.filter(practice=practice), actor_of(request))
    return page(request, found.select_related("organisation", "version"), sheet, shapes.adoption)


@reads(router, "/practices/{practice_id}/returns", rule=SEE, answer=Page[shapes.ReturnOut])
def returns(request: HttpRequest, practice_id: int, sheet: Query[Sheet]) -> dict[str, Any]:
    """List what came back to it, with what happened and what became of it."""
    found = returns_of(a_practice(request, practice_id), actor_of(request))
    return page(request, found.select_related("tried_at", "from_version"), sheet, shapes.returned)
