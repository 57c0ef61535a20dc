"""How far a practice has come: its gates, moving it, protecting it; and what the gates ask for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, refusal, ruled
from weald.people.views.posted import posted
from weald.practices.domain import tumbler
from weald.practices.domain.gates import GATES, earlier_stages, gate, next_stage
from weald.practices.enums import Stage, Standing
from weald.practices.forms.proving import ProtectForm, ReasonForm, ReopenForm, ThresholdForm
from weald.practices.models import Move, Objection, Practice, ProtectedWindow, Threshold
from weald.practices.queries.facts import SHIPPED, facts_of, thresholds
from weald.practices.queries.line import line_of
from weald.practices.rules.tumbler import Moving
from weald.practices.views.attempting import form_page, press
from weald.practices.views.practice import crumbs_to, practice_at


def stage_url(practice: Practice) -> str:
    return reverse("practices:stage", args=[practice.pk])


@ruled("practices.see", load=practice_at)
def stage(request: HttpRequest, practice: Practice) -> HttpResponse:
    """Show what the next gate asks for, with what is there and what is missing."""
    actor, line, facts = actor_of(request), line_of(practice), facts_of(practice)
    following = next_stage(practice.stage)
    asked = gate(following, facts) if following else []
    page = {
        "practice": practice,
        "following": following,
        "asked": asked,
        "missing": [one for one in asked if not one.met],
        "later": [(one, gate(one, facts)) for one in _after(following)],
        "refused": refusal("practices.move", actor, Moving(line, following or Stage.RETIRED)),
        "may_keep": refusal("practices.protect", actor, line) is None,
        "protected_until": line.protected_until,
        "windows": ProtectedWindow.objects.filter(practice=practice).order_by("-until_on"),
        "dissent": _dissent(practice),
        "moves": Move.objects.filter(practice=practice).select_related("moved_by").order_by("-moved_at"),
        "counts": {"live": 0},
        "crumbs": crumbs_to(practice, "How far it has come"),
    }
    return render(request, "practices/stage.html", page)


def _after(following: Stage | None) -> list[Stage]:
    stages = list(GATES)
    return stages[stages.index(following) + 1 :] if following in stages else []


def _dissent(practice: Practice) -> list[Objection]:
    standing = Objection.objects.filter(contest__practice=practice, standing=Standing.STANDS)
    return list(standing.select_related("raised_by", "raised_from").order_by("decided_at"))


@require_POST
@ruled("practices.see", load=practice_at)
def rise(request: HttpRequest, practice: Practice) -> HttpResponse:
    expected = request.POST.get("expected", "")
    return press(
        request,
        lambda: tumbler.rise(practice, expected=expected, by=actor_of(request)),
        done=f"“{practice.title}” has come one stage further.",
        to=stage_url(practice),
    )


@ruled("practices.see", load=practice_at)
def protect(request: HttpRequest, practice: Practice) -> HttpResponse:
    return form_page(
        request,
        ProtectForm(posted(request)),
        lambda given: tumbler.protect(practice, by=actor_of(request), **given),
        done="Agreed. Until then nobody judges it.",
        to=stage_url(practice),
        allowed=("practices.protect", line_of(practice)),
        question="Until when does nobody judge it?",
        lede="Those who try something new need time in which it may go wrong.",
        button="Protect it",
        crumbs=crumbs_to(practice, "Protect it"),
    )


@ruled("practices.see", load=practice_at)
def reopen(request: HttpRequest, practice: Practice) -> HttpResponse:
    highest = practice.stage_when_retired
    stages = (*earlier_stages(highest), Stage(highest)) if highest else earlier_stages(practice.stage)
    return form_page(
        request,
        ReopenForm(posted(request), stages=stages),
        lambda given: tumbler.reopen(practice, by=actor_of(request), **given),
        done="Reopened. Its history and its dissent stay.",
        to=stage_url(practice),
        allowed=("practices.move", Moving(line_of(practice), Stage.IDEA)),
        question="Why should it be looked at again?",
        button="Reopen",
        crumbs=crumbs_to(practice, "Reopen"),
    )


@ruled("practices.see", load=practice_at)
def retire(request: HttpRequest, practice: Practice) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(posted(request), label="Why it should not be taken up any more"),
        lambda given: tumbler.retire_practice(practice, by=actor_of(request), **given),
        done="Retired. What came of it, and whose work it was, stays to be read.",
        to=stage_url(practice),
        allowed=("practices.move", Moving(line_of(practice), Stage.RETIRED)),
        question="Has it done its work?",
        lede="Retiring is a service to the next school. Places that use it go on until they stop.",
        button="Retire it",
        crumbs=crumbs_to(practice, "Retire"),
    )


@ruled("core.anyone")
def gates(request: HttpRequest) -> HttpResponse:
    """Say what every gate asks for, and with which numbers."""
    numbers = thresholds()
    changed = {one.code: one for one in Threshold.objects.select_related("set_by")}
    page = {
        "gates": [
            (Stage(stage), [one.sentence.format(**numbers) for one in asked])
            for stage, asked in GATES.items()
        ],
        "numbers": [
            (code, numbers[code], words, shipped, changed.get(code))
            for code, (shipped, words) in SHIPPED.items()
        ],
        "may_set": refusal("practices.set_threshold", actor_of(request)) is None,
        "crumbs": [("Practices", reverse("practices:library")), ("What the gates ask", "")],
    }
    return render(request, "practices/gates.html", page)


@ruled("practices.set_threshold")
def threshold(request: HttpRequest, code: str) -> HttpResponse:
    if code not in SHIPPED:
        msg = "no such number"
        raise Http404(msg)
    to = reverse("practices:gates")
    return form_page(
        request,
        ThresholdForm(posted(request), initial={"value": thresholds()[code]}),
        lambda given: tumbler.set_threshold(code, by=actor_of(request), **given),
        done="Changed, for everybody, from now on.",
        to=to,
        question="How many should the gates ask for?",
        lede=f"Now: {thresholds()[code]} {SHIPPED[code][1]}.",
        button="Change the number",
        crumbs=[("Practices", reverse("practices:library")), ("What the gates ask", to), ("Change", "")],
    )
