"""Returning an adaptation and answering one that came back, hunk by hunk, by program."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from weald.core.permissions import actor_of, visible_or_404
from weald.operations import expect, reads, writes
from weald.practices.api import shapes
from weald.practices.api.routers import router
from weald.practices.api.writing import a_version, organisation
from weald.practices.domain import returning as verbs
from weald.practices.models import Practice, Return
from weald.schools.models import Organisation

ANSWER = "practices.answer"


class HunkOut(Schema):
    """Paragraphs that belong together, as both began, as you have them and as they have them."""

    key: str
    part: str
    base: list[str]
    ours: list[str]
    theirs: list[str]
    is_offered: bool = Field(description="They have something here that you don’t: take, leave or edit it.")


class AnswerIn(Schema):
    choices: dict[str, bool | str] = Field(
        description="By a hunk’s key: true takes it, false leaves it, a text stands in its place."
    )
    reason: str = ""


class ReasonIn(Schema):
    reason: str = ""


class ThanksIn(Schema):
    thanks: str = ""


def a_return(request: HttpRequest, return_id: int) -> Return:
    found: QuerySet[Return] = Return.objects.filter(pk=return_id).select_related(
        "tried_at", "from_version__practice__home", "to_practice__head", "to_practice__home", "base"
    )
    return visible_or_404(found, actor_of(request))


def told(request: HttpRequest, return_id: int) -> dict[str, Any]:
    return shapes.returned(a_return(request, return_id))


@writes(router, "/returns", rule="practices.return", answer=shapes.ReturnOut)
def send(request: HttpRequest, given: shapes.ReturnIn) -> dict[str, Any]:
    """Show those an adaptation comes from what changed, where it was tried and what happened."""
    actor = actor_of(request)
    tried_at: Organisation = organisation(request, given.tried_at_id)
    back = verbs.send_return(
        a_version(request, given.version_id),
        to_practice=visible_or_404(Practice.objects.filter(pk=given.to_practice_id), actor),
        message=given.message,
        happened=given.happened,
        tried_at=tried_at,
        by=actor,
    )
    return told(request, back.pk)


@reads(router, "/returns/{return_id}", rule="practices.see", answer=shapes.ReturnOut)
def one_return(request: HttpRequest, return_id: int) -> dict[str, Any]:
    """Give one return."""
    return told(request, return_id)


@reads(router, "/returns/{return_id}/hunks", rule="practices.see", answer=list[HunkOut])
def hunks(request: HttpRequest, response: HttpResponse, return_id: int) -> list[dict[str, Any]]:
    """Cut both texts into hunks. The ETag is that of the practice answered for: send it with the answer."""
    back = a_return(request, return_id)
    response["ETag"] = shapes.practice_tag(back.to_practice)
    return [
        {
            "key": key,
            "part": part.part,
            "base": list(hunk.base),
            "ours": list(hunk.ours),
            "theirs": list(hunk.theirs),
            "is_offered": hunk.is_offered,
        }
        for part in verbs.parts_to_answer(back, back.to_practice.head)
        for key, hunk in part.keyed
    ]


@writes(router, "/returns/{return_id}/answer", rule=ANSWER, answer=shapes.ReturnOut, status=200)
def answer(request: HttpRequest, return_id: int, given: AnswerIn) -> dict[str, Any]:
    """Take in what is wanted as the next version. If-Match is the tag the hunks came with."""
    back = a_return(request, return_id)
    expect(request, shapes.practice_tag(back.to_practice))
    verbs.answer_return(
        back,
        given.choices,
        expected_head=back.to_practice.head_id,
        reason=given.reason,
        by=actor_of(request),
    )
    return told(request, return_id)


@writes(router, "/returns/{return_id}/variant", rule=ANSWER, answer=shapes.ReturnOut, status=200)
def variant(request: HttpRequest, return_id: int, given: ReasonIn) -> dict[str, Any]:
    """Let theirs stand beside yours."""
    verbs.list_as_variant(a_return(request, return_id), reason=given.reason, by=actor_of(request))
    return told(request, return_id)


@writes(router, "/returns/{return_id}/decline", rule=ANSWER, answer=shapes.ReturnOut, status=200)
def decline(request: HttpRequest, return_id: int, given: ReasonIn) -> dict[str, Any]:
    """Say no, and why."""
    verbs.decline_return(a_return(request, return_id), reason=given.reason, by=actor_of(request))
    return told(request, return_id)


@writes(router, "/returns/{return_id}/alone", rule="practices.return", answer=shapes.ReturnOut, status=200)
def alone(request: HttpRequest, return_id: int) -> dict[str, Any]:
    """Let a declined return stand on its own."""
    verbs.stand_alone(a_return(request, return_id), by=actor_of(request))
    return told(request, return_id)


@writes(router, "/returns/{return_id}/thanks", rule=ANSWER, answer=shapes.ReturnOut, status=200)
def thank(request: HttpRequest, return_id: int, given: ThanksIn) -> dict[str, Any]:
    """Thank those who sent it."""
    verbs.thank(a_return(request, return_id), thanks=given.thanks, by=actor_of(request))
    return told(request, return_id)
