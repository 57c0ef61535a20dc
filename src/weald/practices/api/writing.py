"""Sharing, writing on, adapting, alloying, taking up and asking, by program."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from weald.core.permissions import actor_of, visible, visible_or_404
from weald.operations import PreconditionFailed, expect, writes
from weald.practices.api import shapes
from weald.practices.api.reading import a_practice
from weald.practices.api.routers import router
from weald.practices.domain import adopting, asking
from weald.practices.domain.saving import EditedMeanwhile, save_version
from weald.practices.domain.sharing import adapt, alloy, share_practice
from weald.practices.domain.written import Given, Written
from weald.practices.models import Adoption, Ask, Practice, Version
from weald.schools.models import Organisation


class AskOut(Schema):
    id: int
    practice_id: int
    about: str
    text: str
    answer: str


class AnswerIn(Schema):
    text: str


def organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    return visible_or_404(Organisation.objects.filter(pk=organisation_id), actor_of(request))


def named(request: HttpRequest, given: shapes.PracticeIn) -> QuerySet[Organisation]:
    return visible(Organisation.objects.filter(pk__in=given.partners), actor_of(request))


def a_version(request: HttpRequest, version_id: int) -> Version:
    return visible_or_404(Version.objects.filter(pk=version_id), actor_of(request))


def told(request: HttpRequest, response: HttpResponse, practice: Practice) -> dict[str, Any]:
    found = a_practice(request, practice.pk)
    response["ETag"] = shapes.practice_tag(found)
    return shapes.whole(found)


@writes(router, "/practices", rule="practices.share", answer=shapes.PracticeWhole)
def share(request: HttpRequest, response: HttpResponse, given: shapes.PracticeIn) -> dict[str, Any]:
    """Share something new: a title, one paragraph and where it is at home are enough."""
    practice = share_practice(
        given.written(),
        home=organisation(request, given.home_id),
        audience=given.audience,
        partners=named(request, given),
        placing=given.placing(),
        by=actor_of(request),
    )
    return told(request, response, practice)


@writes(router, "/practices/{practice_id}/versions", rule="practices.write", answer=shapes.PracticeWhole)
def write_on(
    request: HttpRequest, response: HttpResponse, practice_id: int, given: shapes.WrittenIn
) -> dict[str, Any]:
    """Write the next version. If-Match names its ETag, so that nobody is written over."""
    practice = a_practice(request, practice_id)
    expect(request, shapes.practice_tag(practice))
    written = given.written().but(files=_files(practice))
    try:
        save_version(practice, written, expected_head=practice.head_id, by=actor_of(request))
    except EditedMeanwhile as error:
        refusal = error.refusal
        raise PreconditionFailed(refusal.need, refusal.finding, refusal.remedy) from error
    return told(request, response, practice)


def _files(practice: Practice) -> tuple[Given, ...]:
    """Keep the files of the version written from: they are added and taken away on the page."""
    return tuple(Written.of(practice.head).files)


@writes(router, "/versions/{version_id}/adaptations", rule="practices.share", answer=shapes.PracticeWhole)
def make_own(
    request: HttpRequest, response: HttpResponse, version_id: int, given: shapes.PracticeIn
) -> dict[str, Any]:
    """Begin a line of your own from somebody’s version; its ancestors stay credited for ever."""
    practice = adapt(
        a_version(request, version_id),
        given.written(),
        home=organisation(request, given.home_id),
        audience=given.audience,
        partners=named(request, given),
        placing=given.placing(),
        by=actor_of(request),
    )
    return told(request, response, practice)


@writes(router, "/alloys", rule="practices.share", answer=shapes.PracticeWhole)
def make_alloy(request: HttpRequest, response: HttpResponse, given: shapes.AlloyIn) -> dict[str, Any]:
    """Make one practice from several versions; each of them is credited."""
    known = visible(Version.objects.filter(pk__in=given.versions), actor_of(request)).in_bulk()
    practice = alloy(
        [known[pk] for pk in given.versions if pk in known],
        given.written(),
        home=organisation(request, given.home_id),
        audience=given.audience,
        partners=named(request, given),
        placing=given.placing(),
        by=actor_of(request),
    )
    return told(request, response, practice)


@writes(router, "/practices/{practice_id}/adoptions", rule="practices.adopt", answer=shapes.AdoptionOut)
def take_up(request: HttpRequest, practice_id: int, given: shapes.AdoptionIn) -> dict[str, Any]:
    """Say that a school or a team does this, from a day, for some pupils."""
    made = adopting.adopt(
        a_practice(request, practice_id),
        organisation=organisation(request, given.organisation_id),
        began_on=given.began_on,
        pupils=given.pupils,
        by=actor_of(request),
    )
    return shapes.adoption(made)


@writes(
    router, "/adoptions/{adoption_id}/stop", rule="practices.adopt", answer=shapes.AdoptionOut, status=200
)
def stop(request: HttpRequest, adoption_id: int, given: shapes.StopIn) -> dict[str, Any]:
    """Say from which day it is no longer done, and why."""
    found = visible_or_404(Adoption.objects.filter(pk=adoption_id), actor_of(request))
    return shapes.adoption(
        adopting.stop_adoption(found, because=given.because, on=given.on, by=actor_of(request))
    )


@writes(router, "/practices/{practice_id}/questions", rule="practices.ask", answer=AskOut)
def ask(request: HttpRequest, practice_id: int, given: shapes.QuestionIn) -> dict[str, Any]:
    """Ask those who wrote it what its page leaves open."""
    asked = asking.ask(
        a_practice(request, practice_id),
        about=given.about,
        text=given.text,
        place_id=given.for_id,
        by=actor_of(request),
    )
    return question(asked)


@writes(router, "/questions/{question_id}/answer", rule="practices.answer", answer=AskOut, status=200)
def answer(request: HttpRequest, question_id: int, given: AnswerIn) -> dict[str, Any]:
    """Answer what somebody asked."""
    asked = visible_or_404(Ask.objects.filter(pk=question_id).select_related("practice"), actor_of(request))
    return question(asking.reply(asked, text=given.text, by=actor_of(request)))


def question(asked: Ask) -> dict[str, Any]:
    return {
        "id": asked.pk,
        "practice_id": asked.practice_id,
        "about": asked.about,
        "text": asked.text,
        "answer": asked.answer,
    }
