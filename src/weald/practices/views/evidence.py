"""What speaks for and against a practice: four kinds side by side, never one score."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.jobs import enqueue
from weald.core.permissions import actor_of, refusal, ruled, visible_or_404
from weald.people.queries.places import workplace
from weald.people.views.posted import posted
from weald.practices.domain import accounts, references
from weald.practices.domain.effect_words import effect_page
from weald.practices.domain.evidence import evidence_of
from weald.practices.forms.proving import EstimateForm, ReasonForm, ReferenceForm, TellForm
from weald.practices.models import Adoption, MeasuredEffect, Practice, Reference
from weald.practices.queries.accounts import still_to_tell
from weald.practices.queries.line import line_of
from weald.practices.rules.line import Line, Planning
from weald.practices.views.attempting import form_page, press
from weald.practices.views.practice import crumbs_to, practice_at


def evidence_url(practice: Practice) -> str:
    return reverse("practices:evidence", args=[practice.pk])


def reference_at(request: HttpRequest, reference_id: int) -> Reference:
    found = Reference.objects.filter(pk=reference_id).select_related("practice__home")
    return visible_or_404(found, actor_of(request))


def effect_at(request: HttpRequest, effect_id: int) -> MeasuredEffect:
    found = MeasuredEffect.objects.filter(pk=effect_id).select_related("practice__home", "measure")
    return visible_or_404(found, actor_of(request))


def adoption_at(request: HttpRequest, adoption_id: int) -> Adoption:
    found = Adoption.objects.filter(pk=adoption_id).select_related("practice__home", "organisation")
    return visible_or_404(found, actor_of(request))


def line_at(request: HttpRequest, practice_id: int) -> Line:
    return line_of(practice_at(request, practice_id))


@ruled("practices.see", load=practice_at)
def evidence(request: HttpRequest, practice: Practice) -> HttpResponse:
    actor, line = actor_of(request), line_of(practice)
    page = {
        "practice": practice,
        "evidence": evidence_of(practice),
        "is_whole": True,
        "actor_id": actor.person_id,
        "may_refer": refusal("practices.refer", actor, line) is None,
        "estimate_refused": refusal("practices.estimate", actor, line),
        "mine": still_to_tell(
            Adoption.objects.filter(practice=practice, organisation__in=actor.own).select_related(
                "organisation"
            )
        ),
        "crumbs": crumbs_to(practice, "Evidence"),
    }
    return render(request, "practices/evidence.html", page)


@ruled("practices.refer", load=line_at)
def add_reference(request: HttpRequest, line: Line) -> HttpResponse:
    practice = practice_at(request, line.id)
    return form_page(
        request,
        ReferenceForm(posted(request)),
        lambda given: references.add_reference(practice, by=actor_of(request), **given),
        done="Added. A second pair of eyes checks that it says so.",
        to=evidence_url(practice),
        question="Which research bears on it?",
        lede="Also what speaks against it: a practice that knows its doubts is used better.",
        button="Add it",
        crumbs=crumbs_to(practice, "Evidence"),
    )


@require_POST
@ruled("practices.see", load=reference_at)
def check_reference(request: HttpRequest, reference: Reference) -> HttpResponse:
    return press(
        request,
        lambda: references.check_reference(reference, by=actor_of(request)),
        done="Checked. Your name stands beside it.",
        to=evidence_url(reference.practice),
    )


@ruled("practices.see", load=reference_at)
def remove_reference(request: HttpRequest, reference: Reference) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(posted(request), label="Why it should not stand there"),
        lambda given: references.remove_reference(reference, because=given["reason"], by=actor_of(request)),
        done="Taken away. That it stood there, and why it went, is kept.",
        to=evidence_url(reference.practice),
        allowed=(
            "practices.remove_reference",
            Planning(line_of(reference.practice), reference.added_by_id),
        ),
        question="Why should this reference go?",
        lede=reference.citation,
        button="Take it away",
        crumbs=crumbs_to(reference.practice, "Evidence"),
    )


@ruled("practices.estimate", load=line_at)
def estimate(request: HttpRequest, line: Line) -> HttpResponse:
    practice = practice_at(request, line.id)
    form = EstimateForm(posted(request))
    if form.is_valid():
        measure = form.cleaned_data["measure"]
        job = enqueue(
            "practices.estimate_effect",
            f"Effect of {practice.title}: {measure.name}"[:200],
            by=actor_of(request),
            practice=practice.pk,
            measure=measure.code,
            group=form.cleaned_data["group"],
        )
        return redirect("core:job", job_id=job.pk)
    page = {
        "form": form,
        "question": "On which outcome should it show?",
        "lede": "Schools that adopted it are compared with schools like them that had not yet, with every "
        "safeguard; where there are too few, the answer is “not yet known” and what is missing.",
        "button": "Estimate",
        "crumbs": crumbs_to(practice, "Estimate"),
    }
    return render(request, "practices/prove.html", page, status=422 if form.errors else 200)


@ruled("practices.see", load=effect_at)
def effect(request: HttpRequest, effect: MeasuredEffect) -> HttpResponse:
    page = {
        "effect": effect,
        "practice": effect.practice,
        "page": effect_page(effect),
        "crumbs": [
            *crumbs_to(effect.practice, "x")[:-1],
            ("Evidence", evidence_url(effect.practice)),
            ("Effect", ""),
        ],
    }
    return render(request, "practices/effect.html", page)


@ruled("practices.see", load=adoption_at)
def tell(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    return form_page(
        request,
        TellForm(posted(request)),
        lambda given: accounts.tell(adoption, by=actor_of(request), **given),
        done="Thank you. Whoever thinks of adopting it reads what you told.",
        to=evidence_url(adoption.practice),
        allowed=("practices.tell", workplace(adoption.organisation)),
        question="How did it go?",
        lede=f"“{adoption.practice.title}” at {adoption.organisation}, since {adoption.began_on:%-d %B %Y}. "
        "Failures help the most.",
        button="Tell it",
        crumbs=crumbs_to(adoption.practice, "How it went"),
    )
