"""Planned trials: written down, agreed, drawn, run, compared."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.permissions import Actor, actor_of, refusal, ruled, visible_or_404
from weald.people.enums import LEADING
from weald.people.queries.places import workplace
from weald.people.views.posted import posted
from weald.practices.domain import trial as trying
from weald.practices.domain.trial_result import answer_of, close
from weald.practices.domain.trial_words import course_of, power_said
from weald.practices.forms.proving import PlaceForm, ReadingForm, ReasonForm, TrialForm
from weald.practices.models import Participation, Practice, Trial
from weald.practices.queries.line import line_of
from weald.practices.queries.trials import readings_due, trials_of, whole
from weald.practices.rules.line import Line, Planning
from weald.practices.views.attempting import form_page, press
from weald.practices.views.practice import crumbs_to, practice_at


def trial_at(request: HttpRequest, trial_id: int) -> Trial:
    return visible_or_404(whole(Trial.objects.filter(pk=trial_id)), actor_of(request))


def participation_at(request: HttpRequest, participation_id: int) -> Participation:
    found = Participation.objects.filter(pk=participation_id)
    found = found.select_related("trial__practice__home", "organisation")
    return visible_or_404(found, actor_of(request))


def line_at(request: HttpRequest, practice_id: int) -> Line:
    return line_of(practice_at(request, practice_id))


def trial_url(trial: Trial) -> str:
    return reverse("practices:trial", args=[trial.pk])


def crumbs_in(practice: Practice, *here: tuple[str, str]) -> list[tuple[str, str]]:
    trials = ("Trials", reverse("practices:trials", args=[practice.pk]))
    return [*crumbs_to(practice, "x")[:-1], trials, *here]


def led_by(actor: Actor) -> frozenset[int]:
    return frozenset(role.organisation_id for role in actor.roles if role.kind in LEADING)


@ruled("practices.see", load=practice_at)
def trials(request: HttpRequest, practice: Practice) -> HttpResponse:
    page = {
        "practice": practice,
        "trials": [(one, answer_of(one)) for one in trials_of(practice)],
        "may_plan": refusal("practices.plan_trial", actor_of(request), line_of(practice)) is None,
        "crumbs": crumbs_to(practice, "Trials"),
    }
    return render(request, "practices/trials.html", page)


@ruled("practices.plan_trial", load=line_at)
def plan(request: HttpRequest, line: Line) -> HttpResponse:
    actor, practice = actor_of(request), practice_at(request, line.id)
    return form_page(
        request,
        TrialForm(posted(request), places=actor.own),
        lambda given: trying.plan_trial(practice, by=actor, **given),
        done="Written down. Now schools that want it say that they take part.",
        to=reverse("practices:trials", args=[practice.pk]),
        question="Who starts now, and who a little later?",
        lede="Schools that all want it start in drawn order. What is decided here is fixed before anybody "
        "starts, and cannot be changed afterwards.",
        button="Write it down",
        crumbs=crumbs_in(practice, ("Plan", "")),
    )


@ruled("practices.see", load=trial_at)
def trial(request: HttpRequest, trial: Trial) -> HttpResponse:
    actor = actor_of(request)
    planning = Planning(line_of(trial.practice), trial.proposed_by_id)
    schools = list(trial.participations.all())
    led = led_by(actor)
    page = {
        "trial": trial,
        "practice": trial.practice,
        "schools": schools,
        "course": course_of(trial),
        "power": power_said(trial, len(schools)),
        "answer": answer_of(trial),
        "may_keep": refusal("practices.keep_trial", actor, planning) is None,
        "may_join": bool(led - {one.organisation_id for one in schools}),
        "led": led,
        "due": set(readings_due(led).filter(trial=trial).values_list("pk", flat=True)),
        "crumbs": crumbs_in(trial.practice, (trial.title, "")),
    }
    return render(request, "practices/trial.html", page)


@ruled("practices.see", load=trial_at)
def join(request: HttpRequest, trial: Trial) -> HttpResponse:
    taking_part = {one.organisation_id for one in trial.participations.all()}
    form = PlaceForm(posted(request), places=led_by(actor_of(request)) - taking_part)
    return form_page(
        request,
        form,
        lambda given: trying.join(trial, by=actor_of(request), **given),
        done="You take part. The draw says when you start.",
        to=trial_url(trial),
        question="Does your school want it, now or a little later?",
        lede="You agree to start when the draw says, and to read off the outcome twice.",
        button="Take part",
        crumbs=crumbs_in(trial.practice, (trial.title, trial_url(trial)), ("Take part", "")),
    )


@require_POST
@ruled("practices.see", load=participation_at)
def leave(request: HttpRequest, participation: Participation) -> HttpResponse:
    trial = participation.trial
    return press(
        request,
        lambda: trying.leave(trial, place=participation.organisation, by=actor_of(request)),
        done=f"{participation.organisation} no longer takes part.",
        to=trial_url(trial),
    )


STEPS: dict[str, tuple[Callable[..., Trial], str]] = {
    "agree": (trying.agree, "Agreed. Nothing of it can be changed any more, and nobody judges it early."),
    "draw": (trying.draw, "Drawn. Anybody can repeat the order from its seed."),
    "begin": (trying.begin, "Begun. The start dates that were drawn are adoptions now."),
}


@require_POST
@ruled("practices.see", load=lambda request, trial_id, step: (trial_at(request, trial_id), step))
def step(request: HttpRequest, asked: tuple[Trial, str]) -> HttpResponse:
    """Take a trial one step on."""
    trial, name = asked
    if name not in STEPS:
        msg = "no such step"
        raise Http404(msg)
    act, done = STEPS[name]
    return press(request, lambda: act(trial, by=actor_of(request)), done=done, to=trial_url(trial))


@ruled("practices.see", load=participation_at)
def read_off(request: HttpRequest, participation: Participation) -> HttpResponse:
    trial = participation.trial
    return form_page(
        request,
        ReadingForm(posted(request), unit=trial.unit),
        lambda given: trying.read_off(participation, by=actor_of(request), **given),
        done="Kept.",
        to=trial_url(trial),
        allowed=(
            "practices.join_trial",
            Planning(line_of(trial.practice), trial.proposed_by_id, workplace(participation.organisation)),
        ),
        question="What did you read off?",
        lede=f"{participation.organisation}: {trial.outcome}",
        button="Keep it",
        crumbs=crumbs_in(trial.practice, (trial.title, trial_url(trial)), ("Read off", "")),
    )


@ruled("practices.see", load=trial_at)
def close_trial(request: HttpRequest, trial: Trial) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(posted(request), label="What those who ran it make of it"),
        lambda given: close(trial, words=given["reason"], by=actor_of(request)),
        done="Closed, and compared as it was fixed.",
        to=trial_url(trial),
        allowed=("practices.keep_trial", Planning(line_of(trial.practice), trial.proposed_by_id)),
        question="What did it show?",
        button="Close and compare",
        crumbs=crumbs_in(trial.practice, (trial.title, trial_url(trial)), ("Close", "")),
    )


@ruled("practices.see", load=trial_at)
def abandon(request: HttpRequest, trial: Trial) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(posted(request), label="Why it does not go on"),
        lambda given: trying.abandon(trial, because=given["reason"], by=actor_of(request)),
        done="Abandoned. It stays on the practice’s page, with why.",
        to=trial_url(trial),
        allowed=("practices.keep_trial", Planning(line_of(trial.practice), trial.proposed_by_id)),
        question="Why does it not go on?",
        lede="What was tried and given up is evidence too.",
        button="Abandon it",
        crumbs=crumbs_in(trial.practice, (trial.title, trial_url(trial)), ("Abandon", "")),
    )
