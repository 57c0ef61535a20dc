"""Objecting, answering, deciding; and who would agree, from where."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, refusal, ruled, visible_or_404
from weald.people.views.posted import posted
from weald.practices.domain import contest as contesting
from weald.practices.domain.strata import strata
from weald.practices.enums import Standing
from weald.practices.forms.proving import (
    AnswerForm,
    DecideForm,
    DissentForm,
    EndorseForm,
    ObjectionForm,
    ReasonForm,
    ThirdPersonForm,
)
from weald.practices.models import Contest, Objection, Practice
from weald.practices.queries.contests import contests_of, objections_whole, voices_with_words
from weald.practices.queries.facts import thresholds, voices_of
from weald.practices.queries.line import line_of
from weald.practices.rules.contest import Deciding, Naming
from weald.practices.rules.line import Line, Planning
from weald.practices.views.attempting import form_page, press
from weald.practices.views.practice import crumbs_to, practice_at


def contest_url(practice: Practice) -> str:
    return reverse("practices:contest", args=[practice.pk])


def crumbs_in(practice: Practice, here: str) -> list[tuple[str, str]]:
    return [*crumbs_to(practice, "x")[:-1], ("Contest", contest_url(practice)), (here, "")]


def contest_at(request: HttpRequest, contest_id: int) -> Contest:
    found = Contest.objects.filter(pk=contest_id).select_related("practice", "practice__home")
    return visible_or_404(found, actor_of(request))


def objection_at(request: HttpRequest, objection_id: int) -> Objection:
    return visible_or_404(objections_whole().filter(pk=objection_id), actor_of(request))


@ruled("practices.see", load=practice_at)
def contest(request: HttpRequest, practice: Practice) -> HttpResponse:
    """Show what was objected, how each objection stands, and who would agree, from where."""
    actor, line = actor_of(request), line_of(practice)
    contests = list(contests_of(practice))
    current = next((one for one in contests if one.closed_at is None), None)
    may_close = (
        current and refusal("practices.close_contest", actor, Planning(line, current.opened_by_id)) is None
    )
    page = {
        "practice": practice,
        "contests": contests,
        "current": current,
        "refused": refusal("practices.contest", actor, line),
        "may_close": may_close,
        "endorse_refused": refusal("practices.endorse", actor, line),
        "strata": strata(voices_of(practice), thresholds()["coverage"]),
        "voices": voices_with_words(practice),
        "crumbs": crumbs_to(practice, "Contest"),
    }
    return render(request, "practices/contest.html", page)


@require_POST
@ruled("practices.see", load=practice_at)
def open_contest(request: HttpRequest, practice: Practice) -> HttpResponse:
    return press(
        request,
        lambda: contesting.open_contest(practice, by=actor_of(request)),
        done="Open. Now everyone who can see it may object.",
        to=contest_url(practice),
    )


@ruled("practices.see", load=contest_at)
def raise_objection(request: HttpRequest, contest: Contest) -> HttpResponse:
    actor = actor_of(request)
    return form_page(
        request,
        ObjectionForm(posted(request), places=actor.own),
        lambda given: contesting.raise_objection(contest, by=actor, **given),
        done="Raised. It is answered, not outvoted.",
        to=contest_url(contest.practice),
        allowed=("practices.contest", line_of(contest.practice)),
        question="What is wrong with it?",
        lede="Challenge is a gift: say it plainly, and say what would settle it.",
        button="Object",
        crumbs=crumbs_in(contest.practice, "Object"),
    )


@ruled("practices.see", load=objection_at)
def objection(request: HttpRequest, objection: Objection) -> HttpResponse:
    actor = actor_of(request)
    practice = objection.contest.practice
    page = {
        "objection": objection,
        "practice": practice,
        "is_mine": actor.is_known and actor.person_id == objection.raised_by_id,
        "may_answer": not objection.is_decided
        and actor.person_id != objection.raised_by_id
        and refusal("practices.contest", actor, line_of(practice)) is None,
        "decide_refused": refusal("practices.decide", actor, contesting.deciding(objection)),
        "may_decide_now": objection.standing == Standing.ANSWERED,
        "crumbs": crumbs_in(practice, "Objection"),
    }
    return render(request, "practices/objection.html", page)


@ruled("practices.see", load=objection_at)
def answer(request: HttpRequest, objection: Objection) -> HttpResponse:
    return form_page(
        request,
        AnswerForm(posted(request)),
        lambda given: contesting.answer(objection, by=actor_of(request), **given),
        done="Answered. Whoever objected now says whether it is settled.",
        to=reverse("practices:objection", args=[objection.pk]),
        allowed=("practices.contest", line_of(objection.contest.practice)),
        question="What do you answer?",
        quoted=f"{objection.text}\n\n**What would settle it:** {objection.would_settle}",
        button="Answer",
        crumbs=crumbs_in(objection.contest.practice, "Answer"),
    )


@ruled("practices.see", load=objection_at)
def third_person(request: HttpRequest, objection: Objection) -> HttpResponse:
    return form_page(
        request,
        ThirdPersonForm(posted(request)),
        lambda given: contesting.ask_third_person(objection, by=actor_of(request), **given),
        done="Asked. Both of them may now say what became of it.",
        to=reverse("practices:objection", args=[objection.pk]),
        # Whoever is proposed is judged when they are known.
        allowed=("practices.name_third", Naming(contesting.deciding(objection), 0)),
        question="Who could decide with fresh eyes?",
        lede="Neither who objects nor who wrote the practice. It is on record who was asked.",
        button="Ask them",
        crumbs=crumbs_in(objection.contest.practice, "A third person"),
    )


def deciding_at(request: HttpRequest, objection_id: int) -> Deciding:
    return contesting.deciding(objection_at(request, objection_id))


def line_at(request: HttpRequest, practice_id: int) -> Line:
    return line_of(practice_at(request, practice_id))


@ruled("practices.decide", load=deciding_at)
def decide(request: HttpRequest, deciding: Deciding) -> HttpResponse:
    found = objections_whole().get(pk=deciding.objection_id)
    is_objector = actor_of(request).person_id == deciding.raised_by
    form = DecideForm(posted(request), is_objector=is_objector)
    return form_page(
        request,
        form,
        lambda given: contesting.decide(found, by=actor_of(request), **given),
        done="Decided, with what it rests on.",
        to=reverse("practices:objection", args=[found.pk]),
        question="Is it settled?",
        quoted=f"{found.text}\n\n**What would settle it:** {found.would_settle}",
        button="Decide",
        crumbs=crumbs_in(found.contest.practice, "Decide"),
    )


@ruled("practices.see", load=objection_at)
def dissent(request: HttpRequest, objection: Objection) -> HttpResponse:
    return form_page(
        request,
        DissentForm(posted(request), initial={"words": objection.dissent}),
        lambda given: contesting.keep_dissent(objection, by=actor_of(request), **given),
        done="Kept. It stays with the practice through every stage.",
        to=reverse("practices:objection", args=[objection.pk]),
        question="What remains of your objection?",
        button="Keep it",
        crumbs=crumbs_in(objection.contest.practice, "Dissent"),
    )


@ruled("practices.see", load=contest_at)
def close_contest(request: HttpRequest, contest: Contest) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(posted(request), label="What was learnt"),
        lambda given: contesting.close_contest(contest, words=given["reason"], by=actor_of(request)),
        done="Closed.",
        to=contest_url(contest.practice),
        allowed=("practices.close_contest", Planning(line_of(contest.practice), contest.opened_by_id)),
        question="What did the contest teach?",
        button="Close the contest",
        crumbs=crumbs_in(contest.practice, "Close"),
    )


@ruled("practices.endorse", load=line_at)
def endorse(request: HttpRequest, line: Line) -> HttpResponse:
    actor = actor_of(request)
    practice = practice_at(request, line.id)
    return form_page(
        request,
        EndorseForm(posted(request), places=actor.own),
        lambda given: contesting.endorse(practice, by=actor, **given),
        done="Said. Your last word counts; earlier ones are kept.",
        to=contest_url(practice),
        question="Would you agree to it?",
        lede="It counts where it bridges: forty voices from one trust are one trust’s.",
        button="Say so",
        crumbs=crumbs_in(practice, "Agree or not"),
    )
